// tshark as a second opinion on a run's captures: which frames it can open with the run's keys, and
// what it counts.
#pragma once

#include <cstdint>
#include <set>
#include <string>

namespace keyrace {

// Numbers of the TKIP data frames of `run_directory`/air.pcapng that tshark decrypts (their ICV is
// right), given every temporal key of keys.jsonl. Throws SystemError when it can't be run.
std::set<std::uint64_t> tkip_frames_that_tshark_opens(const std::string& run_directory);

// How many packets of a capture fit a display filter. Throws SystemError as above.
std::size_t packets_that_tshark_finds(const std::string& capture, const std::string& filter);

}  // namespace keyrace
