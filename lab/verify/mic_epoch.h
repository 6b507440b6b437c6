// Which key made a Michael MIC, or checks one: an epoch's, for the frame's direction or for the
// other one (two MIC keys that changed places). And how epochs are called in sentences.
// Arrow: verify -> report.
#pragma once

#include <compare>
#include <optional>
#include <string>

namespace keyrace {

enum class MicDirection {
  kOwn,    // as IEEE Std 802.11-2020, 12.7.1.3 gives it to the frame's direction
  kOther,  // the same epoch's MIC key for what the other end sends
};

struct MicEpoch {
  int epoch = 0;
  MicDirection direction = MicDirection::kOwn;

  // Implicit, so that a key whose parts belong together is one whose TK and MIC epoch are equal.
  MicEpoch(int number, MicDirection of = MicDirection::kOwn) : epoch(number), direction(of) {}
  friend auto operator<=>(const MicEpoch&, const MicEpoch&) = default;
};

inline bool is_reversed(const std::optional<MicEpoch>& mic) {
  return mic && mic->direction == MicDirection::kOther;
}

// "PTK 2", "GTK 1", "an unknown key".
std::string epoch_name(std::optional<int> epoch, bool group);
// "the MIC key of PTK 2", "the MIC key of PTK 2 for the other direction".
std::string mic_key_name(const std::optional<MicEpoch>& mic, bool group);
// Of a frame whose receiver had its key: "sent under PTK 2, which the receiver had".
std::string had_key(std::optional<int> epoch, bool group);

}  // namespace keyrace
