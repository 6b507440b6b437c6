// Several runs as CI has them: at a time, in shards, put together, and told in CI's formats.
#include <gmock/gmock.h>
#include <poll.h>
#include <signal.h>

#include <algorithm>
#include <filesystem>

#include "emulator/sys/file.h"
#include "tests/locations.h"
#include "tests/scenarios/lab_session.h"

namespace keyrace {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// Of these one holds, one does not and one can't be done; the last holds again.
class CampaignRun : public testing::Test {
 protected:
  CampaignRun() {
    session_.write("good.json", R"({"name": "good", "duration": "1s", "traffic": [{}],
      "expect": ["traffic.lost == 0"]})");
    session_.write("bad.json", R"({
      "name": "bad", "duration": "1s", "traffic": [{}],
      "expect": [
        "traffic.sent > 0",
        "traffic.lost == 1" // never
      ]})");
    session_.write("broken.json", R"({"name": "broken", "ap": {"path": "/nonexistent/hostapd"}})");
    session_.write("last.json", R"({"name": "last", "duration": "1s", "seed": 9})");
  }

  LabSession::Result run(std::vector<std::string> more) {
    more.insert(more.begin(), {"run", "good.json", "bad.json", "broken.json", "last.json"});
    return session_.run(more);
  }

  json index(const std::string& directory) const {
    return json::parse(read_file(session_.path(directory + "/index.json"))).at("runs");
  }
  // Without what says what exactly was run.
  json outcomes(const std::string& directory) const {
    json runs = index(directory);
    for (json& run : runs) {
      run.erase("fingerprint");
      run.erase("alone");
    }
    return runs;
  }

  int validate(const std::string& xml) {
    const std::string path = session_.write("junit.xml", xml);
    const std::string command =
        std::string("xmllint --noout --schema '") + kJunitSchema + "' '" + path + "' 2>/dev/null";
    return std::system(command.c_str());
  }

  LabSession session_;
};

TEST_F(CampaignRun, GoesOnAfterAFailureAndPrintsInOrder) {
  const LabSession::Result result = run({"--quiet", "--jobs", "3", "--out", "all"});
  EXPECT_EQ(result.status, 3);
  EXPECT_EQ(result.out,
            "good: 1 of 1 expectations hold; 0 of 100 datagrams lost, 0 ICV and 0 MIC failures; "
            "all/good\n"
            "bad: 1 of 2 expectations hold; 0 of 100 datagrams lost, 0 ICV and 0 MIC failures; "
            "all/bad\n"
            "broken: could not be done; all/broken\n"
            "last: 0 of 0 expectations hold; 0 of 0 datagrams lost, 0 ICV and 0 MIC failures; "
            "all/last\n");
  EXPECT_THAT(result.err, HasSubstr("keyrace: broken: the guest could not run "
                                    "/nonexistent/hostapd: No such file or directory"));
  const json expected = json::parse(R"([
    {"scenario": "good", "seed": 1, "status": "holds", "run": "good"},
    {"scenario": "bad", "seed": 1, "status": "does-not-hold", "run": "bad"},
    {"scenario": "broken", "seed": 1, "status": "error", "run": "broken"},
    {"scenario": "last", "seed": 9, "status": "holds", "run": "last"}])");
  EXPECT_EQ(outcomes("all"), expected);

  // The same again from what is there.
  const LabSession::Result again = session_.run({"report", "all", "--quiet"});
  EXPECT_EQ(again.status, 3);
  EXPECT_EQ(again.out, result.out);
  EXPECT_EQ(again.err, result.err);
  EXPECT_EQ(session_.run({"report", "all/good", "all/bad"}).status, 1);
  EXPECT_EQ(session_.run({"report", "all/good", "all/last"}).status, 0);
  EXPECT_EQ(session_.run({"report", "all/broken"}).status, 3);

  // Damaged evidence costs no more than its own run.
  fs::remove(session_.path("all/good/keys.jsonl"));
  const LabSession::Result damaged = session_.run({"report", "all", "--quiet"});
  EXPECT_EQ(damaged.status, 3);
  EXPECT_THAT(damaged.out, testing::StartsWith("good: could not be done"));
  EXPECT_THAT(damaged.out, HasSubstr("\nlast: 0 of 0 expectations hold"));
  EXPECT_THAT(damaged.err, HasSubstr("all/good/keys.jsonl"));
}

