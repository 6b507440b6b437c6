// Collects the names of a described struct's members, for "did you mean" and lists of valid keys.
// Called by FieldsReader; first arrow of the flow, scenario -> engine.
#pragma once

#include <string>
#include <vector>

#include "lab/scenario/fields.h"

namespace keyrace {

class FieldNames : public Fields {
 public:
  const std::vector<std::string>& all() const { return names_; }

  void text(const Key& key, std::string&, const TextRule&, std::string_view) override { add(key); }
  void texts(const Key& key, std::vector<std::string>&, const TextRule&, CountRule,
             std::string_view) override {
    add(key);
  }
  void settings(const Key& key, std::vector<Setting>&, CountRule, std::string_view) override {
    add(key);
  }
  void duration(const Key& key, Duration&, const DurationRule&, std::string_view) override {
    add(key);
  }

 protected:
  void whole_number(const Key& key, std::optional<std::int64_t>&, NumberRule,
                    std::string_view) override {
    add(key);
  }
  void one_of(const Key& key, std::size_t&, std::span<const Choice>, std::string_view) override {
    add(key);
  }
  void nested(const Key& key, const std::function<void(Fields&)>&, std::string_view) override {
    add(key);
  }
  void nested_list(const Key& key, const ObjectList&, CountRule, std::string_view) override {
    add(key);
  }

 private:
  void add(const Key& key) { names_.emplace_back(key.name); }

  std::vector<std::string> names_;
};

}  // namespace keyrace
