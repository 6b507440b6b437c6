// What CI runs, run here: action.yml and the workflows keep to their schemas, and the scripts
// behind their steps do what they should in plain surroundings.
#include <gmock/gmock.h>

#include <filesystem>

#include "emulator/sys/file.h"
#include "tests/locations.h"
#include "tests/scenarios/lab_session.h"

namespace keyrace {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

TEST(Workflows, KeepToTheirSchemas) {
  LabSession session;
  const auto result = session.run_command({kWorkflowCheck});
  EXPECT_EQ(result.status, 0) << result.out << result.err << "run it: " << kWorkflowCheck;
}

// A repository of an action and a workflow, and one mistake in it.
struct Mistake {
  const char* name;
  const char* right;
  const char* wrong;
  const char* message;
};

constexpr char kWorkflow[] = R"(name: CI
on: {push: {branches: [main]}}
permissions: {contents: read}
jobs:
  first:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: ./script
  second:
    needs: first
    runs-on: ubuntu-24.04
    strategy: {matrix: {shard: [1, 2]}}
    steps:
      - uses: ./
        with: {scenarios: "${{ matrix.shard }}"}
)";

constexpr char kAction[] = R"(name: an action
description: for a test
inputs: {scenarios: {description: what to run}}
outputs: {status: {description: how it ended, value: "${{ steps.only.outputs.status }}"}}
runs:
  using: composite
  steps:
    - {id: only, shell: bash, run: ./script, env: {NAMES: "${{ inputs.scenarios }}"}}
)";

const Mistake kMistakes[] = {
    {"None", "", "", ""},
    {"MisspeltKey", "    steps:\n      - uses: actions", "    step:\n      - uses: actions",
     "/jobs/first: 'steps' is a required property"},
    {"UnknownNeed", "needs: first", "needs: frist", "/jobs/second: needs frist, which is no job"},
    {"NoSuchScript", "- run: ./script", "- run: ./skript", "./skript is not an executable script"},
    {"NoVersion", "checkout@v4", "checkout", "'actions/checkout' "},
    {"UnknownMatrix", "matrix.shard", "matrix.part", "matrix.part is not known here"},
    {"UnknownInput", "with: {scenarios", "with: {scenario", "action.yml has no input scenario"},
    {"RunAndUses", "- run: ./script", "- {run: ./script, uses: ./}", "is valid under each of"},
    {"NoShell", "shell: bash, ", "", "'shell' is a required property"},
    {"UnknownStep", "steps.only", "steps.lonely", "steps.lonely is not known here"},
    {"UnreadInput", "${{ inputs.scenarios }}", "none", "nothing reads this input"},
};

class MistakeTest : public testing::TestWithParam<Mistake> {};

std::string with_mistake(std::string text, const Mistake& mistake) {
  const std::size_t at = text.find(mistake.right);
  if (at != std::string::npos) text.replace(at, std::string(mistake.right).size(), mistake.wrong);
  return text;
}

TEST_P(MistakeTest, IsFound) {
  LabSession session;
  fs::create_directories(session.path(".github/workflows"));
  session.write("action.yml", with_mistake(kAction, GetParam()));
  session.write(".github/workflows/ci.yml", with_mistake(kWorkflow, GetParam()));
  session.write("script", "#!/bin/sh\n");
  const bool right = std::string(GetParam().message).empty();
  const auto result = session.run_command({kWorkflowCheck, session.directory()});
  EXPECT_EQ(result.status, right ? 0 : 1) << result.out << result.err;
  EXPECT_THAT(result.out, HasSubstr(GetParam().message));
  EXPECT_EQ(result.err, "");
}

INSTANTIATE_TEST_SUITE_P(All, MistakeTest, testing::ValuesIn(kMistakes),
                         [](const auto& each) { return std::string(each.param.name); });

// A script of scripts/ci with the files that GitHub gives a step, and with an installed keyrace.
class CiStep : public testing::Test {
 protected:
  CiStep() {
    session_.write("output", "");
    session_.write("summary", "");
  }

  LabSession::Result run(const std::vector<std::string>& inputs,
                         const std::vector<std::string>& script) {
    std::vector<std::string> argv{"env", "GITHUB_OUTPUT=" + session_.path("output"),
                                  "GITHUB_STEP_SUMMARY=" + session_.path("summary"),
                                  std::string("KEYRACE_PROGRAM=") + kProgram};
    argv.insert(argv.end(), inputs.begin(), inputs.end());
    argv.push_back(std::string(kCiScripts) + "/" + script.front());
    argv.insert(argv.end(), script.begin() + 1, script.end());
    return session_.run_command(argv);
  }
  std::string file(const std::string& name) const { return read_file(session_.path(name)); }

