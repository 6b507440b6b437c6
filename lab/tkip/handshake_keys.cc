#include "lab/tkip/handshake_keys.h"

#include <algorithm>

namespace keyrace {
namespace {

constexpr std::size_t kKept = 4;

template <typename Value>
void keep(std::deque<Value>& newest_first, const Value& value) {
  std::erase(newest_first, value);
  newest_first.push_front(value);
  if (newest_first.size() > kKept) newest_first.pop_back();
}

// Table 12-8: descriptor version 3 goes with the AKMs whose hash is SHA-256. The cipher decides the
// KCK there, so the MIC tells which it is.
std::vector<PtkDerivation> derivations(const EapolKey& key) {
  constexpr std::uint8_t kVersionWithSha256 = 3;
  if (key.version != kVersionWithSha256) return {PtkDerivation::kSha1};
  return {PtkDerivation::kSha256Ccmp, PtkDerivation::kSha256Tkip};
}

std::optional<Ptk> matching(const std::deque<Ptk>& ptks, ByteSpan eapol) {
  const auto found = std::ranges::find_if(ptks, [&](const Ptk& ptk) {
    return verify_mic(ptk.kck.octets, eapol) == EapolMicCheck::kRight;
  });
  return found == ptks.end() ? std::nullopt : std::optional(*found);
}

}  // namespace

void HandshakeKeys::add_pmk(const Pmk& pmk) {
  if (pmk != Pmk{} && std::ranges::find(pmks_, pmk) == pmks_.end()) pmks_.push_back(pmk);
}

// ANonces are in 1/4 and 3/4, SNonces in 2/4 and, with some STAs, in 4/4.
void HandshakeKeys::on_message(const MacAddress& aa, const MacAddress& spa, ByteSpan eapol) {
  const auto key = parse_eapol_key(eapol);
  if (!key) return;
  Pair& pair = pairs_[{aa, spa}];
  const bool has_nonce = key->nonce != Nonce{};
  switch (key->message()) {
    case EapolKeyMessage::k4Way1:
      if (has_nonce) keep(pair.anonces, key->nonce);
      return;
    case EapolKeyMessage::k4Way3:
      if (has_nonce) keep(pair.anonces, key->nonce);
      break;
    case EapolKeyMessage::k4Way2:
    case EapolKeyMessage::k4Way4:
      if (has_nonce) keep(pair.snonces, key->nonce);
      break;
    case EapolKeyMessage::kGroup1:
    case EapolKeyMessage::kGroup2:
    case EapolKeyMessage::kMicFailureReport:
    case EapolKeyMessage::kOther:
      return;
  }
  find_ptk(pair, aa, spa, *key, eapol);
}

void HandshakeKeys::find_ptk(Pair& pair, const MacAddress& aa, const MacAddress& spa,
                             const EapolKey& key, ByteSpan eapol) const {
  if (const auto known = matching(pair.ptks, eapol)) return keep(pair.ptks, *known);
  for (const Pmk& pmk : pmks_) {
    for (const PtkDerivation derivation : derivations(key)) {
      for (const Nonce& snonce : pair.snonces) {
        for (const Nonce& anonce : pair.anonces) {
          const Ptk ptk = derive_ptk(pmk, aa, spa, anonce, snonce, derivation);
          if (verify_mic(ptk.kck.octets, eapol) == EapolMicCheck::kRight) {
            return keep(pair.ptks, ptk);
          }
        }
      }
    }
  }
}

std::optional<Ptk> HandshakeKeys::ptk_of(const MacAddress& aa, const MacAddress& spa,
                                         ByteSpan eapol) const {
  const auto pair = pairs_.find({aa, spa});
  return pair == pairs_.end() ? std::nullopt : matching(pair->second.ptks, eapol);
}

}  // namespace keyrace
