#include "lab/scenario/sweep_values.h"

#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>

#include "lab/scenario/duration_text.h"
#include "lab/scenario/json_text.h"
#include "lab/scenario/nearest_name.h"

namespace keyrace {
namespace {

using nlohmann::json;

constexpr char kRight[] =
    "a list such as \"10ms,20ms\", a range such as \"0ms..200ms:1ms\" or \"1..10\", or a JSON list "
    "of values would be right";

struct RangeEnd {
  std::int64_t value;
  bool is_duration;
};

std::optional<RangeEnd> range_end(std::string_view text) {
  if (const auto duration = parse_duration(text)) return RangeEnd{duration->count(), true};
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return RangeEnd{number, false};
}

[[noreturn]] void fail(const std::string& text, const std::string& reason) {
  throw SweepError(in_quotes(text) + " " + reason);
}

}  // namespace

SweepValues::SweepValues(const std::string& text) {
  const json value = json::parse(text);
  if (value.is_array()) {
    for (const json& each : value) add({.text = each.dump()});
  } else if (value.is_string()) {
    add_list(value.get<std::string>());
  } else if (value.is_number() || value.is_boolean()) {
    add({.text = text});
  } else {
    throw SweepError(std::string("must be the values to take: ") + kRight + "; found " +
                     json_excerpt(value));
  }
  if (parts_.empty()) throw SweepError(std::string("has no value; ") + kRight);
}

void SweepValues::add_list(const std::string& text) {
  std::istringstream parts(text);
  for (std::string part; std::getline(parts, part, ',');) add_part(part);
  if (text.ends_with(',')) add_part("");
}

void SweepValues::add_part(const std::string& text) {
  if (text.empty()) throw SweepError(std::string("has an empty value; ") + kRight);
  const std::size_t dots = text.find("..");
  if (dots == std::string::npos) {
    add({.text = as_json_text(text)});
  } else {
    add(range(text, dots));
  }
}

SweepValues::Part SweepValues::range(const std::string& text, std::size_t dots) {
  const std::size_t colon = text.find(':', dots);
  const auto from = range_end(std::string_view(text).substr(0, dots));
  const auto to = range_end(std::string_view(text).substr(dots + 2, colon - dots - 2));
  if (!from || !to) fail(text, std::string("is no range; ") + kRight);
  if (from->is_duration != to->is_duration) {
    fail(text, "mixes a number and a duration; give both ends alike, such as 0ms..200ms:1ms");
  }
  if (to->value < from->value) fail(text, "goes down; put the smaller end first");
  if (from->is_duration && colon == std::string::npos) {
    fail(text, "needs a step, such as " + text + ":1ms");
  }
  const auto step = colon == std::string::npos
                        ? std::optional(RangeEnd{1, false})
                        : range_end(std::string_view(text).substr(colon + 1));
  if (!step || step->is_duration != from->is_duration || step->value <= 0) {
    fail(text, std::string("has no right step; ") + (from->is_duration ? "1ms" : "1") +
                   " or another one above zero would be right");
  }
  const auto span = static_cast<std::uint64_t>(to->value) - static_cast<std::uint64_t>(from->value);
  const std::uint64_t steps = span / static_cast<std::uint64_t>(step->value);
  if (steps >= kMost) fail(text, "has too many values; a larger step would be right");
  return {
      .from = from->value, .step = step->value, .count = steps + 1, .durations = from->is_duration};
}

void SweepValues::add(Part part) {
  size_ += part.count;
  if (size_ > kMost) throw SweepError("has too many values: more than " + std::to_string(kMost));
  parts_.push_back(std::move(part));
}

std::string SweepValues::at(std::uint64_t n) const {
  for (const Part& part : parts_) {
    if (n >= part.count) {
      n -= part.count;
      continue;
    }
    if (!part.text.empty()) return part.text;
    // Without a sign: n steps may be more than the largest number, from a negative one on.
    const auto value = static_cast<std::int64_t>(static_cast<std::uint64_t>(part.from) +
                                                 n * static_cast<std::uint64_t>(part.step));
    return part.durations ? json(duration_text(Duration(value))).dump() : std::to_string(value);
  }
  throw std::out_of_range("value " + std::to_string(n) + " of a sweep");
}

std::string as_json_text(const std::string& typed) {
  if (json::accept(typed)) return typed;
  try {
    return json(typed).dump();
  } catch (const json::exception&) {
    throw SweepError("is not UTF-8");
  }
}

std::string as_typed(const std::string& text) {
  const json value = json::parse(text);
  if (!value.is_string() || json::accept(value.get<std::string>())) return text;
  return value;
}

}  // namespace keyrace
