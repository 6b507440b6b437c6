#include "lab/scenario/duration_text.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <limits>

namespace keyrace {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t nanoseconds;
};

constexpr std::array kUnits{Unit{"s", 1'000'000'000}, Unit{"ms", 1'000'000}, Unit{"us", 1'000},
                            Unit{"ns", 1}};

std::optional<std::int64_t> parse_whole(std::string_view digits) {
  std::int64_t value = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, value);
  if (error != std::errc() || stop != end || value < 0 || digits.front() == '-')
    return std::nullopt;
  return value;
}

// "1.5s" as the same length in a smaller unit: moves three digits of the fraction at a time.
std::optional<std::string> without_fraction(std::string_view number, std::string_view unit) {
  const auto point = number.find('.');
  if (point == std::string_view::npos) return std::nullopt;
  std::string whole(number.substr(0, point));
  std::string fraction(number.substr(point + 1));
  for (std::size_t i = 0; i + 1 < kUnits.size(); ++i) {
    if (kUnits[i].name != unit) continue;
    fraction.resize((fraction.size() + 2) / 3 * 3, '0');
    const std::size_t steps = fraction.size() / 3;
    if (steps == 0 || i + steps >= kUnits.size()) return std::nullopt;
    const auto value = parse_whole(whole + fraction);
    if (!value) return std::nullopt;
    return std::to_string(*value) + std::string(kUnits[i + steps].name);
  }
  return std::nullopt;
}

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
  const auto digits = text.find_first_not_of("0123456789");
  if (digits == 0 || digits == std::string_view::npos) return std::nullopt;
  for (const Unit& unit : kUnits) {
    if (text.substr(digits) != unit.name) continue;
    const auto count = parse_whole(text.substr(0, digits));
    if (!count || *count > std::numeric_limits<std::int64_t>::max() / unit.nanoseconds) {
      return std::nullopt;
    }
    return Duration(*count * unit.nanoseconds);
  }
  return std::nullopt;
}

std::string duration_text(Duration duration) {
  for (const Unit& unit : kUnits) {
    if (duration.count() % unit.nanoseconds != 0) continue;
    return std::to_string(duration.count() / unit.nanoseconds) + std::string(unit.name);
  }
  return "";  // not reached: every count is a multiple of 1 ns
}

std::optional<std::string> duration_guess(std::string_view text) {
  std::string tight;
  for (const char c : text) {
    if (c != ' ') tight += c;
  }
  if (tight.starts_with('+')) tight.erase(0, 1);
  if (parse_duration(tight)) return tight;
  const auto number = tight.find_first_not_of("0123456789.");
  if (number == std::string::npos || number == 0) return std::nullopt;
  const std::string unit = tight.substr(number);
  for (const auto& [word, meant] :
       std::array<std::array<std::string_view, 2>, 9>{{{"sec", "s"},
                                                       {"secs", "s"},
                                                       {"second", "s"},
                                                       {"seconds", "s"},
                                                       {"S", "s"},
                                                       {"msec", "ms"},
                                                       {"MS", "ms"},
                                                       {"usec", "us"},
                                                       {"nsec", "ns"}}}) {
    if (unit == word) return duration_guess(tight.substr(0, number) + std::string(meant));
  }
  return without_fraction(std::string_view(tight).substr(0, number), unit);
}

}  // namespace keyrace
