// Writes described structs as JSON Schema (draft 2020-12). What a schema can't say, such as a
// duration's limits or octets instead of characters, stands in its descriptions.
// Called by scenario_schema.cc; first arrow of the flow, scenario -> engine.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "lab/scenario/fields.h"

namespace keyrace {

class FieldsSchema : public Fields {
 public:
  // The schema of an object with the described members and no others. The values that are
  // described are the defaults.
  static nlohmann::ordered_json object_schema(const std::function<void(Fields&)>& describe_value);

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
  void add(const Key& key, const std::string& doc, nlohmann::ordered_json schema);

  nlohmann::ordered_json properties_ = nlohmann::ordered_json::object();
  nlohmann::ordered_json required_ = nlohmann::ordered_json::array();
};

}  // namespace keyrace
