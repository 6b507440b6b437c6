// Sweeps and searches as a person runs them: the physics of a late install, point by point; what
// goes on after it was interrupted; and shards.
#include <gmock/gmock.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>

#include "emulator/sys/file.h"
#include "tests/locations.h"
#include "tests/scenarios/lab_session.h"

namespace keyrace {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;
using testing::StartsWith;

class SweepRun : public testing::Test {
 protected:
  SweepRun() {
    session_.write("late.json", R"({
      "name": "late", "duration": "3s", "traffic": [{"rate": 100}],
      "triggers": [{"do": "rekey-ptk", "after": "1s"}],
      "faults": [{"node": "sta", "fault": "delay", "by": "50ms", "first": 2}],
      "expect": ["count(rekeys) == 1", "frames.verdicts.mic_failure == 0", "traffic.lost < 6"]})");
  }

  // Points 0 to 90 ms, of which those from 60 ms on lose 6 datagrams or more.
  std::vector<std::string> sweep(std::vector<std::string> more) const {
    more.insert(more.begin(), {"run", "late.json", "--sweep", "/faults/0/by=0ms..90ms:10ms"});
    return more;
  }

  std::string file(const std::string& name) const { return read_file(session_.path(name)); }
  json table(const std::string& directory) const {
    return json::parse(file(directory + "/table.json")).at("runs");
  }

  void same(const std::string& one, const std::string& other) const {
    for (const char* name : {"table.csv", "table.json", "chart.svg", "index.json"}) {
      EXPECT_EQ(file(one + "/" + name), file(other + "/" + name)) << name;
    }
  }

  std::size_t runs_in(const std::string& directory) const {
    std::size_t count = 0;
    for (const auto& entry : fs::directory_iterator(session_.path(directory))) {
      count += fs::exists(entry.path() / "report.json") ? 1 : 0;
    }
    return count;
  }

  // Starts a sweep into `directory`, and ends it when some of its runs are done.
  LabSession::Result interrupt(const std::string& directory, int signal) {
    ChildProcess process = session_.start(sweep({"--jobs", "2", "--out", directory}));
    while (!fs::exists(session_.path(directory)) || runs_in(directory) < 3) {
      pollfd ended{process.fd(), POLLIN, 0};
      if (poll(&ended, 1, 10) != 0) break;
    }
    process.signal(signal);
    return session_.finish(process);
  }

  LabSession session_;
};

TEST_F(SweepRun, LosesWhatIsSentInTheWindow) {
  const LabSession::Result result = session_.run(sweep({"--out", "late"}));
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.out, StartsWith("late /faults/0/by=0s: 3 of 3 expectations hold; 0 of 300 "
                                     "datagrams lost, "));
  const json rows = table("late");
  ASSERT_EQ(rows.size(), 10u);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const json& row = rows[i];
    const double window_s = row.at("longest_window_ns").get<double>() / 1e9;
    EXPECT_NEAR(window_s, static_cast<double>(i) * 0.01, 0.001);
    EXPECT_NEAR(row.at("lost_in_window").get<double>(), window_s * 100, 1) << row;
    EXPECT_EQ(row.at("lost"), row.at("lost_in_window"));
    EXPECT_EQ(row.at("mic_failures"), 0);
    EXPECT_EQ(row.at("disagreements"), 0);
  }
  EXPECT_THAT(file("late/table.csv"), HasSubstr("\r\nlate,90ms,1,does-not-hold,3,1,"));
  EXPECT_THAT(file("late/chart.svg"), HasSubstr("late over /faults/0/by in ms"));
  EXPECT_THAT(result.err, HasSubstr("late/table.csv, late/chart.svg\n"));

  // The command that is printed runs the same point.
  const std::string alone =
      "keyrace: that point alone: keyrace run late.json --set '/sweep={}' --set "
      "/faults/0/by=90ms\n";
  EXPECT_THAT(result.err, HasSubstr(alone));
  EXPECT_EQ(session_
                .run({"run", "late.json", "--set", "/sweep={}", "--set", "/faults/0/by=90ms",
                      "--out", "alone"})
                .status,
            1);
  EXPECT_EQ(file("alone/scenario.json"), file("late/late-point-10/scenario.json"));
}

