// Power save as the capture shows it: when each STA slept, what the AP's beacons announced and what
// it sent after it had buffered it. Called by build_report. Arrow: verify -> report.
// IEEE Std 802.11-2020, 11.2.3 (power management in a non-DMG infrastructure network).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lab/evidence/traffic_log.h"
#include "lab/verify/run_verdicts.h"
#include "lab/verify/run_walk.h"

namespace keyrace {

struct Rekey;

// One STA, told by the Power Management bit of its frames to the AP.
struct StaPowerSave {
  std::string sta;
  std::uint64_t sleeps = 0;    // its PM bit went from 0 to 1
  std::uint64_t wakes = 0;     // and back
  std::uint64_t ps_polls = 0;  // frames that it fetched without waking up
};

// A datagram that came to the AP while its STA slept, before the AP switched to a new key, and was
// on the air after that.
struct AcrossRekey {
  int rekey = 0;            // Rekey::n
  std::uint64_t frame = 0;  // in the capture
  std::uint32_t flow = 0;
  std::uint64_t sequence = 0;
  std::optional<int> tk_epoch;  // the key that it was sent under
  std::uint64_t sent_ns = 0;    // was due to be
  std::uint64_t t_ns = 0;       // by the AP
  Verdict verdict = Verdict::kAccepted;
};

// Until the end of the run.
struct PowerSaveReport {
  std::vector<StaPowerSave> stas;
  std::uint64_t tim = 0;         // beacons with the bit of an associated STA in their TIM
  std::uint64_t dtim_group = 0;  // beacons that announce group frames
  std::uint64_t more_data = 0;   // frames to a STA or to all with More Data set
  // Frames with a datagram that came to the AP while its STA slept; the longest time from the PC to
  // the air.
  std::uint64_t buffered = 0;
  std::optional<std::uint64_t> longest_buffered_ns;
  std::vector<AcrossRekey> across_rekey;
};

PowerSaveReport report_power_save(const RunEvidence& evidence, const RunVerdicts& verdicts,
                                  const std::vector<Rekey>& rekeys);

// Sentences; none where no STA slept.
std::vector<std::string> tell_power_save(const PowerSaveReport& report,
                                         const std::vector<Rekey>& rekeys);

}  // namespace keyrace
