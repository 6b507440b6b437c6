#include "lab/scenario/fields_page.h"

#include "lab/scenario/duration_text.h"
#include "lab/scenario/field_rules.h"
#include "lab/scenario/nearest_name.h"

namespace keyrace {
namespace {

std::string code(std::string_view text) {
  return "`" + std::string(text) + "`";
}

// A bar would end the cell.
std::string cell(std::string_view text) {
  std::string escaped;
  for (const char c : text) escaped += c == '|' ? std::string("\\|") : std::string(1, c);
  return escaped;
}

}  // namespace

std::string FieldsPage::sections(const std::string& where, const std::string& intro,
                                 const std::function<void(Fields&)>& describe_value) {
  FieldsPage page(where);
  describe_value(page);
  const std::string title = where.empty() ? "The scenario" : code(where);
  return "\n## " + title + "\n\n" + intro +
         "\n\n| key | value | default | meaning |\n| --- | --- | --- | --- |\n" + page.rows_ +
         page.lists_ + page.below_;
}

void FieldsPage::text(const Key& key, std::string& value, const TextRule& rule,
                      std::string_view doc) {
  const bool has_default = key.kept && !key.required && fits(value, rule);
  add(key, wanted(rule), has_default ? in_quotes(value) : "", doc);
}

void FieldsPage::texts(const Key& key, std::vector<std::string>&, const TextRule& rule,
                       CountRule count, std::string_view doc) {
  add(key, wanted(count, "strings") + ", each " + wanted(rule), count.min == 0 ? "[]" : "", doc);
}

void FieldsPage::settings(const Key& key, std::vector<Setting>&, CountRule count,
                          std::string_view doc) {
  add(key, wanted(count, "JSON pointers", "an object") + " and their values", "{}", doc);
}

void FieldsPage::duration(const Key& key, Duration& value, const DurationRule& rule,
                          std::string_view doc) {
  add(key, wanted(rule), fits(value, rule) ? in_quotes(duration_text(value)) : "", doc);
}

void FieldsPage::whole_number(const Key& key, std::optional<std::int64_t>& value, NumberRule rule,
                              std::string_view doc) {
  add(key, wanted(rule), value ? std::to_string(*value) : "", doc);
}

void FieldsPage::one_of(const Key& key, std::size_t& index, std::span<const Choice> choices,
                        std::string_view doc) {
  const std::string fallback = key.required ? "" : in_quotes(choices[index].name);
  add(key, choices.size() == 1 ? in_quotes(choices[0].name) : "one of the values below", fallback,
      doc);
  if (choices.size() == 1) return;
  lists_ += "\n" + code(key.name) + " is one of\n\n";
  for (const Choice& choice : choices) {
    lists_ += "- " + code(in_quotes(choice.name)) + ": " + std::string(choice.doc) + "\n";
  }
}

void FieldsPage::nested(const Key& key, const std::function<void(Fields&)>& describe_value,
                        std::string_view doc) {
  add(key, "an object, see " + code(below(key)), "", doc);
  below_ += sections(below(key), std::string(doc), describe_value);
}

void FieldsPage::nested_list(const Key& key, const ObjectList& list, CountRule rule,
                             std::string_view doc) {
  const std::string element = below(key) + "[]";
  add(key, wanted(rule, "objects") + ", see " + code(element), "", doc);
  list.reset(1);
  below_ += sections(element, std::string(doc), [&](Fields& inner) { list.describe(0, inner); });
}

void FieldsPage::add(const Key& key, const std::string& value, const std::string& fallback,
                     std::string_view doc) {
  std::string meaning(doc);
  if (!key.condition.empty()) meaning += " Only when " + std::string(key.condition) + ".";
  rows_ += "| " + code(key.name) + " | " + cell(value) + " | " +
           (fallback.empty() ? key.required ? "required" : "" : cell(code(fallback))) + " | " +
           cell(meaning) + " |\n";
}

std::string FieldsPage::below(const Key& key) const {
  return (where_.empty() ? "" : where_ + ".") + std::string(key.name);
}

}  // namespace keyrace
