// `keyrace schema NAME`: what the program writes is as the schemas say, and nothing else is. That
// every scenario of the library leaves such files is part of library_test.cc.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "emulator/sys/file.h"
#include "tests/scenarios/lab_session.h"

namespace keyrace {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;

class SchemaCommand : public testing::Test {
 protected:
  // Each of its own, so that the check tells which is wrong.
  void write_instance(const std::string& directory, const std::string& name, const json& instance) {
    fs::create_directories(session_.path(directory));
    session_.write(directory + "/" + name, instance.dump() + "\n");
  }

  LabSession session_;
};

TEST_F(SchemaCommand, PrintsTheScenarioLanguageWithoutAName) {
  const auto alone = session_.run({"schema"});
  EXPECT_EQ(alone.json()["title"], "keyrace scenario");
  EXPECT_EQ(session_.run({"schema", "scenario"}).out, alone.out);
}

TEST_F(SchemaCommand, HelpNamesEachThatThereIs) {
  const std::string help = session_.run({"schema", "--help"}).out;
  for (const char* name : {"report", "reports", "verify", "frames", "keys", "kernel", "traffic"}) {
    EXPECT_THAT(help, HasSubstr(std::string("  ") + name + "\n"));
    EXPECT_EQ(session_.run({"schema", name}).json()["$schema"],
              "https://json-schema.org/draft/2020-12/schema");
  }
}

TEST_F(SchemaCommand, RefusesAnUnknownMemberAndAWrongTypeInEachFile) {
  if (!can_check_schemas(session_)) GTEST_SKIP() << kNoSchemaCheck;
  session_.report_of("sta-split-install");
  ASSERT_EQ(schema_mistakes(session_), "");
  std::vector<std::string> bad;
  const std::string run = fs::path(session_.last_run()).filename();
  for (const auto& entry : fs::directory_iterator(session_.last_run())) {
    const std::string name = entry.path().filename();
    if (!entry.is_regular_file() || name.find(".json") == std::string::npos) continue;
    const bool lines = name.ends_with(".jsonl");
    const json whole = lines ? evidence_lines(session_.last_run(), name).back()
                             : json::parse(read_file(entry.path()));
    json unknown = whole;
    unknown["unheard-of"] = 1;
    write_instance("unknown", name, unknown);
    bad.push_back("unknown/" + name + (lines ? ": line 1: /: " : ": /: "));
    for (const auto& [member, value] : whole.items()) {
      json wrong = whole;
      wrong[member] = value.is_array() ? json("a") : json::array();
      write_instance("wrong-" + member, name, wrong);
      bad.push_back("wrong-" + member + "/" + name + ": ");
    }
  }
  EXPECT_GE(bad.size(), 80u);
  const std::string found = schema_mistakes(session_);
  for (const std::string& each : bad) EXPECT_THAT(found, HasSubstr("/" + each));
  EXPECT_THAT(found, testing::Not(HasSubstr("/" + run + "/")));
}

TEST_F(SchemaCommand, RefusesAFileThatNoSchemaDescribes) {
  if (!can_check_schemas(session_)) GTEST_SKIP() << kNoSchemaCheck;
  session_.write("unheard-of.json", "{}");
  EXPECT_THAT(schema_mistakes(session_), HasSubstr("unheard-of.json: no schema describes it"));
}

TEST_F(SchemaCommand, DescribesWhatVerifyPrints) {
  if (!can_check_schemas(session_)) GTEST_SKIP() << kNoSchemaCheck;
  for (const char* scenario : {"sta-split-install", "ap-key-lost"}) {
    session_.report_of(scenario);
    const std::string run = session_.last_run();
    const std::string verified = run + "/verified";
    fs::create_directory(verified);
    const auto result =
        session_.run({"verify", run + "/air.pcapng", "--passphrase",
                      json::parse(read_file(run + "/scenario.json"))["network"]["passphrase"],
                      "--format", "json", "--frames", verified + "/frames.jsonl"});
    ASSERT_EQ(result.status, 0) << result.err;
    write_file(verified + "/verify.json", result.out, 0600);
  }
  EXPECT_EQ(schema_mistakes(session_), "");
}

// Several runs, one of which the lab can't do.
TEST_F(SchemaCommand, DescribesWhatSeveralRunsLeave) {
  if (!can_check_schemas(session_)) GTEST_SKIP() << kNoSchemaCheck;
  const std::string broken =
      session_.write("scenario.json", R"({"name": "broken", "ap": {"path": "/nonexistent"}})");
  const auto result = session_.run({"run", "baseline-rekey", broken, "--set", "/duration=1s",
                                    "--set", "/expect=[]", "--format", "json", "--out", "both"});
  EXPECT_EQ(result.status, 3);
  session_.write("reports.json", result.out);
  EXPECT_TRUE(fs::exists(session_.path("both/broken/failure.json")));
  EXPECT_EQ(schema_mistakes(session_), "");
}

// Points of a sweep, one without the fault and so another answer; and the values that a search
// tries.
TEST_F(SchemaCommand, DescribesWhatCampaignsLeave) {
  if (!can_check_schemas(session_)) GTEST_SKIP() << kNoSchemaCheck;
  const std::string short_run = "/duration=2s";
  const auto sweep = session_.run({"run", "sta-installs-late", "--set", short_run, "--sweep",
                                   "/faults/0/by=0ms,50ms", "--format", "json", "--out", "sweep"});
  EXPECT_LE(sweep.status, 1) << sweep.err;
  session_.write("reports.json", sweep.out);
  const auto search = session_.run({"run", "sta-installs-late", "--set", short_run, "--set",
                                    "/expect=[\"traffic.lost < 2\"]", "--search",
                                    "/faults/0/by=0ms,50ms", "--out", "search"});
  EXPECT_EQ(search.status, 1) << search.err;
  for (const char* file : {"sweep/index.json", "sweep/table.json", "search/table.json"}) {
    EXPECT_TRUE(fs::exists(session_.path(file))) << file;
  }
  EXPECT_EQ(schema_mistakes(session_), "");
}

// Of variants, each has a row of the table.
TEST_F(SchemaCommand, DescribesWhatSeveralRunsOfVariantsLeave) {
  if (!can_check_schemas(session_)) GTEST_SKIP() << kNoSchemaCheck;
  const std::string compares = session_.write("scenario.json", R"({
    "name": "compares", "duration": "1s",
    "compare": [{"name": "one"}, {"name": "other", "set": {"/network/channel": 6}}]})");
  const auto result =
      session_.run({"run", compares, "--seed", "1..2", "--format", "json", "--out", "compared"});
  ASSERT_EQ(result.status, 0) << result.err;
  session_.write("reports.json", result.out);
  EXPECT_EQ(json::parse(read_file(session_.path("compared/table.json")))["runs"][1]["variant"],
            "other");
  EXPECT_EQ(schema_mistakes(session_), "");
}

TEST_F(SchemaCommand, NamesWhatThereIsToAnUnknownName) {
  const auto unknown = session_.run({"schema", "frame"});
  EXPECT_EQ(unknown.status, 2);
  EXPECT_THAT(unknown.err, HasSubstr("schema frame: unknown; scenario, comparison, "));
  EXPECT_EQ(session_.run({"schema", "keys", "--format", "markdown"}).status, 2);
  EXPECT_EQ(session_.run({"schema", "keys", "frames"}).status, 2);
}

}  // namespace
}  // namespace keyrace
