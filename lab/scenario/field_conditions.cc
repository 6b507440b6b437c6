#include "lab/scenario/field_conditions.h"

#include <algorithm>
#include <map>
#include <optional>

namespace keyrace {
namespace {

struct Enumeration {
  std::string key;
  std::vector<std::string> values;
  std::optional<std::size_t> default_index;  // none: it must be given
};

enum class Standing { kFree, kRequired, kForbidden };

// Numbers and durations as they are by default, or as large as they may be.
enum class Quantities { kDefault, kLargest };

// Describes a struct as it is when its enumerations have the values `chosen`.
class Probe : public Fields {
 public:
  Probe(std::map<std::string, std::size_t> chosen, Quantities quantities)
      : chosen_(std::move(chosen)), quantities_(quantities) {}

  const std::vector<Enumeration>& enumerations() const { return enumerations_; }
  const std::vector<std::pair<std::string, Standing>>& members() const { return members_; }
  // Some member may not be there for every value of the others.
  bool has_conditions() const { return has_conditions_; }

  void text(const Key& key, std::string&, const TextRule&, std::string_view) override { add(key); }
  void texts(const Key& key, std::vector<std::string>&, const TextRule&, CountRule,
             std::string_view) override {
    add(key);
  }
  void settings(const Key& key, std::vector<Setting>&, CountRule, std::string_view) override {
    add(key);
  }
  void duration(const Key& key, Duration& value, const DurationRule& rule,
                std::string_view) override {
    add(key);
    if (quantities_ == Quantities::kLargest) value = rule.max;
  }

 protected:
  void whole_number(const Key& key, std::optional<std::int64_t>& value, NumberRule rule,
                    std::string_view) override {
    add(key);
    if (quantities_ == Quantities::kLargest) value = rule.max;
  }
  void one_of(const Key& key, std::size_t& index, std::span<const Choice> choices,
              std::string_view) override {
    add(key);
    Enumeration enumeration{std::string(key.name), {}, {}};
    if (!key.required) enumeration.default_index = index;
    for (const Choice& choice : choices) enumeration.values.emplace_back(choice.name);
    enumerations_.push_back(std::move(enumeration));
    if (const auto found = chosen_.find(std::string(key.name)); found != chosen_.end()) {
      index = found->second;
    }
  }
  void nested(const Key& key, const std::function<void(Fields&)>&, std::string_view) override {
    add(key);
  }
  void nested_list(const Key& key, const ObjectList&, CountRule, std::string_view) override {
    add(key);
  }

 private:
  void add(const Key& key) {
    if (!key.condition.empty()) has_conditions_ = true;
    members_.emplace_back(key.name, !key.applies   ? Standing::kForbidden
                                    : key.required ? Standing::kRequired
                                                   : Standing::kFree);
  }

  std::map<std::string, std::size_t> chosen_;
  Quantities quantities_;
  std::vector<Enumeration> enumerations_;
  std::vector<std::pair<std::string, Standing>> members_;
  bool has_conditions_ = false;
};

// What all combinations have in common, for each value of an enumeration and each member.
class Conditions {
 public:
  explicit Conditions(const std::function<void(Fields&)>& describe_value)
      : describe_(describe_value) {
    Probe probe({}, Quantities::kDefault);
    describe_(probe);
    enumerations_ = probe.enumerations();
    members_ = probe.members();
    // Nothing to find, and many enumerations have very many combinations.
    if (!probe.has_conditions()) return;
    // In this order: the struct keeps what a probe puts into it.
    try_all(0, Quantities::kDefault);
    try_all(0, Quantities::kLargest);
  }

  std::vector<FieldCondition> take() const {
    std::vector<FieldCondition> conditions;
    if (overall_.empty()) return conditions;
    for (const auto& [member, ignored] : members_) {
      for (const Enumeration& enumeration : enumerations_) {
        add(conditions, enumeration, member, Standing::kRequired);
        add(conditions, enumeration, member, Standing::kForbidden);
      }
    }
    return conditions;
  }

 private:
  using Cell = std::pair<std::string, std::pair<std::string, std::size_t>>;  // member, value

  void try_all(std::size_t depth, Quantities quantities) {
    if (depth < enumerations_.size()) {
      for (std::size_t i = 0; i < enumerations_[depth].values.size(); ++i) {
        chosen_[enumerations_[depth].key] = i;
        try_all(depth + 1, quantities);
      }
      return;
    }
    Probe probe(chosen_, quantities);
    describe_(probe);
    for (const auto& [member, standing] : probe.members()) {
      for (const auto& value : chosen_) merge(standing_[{member, value}], standing);
      merge(overall_[member], standing);
    }
  }

  static void merge(std::optional<Standing>& known, Standing standing) {
    if (!known) known = standing;
    if (*known != standing) known = Standing::kFree;
  }

  void add(std::vector<FieldCondition>& conditions, const Enumeration& enumeration,
           const std::string& member, Standing wanted) const {
    if (member == enumeration.key || overall_.at(member) == wanted) return;
    FieldCondition condition;
    condition.choice = enumeration.key;
    condition.member = member;
    condition.demand = wanted == Standing::kRequired ? FieldCondition::Demand::kRequired
                                                     : FieldCondition::Demand::kForbidden;
    for (std::size_t i = 0; i < enumeration.values.size(); ++i) {
      if (standing_.at({member, {enumeration.key, i}}) != wanted) continue;
      condition.values.push_back(enumeration.values[i]);
      if (i == enumeration.default_index) condition.is_default = true;
    }
    if (!condition.values.empty()) conditions.push_back(std::move(condition));
  }

  const std::function<void(Fields&)>& describe_;
  std::vector<Enumeration> enumerations_;
  std::vector<std::pair<std::string, Standing>> members_;
  std::map<std::string, std::size_t> chosen_;
  std::map<Cell, std::optional<Standing>> standing_;
  std::map<std::string, std::optional<Standing>> overall_;
};

}  // namespace

std::vector<FieldCondition> find_conditions(const std::function<void(Fields&)>& describe_value) {
  return Conditions(describe_value).take();
}

}  // namespace keyrace