TEST_F(SweepRun, ReportIsWhatRunPrinted) {
  const std::vector<const char*> tables{"table.csv", "table.json", "chart.svg"};
  std::size_t count = 0;
  for (const std::vector<std::string>& format : {std::vector<std::string>{},
                                                 {"--format", "text"},
                                                 {"--format", "json"},
                                                 {"--format", "markdown"}}) {
    const std::string out = "late" + std::to_string(++count);
    std::vector<std::string> words{"run",     "late.json",
                                   "--sweep", "/traffic/0/rate=50,100",
                                   "--sweep", "/faults/0/by=50ms,90ms",
                                   "--out",   out};
    words.insert(words.end(), format.begin(), format.end());
    const LabSession::Result run = session_.run(words);
    std::map<std::string, std::string> written;
    for (const char* name : tables) {
      written[name] = file(out + "/" + name);
      fs::remove(session_.path(out + "/" + name));
    }
    words = {"report", out};
    words.insert(words.end(), format.begin(), format.end());
    const LabSession::Result report = session_.run(words);
    EXPECT_EQ(report.status, 1);
    EXPECT_EQ(report.out, run.out) << out;
    for (const char* name : tables) EXPECT_EQ(file(out + "/" + name), written[name]) << name;
  }
}

TEST_F(SweepRun, GoesOnAfterCtrlC) {
  ASSERT_EQ(session_.run(sweep({"--out", "whole"})).status, 1);
  const LabSession::Result interrupted = interrupt("part", SIGINT);
  EXPECT_EQ(interrupted.status, 128 + SIGINT);
  EXPECT_THAT(interrupted.err,
              HasSubstr("to go on: keyrace run late.json --sweep /faults/0/by=0ms..90ms:10ms "
                        "--jobs 2 --out part --resume\n"));
  const std::size_t done = runs_in("part");
  EXPECT_LT(done, 10u);
  const LabSession::Result resumed = session_.run(sweep({"--out", "part", "--resume"}));
  EXPECT_EQ(resumed.status, 1);
  same("part", "whole");
  EXPECT_EQ(std::ranges::count(resumed.out, '\n'), 10);
  // Nothing is left to do.
  EXPECT_EQ(session_.run(sweep({"--out", "part", "--resume"})).status, 1);
  same("part", "whole");
}

TEST_F(SweepRun, GoesOnAfterAKill) {
  ASSERT_EQ(session_.run(sweep({"--out", "whole"})).status, 1);
  EXPECT_EQ(interrupt("part", SIGKILL).status, 128 + SIGKILL);
  // Half of a report is none.
  for (const auto& entry : fs::directory_iterator(session_.path("part"))) {
    const fs::path report = entry.path() / "report.json";
    if (!fs::exists(report)) continue;
    fs::resize_file(report, 100);
    break;
  }
  EXPECT_EQ(session_.run(sweep({"--out", "part", "--resume"})).status, 1);
  same("part", "whole");
}

TEST_F(SweepRun, ResumeIsForTheSameCampaign) {
  ASSERT_EQ(session_.run(sweep({"--out", "late", "--resume"})).status, 1);  // begins there
  const auto told = [&](const std::vector<std::string>& arguments, const std::string& message) {
    const LabSession::Result result = session_.run(arguments);
    EXPECT_EQ(result.status, 2) << message;
    EXPECT_THAT(result.err, HasSubstr(message));
  };
  told({"run", "late.json", "--sweep", "/faults/0/by=0ms..20ms:10ms", "--out", "late", "--resume"},
       "late is of another campaign: it has late /faults/0/by=30ms with seed 1, this call has not");
  told(sweep({"--set", "/duration=4s", "--out", "late", "--resume"}),
       "its late /faults/0/by=0s with seed 1 is another scenario");
  told(sweep({"--shard", "1/2", "--out", "late", "--resume"}), "it is another shard");
  told(sweep({"--resume"}), "name it by --out");
  told({"run", "late.json", "--sweep", "/faults/0/by=0ms..20ms"}, "needs a step");
  told({"run", "late.json", "--points", "circle"}, "grid, pairs or a number of draws");
}

