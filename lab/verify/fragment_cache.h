// The MSDUs of one transmitter that wait for their fragments: sta->frags and
// ieee80211_rx_h_defragment. Called by Receiver with decrypted frames.
// Arrow: key switches + frames -> verdicts.
#pragma once

#include <cstdint>
#include <list>
#include <optional>

#include "lab/tkip/tsc.h"
#include "lab/verify/air_frame.h"
#include "lab/verify/judgement.h"

namespace keyrace {

class FragmentCache {
 public:
  // frame: a fragment, and not of a group frame. colour: of the key object, whose fragments don't
  // mix with those of another. counter: given
  // where each fragment's must be that of the one before plus 1. Nothing: the MSDU is whole.
  std::optional<Judgement> add(const AirFrame& frame, std::uint64_t colour,
                               std::optional<Tsc> counter);

 private:
  struct PartialMsdu {
    int stream = 0;  // sequence_stream
    std::uint16_t seq = 0;
    int last_fragment = 0;  // kComplete: its place is taken until four others have begun
    std::uint64_t colour = 0;
    std::uint64_t t_ns = 0;  // of the first fragment
    std::optional<Tsc> counter;
  };

  Judgement begin(const AirFrame& frame, std::uint64_t colour, std::optional<Tsc> counter);

  std::list<PartialMsdu> partial_;  // newest first
};

}  // namespace keyrace
