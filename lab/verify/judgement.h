// What the receiver model finds about one frame, the key that it finds it with, and the findings
// that all ciphers share. Arrow: key switches + frames -> verdicts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "lab/tkip/key_material.h"
#include "lab/tkip/tsc.h"
#include "lab/verify/air_frame.h"
#include "lab/verify/frame_cipher.h"
#include "lab/verify/mic_epoch.h"
#include "lab/verify/sender_keys.h"
#include "lab/verify/verdict.h"

namespace keyrace {

// A key as one node has it: TK and receiving MIC key may be of different epochs (a split install).
// CCMP has no MIC keys; its MIC epoch is that of the TK.
struct InstalledKey {
  TemporalKey tk;
  MicKey rx_mic;
  MicKey tx_mic;  // only tells whether an install brings another key
  std::optional<int> tk_epoch;
  std::optional<MicEpoch> mic_epoch;
  Tsc initial_tsc;  // NL80211_KEY_SEQ; 0 where it is not given
  FrameCipher cipher = FrameCipher::kTkip;
};

struct Judgement {
  Verdict verdict = Verdict::kAccepted;
  bool held = false;             // accepted as a fragment, and waits for the others
  bool at_replay_check = false;  // see FrameVerdict
  std::optional<std::uint64_t> poisoned_by;
  std::optional<int> tk_epoch;
  std::optional<MicEpoch> mic_epoch;
  std::string why;  // see FrameVerdict
};

Judgement judge(Verdict verdict, std::string why);

bool sent_under(const SenderKeys& sender, const InstalledKey& key);
// Sent under another TK: the integrity check fails.
Judgement wrong_key(const AirFrame& frame, const SenderKeys& sender, const InstalledKey& key);
// Stopped at the replay check: the counter of the frame is not above the last accepted one.
Judgement not_above(Tsc counter, Tsc last, const AirFrame& frame, const SenderKeys& sender,
                    const InstalledKey& key);
// The receiver had the key; with TKIP also when both ends sign and check with the other direction's
// MIC key.
Judgement accepted(const AirFrame& frame, const InstalledKey& key);

}  // namespace keyrace
