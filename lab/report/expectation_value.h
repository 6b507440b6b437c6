// Values of an expectation's terms: arithmetic, comparison, and how a person reads them.
// Called by expectation.cc; last arrow of the flow, verify -> report.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "lab/report/expectation_syntax.h"

namespace keyrace {

// A report's numbers are integers of 64 bits and doubles; this holds both exactly on our platforms.
using Number = long double;

Number number_of(const nlohmann::json& value);

// Null where an operand is null: what is not there has no sum. Throws ExpectationError for other
// kinds than numbers.
nlohmann::json arithmetic(Arithmetic operation, const nlohmann::json& left,
                          const nlohmann::json& right);

// Null is equal to null only, and in no order with anything. Throws ExpectationError for two kinds
// that can't be compared. Not for kWithin, which is two of these.
bool compare(Relation comparison, const nlohmann::json& left, const nlohmann::json& right);

// 61000000 of "rekeys[2].window_ns" is "61000000 (61ms)".
std::string value_text(const nlohmann::json& value, const std::string& path);

}  // namespace keyrace
