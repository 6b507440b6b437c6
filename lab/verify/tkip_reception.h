// The receiver model's half that is TKIP: what one key of mac80211 (software TKIP) does with a
// frame. Follows net/mac80211/tkip.c and wpa.c, the phase-1 cache included. Called by Receiver.
// Arrow: key switches + frames -> verdicts.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "lab/verify/judgement.h"
#include "lab/verify/streams.h"

namespace keyrace {

class TkipReception {
 public:
  // caches_phase1: as mac80211 does, whose cache goes wrong.
  TkipReception(Tsc initial, bool caches_phase1);

  // ieee80211_crypto_tkip_decrypt. Nothing: decrypted, and the ICV is right.
  std::optional<Judgement> decrypt(const AirFrame& frame, const SenderKeys& sender,
                                   const InstalledKey& key);
  // The counter that the next fragment must continue: none, Michael is over the whole MSDU.
  std::optional<Tsc> fragment_counter(const AirFrame&) const { return std::nullopt; }
  // ieee80211_rx_h_michael_mic_verify, of a whole MSDU; only here does the replay counter move.
  Judgement finish(const AirFrame& frame, const SenderKeys& sender, const InstalledKey& key);

 private:
  // struct tkip_ctx_rx: the replay counter, and the cached phase 1, which is only computed anew
  // when the counter's upper half differs from the frame's.
  struct Context {
    bool initialised = false;
    std::uint32_t phase1_iv32 = 0;
    Tsc tsc;
    std::uint64_t poisoned_by = 0;  // frame that left a phase 1 which the counter did not follow
  };

  bool caches_phase1_;
  std::array<Context, kReplayStreams> contexts_;
};

}  // namespace keyrace
