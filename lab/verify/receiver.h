// The receiver model: what mac80211 (software TKIP) does with a frame, given the keys that the node
// has at that moment. Follows net/mac80211/rx.c and tkip.c step by step, the phase-1 cache
// included. Arrow: key switches + frames -> verdicts.
#pragma once

#include <array>
#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <string>

#include "lab/tkip/key_material.h"
#include "lab/tkip/mpdu.h"
#include "lab/tkip/tsc.h"
#include "lab/verify/air_frame.h"
#include "lab/verify/sender_keys.h"
#include "lab/verify/verdict.h"

namespace keyrace {

// A key as one node has it: TK and receiving MIC key may be of different epochs (a split install).
struct InstalledKey {
  TemporalKey tk;
  MicKey rx_mic;
  MicKey tx_mic;  // only tells whether an install brings another key
  std::optional<int> tk_epoch;
  std::optional<int> mic_epoch;
  Tsc initial_tsc;  // NL80211_KEY_SEQ; 0 where it is not given
};

struct Judgement {
  Verdict verdict = Verdict::kAccepted;
  bool held = false;             // accepted as a fragment, and waits for the others
  bool at_replay_check = false;  // see FrameVerdict
  std::optional<std::uint64_t> poisoned_by;
  std::optional<int> tk_epoch;
  std::optional<int> mic_epoch;
  std::string why;
};

class Receiver {
 public:
  // Pairwise: `peer` is the other end; group: key `id` of the AP. The same key again changes
  // nothing (ieee80211_key_link: -EALREADY).
  void install_pairwise(const MacAddress& peer, const InstalledKey& key);
  void install_group(KeyId id, const InstalledKey& key);
  void remove_pairwise(const MacAddress& peer);
  void remove_group(KeyId id);
  // The station is gone, and with it what was remembered about its frames.
  void remove_station(const MacAddress& peer);
  void remove_all();

  bool has_pairwise(const MacAddress& peer) const { return pairwise_.contains(peer); }
  bool has_keys() const { return !pairwise_.empty() || !group_.empty(); }

  // A data frame with a body, when the receiver comes to it. `sender` tells what it was sent under.
  Judgement process(const AirFrame& frame, const SenderKeys& sender);

 private:
  static constexpr std::size_t kTids = 16;

  // struct tkip_ctx_rx: the replay counter, and the cached phase 1, which is only computed anew
  // when the counter's upper half differs from the frame's.
  struct Context {
    bool initialised = false;
    std::uint32_t phase1_iv32 = 0;
    Tsc tsc;
    std::uint64_t poisoned_by = 0;  // frame that left a phase 1 which the counter did not follow
  };
  struct ActiveKey {
    InstalledKey key;
    std::uint64_t colour = 0;  // of this key object; fragments of different ones don't mix
    std::array<Context, kTids> contexts;
  };
  struct PartialMsdu {
    int tid = 0;  // -1: without QoS
    std::uint16_t seq = 0;
    int last_fragment = 0;  // kComplete: its place is taken until four others have begun
    std::uint64_t colour = 0;
    std::uint64_t t_ns = 0;
  };

  bool is_duplicate(const AirFrame& frame);
  ActiveKey* key_for(const AirFrame& frame, const TkipHeader& header);
  std::optional<Judgement> decrypt(const AirFrame& frame, const TkipHeader& header,
                                   const SenderKeys& sender, ActiveKey& active);
  std::optional<Judgement> defragment(const AirFrame& frame, ActiveKey& active);
  Judgement check_mic(const AirFrame& frame, const TkipHeader& header, const SenderKeys& sender,
                      ActiveKey& active);
  ActiveKey make_active(const InstalledKey& key);

  std::map<MacAddress, ActiveKey> pairwise_;
  std::map<KeyId, ActiveKey> group_;
  std::map<std::pair<MacAddress, int>, std::uint32_t> last_sequence_control_;
  std::map<MacAddress, std::list<PartialMsdu>> partial_;  // by TA; newest first
  std::uint64_t next_colour_ = 1;
};

}  // namespace keyrace
