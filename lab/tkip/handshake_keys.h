// The pairwise keys of the 4-way handshakes under known PMKs, computed from the messages as they go
// over the air, in whatever order and however many of them were seen: a PTK is one of the nonces'
// pairs whose KCK makes a message's MIC. Used by the guest, which has to know a key before a stack
// installs it, and on captures. IEEE 802.11-2020, 12.7.6.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "lab/dot11/eapol_key.h"
#include "lab/dot11/mac_address.h"
#include "lab/tkip/key_hierarchy.h"

namespace keyrace {

class HandshakeKeys {
 public:
  HandshakeKeys() = default;
  explicit HandshakeKeys(const Pmk& pmk) { add_pmk(pmk); }

  // An all-zero PMK is none: it would make keys that a broken peer may have, and nobody should.
  // Whether it is new.
  bool add_pmk(const Pmk& pmk);
  bool has_pmk() const { return !pmks_.empty(); }

  // Every EAPOL-Key frame between authenticator `aa` and supplicant `spa`, opened where it was
  // encrypted, in order. What no PMK and nonces explain adds nothing. Gives ptk_of() it.
  std::optional<Ptk> on_message(const MacAddress& aa, const MacAddress& spa, const EapolKey& key);

  // The PTK whose KCK made the MIC of `key`; so it is that of its sender, however often messages
  // were repeated or handshakes begun. nullopt: none of the last few.
  std::optional<Ptk> ptk_of(const MacAddress& aa, const MacAddress& spa, const EapolKey& key) const;

 private:
  // Of one AP and STA, the newest first. A handshake that was begun anew still may see messages of
  // the one before.
  struct Pair {
    std::deque<Nonce> anonces;
    std::deque<Nonce> snonces;
    std::deque<Ptk> ptks;
  };
  std::optional<Ptk> derive(const Pair& pair, const MacAddress& aa, const MacAddress& spa,
                            const EapolKey& key) const;

  std::vector<Pmk> pmks_;
  std::map<std::pair<MacAddress, MacAddress>, Pair> pairs_;
};

}  // namespace keyrace
