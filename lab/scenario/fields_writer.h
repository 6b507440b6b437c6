// Writes described structs to JSON with every default filled in, in the order of the description.
// Called by scenario_to_json; first arrow of the flow, scenario -> engine.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "lab/scenario/fields.h"

namespace keyrace {

class FieldsWriter : public Fields {
 public:
  const nlohmann::ordered_json& object() const { return object_; }

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
  void put(const Key& key, nlohmann::ordered_json value);

  nlohmann::ordered_json object_ = nlohmann::ordered_json::object();
};

}  // namespace keyrace
