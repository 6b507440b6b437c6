// Finds what an expectation's path names in a report.
// Called by expectation.cc; last arrow of the flow, verify -> report.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "lab/report/expectation_syntax.h"

namespace keyrace {

// A sample stands for every report: its lists have one element, which stands for each of them.
enum class ReportKind { kActual, kSample };

struct Located {
  std::string path;             // with indices in place of [*]
  const nlohmann::json* value;  // null: the report ends before it
  std::string reason = {};      // then, why: "rekeys has 2 elements"
};

// What `path` names; `element` takes the place of [*]. A key that isn't there throws
// ExpectationError with the nearest one that is.
Located locate(const ReportPath& path, const nlohmann::json& report, ReportKind kind,
               std::optional<std::size_t> element = std::nullopt);

// Everything that `path` names, each [*] taken for every element. A list at its end counts as its
// elements; without one and without [*], throws ExpectationError.
std::vector<Located> locate_all(const ReportPath& path, const nlohmann::json& report,
                                ReportKind kind);

// The part before the first [*]; none if there is none.
std::optional<ReportPath> list_of(const ReportPath& path);

// "a number", "a text", "a list", "an object", "true or false", "null".
std::string kind_of(const nlohmann::json& value);

}  // namespace keyrace
