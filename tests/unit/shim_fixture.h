// One run of shim_probe under the shim, with a configuration; and the lines of its key log.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <initializer_list>
#include <sstream>
#include <string>
#include <vector>

#include "emulator/shim/shim_config.h"
#include "tests/locations.h"
#include "tests/unit/shim_run.h"

namespace keyrace {

constexpr std::uint16_t kFamily = 0x7ff0;  // as in shim_probe_messages.h
constexpr std::uint64_t kMs = 1'000'000;
constexpr std::uint32_t kAll = UINT32_MAX;

// Of every pairwise install.
inline keyrace_shim_fault fault(keyrace_fault_kind kind, std::uint64_t by_ns = 0) {
  keyrace_shim_fault result{};
  result.kind = kind;
  result.key_kind = KEYRACE_KEY_PAIRWISE;
  result.request = KEYRACE_REQUEST_INSTALL;
  result.first = 1;
  result.last = kAll;
  result.every = 1;
  result.key_id = -1;
  result.probability = 1'000'000;
  result.by_ns = by_ns;
  return result;
}

inline keyrace_shim_fault numbered(keyrace_shim_fault result, std::uint32_t first,
                                   std::uint32_t last) {
  result.first = first;
  result.last = last;
  return result;
}

inline keyrace_shim_fault delay(keyrace_key_kind kind, std::uint32_t first, std::uint32_t last,
                                std::uint64_t by_ns) {
  auto result = numbered(fault(KEYRACE_FAULT_DELAY, by_ns), first, last);
  result.key_kind = kind;
  return result;
}

inline keyrace_shim_fault split(keyrace_split_order order, std::uint32_t first, std::uint32_t last,
                                std::uint64_t by_ns) {
  auto result = numbered(fault(KEYRACE_FAULT_SPLIT, by_ns), first, last);
  result.order = order;
  return result;
}

inline keyrace_shim_fault corrupt(std::uint32_t parts) {
  auto result = fault(KEYRACE_FAULT_CORRUPT);
  result.parts = parts;
  return result;
}

inline keyrace_shim_fault fail(int error) {
  auto result = fault(KEYRACE_FAULT_FAIL);
  result.error = error;
  return result;
}

struct Line {
  std::string text;  // the times replaced by T
  std::int64_t asked_ns = 0;
  std::int64_t done_ns = 0;
  std::chrono::nanoseconds took() const { return std::chrono::nanoseconds(done_ns - asked_ns); }
};

// Takes the number after `name` out of the text.
inline std::int64_t take_number(std::string& text, const std::string& name) {
  const std::size_t found = text.find(name);
  if (found == std::string::npos) return 0;
  const std::size_t start = found + name.size();
  const std::size_t end = text.find_first_not_of("0123456789", start);
  if (end == start) return 0;
  const std::int64_t number = std::stoll(text.substr(start, end - start));
  text.replace(start, end - start, "T");
  return number;
}

inline Line parse_line(const std::string& text) {
  Line line{.text = text};
  line.asked_ns = take_number(line.text, "\"asked_ns\":");
  line.done_ns = take_number(line.text, "\"done_ns\":");
  return line;
}

// One run of the probe under the shim.
class Shim : public testing::Test {
 protected:
  Shim() {
    config_.magic = KEYRACE_SHIM_MAGIC;
    config_.version = KEYRACE_SHIM_VERSION;
    config_.nl80211_family = kFamily;
    config_.log_fd = log_.fd();
    config_.events_fd = -1;
    config_.ask_fd = -1;
    std::strcpy(config_.node, "sta");
  }

  void add(const keyrace_shim_fault& fault) { config_.faults[config_.fault_count++] = fault; }

  Outcome with_shim(const Words& argv) const { return with_config(config_, argv); }

  Outcome with_config(const keyrace_shim_config& config, const Words& argv) const {
    const Memory block;
    EXPECT_EQ(write(block.fd(), &config, config_size_), static_cast<ssize_t>(config_size_));
    const std::string where = KEYRACE_SHIM_ENV "=" + std::to_string(block.fd());
    return beside_ ? run(Words{kCatcher} + argv, Words{where})
                   : run(argv, Words{std::string("LD_PRELOAD=") + kShim, where});
  }

  Outcome probe(const Words& steps) const {
    const Outcome outcome = with_shim(Words{probe_} + steps);
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(outcome.err, "");
    return outcome;
  }

  // Without the shim, but with as many descriptors.
  Outcome bare_probe(const Words& steps) const {
    const Memory block;
    return run(Words{probe_} + steps, {});
  }

  // A step of the probe: until the log has so many lines, its first one included.
  std::string lines(int count) const {
    return "lines=" + std::to_string(count) + ":" + std::to_string(log_.fd());
  }

  std::vector<Line> log_lines() const {
    std::vector<Line> lines;
    std::istringstream text(log_.text());
    for (std::string line; std::getline(text, line);) lines.push_back(parse_line(line));
    return lines;
  }

  // Without the first line, which says that the shim is there.
  std::vector<Line> events() const {
    auto lines = log_lines();
    EXPECT_FALSE(lines.empty());
    if (!lines.empty()) lines.erase(lines.begin());
    return lines;
  }

  Words event_texts() const {
    Words texts;
    for (const auto& line : events()) texts.push_back(line.text);
    return texts;
  }

  std::string probe_ = kShimProbe;
  bool beside_ = false;  // the shim is in keyrace_catch, beside the program
  const Memory log_;
  keyrace_shim_config config_{};
  std::size_t config_size_ = sizeof config_;
};

inline std::string octets(int first, int count) {
  std::string hex;
  char two[3];
  for (int i = 0; i < count; ++i) {
    std::snprintf(two, sizeof two, "%02x", static_cast<unsigned>(first + i) & 0xff);
    hex += two;
  }
  return hex;
}

inline const std::string kZeros = std::string(32, '0');  // 16 octets

inline std::string replaced(std::string text, const std::string& from, const std::string& to) {
  std::size_t at = 0;
  while ((at = text.find(from, at)) != std::string::npos) {
    text.replace(at, from.size(), to);
    at += to.size();
  }
  return text;
}

struct Expected {
  std::string event = "install", cmd = "new_key";
  int n = 1;
  std::string key = "pairwise", key_id = "0", peer = "\"02:00:00:00:01:ab\"";
  std::string cipher = "\"000fac02\"", material = "", asked = "", seq = "\"010203040506\"";
  std::string part = "whole", fault = "null", sent = "true", error = "0";

  static std::string quoted(const std::string& octets) {
    return octets.empty() ? "null" : "\"" + octets + "\"";
  }

  // `asked` is left empty if it is the same as `material`.
  std::string text() const {
    return R"({"node":"sta","event":")" + event + R"(","n":)" + std::to_string(n) + R"(,"cmd":")" +
           cmd + R"(","key":")" + key + R"(","key_id":)" + key_id + R"(,"peer":)" + peer +
           R"(,"ifindex":3,"cipher":)" + cipher + R"(,"material":)" + quoted(material) +
           R"(,"asked":)" + quoted(asked.empty() ? material : asked) + R"(,"seq":)" + seq +
           R"(,"part":")" + part + R"(","fault":)" + fault + R"(,"sent":)" + sent +
           R"(,"asked_ns":T,"done_ns":T,"error":)" + error + "}";
  }
};

inline Words texts(std::initializer_list<Expected> expected) {
  Words all;
  for (const auto& line : expected) all.push_back(line.text());
  return all;
}

}  // namespace keyrace