  LabSession session_;
};

constexpr char kHolds[] = R"({"name": "good", "duration": "1s", "expect": ["count(rekeys) == 0"]})";
constexpr char kFails[] =
    R"({
  "name": "bad", "duration": "1s",
  "expect": [
    "frames.captured > 0",
    "frames.verdicts.mic_failure == 7"
  ]
})";

TEST_F(CiStep, ActionReportsWhatHolds) {
  session_.write("good.json", kHolds);
  const auto result = run({"KEYRACE_SCENARIOS=good.json"}, {"action"});
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("good: every expectation holds"));
  EXPECT_THAT(result.out, Not(HasSubstr("::error")));
  EXPECT_EQ(file("output"),
            "report=keyrace-report/report.json\njunit=keyrace-report/junit.xml\n"
            "page=keyrace-report/report.html\nstatus=0\n");
  EXPECT_THAT(file("keyrace-report/report.html"), HasSubstr("good: every expectation holds"));
  EXPECT_THAT(file("summary"), HasSubstr("good"));
  EXPECT_THAT(file("keyrace-report/junit.xml"), HasSubstr("<testcase"));
  EXPECT_THAT(file("keyrace-report/report.json"), HasSubstr("\"good\""));
}

TEST_F(CiStep, ActionAnnotatesWhatDoesNotHold) {
  session_.write("good.json", kHolds);
  session_.write("bad.json", kFails);
  const auto result =
      run({"KEYRACE_SCENARIOS=good.json\n  b*.json\n", "KEYRACE_SEED=5", "KEYRACE_OUT=report/here"},
          {"action"});
  EXPECT_EQ(result.status, 1) << result.err;
  EXPECT_THAT(result.out, HasSubstr("::error title=bad,file=bad.json,line=5::does not hold: "
                                    "frames.verdicts.mic_failure == 7%0A"));
  EXPECT_THAT(file("output"), HasSubstr("status=1\n"));
  EXPECT_THAT(file("report/here/junit.xml"), HasSubstr("<failure"));
  EXPECT_THAT(file("summary"), HasSubstr("frames.verdicts.mic_failure == 7"));
  EXPECT_THAT(file("report/here/runs/bad/scenario.json"), HasSubstr("\"seed\": 5"));
}

TEST_F(CiStep, ActionAnnotatesBadInput) {
  const auto result = run({"KEYRACE_SCENARIOS=baseline-rekeys"}, {"action"});
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.out, HasSubstr("::error title=keyrace::keyrace: baseline-rekeys: "));
  EXPECT_EQ(file("output"), "status=2\n");
  EXPECT_EQ(file("summary"), "");
}

TEST_F(CiStep, ActionTakesAStackOfOnesOwn) {
  session_.write("good.json", kHolds);
  const std::string stack = session_.write("my-stack", "#!/bin/sh\nexit 9\n");
  const auto result =
      run({"KEYRACE_SCENARIOS=good.json", "KEYRACE_STACK=my-stack", "KEYRACE_STACK_NODE=ap"},
          {"action"});
  EXPECT_EQ(result.status, 3) << result.out;
  EXPECT_THAT(file("keyrace-report/runs/scenario.json"), HasSubstr(stack));
  EXPECT_THAT(result.out, HasSubstr("::error "));
  EXPECT_THAT(file("output"), HasSubstr("status=3\n"));
}

TEST_F(CiStep, ShardsMergeIntoTheWhole) {
  session_.write("good.json", kHolds);
  session_.write("bad.json", kFails);
  const std::string scenarios = "KEYRACE_SCENARIOS=good.json bad.json";
  EXPECT_EQ(run({scenarios, "KEYRACE_SHARD=1/2", "KEYRACE_OUT=shards/1"}, {"action"}).status, 0);
  EXPECT_EQ(run({scenarios, "KEYRACE_SHARD=2/2", "KEYRACE_OUT=shards/2"}, {"action"}).status, 1);
  session_.write("summary", "");

  const auto result = run({}, {"merge", "whole", "shards/1", "shards/2"});
  EXPECT_EQ(result.status, 1) << result.err;
  EXPECT_THAT(file("summary"), HasSubstr("good"));
  EXPECT_THAT(file("summary"), HasSubstr("bad"));
  const auto reports = nlohmann::json::parse(file("whole/report.json"));
  ASSERT_EQ(reports.size(), 2u);
  EXPECT_EQ(reports[0]["scenario"], "good");
  EXPECT_EQ(reports[1]["scenario"], "bad");
}

}  // namespace
}  // namespace keyrace
