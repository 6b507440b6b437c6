// The receiver model's half that is CCMP: what one key of mac80211 (software CCMP) does with a
// frame. Follows net/mac80211/wpa.c. Called by Receiver. Arrow: key switches + frames -> verdicts.
#pragma once

#include <array>
#include <optional>

#include "lab/ccmp/mpdu.h"
#include "lab/verify/judgement.h"
#include "lab/verify/streams.h"

namespace keyrace {

class CcmpReception {
 public:
  explicit CcmpReception(Pn initial);

  // ieee80211_crypto_ccmp_decrypt. Nothing: decrypted, the MIC is right, and the replay counter has
  // moved. Unlike TKIP's it moves with each fragment, and no frame with PN 0 is taken. Neither the
  // extended IV bit nor the key ID of a frame to one receiver are looked at.
  std::optional<Judgement> decrypt(const AirFrame& frame, const SenderKeys& sender,
                                   const InstalledKey& key);
  // The counter that the next fragment must continue (requires_sequential_pn); of a decrypted
  // frame.
  std::optional<Tsc> fragment_counter(const AirFrame& frame) const;
  // Of a whole MSDU: there is nothing left to check.
  Judgement finish(const AirFrame& frame, const SenderKeys& sender, const InstalledKey& key);

 private:
  std::array<Pn, kReplayStreams> last_;  // key->u.ccmp.rx_pn
};

}  // namespace keyrace
