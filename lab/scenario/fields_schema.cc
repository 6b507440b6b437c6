#include "lab/scenario/fields_schema.h"

#include <algorithm>

#include "lab/scenario/duration_text.h"
#include "lab/scenario/field_conditions.h"
#include "lab/scenario/field_rules.h"

namespace keyrace {
namespace {

using Json = nlohmann::ordered_json;

// The same characters as fits() takes. Without a class of its own a text is free of control
// characters.
std::string pattern_of(const TextRule& rule) {
  if (rule.rest.empty()) {
    return rule.paragraph ? R"(^[^\u0000-\u0009\u000b-\u001f\u007f]*$)"
                          : R"(^[^\u0000-\u001f\u007f]*$)";
  }
  const std::string rest = "[" + std::string(rule.rest) + "]*";
  if (rule.first.empty()) return "^" + rest + "$";
  const std::string text = "[" + std::string(rule.first) + "]" + rest;
  return rule.min_octets == 0 ? "^(" + text + ")?$" : "^" + text + "$";
}

Json text_schema(const TextRule& rule) {
  // A schema counts characters, of which one can be several octets, where more than ASCII is
  // allowed.
  const std::size_t min =
      rule.rest.empty() ? std::min<std::size_t>(rule.min_octets, 1) : rule.min_octets;
  Json schema{{"type", "string"}};
  if (min > 0) schema["minLength"] = min;
  schema["maxLength"] = rule.max_octets;
  schema["pattern"] = pattern_of(rule);
  schema["examples"] = Json::array({rule.example});
  return schema;
}

// if the enumeration has one of these values, then the member must or must not be there.
Json conditional_schema(const FieldCondition& condition) {
  Json only{{"properties", {{condition.choice, {{"enum", condition.values}}}}}};
  if (!condition.is_default) only["required"] = Json::array({condition.choice});
  Json then = condition.demand == FieldCondition::Demand::kRequired
                  ? Json{{"required", Json::array({condition.member})}}
                  : Json{{"properties", {{condition.member, false}}}};
  return {{"if", only}, {"then", then}};
}

}  // namespace

Json FieldsSchema::object_schema(const std::function<void(Fields&)>& describe_value) {
  FieldsSchema fields;
  describe_value(fields);
  Json schema{{"type", "object"},
              {"properties", std::move(fields.properties_)},
              {"additionalProperties", false}};
  if (!fields.required_.empty()) schema["required"] = std::move(fields.required_);
  Json conditions = Json::array();
  for (const FieldCondition& condition : find_conditions(describe_value)) {
    conditions.push_back(conditional_schema(condition));
  }
  if (!conditions.empty()) schema["allOf"] = std::move(conditions);
  return schema;
}

void FieldsSchema::text(const Key& key, std::string& value, const TextRule& rule,
                        std::string_view doc) {
  Json schema = text_schema(rule);
  if (key.kept && !key.required && fits(value, rule)) schema["default"] = value;
  add(key, std::string(doc) + " Must be " + wanted(rule) + ".", std::move(schema));
}

void FieldsSchema::texts(const Key& key, std::vector<std::string>&, const TextRule& rule,
                         CountRule count, std::string_view doc) {
  Json schema{{"type", "array"}, {"items", text_schema(rule)}, {"maxItems", count.max}};
  if (count.min > 0) schema["minItems"] = count.min;
  if (count.min == 0) schema["default"] = Json::array();
  add(key, std::string(doc) + " Each must be " + wanted(rule) + ".", std::move(schema));
}

void FieldsSchema::settings(const Key& key, std::vector<Setting>&, CountRule count,
                            std::string_view doc) {
  add(key, std::string(doc),
      {{"type", "object"},
       {"propertyNames", {{"pattern", "^/"}}},
       {"maxProperties", count.max},
       {"default", Json::object()},
       {"examples", Json::array({Json{{"/sta/0/path", "wpa_supplicant-2.11"}}})}});
}

void FieldsSchema::duration(const Key& key, Duration& value, const DurationRule& rule,
                            std::string_view doc) {
  const char* digits = rule.min > Duration(0) ? "^0*[1-9][0-9]*" : "^[0-9]+";
  Json schema{{"type", "string"},
              {"pattern", std::string(digits) + "(ns|us|ms|s)$"},
              {"examples", Json::array({rule.example})}};
  if (fits(value, rule)) schema["default"] = duration_text(value);
  add(key, std::string(doc) + " Must be " + wanted(rule) + "; units are ns, us, ms and s.",
      std::move(schema));
}

void FieldsSchema::whole_number(const Key& key, std::optional<std::int64_t>& value, NumberRule rule,
                                std::string_view doc) {
  Json schema{{"type", "integer"}, {"minimum", rule.min}, {"maximum", rule.max}};
  if (value) schema["default"] = *value;
  add(key, std::string(doc), std::move(schema));
}

void FieldsSchema::one_of(const Key& key, std::size_t& index, std::span<const Choice> choices,
                          std::string_view doc) {
  Json values = Json::array();
  for (const Choice& choice : choices) {
    values.push_back({{"const", choice.name}, {"description", choice.doc}});
  }
  Json schema{{"type", "string"}, {"oneOf", std::move(values)}};
  if (!key.required) schema["default"] = choices[index].name;
  add(key, std::string(doc), std::move(schema));
}

void FieldsSchema::nested(const Key& key, const std::function<void(Fields&)>& describe_value,
                          std::string_view doc) {
  add(key, std::string(doc), object_schema(describe_value));
}

void FieldsSchema::nested_list(const Key& key, const ObjectList& list, CountRule rule,
                               std::string_view doc) {
  list.reset(1);
  Json schema{{"type", "array"},
              {"items", object_schema([&](Fields& inner) { list.describe(0, inner); })},
              {"maxItems", rule.max}};
  if (rule.min > 0) schema["minItems"] = rule.min;
  add(key, std::string(doc), std::move(schema));
}

void FieldsSchema::add(const Key& key, const std::string& doc, Json schema) {
  Json member{
      {"description",
       doc + (key.condition.empty() ? "" : " Only when " + std::string(key.condition) + ".")}};
  member.update(schema);
  properties_[std::string(key.name)] = std::move(member);
  if (key.required && key.condition.empty()) required_.push_back(key.name);
}

}  // namespace keyrace
