// What verify finds out about one protected frame at one receiver; a line of frames.jsonl.
// Arrow: verify -> report.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lab/dot11/mac_address.h"
#include "lab/tkip/tsc.h"
#include "lab/traffic/datagram.h"
#include "lab/verify/frame_cipher.h"
#include "lab/verify/mic_epoch.h"

namespace keyrace {

// What a receiver that follows the standard and mac80211 does with the frame.
enum class Verdict {
  kAccepted,         // or held until the last fragment of its MSDU comes
  kIcvFailure,       // sent under another TK than the receiver has: ICV or CCM MIC is wrong
  kMicFailure,       // the ICV is right, Michael is wrong under the receiver's MIC key
  kReplay,           // sent under the receiver's TK, its TSC or PN is not above the last accepted
  kNoKey,            // the receiver has no key for it
  kUnprotected,      // a data frame in the clear although there is a key
  kDuplicate,        // a retry of a frame that has arrived
  kFragmentDropped,  // decrypted, but it does not fit the fragments before it
  kPortClosed,       // opened and signed right, but the receiver's controlled port is not open yet
  kMalformed,        // too short, or not the cipher's format
  kNotDelivered,     // a rule of the air kept it away; the receiver never knew of it
};

// What a rule of the air did to the frame on its way.
enum class AirEffect { kNone, kDropped, kDelayed, kDuplicated, kCorrupted, kAckDropped, kPassed };

const char* to_string(AirEffect effect);  // "ack-dropped"

// What this kernel did with it.
enum class Observed {
  kDelivered,     // to the network stack, or as EAPOL to the Wi-Fi stack
  kHeld,          // a fragment that waits for the rest of its MSDU
  kMicFailure,    // cfg80211_michael_mic_failure
  kTkipFailure,   // dropped by TKIP decryption: ICV, replay or key ID
  kCcmpFailure,   // dropped by CCMP decryption: MIC or replay
  kDroppedOther,  // dropped for another reason, or without a word
};

const char* to_string(Verdict verdict);    // "icv_failure"
const char* to_string(Observed observed);  // "tkip_failure"

struct FrameVerdict {
  std::uint64_t n = 0;     // number in the capture, from 1
  std::uint64_t t_ns = 0;  // guest's CLOCK_MONOTONIC
  MacAddress ta;
  MacAddress ra;
  std::string sender;    // node names; empty: none of ours
  std::string receiver;  // one line for each receiver of a group frame
  std::uint16_t seq = 0;
  std::uint8_t frag = 0;
  bool retry = false;
  bool group = false;
  bool protected_frame = true;  // false only with kUnprotected
  std::optional<Tsc> tsc;       // CCMP: the PN
  std::optional<KeyId> key_id;
  // Numbers as in KeyEpochs; of a group frame, of the AP's group keys.
  std::optional<int> tk_epoch;                 // whose TK opens it
  std::optional<MicEpoch> mic_epoch;           // whose MIC key signs it (the whole MSDU)
  std::optional<int> receiver_epoch;           // the TK that the receiver had
  std::optional<MicEpoch> receiver_mic_epoch;  // the MIC key that the receiver had
  Verdict verdict = Verdict::kAccepted;
  // An ICV failure that mac80211 never computes: its replay check comes first, and a new key's TSC
  // starts again at 1, below the old key's counter. Under any order of checks the frame is lost.
  bool at_replay_check = false;
  // An ICV failure of a frame under the receiver's own TK: mac80211 opened it with a cached phase 1
  // that is for another iv32, left there by the frame of this number.
  std::optional<std::uint64_t> poisoned_by;
  std::optional<Observed> observed;         // absent: nothing observed this frame (no trace)
  std::string why;                          // empty where there is nothing special: see spoken_why
  std::optional<Datagram> datagram;         // which of the flows' packets it carries
  FrameCipher cipher = FrameCipher::kTkip;  // of its key; of the newest key where none opens it
  // What the air did to it. Epochs are those of the frame as it was sent, the verdict is about what
  // arrived.
  AirEffect air = AirEffect::kNone;
  std::uint64_t air_delay_ns = 0;  // from sending to this delivery, where a rule made it late
};

// Why the verdict is so, as a sentence's part. Of accepted frames, which are nearly all, it is only
// made where someone reads it.
std::string spoken_why(const FrameVerdict& frame);

// A frame on which the model and the kernel differ: a finding about one of them.
bool agrees(Verdict verdict, Observed observed);

}  // namespace keyrace
