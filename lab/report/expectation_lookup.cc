#include "lab/report/expectation_lookup.h"

#include "lab/report/expectation.h"
#include "lab/scenario/nearest_name.h"

namespace keyrace {
namespace {

using nlohmann::json;

std::string name_of(const std::string& path) {
  return path.empty() ? "the report" : path;
}

Located at_key(const Located& parent, const std::string& key) {
  const std::string path = parent.path.empty() ? key : parent.path + "." + key;
  if (parent.value->is_null()) return {path, nullptr, name_of(parent.path) + " is null"};
  if (!parent.value->is_object()) {
    throw ExpectationError(
        parent.path + " is " + kind_of(*parent.value) + ", so it has no key " + in_quotes(key) +
        (parent.value->is_array() ? "; write " + parent.path + "[*]." + key : ""));
  }
  const auto member = parent.value->find(key);
  if (member != parent.value->end()) return {path, &*member};
  std::vector<std::string> keys;
  for (const auto& item : parent.value->items()) keys.push_back(item.key());
  throw ExpectationError(name_of(parent.path) + " has no key " + in_quotes(key) + "; " +
                         suggestion(key, keys, "its keys are"));
}

void check_list(const Located& located) {
  if (located.value->is_array()) return;
  throw ExpectationError(name_of(located.path) + " is " + kind_of(*located.value) + ", not a list");
}

Located at_index(const Located& parent, std::size_t index, ReportKind kind) {
  const std::string path = parent.path + "[" + std::to_string(index) + "]";
  if (parent.value->is_null()) return {path, nullptr, name_of(parent.path) + " is null"};
  check_list(parent);
  const std::size_t size = parent.value->size();
  const std::size_t taken = kind == ReportKind::kSample ? 0 : index;
  if (taken < size) return {path, &(*parent.value)[taken]};
  const std::string count = size == 0   ? "no element"
                            : size == 1 ? "1 element"
                                        : std::to_string(size) + " elements";
  return {path, nullptr, name_of(parent.path) + " has " + count};
}

Located at_step(const Located& parent, const PathStep& step, ReportKind kind) {
  if (const auto* key = std::get_if<std::string>(&step)) return at_key(parent, *key);
  return at_index(parent, std::get<std::size_t>(step), kind);
}

bool is_every(const PathStep& step) {
  return std::holds_alternative<EveryElement>(step);
}

// Puts an element for each of the lists `parents`.
std::vector<Located> elements_of(const std::vector<Located>& parents) {
  std::vector<Located> result;
  for (const Located& parent : parents) {
    if (parent.value == nullptr) continue;
    check_list(parent);
    for (std::size_t i = 0; i < parent.value->size(); ++i) {
      result.push_back(at_index(parent, i, ReportKind::kActual));
    }
  }
  return result;
}

}  // namespace

Located locate(const ReportPath& path, const json& report, ReportKind kind,
               std::optional<std::size_t> element) {
  Located located{"", &report};
  for (const PathStep& step : path.steps) {
    located = is_every(step) ? at_index(located, element.value_or(0), kind)
                             : at_step(located, step, kind);
    if (located.value == nullptr) break;
  }
  return located;
}

std::vector<Located> locate_all(const ReportPath& path, const json& report, ReportKind kind) {
  std::vector<Located> found{{"", &report}};
  bool every = false;
  for (const PathStep& step : path.steps) {
    if (is_every(step)) {
      found = elements_of(found);
      every = true;
      continue;
    }
    for (Located& one : found) {
      if (one.value != nullptr) one = at_step(one, step, kind);
    }
  }
  const bool list =
      found.size() == 1 && found.front().value != nullptr && found.front().value->is_array();
  if (!every && list) return elements_of(found);
  if (!every && found.front().value != nullptr) check_list(found.front());
  return found;
}

std::optional<ReportPath> list_of(const ReportPath& path) {
  ReportPath list{path.text.substr(0, path.text.find("[*]")), {}};
  for (const PathStep& step : path.steps) {
    if (is_every(step)) return list;
    list.steps.push_back(step);
  }
  return std::nullopt;
}

std::string kind_of(const json& value) {
  if (value.is_number()) return "a number";
  if (value.is_string()) return "a text";
  if (value.is_array()) return "a list";
  if (value.is_object()) return "an object";
  return value.is_boolean() ? "true or false" : "null";
}

}  // namespace keyrace
