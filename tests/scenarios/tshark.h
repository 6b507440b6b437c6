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

// Numbers of the protected frames that tshark takes for mesh frames, and so never tries to decrypt.
// It guesses, from the octets behind the MAC header: of an AP's frames without QoS and with a TSC
// below 1024 (TSC1 stands where the mesh flags would), one in some 65,536 has aa aa where the guess
// looks for an LLC header (has_mesh_control_local of Wireshark 4.0's packet-ieee80211.c). Throws
// SystemError as above.
std::set<std::uint64_t> frames_that_tshark_takes_for_mesh(const std::string& capture);

// How many packets of a capture fit a display filter. Throws SystemError as above.
std::size_t packets_that_tshark_finds(const std::string& capture, const std::string& filter);

}  // namespace keyrace
