// How report.json and frames.jsonl spell what is absent. Used by each file that writes a part of
// them; last arrow of the flow: verify -> report.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace keyrace {

template <typename Value>
nlohmann::ordered_json or_null(const std::optional<Value>& value) {
  return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
}

// An empty text is an absent one.
inline nlohmann::ordered_json or_null(const std::string& text) {
  return text.empty() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(text);
}

}  // namespace keyrace
