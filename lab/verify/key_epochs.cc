#include "lab/verify/key_epochs.h"

#include <algorithm>

namespace keyrace {

EpochKey EpochKey::ccmp(const TemporalKey& tk) {
  EpochKey key{TkipKey{tk, {}, {}}};
  key.cipher = FrameCipher::kCcmp;
  return key;
}

void KeyEpochs::add(const EpochKey& key) {
  if (std::ranges::find(keys_, key) == keys_.end()) keys_.push_back(key);
}

std::optional<int> KeyEpochs::tk_epoch(const TemporalKey& tk) const {
  for (std::size_t i = keys_.size(); i > 0; --i) {
    if (keys_[i - 1].tk == tk) return static_cast<int>(i);
  }
  return std::nullopt;
}

std::optional<MicEpoch> KeyEpochs::mic_epoch(const MicKey& mic, bool from_ap) const {
  for (const MicDirection direction : {MicDirection::kOwn, MicDirection::kOther}) {
    const bool authenticators = from_ap == (direction == MicDirection::kOwn);
    for (std::size_t i = keys_.size(); i > 0; --i) {
      const EpochKey& key = keys_[i - 1];
      if (key.cipher == FrameCipher::kTkip && key.mic_key(authenticators) == mic) {
        return MicEpoch{static_cast<int>(i), direction};
      }
    }
  }
  return std::nullopt;
}

KeyLogReading::KeyLogReading(std::string ap, std::map<std::string, std::string> sta_by_mac)
    : ap_(std::move(ap)), sta_by_mac_(std::move(sta_by_mac)) {}

std::string KeyLogReading::sta_of(const KeyLogEntry& entry) const {
  if (entry.node != ap_) return entry.node;
  const auto sta = entry.peer ? sta_by_mac_.find(entry.peer->to_string()) : sta_by_mac_.end();
  return sta == sta_by_mac_.end() ? "" : sta->second;
}

std::optional<TkipKey> KeyLogReading::tkip_key(const KeyLogEntry& entry) const {
  constexpr std::size_t kLength = 32;
  if (entry.cipher != kCipherTkip || entry.material.size() != kLength) return std::nullopt;
  const std::span<const std::uint8_t, kLength> octets(entry.material.data(), kLength);
  return entry.node == ap_ ? TkipKey::from_authenticator(octets) : TkipKey::from_supplicant(octets);
}

std::optional<EpochKey> KeyLogReading::key(const KeyLogEntry& entry) const {
  if (const auto tkip = tkip_key(entry)) return *tkip;
  TemporalKey tk;
  if (entry.cipher != kCipherCcmp || entry.material.size() != tk.octets.size()) return std::nullopt;
  std::ranges::copy(entry.material, tk.octets.begin());
  return EpochKey::ccmp(tk);
}

std::optional<EpochKey> KeyLogReading::asked_key(const KeyLogEntry& entry) const {
  if (entry.asked.empty()) return key(entry);
  KeyLogEntry wish = entry;
  wish.material = entry.asked;
  return key(wish);
}

RunKeys KeyLogReading::keys(const KeyLog& log) const {
  RunKeys keys;
  for (const KeyLogEntry& entry : log.entries) {
    const auto asked = asked_key(entry);  // what a fault made of it is no key of the handshake's
    if (entry.action != KeyAction::kInstall || entry.part != KeyPart::kWhole || !asked) continue;
    (entry.pairwise ? keys.pairwise[sta_of(entry)] : keys.group).add(*asked);
  }
  return keys;
}

}  // namespace keyrace