TEST_F(CampaignRun, ShardsMergeToTheWhole) {
  ASSERT_EQ(run({"--shard", "1/2", "--out", "shards/1", "--quiet"}).status, 3);
  ASSERT_EQ(run({"--shard", "2/2", "--out", "shards/2", "--quiet"}).status, 0);
  EXPECT_EQ(index("shards/1")[0]["status"], "elsewhere");
  EXPECT_TRUE(fs::exists(session_.path("shards/1/bad")));
  EXPECT_FALSE(fs::exists(session_.path("shards/1/good")));

  // Whatever the order, and whether the shards are named or what they are in.
  const LabSession::Result merged =
      session_.run({"merge", "shards/2", "shards/1", "--out", "merged"});
  EXPECT_EQ(merged.status, 3);
  EXPECT_THAT(merged.out, testing::EndsWith("2 of 4 runs hold, 1 does not, 1 could not be done\n"));
  ASSERT_EQ(run({"--out", "whole", "--quiet"}).status, 3);
  EXPECT_EQ(index("merged"), index("whole"));
  ASSERT_EQ(session_.run({"merge", "shards", "--out", "again"}).status, 3);
  EXPECT_EQ(index("again"), index("whole"));

  const LabSession::Result junit = session_.run({"report", "merged", "--format", "junit"});
  EXPECT_EQ(junit.status, 3);
  EXPECT_THAT(junit.out,
              HasSubstr(R"(<testsuites name="keyrace" tests="5" failures="1" errors="1")"));
  EXPECT_THAT(junit.out, HasSubstr("found: traffic.lost = 0\nat: bad.json:5\n"));
  EXPECT_THAT(junit.out, ContainsRegex("<error message=\"the guest could not run "
                                       "/nonexistent/hostapd: No such file[^\n]*\" type=\"lab\">"));
  if (std::system("xmllint --version 2>/dev/null") != 0) GTEST_SKIP() << "xmllint is missing";
  EXPECT_EQ(validate(junit.out), 0);
}

TEST_F(CampaignRun, MergeRefusesARunThatComesTwice) {
  ASSERT_EQ(session_.run({"run", "good.json", "--out", "a/one"}).status, 0);
  ASSERT_EQ(session_.run({"run", "good.json", "--out", "b/two"}).status, 0);
  const LabSession::Result twice = session_.run({"merge", "a", "b", "--out", "merged"});
  EXPECT_EQ(twice.status, 2);
  EXPECT_THAT(twice.err, HasSubstr("good with seed 1: is in " + session_.path("a/one") +
                                   " and in " + session_.path("b/two")));
  EXPECT_FALSE(fs::exists(session_.path("merged")));
  // Another seed is another run, but needs another name.
  ASSERT_EQ(session_.run({"run", "good.json", "--seed", "2", "--out", "c/one"}).status, 0);
  EXPECT_EQ(session_.run({"merge", "a", "c", "--out", "merged"}).status, 2);
  EXPECT_EQ(session_.run({"merge", "b", "c/one/", "--out", "merged"}).status, 0);
  EXPECT_EQ(index("merged").size(), 2u);
}

TEST_F(CampaignRun, AShardThatIsMissingIsNoSuccess) {
  ASSERT_EQ(session_.run({"run", "good.json", "last.json", "--shard", "2/2", "--out", "2"}).status,
            0);
  const LabSession::Result merged = session_.run({"merge", "2", "--out", "merged"});
  EXPECT_EQ(merged.status, 3);
  EXPECT_THAT(merged.err, HasSubstr("keyrace: good: it was not run, or its result is not here"));
  EXPECT_EQ(session_.run({"report", "merged", "--quiet"}).status, 3);
  // By itself the shard has done its part.
  EXPECT_EQ(session_.run({"report", "2", "--quiet"}).status, 0);
}

