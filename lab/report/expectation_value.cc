#include "lab/report/expectation_value.h"

#include <array>
#include <cmath>
#include <cstdio>

#include "lab/report/expectation.h"
#include "lab/report/expectation_lookup.h"

namespace keyrace {
namespace {

using nlohmann::json;

// Integers stay integers where they fit, so that they are shown and compared as such.
json json_of(Number value) {
  constexpr Number kLimit = 9223372036854775807.0L;
  if (std::trunc(value) == value && std::fabs(value) <= kLimit) {
    return static_cast<std::int64_t>(value);
  }
  return static_cast<double>(value);
}

std::string formatted(const char* format, Number value) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), format, value);
  return text.data();
}

// 50.000123ms: three digits of the unit are easier to judge than eight of nanoseconds.
std::string nanoseconds_text(Number value) {
  const Number size = std::fabs(value);
  if (size >= 1e9L) return formatted("%.10Lgs", value / 1e9L);
  if (size >= 1e6L) return formatted("%.9Lgms", value / 1e6L);
  if (size >= 1e3L) return formatted("%.6Lgus", value / 1e3L);
  return formatted("%.0Lfns", value);
}

bool is_ordered(Relation comparison, Number left, Number right) {
  switch (comparison) {
    case Relation::kLess:
      return left < right;
    case Relation::kLessEqual:
      return left <= right;
    case Relation::kGreater:
      return left > right;
    case Relation::kGreaterEqual:
      return left >= right;
    case Relation::kEqual:
    case Relation::kNotEqual:
    case Relation::kWithin:
      break;
  }
  return false;
}

bool is_equal(const json& left, const json& right) {
  if (left.is_number() && right.is_number()) return number_of(left) == number_of(right);
  return left == right;
}

}  // namespace

Number number_of(const json& value) {
  if (value.is_number_unsigned()) return static_cast<Number>(value.get<std::uint64_t>());
  if (value.is_number_integer()) return static_cast<Number>(value.get<std::int64_t>());
  return static_cast<Number>(value.get<double>());
}

json arithmetic(Arithmetic operation, const json& left, const json& right) {
  for (const json& operand : {left, right}) {
    if (operand.is_number() || operand.is_null()) continue;
    throw ExpectationError("can't calculate with " + kind_of(operand) + ", only with numbers");
  }
  if (left.is_null() || right.is_null()) return nullptr;
  switch (operation) {
    case Arithmetic::kAdd:
      return json_of(number_of(left) + number_of(right));
    case Arithmetic::kSubtract:
      return json_of(number_of(left) - number_of(right));
    case Arithmetic::kMultiply:
      return json_of(number_of(left) * number_of(right));
  }
  return nullptr;
}

bool compare(Relation comparison, const json& left, const json& right) {
  const bool null = left.is_null() || right.is_null();
  const bool same = kind_of(left) == kind_of(right);
  if (!null && !same) {
    throw ExpectationError("compares " + kind_of(left) + " with " + kind_of(right));
  }
  if (comparison == Relation::kEqual) return same && is_equal(left, right);
  if (comparison == Relation::kNotEqual) return !same || !is_equal(left, right);
  for (const json* side : {&left, &right}) {
    if (side->is_number() || side->is_null()) continue;
    throw ExpectationError("only numbers have an order; compare " + kind_of(*side) +
                           " with == or !=");
  }
  return !null && is_ordered(comparison, number_of(left), number_of(right));
}

std::string value_text(const json& value, const std::string& path) {
  if (!value.is_number()) return value.dump(-1, ' ', false, json::error_handler_t::replace);
  const Number number = number_of(value);
  const bool whole = std::trunc(number) == number;
  const std::string plain = formatted(whole ? "%.0Lf" : "%.9Lg", number);
  return path.ends_with("_ns") ? plain + " (" + nanoseconds_text(number) + ")" : plain;
}

}  // namespace keyrace
