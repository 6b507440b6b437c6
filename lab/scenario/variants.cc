#include "lab/scenario/variants.h"

#include "lab/scenario/override.h"
#include "lab/scenario/scenario_reader.h"

namespace keyrace {
namespace {

using nlohmann::json;

constexpr char kCompare[] = "compare";

class VariantMaker {
 public:
  VariantMaker(const json& base, const std::string& source, std::size_t index)
      : base_(base),
        source_(source),
        where_(json::json_pointer() / std::string(kCompare) / index) {}

  ScenarioVariant make(const Variant& variant) const {
    json changed = base_;
    std::vector<AppliedOverride> applied;
    for (const Setting& setting : variant.set) {
      applied.push_back({source_, at(setting), apply(changed, setting)});
    }
    Scenario scenario = read(changed, applied);
    for (std::size_t i = 0; i < variant.expect.size(); ++i) {
      scenario.expect.push_back({variant.expect[i], (where_ / "expect" / i).to_string()});
    }
    return {variant.name, std::move(scenario)};
  }

 private:
  std::string at(const Setting& setting) const {
    return (where_ / "set" / setting.pointer).to_string();
  }

  std::string apply(json& changed, const Setting& setting) const {
    if (is_at_or_below(setting.pointer, std::string("/") + kCompare)) {
      throw ScenarioError(source_, at(setting), "a variant has no variants of its own; remove it");
    }
    try {
      return apply_override(changed, setting.pointer, setting.value);
    } catch (const ScenarioError& error) {
      throw ScenarioError(source_, at(setting), error.reason());
    }
  }

  Scenario read(const json& changed, const std::vector<AppliedOverride>& applied) const {
    try {
      return scenario_from_json(changed, source_);
    } catch (const ScenarioError& error) {
      if (const auto cause = overriding_cause(error, base_, applied)) throw *cause;
      // What it sets makes something else wrong, which without it is right.
      throw ScenarioError(source_, (where_ / "set").to_string(),
                          "makes " + error.pointer() + " wrong: " + error.reason());
    }
  }

  const json& base_;
  const std::string& source_;
  json::json_pointer where_;
};

}  // namespace

std::vector<ScenarioVariant> make_variants(const json& document, const Scenario& whole,
                                           const std::string& source) {
  json base = document;
  base.erase(kCompare);
  std::vector<ScenarioVariant> variants;
  for (std::size_t i = 0; i < whole.compare.size(); ++i) {
    variants.push_back(VariantMaker(base, source, i).make(whole.compare[i]));
  }
  return variants;
}

}  // namespace keyrace
