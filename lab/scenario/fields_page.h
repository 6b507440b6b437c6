// Writes described structs as a reference page in Markdown: a section for each object, a table row
// for each member, a list for each enumeration. Called by scenario_schema.cc; first arrow of the
// flow, scenario -> engine.
#pragma once

#include <string>
#include <vector>

#include "lab/scenario/fields.h"

namespace keyrace {

class FieldsPage : public Fields {
 public:
  // `where` is the object's place, such as "faults[]"; empty: the whole scenario. What is below it
  // follows behind it.
  static std::string sections(const std::string& where, const std::string& intro,
                              const std::function<void(Fields&)>& describe_value);

  void text(const Key&, std::string&, const TextRule&, std::string_view doc) override;
  void texts(const Key&, std::vector<std::string>&, const TextRule&, CountRule,
             std::string_view doc) override;
  void settings(const Key&, std::vector<Setting>&, CountRule, std::string_view doc) override;
  void duration(const Key&, Duration&, const DurationRule&, std::string_view doc) override;

 protected:
  void whole_number(const Key&, std::optional<std::int64_t>&, NumberRule,
                    std::string_view doc) override;
  void one_of(const Key&, std::size_t& index, std::span<const Choice>,
              std::string_view doc) override;
  void nested(const Key&, const std::function<void(Fields&)>& describe_value,
              std::string_view doc) override;
  void nested_list(const Key&, const ObjectList&, CountRule, std::string_view doc) override;

 private:
  explicit FieldsPage(std::string where) : where_(std::move(where)) {}

  // `value` completes "must be"; `fallback` is the default as JSON, empty: it has none.
  void add(const Key& key, const std::string& value, const std::string& fallback,
           std::string_view doc);
  std::string below(const Key& key) const;

  std::string where_;
  std::string rows_;
  std::string lists_;  // enumerations
  std::string below_;  // sections of what is nested
};

}  // namespace keyrace
