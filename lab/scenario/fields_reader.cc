#include "lab/scenario/fields_reader.h"

#include <algorithm>

#include "lab/scenario/duration_text.h"
#include "lab/scenario/field_names.h"
#include "lab/scenario/field_rules.h"
#include "lab/scenario/json_text.h"
#include "lab/scenario/nearest_name.h"
#include "lab/scenario/scenario_error.h"

namespace keyrace {
namespace {

using nlohmann::json;

// What a value that should have been a string can be turned into by adding quotes.
std::string quotes_hint(const json& value) {
  return value.is_number() || value.is_boolean() ? "; write " + in_quotes(value.dump()) : "";
}

std::string duration_hint(const json& value) {
  if (value.is_number_unsigned()) {
    return "; write a unit, such as " + in_quotes(value.dump() + "ms") + " or " +
           in_quotes(value.dump() + "s");
  }
  if (!value.is_string()) return "";
  const auto guess = duration_guess(value.get<std::string>());
  return guess ? "; write " + in_quotes(*guess) : "";
}

std::string octets_hint(const std::string& text, const TextRule& rule) {
  if (text.size() >= rule.min_octets && text.size() <= rule.max_octets) return "";
  return " (" + std::to_string(text.size()) + (text.size() == 1 ? " octet)" : " octets)");
}

}  // namespace

void FieldsReader::read(const std::function<void(Fields&)>& describe_value) {
  if (!object_.is_object()) fail_value(where_, "an object", object_);
  // Names first: a misspelt key is better called unknown than its right spelling missing.
  FieldNames names;
  describe_value(names);
  for (const auto& item : object_.items()) {
    if (std::find(names.all().begin(), names.all().end(), item.key()) != names.all().end())
      continue;
    fail(where_ / item.key(),
         "unknown key; " + suggestion(item.key(), names.all(), "the keys here are"));
  }
  describe_value(*this);
}

void FieldsReader::text(const Key& key, std::string& value, const TextRule& rule,
                        std::string_view) {
  if (const json* found = find(key, wanted(rule))) value = read_text(at(key), *found, rule);
}

void FieldsReader::texts(const Key& key, std::vector<std::string>& values, const TextRule& rule,
                         CountRule count, std::string_view) {
  const json* found = find_list(key, count, "strings");
  if (found == nullptr) return;
  values.clear();
  for (std::size_t i = 0; i < found->size(); ++i) {
    values.push_back(read_text(at(key) / i, (*found)[i], rule));
  }
}

void FieldsReader::settings(const Key& key, std::vector<Setting>& values, CountRule rule,
                            std::string_view) {
  const std::string wanted_value = wanted(rule, "JSON pointers", "an object");
  const json* found = find(key, wanted_value);
  if (found == nullptr) return;
  if (!found->is_object()) fail_value(at(key), wanted_value, *found);
  if (found->size() < rule.min || found->size() > rule.max) {
    fail(at(key), "must be " + wanted_value + "; found " + std::to_string(found->size()));
  }
  values.clear();
  for (const auto& item : found->items()) values.push_back({item.key(), item.value().dump()});
}

void FieldsReader::duration(const Key& key, Duration& value, const DurationRule& rule,
                            std::string_view) {
  const json* found = find(key, wanted(rule));
  if (found == nullptr) return;
  const auto parsed = found->is_string() ? parse_duration(found->get<std::string>()) : std::nullopt;
  if (!parsed) fail_value(at(key), wanted(rule), *found, duration_hint(*found));
  if (!fits(*parsed, rule)) fail_value(at(key), wanted(rule), *found);
  value = *parsed;
}

void FieldsReader::whole_number(const Key& key, std::optional<std::int64_t>& value, NumberRule rule,
                                std::string_view) {
  const json* found = find(key, wanted(rule));
  if (found == nullptr) return;
  const bool too_large = found->is_number_unsigned() &&
                         found->get<std::uint64_t>() > static_cast<std::uint64_t>(rule.max);
  if (!found->is_number_integer() || too_large || found->get<std::int64_t>() < rule.min ||
      found->get<std::int64_t>() > rule.max) {
    fail_value(at(key), wanted(rule), *found);
  }
  value = found->get<std::int64_t>();
}

void FieldsReader::one_of(const Key& key, std::size_t& index, std::span<const Choice> choices,
                          std::string_view) {
  const json* found = find(key, wanted(choices));
  if (found == nullptr) return;
  std::vector<std::string> names;
  for (const Choice& choice : choices) names.emplace_back(choice.name);
  const auto name = found->is_string()
                        ? std::find(names.begin(), names.end(), found->get<std::string>())
                        : names.end();
  if (name == names.end()) {
    const auto near =
        found->is_string() ? nearest_name(found->get<std::string>(), names) : std::nullopt;
    fail_value(at(key), wanted(choices), *found,
               near ? "; did you mean " + in_quotes(*near) + "?" : "");
  }
  index = static_cast<std::size_t>(name - names.begin());
}

void FieldsReader::nested(const Key& key, const std::function<void(Fields&)>& describe_value,
                          std::string_view) {
  if (const json* found = find(key, "an object")) {
    FieldsReader(source_, *found, at(key)).read(describe_value);
  }
}

void FieldsReader::nested_list(const Key& key, const ObjectList& list, CountRule rule,
                               std::string_view) {
  const json* found = find_list(key, rule, "objects");
  if (found == nullptr) return;
  list.reset(found->size());
  for (std::size_t i = 0; i < found->size(); ++i) {
    FieldsReader(source_, (*found)[i], at(key) / i).read([&](Fields& f) { list.describe(i, f); });
  }
}

const json* FieldsReader::find(const Key& key, const std::string& wanted_value) const {
  const auto found = object_.find(std::string(key.name));
  if (found == object_.end()) {
    if (key.required && key.applies) {
      fail(where_, "missing key " + in_quotes(key.name) + "; it must be " + wanted_value);
    }
    return nullptr;
  }
  if (!key.applies)
    fail(at(key), "only allowed when " + std::string(key.condition) + "; remove it");
  return &*found;
}

const json* FieldsReader::find_list(const Key& key, CountRule rule,
                                    std::string_view elements) const {
  const json* found = find(key, wanted(rule, elements));
  if (found == nullptr) return nullptr;
  if (!found->is_array()) fail_value(at(key), wanted(rule, elements), *found);
  if (found->size() < rule.min || found->size() > rule.max) {
    fail(at(key), "must be " + wanted(rule, elements) + "; found " + std::to_string(found->size()));
  }
  return found;
}

std::string FieldsReader::read_text(const Pointer& where, const json& value,
                                    const TextRule& rule) const {
  if (!value.is_string()) fail_value(where, wanted(rule), value, quotes_hint(value));
  const auto text = value.get<std::string>();
  if (!fits(text, rule)) fail_value(where, wanted(rule), value, octets_hint(text, rule));
  return text;
}

void FieldsReader::fail(const Pointer& where, const std::string& reason) const {
  throw ScenarioError(source_, where.to_string(), reason);
}

void FieldsReader::fail_value(const Pointer& where, const std::string& wanted_value,
                              const json& found, const std::string& hint) const {
  fail(where, "must be " + wanted_value + "; found " + json_excerpt(found) + hint);
}

}  // namespace keyrace
