// Everything that a capture tells once keys open it: networks, sessions, key epochs, how each side
// changed over from one key to the next. Arrow: capture -> report of `keyrace verify`.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lab/dot11/mac_address.h"
#include "lab/dot11/security_element.h"
#include "lab/tkip/group_key.h"
#include "lab/verify/key_epochs.h"
#include "lab/verify/verdict.h"

namespace keyrace {

// A frame of the capture.
struct Moment {
  std::uint64_t n = 0;     // its number, from 1; 0: there is none
  std::uint64_t t_ns = 0;  // since the epoch

  explicit operator bool() const { return n != 0; }
};

struct EpochFindings {
  bool pairwise = true;
  int number = 0;  // as in KeyEpochs
  KeyId key_id;
  EpochKey key;
  Moment told;               // the message that told the key; none: it was given
  Moment first;              // the first frame under its TK
  std::uint64_t frames = 0;  // under its TK
  std::uint64_t early = 0;   // of these, captured before the message that told the key
};

// The messages of one 4-way handshake that were captured.
struct HandshakeFindings {
  struct Message {
    Moment first, last;
    std::uint32_t times = 0;
    bool encrypted = false;  // the last one
  };
  std::array<Message, 4> messages;
};

// A 4-way handshake of which no key came: one of its nonces was not captured, or nothing shows that
// it was finished.
struct HandshakeWithoutEpoch {
  HandshakeFindings handshake;
  bool key_known = false;
};

// What one side's own frames show of a new key.
struct SideFindings {
  Moment last_before;  // its last protected frame before that, under another TK
  Moment first_new;    // its first frame under the new TK
  Moment first_whole;  // the first under the new TK and signed with its MIC key
  // Under the new TK, signed with another epoch's MIC key, or with the other direction's.
  Moment first_mixed, last_mixed;
  std::uint64_t mixed = 0;
  std::uint64_t reversed = 0;
  std::optional<int> mixed_with;  // whose MIC key signed the mixed ones; absent: nobody's known
  std::uint64_t late = 0;         // under an older TK after first_new
};

// Of frames in one direction.
struct DirectionFindings {
  std::map<Verdict, std::uint64_t> verdicts;
  // Accepted, but the air does not tell whether the receiver had the key.
  std::uint64_t assumed = 0;
  Moment first_assumed, last_assumed;
  std::uint64_t failed_by_report = 0;  // MIC failures taken from the receiver's reports
  std::vector<std::uint64_t> failed;   // ICV and MIC failures: the first kListed frame numbers
};

// From one pairwise key to the next; the first key of a session has one, too.
struct Changeover {
  int epoch = 0;
  bool fresh = false;  // the link began anew: there was no key before
  HandshakeFindings handshake;
  SideFindings ap, sta;
  DirectionFindings to_sta, to_ap;  // from the key's message 1/4 to that of the next
};

// One group key handshake with the STA, from message 1/2 on until it is answered.
struct GroupHandshake {
  struct Message1 {
    Moment at;
    std::uint64_t replay_counter = 0;  // the answer has the same
  };
  GroupKey key;
  int epoch = 0;  // of the network's group keys; 0: none, as its cipher is unknown
  std::vector<Message1> message_1;  // the AP repeats it while there is no answer
  Moment message_2;                 // the first one; none: not captured
};

// An EAPOL-Key frame with Error and Request.
struct MicFailureReport {
  Moment at;
  bool pairwise = true;
  std::optional<std::uint64_t> cause;  // the frame that failed; absent: none that should have
};

// Deauthentication or disassociation of a link that had keys.
struct LinkEnd {
  Moment at;
  MacAddress by;
  std::uint16_t reason = 0;  // IEEE 802.11-2020, Table 9-49; 0: not told
};

struct SessionFindings {
  MacAddress ap, sta;
  std::optional<std::string> ssid;
  std::optional<SecurityElement> security;  // as negotiated, or as good as known
  std::vector<EpochFindings> epochs;        // pairwise, in order
  std::vector<Changeover> changeovers;      // one for each
  std::vector<HandshakeWithoutEpoch> without_epoch;
  std::vector<GroupHandshake> group_handshakes;
  std::vector<MicFailureReport> reports;
  std::vector<LinkEnd> ends;
  std::uint64_t mics_right = 0;      // EAPOL-Key frames whose MIC fits a key
  std::uint64_t mics_wrong = 0;      // with both nonces known, and no key fits
  std::uint64_t mics_unchecked = 0;  // a nonce was not captured
  std::uint64_t unopened = 0;        // protected frames that no key opens
  std::string why_unopened;          // the last of them
};

struct NetworkFindings {
  MacAddress bssid;
  std::optional<std::string> ssid;
  std::vector<EpochFindings> epochs;  // of group keys
  std::uint64_t unopened = 0;
  std::string why_unopened;
};

struct CaptureFindings {
  std::uint64_t captured = 0;
  std::uint64_t malformed = 0;         // packets that are no 802.11 frame, or damaged ones
  std::string first_malformed;         // "packet 7: why"
  std::uint64_t protected_frames = 0;  // data
  std::map<Verdict, std::uint64_t> verdicts;
  std::uint64_t assumed = 0;
  std::uint64_t early = 0;  // opened by a key that was told only later
  Moment first;
  std::vector<NetworkFindings> networks;
  std::vector<SessionFindings> sessions;
  Moment countermeasures;  // a link ends for a Michael MIC failure; none: not seen
  bool truncated = false;
};

// One protected data frame and what becomes of it.
struct CaptureVerdict {
  FrameVerdict frame;
  bool assumed = false;
  bool early = false;
  bool to_sta = false;
};

}  // namespace keyrace
