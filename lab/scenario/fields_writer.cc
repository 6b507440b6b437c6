#include "lab/scenario/fields_writer.h"

#include <utility>

#include "lab/scenario/duration_text.h"

namespace keyrace {

using nlohmann::ordered_json;

void FieldsWriter::text(const Key& key, std::string& value, const TextRule&, std::string_view) {
  put(key, value);
}

void FieldsWriter::texts(const Key& key, std::vector<std::string>& values, const TextRule&,
                         CountRule, std::string_view) {
  put(key, values);
}

void FieldsWriter::settings(const Key& key, std::vector<Setting>& values, CountRule,
                            std::string_view) {
  ordered_json object = ordered_json::object();
  for (const Setting& each : values) object[each.pointer] = ordered_json::parse(each.value);
  put(key, std::move(object));
}

void FieldsWriter::duration(const Key& key, Duration& value, const DurationRule&,
                            std::string_view) {
  put(key, duration_text(value));
}

void FieldsWriter::whole_number(const Key& key, std::optional<std::int64_t>& value, NumberRule,
                                std::string_view) {
  if (value) put(key, *value);
}

void FieldsWriter::one_of(const Key& key, std::size_t& index, std::span<const Choice> choices,
                          std::string_view) {
  put(key, std::string(choices[index].name));
}

void FieldsWriter::nested(const Key& key, const std::function<void(Fields&)>& describe_value,
                          std::string_view) {
  FieldsWriter inner;
  describe_value(inner);
  put(key, inner.object());
}

void FieldsWriter::nested_list(const Key& key, const ObjectList& list, CountRule rule,
                               std::string_view) {
  if (list.size() < rule.min) return;  // it was absent, and may be
  ordered_json elements = ordered_json::array();
  for (std::size_t i = 0; i < list.size(); ++i) {
    FieldsWriter inner;
    list.describe(i, inner);
    elements.push_back(inner.object());
  }
  put(key, std::move(elements));
}

void FieldsWriter::put(const Key& key, ordered_json value) {
  if (key.applies && key.kept) object_[std::string(key.name)] = std::move(value);
}

}  // namespace keyrace
