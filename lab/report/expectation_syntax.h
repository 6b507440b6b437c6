// An expectation's text as a tree.
// Called by expectation.cc; last arrow of the flow, verify -> report. The grammar is in
// expectation.h.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <variant>
#include <vector>

namespace keyrace {

struct EveryElement {};  // [*]
using PathStep = std::variant<std::string, std::size_t, EveryElement>;

struct ReportPath {
  std::string text;
  std::vector<PathStep> steps;
};

enum class Aggregate { kSum, kMin, kMax, kCount };
enum class Arithmetic { kAdd, kSubtract, kMultiply };
enum class Relation { kEqual, kNotEqual, kLess, kLessEqual, kGreater, kGreaterEqual, kWithin };

struct Term {
  struct AggregateOf {
    Aggregate function;
    ReportPath path;
    std::string text;  // "sum(rekeys[*].lost)"
  };
  struct Operation {
    Arithmetic operation;
    std::vector<Term> operands;  // two
  };

  std::variant<nlohmann::json, ReportPath, AggregateOf, Operation> value;
};

struct Condition {
  Relation comparison;
  Term left;
  Term right;               // kWithin: the lower bound
  std::vector<Term> upper;  // kWithin only: one
};

// Throws ExpectationError: "column 5: ...".
Condition parse_condition(const std::string& text);

}  // namespace keyrace
