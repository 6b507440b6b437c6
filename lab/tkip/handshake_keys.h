// The pairwise keys of the 4-way handshakes under one PMK, computed from messages 1/4 and 2/4 as
// they go over the air. Used by the guest, which has to know a key before a stack installs it. IEEE
// 802.11-2020, 12.7.6.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <utility>

#include "lab/dot11/bytes.h"
#include "lab/dot11/mac_address.h"
#include "lab/tkip/key_hierarchy.h"

namespace keyrace {

class HandshakeKeys {
 public:
  explicit HandshakeKeys(const Pmk& pmk) : pmk_(pmk) {}

  // Every EAPOL frame (from its protocol version on) between authenticator `aa` and supplicant
  // `spa`, opened where it was encrypted, in order. A 2/4 whose MIC no ANonce explains adds
  // nothing.
  void on_message(const MacAddress& aa, const MacAddress& spa, ByteSpan eapol);

  // The PTK whose KCK made the MIC of `eapol`; so it is that of its sender, however often messages
  // were repeated or handshakes begun. nullopt: none of the last few.
  std::optional<Ptk> ptk_of(const MacAddress& aa, const MacAddress& spa, ByteSpan eapol) const;

 private:
  struct Pair {
    std::deque<Nonce> anonces;  // the newest first
    std::deque<Ptk> ptks;
  };
  void on_second_message(Pair& pair, const MacAddress& aa, const MacAddress& spa,
                         const Nonce& snonce, ByteSpan eapol) const;

  Pmk pmk_;
  std::map<std::pair<MacAddress, MacAddress>, Pair> pairs_;
};

}  // namespace keyrace
