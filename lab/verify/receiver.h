// The receiver model: what mac80211 (software encryption) does with a frame, given the keys that
// the node has at that moment. Follows net/mac80211/rx.c step by step; what a cipher does is in
// TkipReception and CcmpReception. Arrow: key switches + frames -> verdicts.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <variant>

#include "lab/tkip/tsc.h"
#include "lab/verify/air_frame.h"
#include "lab/verify/ccmp_reception.h"
#include "lab/verify/fragment_cache.h"
#include "lab/verify/judgement.h"
#include "lab/verify/run_verdicts.h"
#include "lab/verify/sender_keys.h"
#include "lab/verify/streams.h"
#include "lab/verify/tkip_reception.h"

namespace keyrace {

enum class ReceiverModel {
  kMac80211,  // with its defect: a cached phase 1 that the replay counter did not follow
  kStandard,  // some other stack's, of which only the standard is known
};

class Receiver {
 public:
  Receiver() = default;
  explicit Receiver(ReceiverModel model) : model_(model) {}

  // Pairwise: `peer` is the other end; group: key `id` of the AP. The same key again changes
  // nothing (ieee80211_key_link: -EALREADY, which nl80211 gives out as success).
  InstallEffect install_pairwise(const MacAddress& peer, const InstalledKey& key);
  InstallEffect install_group(KeyId id, const InstalledKey& key);
  void remove_pairwise(const MacAddress& peer);
  void remove_group(KeyId id);
  // The station is gone, and with it what was remembered about its frames.
  void remove_station(const MacAddress& peer);
  void remove_all();

  bool has_pairwise(const MacAddress& peer) const;
  bool has_keys() const;

  // A data frame with a body, when the receiver comes to it. `sender` tells what it was sent under.
  Judgement process(const AirFrame& frame, const SenderKeys& sender);

 private:
  using Reception = std::variant<TkipReception, CcmpReception>;
  struct ActiveKey {
    InstalledKey key;
    std::uint64_t colour = 0;  // of this key object; fragments of different ones don't mix
    Reception reception;
  };

  // What is remembered of one transmitter.
  struct Peer {
    std::optional<ActiveKey> pairwise;
    // Of the last frame of each sequence_stream, which is the index less 1.
    std::array<std::optional<std::uint32_t>, kReplayStreams + 1> last_sequence_control{};
    FragmentCache fragments;
  };

  Reception make_reception(const InstalledKey& key) const;
  ActiveKey make_active(const InstalledKey& key);
  bool is_duplicate(const AirFrame& frame, Peer& peer);
  ActiveKey* key_for(const AirFrame& frame, Peer& peer);
  Judgement receive(const AirFrame& frame, const SenderKeys& sender, ActiveKey& active, Peer& peer);
  std::optional<Judgement> defragment(const AirFrame& frame, const ActiveKey& active,
                                      std::optional<Tsc> counter, Peer& peer);

  ReceiverModel model_ = ReceiverModel::kMac80211;
  std::map<MacAddress, Peer> peers_;
  std::map<KeyId, ActiveKey> group_;
  std::uint64_t next_colour_ = 1;
};

}  // namespace keyrace
