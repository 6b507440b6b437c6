// The values that a sweep gives to one member, in their order, without making them all: lists and
// ranges such as "0ms..199ms:1ms". Called by sweep.cc and by a search; first arrow of the flow,
// scenario -> engine.
//
//   VALUES = part {"," part}      part = value | FROM..TO[:STEP]      or a JSON list of values
//
// The ends of a range are whole numbers (STEP: 1 when absent) or durations (with a STEP). The last
// value is the largest that is not above TO.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "lab/scenario/scenario.h"

namespace keyrace {

// What is wrong and what would be right; the caller adds where it stands.
class SweepError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class SweepValues {
 public:
  // A value, such as a Setting of a sweep has it: a JSON list, or a text as above. Throws
  // SweepError.
  explicit SweepValues(const std::string& json);

  std::uint64_t size() const { return size_; }  // at least 1, at most kMost
  // The n-th, from 0, as JSON text.
  std::string at(std::uint64_t n) const;

  static constexpr std::uint64_t kMost = 1'000'000'000;

 private:
  struct Part {
    std::string text = {};  // JSON text of one value; empty: a range
    std::int64_t from = 0;  // of durations in ns
    std::int64_t step = 1;
    std::uint64_t count = 1;
    bool durations = false;
  };

  void add_list(const std::string& text);
  void add_part(const std::string& text);
  static Part range(const std::string& text, std::size_t dots);
  void add(Part part);

  std::vector<Part> parts_;
  std::uint64_t size_ = 0;
};

// What a person types for VALUES or a single value as the JSON text of a Setting: JSON where it is
// that, else a string.
std::string as_json_text(const std::string& typed);
// The other way round, as --set takes it.
std::string as_typed(const std::string& json);

}  // namespace keyrace
