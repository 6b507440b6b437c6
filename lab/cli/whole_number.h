// A number as the command line and the environment have it. Called by lab/cli.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace keyrace {

// All of `text`, without a sign; nothing where it is anything else.
inline std::optional<std::uint64_t> whole_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace keyrace
