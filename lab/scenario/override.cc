#include "lab/scenario/override.h"

#include <algorithm>
#include <charconv>

#include "lab/scenario/json_text.h"
#include "lab/scenario/nearest_name.h"

namespace keyrace {
namespace {

using nlohmann::json;

// One argument on its way into a scenario; every error starts with it.
class OverrideWalk {
 public:
  OverrideWalk(const std::string& pointer, const std::string& value)
      : argument_("--set " + pointer + "=" + value), value_(value), tokens_(split(pointer)) {}

  std::string apply(json& scenario) const {
    const json value = parsed_value();
    json* target = &scenario;
    json::json_pointer where;
    for (const std::string& token : tokens_) {
      const std::string index = target->is_array() ? std::to_string(target->size()) : "0";
      target = &member(*target, token, where.to_string());
      where /= token == "-" ? index : token;
    }
    *target = value;
    return where.to_string();
  }

 private:
  std::vector<std::string> split(const std::string& pointer) const {
    if (pointer.empty() || pointer.front() != '/') {
      fail("the pointer must start with /, such as /ap/ptk_rekey");
    }
    try {
      std::vector<std::string> tokens;
      for (json::json_pointer rest(pointer); !rest.empty(); rest.pop_back()) {
        tokens.insert(tokens.begin(), rest.back());
      }
      return tokens;
    } catch (const json::exception&) {
      fail("the pointer must spell ~ as ~0, and / inside a key as ~1");
    }
  }

  json parsed_value() const {
    if (json::accept(value_)) return parse_json_text(value_, argument_);
    const json text = value_;
    try {
      static_cast<void>(text.dump());  // evidence has to be able to spell it
    } catch (const json::exception&) {
      fail("VALUE is not UTF-8");
    }
    return text;
  }

  json& member(json& parent, const std::string& token, const std::string& where) const {
    // A number as the first thing known of a missing value: it must be meant as a list.
    if (parent.is_null()) parent = token == "0" || token == "-" ? json::array() : json::object();
    if (parent.is_object()) return parent[token];
    if (parent.is_array()) return element(parent, token, where);
    fail(where + " is " + json_excerpt(parent) + ", which has no members");
  }

  json& element(json& list, const std::string& token, const std::string& where) const {
    std::size_t index = list.size();
    const char* const end = token.data() + token.size();
    const auto [stop, error] = std::from_chars(token.data(), end, index);
    const bool number = error == std::errc() && stop == end && !token.empty();
    if ((!number && token != "-") || index > list.size()) {
      fail(where + " is a list of " + std::to_string(list.size()) + ", so " + in_quotes(token) +
           " can't be an index; " + std::to_string(list.size()) + " or - adds an element");
    }
    if (index == list.size()) list.push_back(nullptr);
    return list[index];
  }

  [[noreturn]] void fail(const std::string& reason) const {
    throw ScenarioError(argument_, reason);
  }

  std::string argument_;
  const std::string& value_;
  std::vector<std::string> tokens_;
};

}  // namespace

bool is_at_or_below(const std::string& pointer, const std::string& ancestor) {
  return pointer == ancestor || pointer.starts_with(ancestor + "/");
}

Override parse_override(const std::string& argument) {
  const auto equals = argument.find('=');
  if (equals == std::string::npos) {
    throw ScenarioError("--set " + argument,
                        "must be POINTER=VALUE, such as /ap/ptk_rekey=5s; found no =");
  }
  return {argument.substr(0, equals), argument.substr(equals + 1)};
}

std::string apply_override(json& scenario, const std::string& pointer, const std::string& value) {
  return OverrideWalk(pointer, value).apply(scenario);
}

std::optional<ScenarioError> overriding_cause(const ScenarioError& error, const json& original,
                                              const std::vector<AppliedOverride>& applied) {
  if (error.pointer().empty()) return std::nullopt;
  const bool created = !original.contains(json::json_pointer(error.pointer()));
  // The last one wins: it set the value that was read.
  for (auto change = applied.rbegin(); change != applied.rend(); ++change) {
    const bool set_it = is_at_or_below(error.pointer(), change->pointer);
    if (!set_it && !(created && is_at_or_below(change->pointer, error.pointer()))) continue;
    const std::string where = error.pointer() == change->pointer ? "" : error.pointer();
    if (change->at.empty()) return ScenarioError(change->source, where, error.reason());
    return ScenarioError(change->source, change->at,
                         (where.empty() ? "" : where + ": ") + error.reason());
  }
  return std::nullopt;
}

}  // namespace keyrace
