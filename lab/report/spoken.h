// Numbers as the report's sentences and tables say them.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "lab/verify/verdict.h"

namespace keyrace {

// "50.0 ms", "26 us", "3.70 s": three significant digits or so.
std::string spoken_duration(std::uint64_t ns);
// A moment of the run: "7.150 s".
std::string spoken_time(std::uint64_t ns);
// "1 frame", "5 frames".
std::string spoken_count(std::uint64_t count, const std::string& noun);
// "210 accepted, 6 mic_failure".
std::string spoken_verdicts(const std::map<Verdict, std::uint64_t>& verdicts);
// "927 captured, 216 of them protected data: 210 accepted, 6 mic_failure".
std::string spoken_frames(std::uint64_t captured, std::uint64_t protected_frames,
                          const std::map<Verdict, std::uint64_t>& verdicts);
// "every expectation holds", "2 of 5 expectations do not hold".
std::string spoken_expectations(std::size_t failed, std::size_t all);
// At most `longest` octets of UTF-8, and "..." where that is not all.
std::string clipped(const std::string& text, std::size_t longest);
// "231, 233, 235" or "231, 233, 235 ... 871" when there are many.
std::string spoken_list(const std::vector<std::uint64_t>& numbers);

}  // namespace keyrace
