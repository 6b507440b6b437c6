#include "lab/tkip/handshake_keys.h"

#include <algorithm>

#include "lab/dot11/eapol_key.h"

namespace keyrace {
namespace {

// Of one AP and STA; a handshake that was begun anew still may see messages of the one before.
constexpr std::size_t kKept = 4;

template <typename Value>
void keep(std::deque<Value>& newest_first, const Value& value) {
  std::erase(newest_first, value);
  newest_first.push_front(value);
  if (newest_first.size() > kKept) newest_first.pop_back();
}

}  // namespace

void HandshakeKeys::on_message(const MacAddress& aa, const MacAddress& spa, ByteSpan eapol) {
  const auto key = parse_eapol_key(eapol);
  if (!key) return;
  Pair& pair = pairs_[{aa, spa}];
  switch (key->message()) {
    case EapolKeyMessage::k4Way1:
      keep(pair.anonces, key->nonce);
      break;
    case EapolKeyMessage::k4Way2:
      on_second_message(pair, aa, spa, key->nonce, eapol);
      break;
    case EapolKeyMessage::k4Way3:
    case EapolKeyMessage::k4Way4:
    case EapolKeyMessage::kGroup1:
    case EapolKeyMessage::kGroup2:
    case EapolKeyMessage::kMicFailureReport:
    case EapolKeyMessage::kOther:
      break;
  }
}

void HandshakeKeys::on_second_message(Pair& pair, const MacAddress& aa, const MacAddress& spa,
                                      const Nonce& snonce, ByteSpan eapol) const {
  for (const Nonce& anonce : pair.anonces) {
    const Ptk ptk = derive_ptk(pmk_, aa, spa, anonce, snonce);
    if (verify_mic(ptk.kck.octets, eapol) != EapolMicCheck::kRight) continue;
    keep(pair.ptks, ptk);
    return;
  }
}

std::optional<Ptk> HandshakeKeys::ptk_of(const MacAddress& aa, const MacAddress& spa,
                                         ByteSpan eapol) const {
  const auto pair = pairs_.find({aa, spa});
  if (pair == pairs_.end()) return std::nullopt;
  const auto found = std::ranges::find_if(pair->second.ptks, [&](const Ptk& ptk) {
    return verify_mic(ptk.kck.octets, eapol) == EapolMicCheck::kRight;
  });
  if (found == pair->second.ptks.end()) return std::nullopt;
  return *found;
}

}  // namespace keyrace