TEST_F(SweepRun, ShardsOfTheEnvironmentMergeToTheWhole) {
  ASSERT_EQ(session_.run(sweep({"--out", "whole"})).status, 1);
  for (const char* shard : {"1", "2", "3", "4"}) {
    const std::string index = std::string("JOB_COMPLETION_INDEX=") + static_cast<char>(*shard - 1);
    std::vector<std::string> command{"env", index, "JOB_COMPLETIONS=4", kProgram};
    std::ranges::move(sweep({"--out", std::string("shards/") + shard, "--quiet"}),
                      std::back_inserter(command));
    const LabSession::Result result = session_.run_command(command);
    EXPECT_THAT(result.err, HasSubstr(std::string("this is shard ") + shard +
                                      "/4, as JOB_COMPLETION_INDEX says"));
  }
  EXPECT_EQ(session_.run({"merge", "shards", "--out", "merged"}).status, 1);
  same("merged", "whole");

  // A shard that is missing is named, and what is there twice or of another campaign refused.
  const LabSession::Result missing =
      session_.run({"merge", "shards/1", "shards/2", "shards/4", "--out", "three"});
  EXPECT_EQ(missing.status, 3);
  EXPECT_THAT(missing.err, HasSubstr("ms: it was not run, or its result is not here"));
  EXPECT_EQ(session_.run({"merge", "shards", "shards/1", "--out", "x"}).status, 2);
  const auto refused = [&](std::vector<std::string> more, const std::string& message) {
    fs::remove_all(session_.path("other"));
    more.insert(more.end(), {"--shard", "3/4", "--out", "other", "--quiet"});
    session_.run(more);
    const LabSession::Result result =
        session_.run({"merge", "shards/1", "shards/2", "shards/4", "other", "--out", "x"});
    EXPECT_EQ(result.status, 2);
    EXPECT_THAT(result.err, HasSubstr(message));
    EXPECT_FALSE(fs::exists(session_.path("x")));
  };
  refused(sweep({"--set", "/duration=2s"}), "is not the same scenario");
  refused(sweep({"--seed", "2"}), "are shards of different campaigns");
  const std::string index = session_.path("shards/1/index.json");
  json changed = json::parse(read_file(index));
  changed["kernel"] = "uml 1.0";
  write_file(index, changed.dump());
  const LabSession::Result kernels = session_.run({"merge", "shards", "--out", "x"});
  EXPECT_EQ(kernels.status, 2);
  EXPECT_THAT(kernels.err, HasSubstr("is of uml 1.0, and "));
}

TEST_F(SweepRun, ASearchFindsWhereAnExpectationStopsHolding) {
  const LabSession::Result result =
      session_.run({"run", "late.json", "--search", "/faults/0/by=0ms..200ms:1ms", "--out", "s"});
  EXPECT_EQ(result.status, 1);
  const json rows = table("s");
  EXPECT_LE(rows.size(), 10u);
  const auto first =
      std::ranges::find(rows, "does-not-hold", [](const json& row) { return row.at("status"); });
  ASSERT_NE(first, rows.end());
  const std::string by = first->at("point").at("/faults/0/by");
  EXPECT_NEAR(std::atof(by.c_str()), 55, 6);
  EXPECT_THAT(result.out,
              HasSubstr("; with /faults/0/by=" + by +
                        " these do not:\n  traffic.lost < 6, found traffic.lost = 6\n"));
  // And where there is none.
  const LabSession::Result none =
      session_.run({"run", "late.json", "--search", "/faults/0/by=0ms,20ms", "--out", "n"});
  EXPECT_EQ(none.status, 0);
  EXPECT_THAT(none.out, HasSubstr("holds with /faults/0/by=0ms and with /faults/0/by=20ms."));
  const LabSession::Result wrong =
      session_.run({"run", "late.json", "--seed", "1,2", "--search", "/faults/0/by=0ms,20ms"});
  EXPECT_EQ(wrong.status, 2);
  EXPECT_THAT(wrong.err, HasSubstr("one scenario with one seed"));
}

TEST(Cluster, ASlurmArrayWithANodeThatDiesIsTheSameAsOneMachine) {
  LabSession session;
  const LabSession::Result result = session.run_command({kSlurmTest, kProgram});
  if (result.status == 77) GTEST_SKIP() << result.out;
  EXPECT_EQ(result.status, 0) << result.out << result.err << "run it: " << kSlurmTest << " "
                              << kProgram;
}

}  // namespace
}  // namespace keyrace
