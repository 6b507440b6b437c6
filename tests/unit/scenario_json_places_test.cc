// Lines of the values in a scenario file.
#include <gtest/gtest.h>

#include "lab/scenario/json_places.h"
#include "lab/scenario/json_text.h"
#include "lab/scenario/scenario_file.h"
#include "tests/locations.h"

namespace keyrace {
namespace {

TEST(JsonPlaces, CountsLinesThroughCommentsAndStrings) {
  const auto lines = lines_of_values(
      "// one\n{ \"a\": 1, /* two\n three */ \"b/c\":\n  [true,\n"
      "   \"x\\\"],\\\\\", // five\n   {\"d\": -1.5e3}\n], \"e\": []\n}\n");
  const std::map<std::string, int> expected{{"", 2},          {"/a", 2},      {"/b~1c", 4},
                                            {"/b~1c/0", 4},   {"/b~1c/1", 5}, {"/b~1c/2", 6},
                                            {"/b~1c/2/d", 6}, {"/e", 7}};
  EXPECT_EQ(lines, expected);
}

TEST(JsonPlaces, TakesAWholeOfOneValue) {
  EXPECT_EQ(lines_of_values("\n\n 12"), (std::map<std::string, int>{{"", 3}}));
  EXPECT_EQ(lines_of_values("{}"), (std::map<std::string, int>{{"", 1}}));
}

// Every value that the parser finds has a line, and no other.
void expect_same_values(const nlohmann::json& json, const std::map<std::string, int>& lines) {
  std::set<std::string> found;
  std::vector<nlohmann::json::json_pointer> open{nlohmann::json::json_pointer()};
  while (!open.empty()) {
    const auto pointer = open.back();
    open.pop_back();
    found.insert(pointer.to_string());
    const nlohmann::json& value = json.at(pointer);
    for (std::size_t i = 0; value.is_array() && i < value.size(); ++i) open.push_back(pointer / i);
    if (!value.is_object()) continue;
    for (const auto& member : value.items()) open.push_back(pointer / member.key());
  }
  std::set<std::string> placed;
  for (const auto& place : lines) placed.insert(place.first);
  EXPECT_EQ(placed, found);
}

TEST(JsonPlaces, FindsAllThatTheLibraryHas) {
  for (const std::string& name : library_scenarios(kScenarios)) {
    SCOPED_TRACE(name);
    const std::string text =
        read_scenario_file(std::filesystem::path(kScenarios) / (name + ".json"));
    expect_same_values(parse_json_text(text, name), lines_of_values(text));
  }
}

}  // namespace
}  // namespace keyrace
