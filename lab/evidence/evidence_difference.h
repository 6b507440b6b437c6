// Where two runs' evidence differs, in terms of the flow. Called by `keyrace run --check`; reads
// nothing but the two run directories.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace keyrace {

struct EvidenceDifference {
  std::string file;                        // "air.pcapng", below the run directories
  std::string place;                       // "frame 17, octet 3 of its body"; empty: the whole file
  std::string what;                        // "4f and 91"
  std::optional<std::uint64_t> t_ns = {};  // of the guest's monotonic clock; absent: it has none
  bool evidence = true;  // false: a program's log, which only helps to find the cause
};

// The first difference of each file that differs, the earliest first. A report's wall-clock time is
// none. Throws EvidenceError or CaptureError for what can't be read.
std::vector<EvidenceDifference> evidence_differences(const std::string& one,
                                                     const std::string& other);

// "air.pcapng: frame 17, octet 3 of its body, at 0.150 s: 4f and 91"
std::string to_string(const EvidenceDifference& difference);

}  // namespace keyrace
