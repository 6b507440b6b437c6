// Fills described structs from JSON, strictly: every key must be known and every value fit.
// Called by scenario_reader.cc; first arrow of the flow, scenario -> engine.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "lab/scenario/fields.h"

namespace keyrace {

// Reads one JSON object. Every function throws ScenarioError for the first thing that is wrong.
class FieldsReader : public Fields {
 public:
  // `source` and `object` must outlive the reader.
  FieldsReader(const std::string& source, const nlohmann::json& object,
               nlohmann::json::json_pointer where)
      : source_(source), object_(object), where_(std::move(where)) {}

  // Checks that `object` is one and has no key but the described ones, then reads them.
  void read(const std::function<void(Fields&)>& describe_value);

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
  using Pointer = nlohmann::json::json_pointer;

  Pointer at(const Key& key) const { return where_ / std::string(key.name); }
  // Null when the member is absent and may be.
  const nlohmann::json* find(const Key& key, const std::string& wanted_value) const;
  const nlohmann::json* find_list(const Key& key, CountRule rule, std::string_view elements) const;
  std::string read_text(const Pointer& where, const nlohmann::json& value,
                        const TextRule& rule) const;
  [[noreturn]] void fail(const Pointer& where, const std::string& reason) const;
  [[noreturn]] void fail_value(const Pointer& where, const std::string& wanted_value,
                               const nlohmann::json& found, const std::string& hint = "") const;

  const std::string& source_;
  const nlohmann::json& object_;
  Pointer where_;
};

}  // namespace keyrace
