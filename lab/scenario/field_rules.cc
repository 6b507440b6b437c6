#include "lab/scenario/field_rules.h"

#include "lab/scenario/duration_text.h"
#include "lab/scenario/nearest_name.h"

namespace keyrace {
namespace {

std::string span_text(std::size_t min, std::size_t max) {
  return min == max ? std::to_string(min) : std::to_string(min) + " to " + std::to_string(max);
}

// Whether `c` is in the inside of a [...] such as "a-z0-9-": ranges, and a '-' at the end is
// itself.
bool in_class(char c, std::string_view set) {
  for (std::size_t i = 0; i < set.size(); ++i) {
    const bool range = i + 2 < set.size() && set[i + 1] == '-';
    if (range ? set[i] <= c && c <= set[i + 2] : set[i] == c) return true;
    if (range) i += 2;
  }
  return false;
}

bool is_allowed(char c, std::string_view set, bool paragraph) {
  if (!set.empty()) return in_class(c, set);
  const auto octet = static_cast<unsigned char>(c);
  return (octet >= 0x20 && octet != 0x7f) || (paragraph && c == '\n');
}

}  // namespace

Key required(const char* name) {
  Key key(name);
  key.required = true;
  return key;
}

Key only_when(const char* name, bool applies, std::string_view condition) {
  Key key(name);
  key.applies = applies;
  key.condition = condition;
  return key;
}

std::string wanted(const TextRule& rule) {
  const std::string characters = rule.words.empty() ? "" : ", " + std::string(rule.words);
  const std::string_view lines = rule.paragraph || !rule.words.empty() ? "" : " on one line";
  return "a string of " + span_text(rule.min_octets, rule.max_octets) + " octets" +
         std::string(lines) + characters + ", such as " + in_quotes(rule.example);
}

std::string wanted(NumberRule rule) {
  if (rule.min == rule.max) return std::to_string(rule.min);
  return "a whole number from " + std::to_string(rule.min) + " to " + std::to_string(rule.max);
}

std::string wanted(const DurationRule& rule) {
  const bool seconds = rule.step == std::chrono::seconds(1);
  return std::string("a duration") + (seconds ? " in whole seconds" : "") + " from " +
         in_quotes(duration_text(rule.min)) + " to " + in_quotes(duration_text(rule.max)) +
         ", such as " + in_quotes(rule.example);
}

std::string wanted(std::span<const Choice> choices) {
  std::vector<std::string> names;
  for (const Choice& choice : choices) names.emplace_back(choice.name);
  return (names.size() == 1 ? "" : "one of ") + quoted_list(names);
}

std::string wanted(CountRule rule, std::string_view elements, std::string_view whole) {
  return std::string(whole) + " of " + span_text(rule.min, rule.max) + " " + std::string(elements);
}

bool fits(std::string_view text, const TextRule& rule) {
  if (text.size() < rule.min_octets || text.size() > rule.max_octets) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool first = i == 0 && !rule.first.empty();
    if (!is_allowed(text[i], first ? rule.first : rule.rest, rule.paragraph)) return false;
  }
  return true;
}

bool fits(Duration duration, const DurationRule& rule) {
  return duration >= rule.min && duration <= rule.max && duration % rule.step == Duration(0);
}

}  // namespace keyrace
