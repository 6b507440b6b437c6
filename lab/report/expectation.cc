#include "lab/report/expectation.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "lab/report/expectation_lookup.h"
#include "lab/report/expectation_syntax.h"
#include "lab/report/expectation_value.h"
#include "lab/scenario/nearest_name.h"

namespace keyrace {
namespace {

using nlohmann::json;

constexpr std::size_t kShown = 5;  // elements that a result names

// Evaluates one condition's terms, for one element of the list where there is a [*].
class Evaluation {
 public:
  Evaluation(const json& report, ReportKind kind, std::optional<std::size_t> element,
             std::int64_t tolerance)
      : report_(report), kind_(kind), element_(element), tolerance_(tolerance) {}

  bool holds(const Condition& condition) {
    const json left = value(condition.left);
    const json right = value(condition.right);
    if (condition.comparison != Relation::kWithin) {
      return defined(left, right) && about(condition.comparison, left, right);
    }
    const json upper = value(condition.upper.front());
    return defined(left, right) && defined(left, upper) &&
           about(Relation::kGreaterEqual, left, right) && about(Relation::kLessEqual, left, upper);
  }

  // "traffic.lost = 12, sum(rekeys[*].lost) = 11"
  std::string found() const {
    std::string result;
    for (const std::string& one : found_) result += (result.empty() ? "" : ", ") + one;
    return result;
  }

 private:
  // What the report hasn't is marked by nlohmann's "discarded", which no report can contain.
  static json undefined() { return json(json::value_t::discarded); }
  static bool defined(const json& left, const json& right) {
    return !left.is_discarded() && !right.is_discarded();
  }

  // compare, for numbers give or take the tolerance.
  bool about(Relation comparison, const json& left, const json& right) const {
    if (tolerance_ == 0 || !left.is_number() || !right.is_number()) {
      return compare(comparison, left, right);
    }
    const auto more = [&](const json& number) {
      return arithmetic(Arithmetic::kAdd, number, json(tolerance_));
    };
    const bool not_above = compare(Relation::kLessEqual, left, more(right));
    const bool not_below = compare(Relation::kGreaterEqual, more(left), right);
    switch (comparison) {
      case Relation::kLess:
      case Relation::kLessEqual:
        return not_above;
      case Relation::kGreater:
      case Relation::kGreaterEqual:
        return not_below;
      case Relation::kEqual:
        return not_above && not_below;
      case Relation::kNotEqual:
      case Relation::kWithin:
        break;
    }
    return compare(comparison, left, right);
  }

  json value(const Term& term) {
    if (const auto* literal = std::get_if<json>(&term.value)) return *literal;
    if (const auto* path = std::get_if<ReportPath>(&term.value)) return value(*path);
    if (const auto* aggregate = std::get_if<Term::AggregateOf>(&term.value))
      return value(*aggregate);
    const auto& operation = std::get<Term::Operation>(term.value);
    const json left = value(operation.operands[0]);
    const json right = value(operation.operands[1]);
    return defined(left, right) ? arithmetic(operation.operation, left, right) : undefined();
  }

  json value(const ReportPath& path) {
    const Located located = locate(path, report_, kind_, element_);
    if (located.value == nullptr) return nothing(located.reason);
    if (located.value->is_array()) {
      throw ExpectationError(path.text + " is a list; write count(" + path.text + ") or " +
                             path.text + "[*]");
    }
    if (located.value->is_object()) {
      std::vector<std::string> keys;
      for (const auto& item : located.value->items()) keys.push_back(item.key());
      throw ExpectationError(path.text +
                             " is an object; name one of its keys: " + quoted_list(keys));
    }
    show(located.path + " = " + value_text(*located.value, path.text));
    // In a sample null says only that there may be nothing.
    const bool unknown = kind_ == ReportKind::kSample && located.value->is_null();
    return unknown ? undefined() : *located.value;
  }

  json value(const Term::AggregateOf& aggregate) {
    const std::vector<Located> all = locate_all(aggregate.path, report_, kind_);
    json result =
        aggregate.function == Aggregate::kCount ? json(all.size()) : numbers(aggregate, all);
    if (result.is_discarded()) return result;
    const bool counts = aggregate.function == Aggregate::kCount;
    show(aggregate.text + " = " + value_text(result, counts ? "" : aggregate.path.text));
    return result;
  }

  json numbers(const Term::AggregateOf& aggregate, const std::vector<Located>& all) {
    json result = aggregate.function == Aggregate::kSum ? json(0) : json();
    for (const Located& one : all) {
      if (one.value == nullptr) return nothing(one.reason);
      if (one.value->is_null()) return nothing(one.path + " = null");
      if (!one.value->is_number()) {
        throw ExpectationError(aggregate.text + " is of numbers, but " + one.path + " is " +
                               kind_of(*one.value));
      }
      result = combined(aggregate.function, result, *one.value);
    }
    return result.is_null() ? nothing(aggregate.path.text + " has no element") : result;
  }

  static json combined(Aggregate function, const json& so_far, const json& next) {
    if (function == Aggregate::kSum) return arithmetic(Arithmetic::kAdd, so_far, next);
    const Relation better = function == Aggregate::kMin ? Relation::kLess : Relation::kGreater;
    return so_far.is_null() || compare(better, next, so_far) ? next : so_far;
  }