TEST_F(CampaignRun, CiFormatsOfOneRun) {
  const LabSession::Result annotated =
      session_.run({"run", "bad.json", "--format", "github", "--out", "bad"});
  EXPECT_EQ(annotated.status, 1);
  EXPECT_EQ(annotated.out,
            "::error title=bad,file=bad.json,line=5::does not hold: traffic.lost == 1%0A"
            "found traffic.lost = 0\n");
  // Also where the scenario's file is no more.
  fs::remove(session_.path("bad.json"));
  EXPECT_EQ(session_.run({"report", "bad", "--format", "github"}).out, annotated.out);

  const LabSession::Result summary =
      session_.run({"report", "bad", "--format", "markdown", "--output", "summary.md"});
  EXPECT_EQ(summary.status, 1);
  EXPECT_EQ(summary.out, "");
  EXPECT_THAT(read_file(session_.path("summary.md")),
              StartsWith("## bad: 1 of 2 expectations does not hold\n"));
  const LabSession::Result error =
      session_.run({"run", "broken.json", "--format", "junit", "--output", "junit.xml"});
  EXPECT_EQ(error.status, 3);
  EXPECT_THAT(read_file(session_.path("junit.xml")), HasSubstr("errors=\"1\""));
}

TEST_F(CampaignRun, WrongUsageSaysWhatWouldBeRight) {
  const auto told = [&](const std::vector<std::string>& arguments, const std::string& message) {
    const LabSession::Result result = session_.run(arguments);
    EXPECT_EQ(result.status, 2) << message;
    EXPECT_THAT(result.err, HasSubstr(message));
    EXPECT_EQ(result.out, "");
  };
  told({"run", "good.json", "--shard", "3/2"},
       "--shard 3/2: I/N with I from 1 to N would be right");
  told({"run", "good.json", "--jobs", "-1"}, "--jobs -1: 1 or more would be right");
  told({"run", "good.json", "--quiet", "--format", "html", "--output", "page.html"},
       "leave it out for --format html");
  told({"run", "good.json", "--library"}, "give either that or scenarios");
  told({"run", "zz*"}, "fits no scenario");
  told({"run", "good.json", "good.json", "--out", "x"}, "name each scenario and seed once");
  told({"merge", "--out", "x"}, "merge: needs the directories");
  told({"merge", "x"}, "merge: needs --out DIR");
  told({"report"}, "report: needs a run directory");
  told({"merge", "nowhere", "--out", "x"}, "nowhere");
  EXPECT_EQ(session_.run({"run", "good.json", "--output", "no/such/x"}).status, 3);
}

// What is done stays, what was not done is told.
TEST_F(CampaignRun, AnInterruptLeavesAnIndex) {
  // A guest that would go on for long.
  const std::string stack = session_.write("stack", "#!/bin/sh\nwhile :; do :; done\n");
  session_.write("endless.json", R"({"name": "endless", "ap": {"path": ")" + stack + "\"}}");
  ChildProcess process = session_.start(
      {"run", "good.json", "endless.json", "--jobs", "2", "--out", "all", "--quiet"});
  const auto is_done = [&] {
    return fs::exists(session_.path("all/endless/stacks/ap.log")) &&
           index("all")[0]["status"] == "holds";
  };
  while (!fs::exists(session_.path("all/index.json")) || !is_done()) {
    pollfd ended{process.fd(), POLLIN, 0};
    ASSERT_EQ(poll(&ended, 1, 10), 0) << read_file(session_.path("err"));
  }
  process.signal(SIGINT);
  const LabSession::Result result = session_.finish(process);
  EXPECT_EQ(result.status, 128 + SIGINT);
  EXPECT_EQ(index("all")[1]["status"], "not-run");
  const LabSession::Result report = session_.run({"report", "all", "--quiet"});
  EXPECT_EQ(report.status, 3);
  EXPECT_THAT(report.out, HasSubstr("MIC failures; all/good\n"
                                    "endless: could not be done\n"));
}

}  // namespace
}  // namespace keyrace
