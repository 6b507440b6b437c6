#include "lab/schemas/schemas.h"

#include <string_view>

namespace keyrace {
namespace {

using Json = nlohmann::ordered_json;

constexpr char kDefinitions[] = "definitions";
constexpr std::string_view kReference = "#/$defs/";

Json parsed(const std::string& name) {
  return Json::parse(kSchemaFiles.at(name));
}

// A definition, or a whole schema that is part of another.
Json definition(const std::string& name) {
  Json definitions = parsed(kDefinitions);
  return definitions.contains(name) ? definitions[name] : parsed(name);
}

void add_definitions(const Json& of, Json& definitions) {
  for (const auto& [key, value] : of.items()) {
    if (value.is_structured()) add_definitions(value, definitions);
    if (key != "$ref") continue;
    const std::string name = value.get<std::string>().substr(kReference.size());
    if (definitions.contains(name)) continue;
    const Json added = definition(name);
    definitions[name] = added;
    add_definitions(added, definitions);
  }
}

}  // namespace

std::vector<std::string> output_schema_names() {
  std::vector<std::string> names;
  for (const auto& [name, text] : kSchemaFiles) {
    if (name != kDefinitions) names.push_back(name);
  }
  return names;
}

std::optional<Json> output_schema(const std::string& name) {
  if (name == kDefinitions || !kSchemaFiles.contains(name)) return std::nullopt;
  Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"}};
  schema.update(parsed(name));
  Json definitions = schema.value("$defs", Json::object());
  add_definitions(schema, definitions);
  schema["$defs"] = std::move(definitions);
  return schema;
}

}  // namespace keyrace