  json nothing(const std::string& reason) {
    show(reason);
    return undefined();
  }

  void show(const std::string& text) {
    if (std::find(found_.begin(), found_.end(), text) == found_.end()) found_.push_back(text);
  }

  const json& report_;
  ReportKind kind_;
  std::optional<std::size_t> element_;
  std::int64_t tolerance_;
  std::vector<std::string> found_;
};

struct PathUse {
  std::vector<const ReportPath*> direct = {};  // outside sum(), min(), max() and count()
  bool any = false;
};

void collect_paths(const Term& term, PathUse& use) {
  if (const auto* operation = std::get_if<Term::Operation>(&term.value)) {
    for (const Term& operand : operation->operands) collect_paths(operand, use);
    return;
  }
  if (const auto* path = std::get_if<ReportPath>(&term.value)) use.direct.push_back(path);
  if (!std::holds_alternative<json>(term.value)) use.any = true;
}

// The one list whose elements a condition is about; none: it has no [*].
std::optional<ReportPath> list_of_condition(const Condition& condition) {
  PathUse use;
  collect_paths(condition.left, use);
  collect_paths(condition.right, use);
  for (const Term& upper : condition.upper) collect_paths(upper, use);
  if (!use.any) throw ExpectationError("names no field of the report, so it would tell nothing");

  std::optional<ReportPath> list;
  for (const ReportPath* path : use.direct) {
    const auto own = list_of(*path);
    if (!own) continue;
    if (path->text.find("[*]") != path->text.rfind("[*]")) {
      throw ExpectationError(path->text + " has two [*]; only sum(), min(), max() and count() can");
    }
    if (list && list->text != own->text) {
      throw ExpectationError("compares elements of " + list->text + " with those of " + own->text +
                             "; use sum(), min(), max() or count() for one of them");
    }
    list = own;
  }
  return list;
}

bool counts_what_falls_between(const std::string& path) {
  const std::string name = path.substr(path.rfind('.') + 1);
  return name == "icv_failure" || name == "icv_failures" || name == "no_key" || name == "lost" ||
         name == "lost_in_window" || name == "tkip_failure" || name == "accepted";
}

std::int64_t tolerance_of(const std::string& path, const ExpectationTolerance& tolerance) {
  if (path.ends_with("_ns")) return tolerance.time_ns;
  if (!counts_what_falls_between(path)) return 0;
  return path.starts_with("rekeys") ? tolerance.frames_in_rekey : tolerance.frames;
}

// Of the term that may miss by most.
std::int64_t tolerance_of(const Term& term, const ExpectationTolerance& tolerance) {
  if (const auto* operation = std::get_if<Term::Operation>(&term.value)) {
    std::int64_t most = 0;
    for (const Term& operand : operation->operands) {
      most = std::max(most, tolerance_of(operand, tolerance));
    }
    return most;
  }
  if (const auto* path = std::get_if<ReportPath>(&term.value)) {
    return tolerance_of(path->text, tolerance);
  }
  const auto* aggregate = std::get_if<Term::AggregateOf>(&term.value);
  return aggregate && aggregate->function != Aggregate::kCount
             ? tolerance_of(aggregate->path.text, tolerance)
             : 0;
}

ExpectationResult evaluate(const std::string& text, const json& report, ReportKind kind,
                           const ExpectationTolerance& tolerances) {
  const Condition condition = parse_condition(text);
  const std::int64_t tolerance =
      std::max(tolerance_of(condition.left, tolerances), tolerance_of(condition.right, tolerances));
  const auto list = list_of_condition(condition);
  if (!list) {
    Evaluation once(report, kind, std::nullopt, tolerance);
    const bool held = once.holds(condition);
    return {text, held, once.found()};
  }
  const Located located = locate(*list, report, kind);
  if (located.value == nullptr || located.value->is_null()) return {text, false, located.reason};
  if (!located.value->is_array()) {
    throw ExpectationError(list->text + " is " + kind_of(*located.value) + ", not a list");
  }
  const std::size_t size = located.value->size();
  std::vector<std::string> held;
  std::vector<std::string> offending;
  for (std::size_t i = 0; i < size; ++i) {
    Evaluation one(report, kind, i, tolerance);
    const bool holds = one.holds(condition);
    (holds ? held : offending).push_back(one.found());
  }
  const std::vector<std::string>& told = offending.empty() ? held : offending;
  std::string actual = told.empty() ? "no element" : "";
  for (std::size_t i = 0; i < std::min(told.size(), kShown); ++i) {
    actual += (i == 0 ? "" : "; ") + told[i];
  }
  if (told.size() > kShown) actual += "; and " + std::to_string(told.size() - kShown) + " more";
  return {text, size > 0 && offending.empty(), actual};
}

}  // namespace

void validate_expectation(const std::string& text, const json& sample_report) {
  evaluate(text, sample_report, ReportKind::kSample, {});
}

ExpectationResult evaluate_expectation(const std::string& text, const json& report,
                                       const ExpectationTolerance& tolerance) {
  return evaluate(text, report, ReportKind::kActual, tolerance);
}

}  // namespace keyrace
