// The JSON Schemas of what keyrace writes beside the code that writes it: the same words, nothing
// that is not described, and no object that takes what it does not know.
#include "lab/schemas/schemas.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "lab/capture/pattern.h"
#include "lab/dot11/eapol_key.h"
#include "lab/dot11/security_element.h"
#include "lab/engine/engine.h"
#include "lab/evidence/json_lines.h"
#include "lab/evidence/kernel_log.h"
#include "lab/evidence/run_index.h"
#include "lab/report/campaign_table.h"
#include "lab/report/report.h"
#include "lab/scenario/scenario_schema.h"
#include "lab/stack/interposition.h"
#include "lab/verify/verdict.h"

namespace keyrace {
namespace {

using Json = nlohmann::ordered_json;
using testing::IsEmpty;
using testing::UnorderedElementsAreArray;
using Words = std::vector<std::string>;

// Each of an enumeration that counts from 0; to_string of what is not one of it is empty.
template <class Enumeration>
Words words_of(int first = 0) {
  Words words;
  for (int i = first; *to_string(static_cast<Enumeration>(i)) != '\0'; ++i) {
    words.emplace_back(to_string(static_cast<Enumeration>(i)));
  }
  return words;
}

// What a schema lets be, without null.
Words words_in(const Json& schema) {
  Words words;
  for (const Json& each : schema.value("enum", Json::array())) {
    if (!each.is_null()) words.push_back(each);
  }
  for (const Json& each : schema.value("oneOf", Json::array())) words.push_back(each.at("const"));
  return words;
}

Words output_words(const std::string& name, const std::string& pointer) {
  return words_in(output_schema(name)->at(Json::json_pointer(pointer)));
}

// Of the scenario language, whose schema is generated.
Words scenario_words(const std::string& pointer) {
  static const Json schema = scenario_schema();
  return words_in(schema.at(Json::json_pointer("/properties/" + pointer)));
}

Words kernel_event_words() {
  std::vector<KernelEvent> events;
  for (int i = 0; i <= static_cast<int>(KernelEventType::kAirEnded); ++i) {
    events.emplace_back().type = static_cast<KernelEventType>(i);
  }
  const std::string path = testing::TempDir() + "schemas-" + std::to_string(::getpid());
  write_kernel_log(path, events);
  std::ifstream in(path);
  std::filesystem::remove(path);
  Words words;
  for (std::string line; std::getline(in, line);) {
    const Json event = Json::parse(line);
    if (event.contains("event")) words.push_back(event["event"]);
  }
  return words;
}

TEST(Schemas, HaveTheWordsOfTheCode) {
  const std::string report = "/properties/";
  const std::string session = "/properties/sessions/items/properties/";
  const struct {
    const char* schema;
    std::string pointer;
    Words words;
  } cases[] = {
      {"frames", "/$defs/verdict", words_of<Verdict>()},
      {"frames", "/$defs/observed", words_of<Observed>()},
      {"frames", "/$defs/frame/properties/air", words_of<AirEffect>(1)},
      {"frames", "/$defs/cipher", words_of<FrameCipher>()},
      {"kernel", "/$defs/event/properties/event", kernel_event_words()},
      {"kernel", "/$defs/air_action", scenario_words("air/items/properties/do")},
      {"traffic", "/$defs/protocol", scenario_words("traffic/items/properties/protocol")},
      {"guest", "/$defs/trigger_action", scenario_words("triggers/items/properties/do")},
      {"guest", "/$defs/interposed", words_of<Interposition>()},
      {"job", "/$defs/engine", words_of<Engine>()},
      {"index", "/properties/runs/items/properties/status", words_of<IndexStatus>()},
      {"table", "/properties/runs/items/properties/status", words_of<OutcomeStatus>()},
      {"report", "/$defs/eapol_message", words_of<EapolKeyMessage>()},
      {"report", "/$defs/direction", scenario_words("traffic/items/properties/direction")},
      {"report", report + "rekeys/items/properties/end", words_of<RekeyEnd>()},
      {"report", report + "reinstalls/items/properties/counters", words_of<Counters>()},
      {"report", report + "traffic/properties/differences/items/properties/air", words_of<OnAir>()},
      {"report", report + "triggers/items/properties/on",
       scenario_words("triggers/items/properties/on")},
      {"report", report + "radius/properties/server", scenario_words("radius/properties/server")},
      {"verify", "/$defs/cipher_suite", words_of<CipherSuite>()},
      {"verify", session + "akm", words_of<Akm>()},
      {"verify", session + "changeovers/items/properties/pattern", words_of<Pattern>()},
  };
  for (const auto& each : cases) {
    EXPECT_THAT(each.words, testing::Not(IsEmpty())) << each.pointer;
    EXPECT_THAT(output_words(each.schema, each.pointer), UnorderedElementsAreArray(each.words))
        << each.schema << " " << each.pointer;
  }
}

TEST(Schemas, CountEachVerdict) {
  const Json schema = *output_schema("report");
  const Json& properties = schema["properties"];
  EXPECT_EQ(properties["frames"]["properties"]["verdicts"]["required"], words_of<Verdict>());
  EXPECT_EQ(properties["observed"]["required"], words_of<Observed>());
}

TEST(Schemas, HaveEachColumnOfATable) {
  const Json table = Json::parse(campaign_json({CampaignRow()}));
  Words columns;
  for (const auto& [name, value] : table["runs"][0].items()) columns.push_back(name);
  EXPECT_EQ((*output_schema("table"))["properties"]["runs"]["items"]["required"], columns);
}

TEST(Schemas, AreOfTheNumberThatIsWritten) {
  for (const std::string& name : output_schema_names()) {
    EXPECT_EQ(output_schema(name)->at("/$defs/schema/const"_json_pointer), kEvidenceSchema);
  }
  EXPECT_EQ(report_to_json(Report())["schema"], kEvidenceSchema);
}

// Descends to every schema that describes an object's members.
void find_mistakes(const Json& schema, const Json& definitions, const std::string& where,
                   Words& mistakes) {
  if (!schema.is_structured()) return;
  // Beside a reference: conditions on what that describes.
  const bool closed =
      schema.contains("additionalProperties") || schema.contains("unevaluatedProperties");
  const bool describes = schema.is_object() && schema.contains("properties") &&
                         (schema.contains("type") || schema.contains("required"));
  if (describes && schema.contains("type") && !closed) mistakes.push_back(where + " is open");
  for (const auto& [key, value] : schema.items()) {
    find_mistakes(value, definitions, where + "/" + key, mistakes);
  }
  if (!describes || !schema["properties"].is_object()) return;
  for (const auto& [name, member] : schema["properties"].items()) {
    if (!member.is_object() || member.contains("description")) continue;
    const std::string reference = member.value("$ref", "");
    if (reference.empty() || !definitions.at(reference.substr(8)).contains("description")) {
      mistakes.push_back(where + ": " + name + " is not described");
    }
  }
}

TEST(Schemas, DescribeEveryMemberAndTakeNoOther) {
  EXPECT_THAT(output_schema_names(), testing::Contains("report"));
  for (const std::string& name : output_schema_names()) {
    const Json schema = *output_schema(name);
    Words mistakes;
    find_mistakes(schema, schema["$defs"], name, mistakes);
    EXPECT_THAT(mistakes, IsEmpty());
  }
}

TEST(Schemas, AreOfKnownNamesOnly) {
  EXPECT_FALSE(output_schema("frame"));
  EXPECT_FALSE(output_schema("definitions"));
}

}  // namespace
}  // namespace keyrace
