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

// Table 12-8: descriptor versions 3 and, as far as MICs are of 16 octets, 0 go with the AKMs whose
// hash is SHA-256. The cipher decides the KCK there, so the MIC tells which it is.
std::vector<PtkDerivation> derivations(const EapolKey& key) {
  constexpr std::uint8_t kHmacMd5 = 1, kHmacSha1 = 2;
  if (key.version == kHmacMd5 || key.version == kHmacSha1) return {PtkDerivation::kSha1};
  return {PtkDerivation::kSha256Ccmp, PtkDerivation::kSha256Tkip};
}

bool fits(const Ptk& ptk, const EapolKey& key) {
  return verify_mic(ptk.kck.octets, key) == EapolMicCheck::kRight;
}

std::optional<Ptk> matching(const std::deque<Ptk>& ptks, const EapolKey& key) {
  const auto found = std::ranges::find_if(ptks, [&](const Ptk& ptk) { return fits(ptk, key); });
  return found == ptks.end() ? std::nullopt : std::optional(*found);
}

}  // namespace

bool HandshakeKeys::add_pmk(const Pmk& pmk) {
  if (pmk == Pmk{} || std::ranges::find(pmks_, pmk) != pmks_.end()) return false;
  pmks_.push_back(pmk);
  return true;
}

// ANonces are in 1/4 and 3/4, SNonces in 2/4 and, with some STAs, in 4/4.
std::optional<Ptk> HandshakeKeys::on_message(const MacAddress& aa, const MacAddress& spa,
                                             const EapolKey& key) {
  Pair& pair = pairs_[{aa, spa}];
  const bool has_nonce = key.nonce != Nonce{};
  switch (key.message()) {
    case EapolKeyMessage::k4Way1:
    case EapolKeyMessage::k4Way3:
      if (has_nonce) keep(pair.anonces, key.nonce);
      break;
    case EapolKeyMessage::k4Way2:
    case EapolKeyMessage::k4Way4:
      if (has_nonce) keep(pair.snonces, key.nonce);
      break;
    case EapolKeyMessage::kGroup1:
    case EapolKeyMessage::kGroup2:
    case EapolKeyMessage::kMicFailureReport:
    case EapolKeyMessage::kOther:
      return matching(pair.ptks, key);
  }
  if (!key.mic_present) return std::nullopt;
  auto ptk = matching(pair.ptks, key);
  if (!ptk) ptk = derive(pair, aa, spa, key);
  if (ptk) keep(pair.ptks, *ptk);
  return ptk;
}

std::optional<Ptk> HandshakeKeys::derive(const Pair& pair, const MacAddress& aa,
                                         const MacAddress& spa, const EapolKey& key) const {
  for (const Pmk& pmk : pmks_) {
    for (const PtkDerivation derivation : derivations(key)) {
      for (const Nonce& snonce : pair.snonces) {
        for (const Nonce& anonce : pair.anonces) {
          const Ptk ptk = derive_ptk(pmk, aa, spa, anonce, snonce, derivation);
          if (fits(ptk, key)) return ptk;
        }
      }
    }
  }
  return std::nullopt;
}

std::optional<Ptk> HandshakeKeys::ptk_of(const MacAddress& aa, const MacAddress& spa,
                                         const EapolKey& key) const {
  const auto pair = pairs_.find({aa, spa});
  return pair == pairs_.end() ? std::nullopt : matching(pair->second.ptks, key);
}

}  // namespace keyrace
