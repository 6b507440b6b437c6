#include "lab/report/spoken.h"

#include <array>
#include <cstdio>

namespace keyrace {
namespace {

constexpr std::size_t kListed = 6;

std::string format(const char* pattern, double value) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), pattern, value);
  return text.data();
}

}  // namespace

std::string spoken_duration(std::uint64_t ns) {
  const double value = static_cast<double>(ns);
  if (ns >= 1'000'000'000) return format("%.2f s", value / 1e9);
  if (ns >= 1'000'000) return format("%.1f ms", value / 1e6);
  if (ns >= 1'000) return format("%.0f us", value / 1e3);
  return format("%.0f ns", value);
}

std::string spoken_time(std::uint64_t ns) {
  return format("%.3f s", static_cast<double>(ns) / 1e9);
}

std::string spoken_count(std::uint64_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string spoken_verdicts(const std::map<Verdict, std::uint64_t>& verdicts) {
  std::string text;
  for (const auto& [verdict, count] : verdicts) {
    if (!text.empty()) text += ", ";
    text += std::to_string(count) + " " + to_string(verdict);
  }
  return text;
}

std::string spoken_frames(std::uint64_t captured, std::uint64_t protected_frames,
                          const std::map<Verdict, std::uint64_t>& verdicts) {
  return std::to_string(captured) + " captured, " + std::to_string(protected_frames) +
         " of them protected data" + (verdicts.empty() ? "" : ": ") + spoken_verdicts(verdicts);
}

std::string spoken_expectations(std::size_t failed, std::size_t all) {
  if (failed == 0) return "every expectation holds";
  return std::to_string(failed) + " of " + spoken_count(all, "expectation") +
         (failed == 1 ? " does not hold" : " do not hold");
}

std::string clipped(const std::string& text, std::size_t longest) {
  if (text.size() <= longest) return text;
  std::size_t cut = longest;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xc0) == 0x80) --cut;
  return text.substr(0, cut) + "...";
}

std::string spoken_list(const std::vector<std::uint64_t>& numbers) {
  std::string text;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (i == kListed && numbers.size() > kListed + 1) {
      return text + " ... " + std::to_string(numbers.back());
    }
    text += (i > 0 ? ", " : "") + std::to_string(numbers[i]);
  }
  return text;
}

}  // namespace keyrace
