// `keyrace schema`: a real validator takes every scenario of the library and refuses wrong ones,
// and the committed page is the one that is generated.
#include "lab/scenario/scenario_schema.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <map>

#include "emulator/sys/file.h"
#include "lab/scenario/json_text.h"
#include "lab/scenario/scenario_file.h"
#include "tests/locations.h"

namespace keyrace {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// Reads {"schema": ..., "instances": {NAME: ...}}, prints {NAME: null or what is wrong}.
constexpr char kValidator[] = R"(
import json, sys
from jsonschema import Draft202012Validator
given = json.load(open(sys.argv[1]))
Draft202012Validator.check_schema(given["schema"])
validator = Draft202012Validator(given["schema"])
found = {name: next((error.message for error in validator.iter_errors(each)), None)
         for name, each in given["instances"].items()}
json.dump(found, open(sys.argv[2], "w"))
)";

class ScenarioSchema : public testing::Test {
 protected:
  ScenarioSchema() { fs::create_directories(folder_); }
  ~ScenarioSchema() override { fs::remove_all(folder_); }

  static bool validator_is_there() {
    return std::system("python3 -c 'from jsonschema import Draft202012Validator' 2>/dev/null") == 0;
  }

  json validate(const json& instances) const {
    write_file(folder_ / "validate.py", kValidator, 0600);
    write_file(
        folder_ / "given.json",
        nlohmann::ordered_json{{"schema", scenario_schema()}, {"instances", instances}}.dump(),
        0600);
    const std::string command =
        "cd '" + folder_.string() + "' && python3 validate.py given.json found.json";
    EXPECT_EQ(std::system(command.c_str()), 0);
    return json::parse(read_file(folder_ / "found.json"));
  }

  fs::path folder_ = fs::path(testing::TempDir()) / ("schema-" + std::to_string(::getpid()));
};

TEST_F(ScenarioSchema, TakesTheWholeLibrary) {
  if (!validator_is_there()) GTEST_SKIP() << "python3-jsonschema is missing: scripts/setup --tests";
  json scenarios;
  for (const std::string& name : library_scenarios(kScenarios)) {
    scenarios[name] =
        parse_json_text(read_scenario_file(resolve_scenario_path(name, kScenarios)), name);
  }
  // As scenario.json of a run has what was not given.
  scenarios["empty-node"] =
      R"({"name": "a", "air": [{"do": "drop", "match": {"from": "", "to": ""}}]})"_json;
  scenarios["for-an-editor"] = {{"$schema", "./keyrace.schema.json"}, {"name", "a"}};
  const json verdicts = validate(scenarios);
  for (const auto& [name, wrong] : verdicts.items()) {
    EXPECT_TRUE(wrong.is_null()) << name << ": " << wrong;
  }
}

TEST_F(ScenarioSchema, RefusesWhatIsWrong) {
  if (!validator_is_there()) GTEST_SKIP() << "python3-jsonschema is missing: scripts/setup --tests";
  const std::map<std::string, const char*> wrong{
      {"no name", "{}"},
      {"unknown key", R"({"name": "a", "durations": "1s"})"},
      {"unknown key below", R"({"name": "a", "sta": [{"stak": "wpa_supplicant"}]})"},
      {"characters of a name", R"({"name": "Late Install"})"},
      {"first character of a node", R"({"name": "a", "ap": {"name": "1ap"}})"},
      {"too short", R"({"name": "a", "network": {"passphrase": "short"}})"},
      {"too long", R"({"name": "a", "network": {"ssid": "0123456789012345678901234567890123"}})"},
      {"two lines", R"({"name": "a", "ap": {"extra_conf": ["a=1\nb=2"]}})"},
      {"no such value", R"({"name": "a", "network": {"cipher": "wep"}})"},
      {"number too large", R"({"name": "a", "network": {"channel": 14}})"},
      {"fraction", R"({"name": "a", "traffic": [{"rate": 10.5}]})"},
      {"text for a number", R"({"name": "a", "traffic": [{"size": "64"}]})"},
      {"no unit", R"({"name": "a", "duration": 50})"},
      {"space before the unit", R"({"name": "a", "duration": "50 ms"})"},
      {"no time at all", R"({"name": "a", "duration": "0s"})"},
      {"empty list", R"({"name": "a", "sta": []})"},
      {"no fault", R"({"name": "a", "faults": [{"node": "sta"}]})"},
      {"delay without by", R"({"name": "a", "faults": [{"node": "sta", "fault": "delay"}]})"},
      {"fail without error", R"({"name": "a", "faults": [{"node": "sta", "fault": "fail"}]})"},
      {"drop with by",
       R"({"name": "a", "faults": [{"node": "sta", "fault": "drop", "by": "1ms"}]})"},
      {"order without split", R"({"name": "a", "faults": [{"node": "sta", "fault": "delay",
        "by": "1ms", "order": "tk-first"}]})"},
      {"count of peer installs", R"({"name": "a", "faults": [{"node": "sta",
        "fault": "hold-until", "until": "peer-install", "count": 2}]})"},
      {"count without event", R"({"name": "a", "triggers": [{"do": "leave", "count": 2}]})"},
      {"period of an event",
       R"({"name": "a", "triggers": [{"do": "leave", "on": "install", "every": "1s"}]})"},
      {"one variant", R"({"name": "a", "compare": [{"name": "x"}]})"},
      {"variant without name", R"({"name": "a", "compare": [{"name": "x"}, {}]})"},
      {"setting without a pointer",
       R"({"name": "a", "compare": [{"name": "x"}, {"name": "y", "set": {"ap": {}}}]})"},
  };
  json instances;
  for (const auto& [what, text] : wrong) instances[what] = json::parse(text);
  const json verdicts = validate(instances);
  for (const auto& [what, found] : verdicts.items()) {
    EXPECT_TRUE(found.is_string()) << what << " is taken";
  }
}

TEST(ScenarioPage, IsTheCommittedOne) {
  EXPECT_TRUE(read_file(kScenarioPage) == scenario_page())
      << "docs/scenario.md is not what the program says; renew it with\n    " << kProgram
      << " schema --format markdown > " << kScenarioPage;
}

// Conditions are not written down for the schema: they are found in the description.
TEST(ScenarioSchemaConditions, AreThoseOfTheDescription) {
  const nlohmann::ordered_json schema = scenario_schema();
  const auto& conditions = schema["properties"]["faults"]["items"]["allOf"];
  const auto rule = [](const json& choice, const json& then) {
    return json{{"if", {{"properties", {{"fault", {{"enum", choice}}}}}, {"required", {"fault"}}}},
                {"then", then}};
  };
  const json needs_error = rule({"fail"}, {{"required", {"error"}}});
  EXPECT_EQ(std::count(conditions.begin(), conditions.end(), needs_error), 1) << conditions.dump(1);
  std::vector<std::string> all_but_split;
  for (const auto& fault :
       schema["properties"]["faults"]["items"]["properties"]["fault"]["oneOf"]) {
    if (fault["const"] != "split") all_but_split.push_back(fault["const"]);
  }
  const json no_order = rule(all_but_split, {{"properties", {{"order", false}}}});
  EXPECT_EQ(std::count(conditions.begin(), conditions.end(), no_order), 1) << conditions.dump(1);
}

}  // namespace
}  // namespace keyrace
