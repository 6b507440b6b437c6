// Several TKIP MPDUs opened at once. RC4's key schedule is one long chain of steps of which each
// waits for the one before; the chains of several frames side by side take hardly longer than one.
// Called by OpenAhead. Arrow: capture -> verify. IEEE 802.11-2020, 12.5.2.2.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "lab/dot11/bytes.h"
#include "lab/tkip/mixing.h"

namespace keyrace {

struct MpduToOpen {
  const TemporalKey* tk = nullptr;
  const Ttak* ttak = nullptr;
  ByteSpan body;                                   // as open_mpdu's, and no shorter than it needs
  std::vector<std::uint8_t>* plaintext = nullptr;  // gets it, without ICV; its memory is used again
  bool icv_ok = false;                             // the answer
};

// The same as open_mpdu for each of them.
void open_mpdus(std::span<MpduToOpen> batch);

}  // namespace keyrace
