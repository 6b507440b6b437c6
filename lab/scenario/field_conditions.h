// Which members of a described struct have a meaning beside which values of its enumerations. Found
// by asking the description itself, once for each combination of values, so that a condition stands
// in scenario_fields.cc alone. Called by FieldsSchema; first arrow of the flow, scenario -> engine.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "lab/scenario/fields.h"

namespace keyrace {

// A rule for one member: beside these values of `choice` it must be there, or must not.
struct FieldCondition {
  enum class Demand { kRequired, kForbidden };

  std::string choice;               // the enumeration's key
  std::vector<std::string> values;  // of it
  bool is_default = false;          // the enumeration's default is among them
  std::string member;
  Demand demand = Demand::kRequired;
};

// In the order of the description. Members that are always required have no condition.
std::vector<FieldCondition> find_conditions(const std::function<void(Fields&)>& describe_value);

}  // namespace keyrace
