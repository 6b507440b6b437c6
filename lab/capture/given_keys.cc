#include "lab/capture/given_keys.h"

#include <algorithm>
#include <set>

#include "lab/dot11/hex.h"

namespace keyrace {
namespace {

using Octets = std::vector<std::uint8_t>;

[[noreturn]] void refuse(std::string_view option, const std::string& found,
                         const std::string& expected) {
  throw KeyError(std::string(option) + ": " + found + "; expected " + expected);
}

// The key itself is not repeated in a message: it would end in logs.
Octets parse_octets(std::string_view option, std::string_view hex, const std::string& expected) {
  const auto octets = parse_hex(hex);
  if (!octets) refuse(option, "not hexadecimal digits in pairs", expected);
  if (std::ranges::all_of(*octets, [](std::uint8_t octet) { return octet == 0; })) {
    refuse(option, octets->empty() ? "no digits" : "a key of zeros", expected);
  }
  return *octets;
}

std::string digits(const Octets& octets) {
  return std::to_string(2 * octets.size()) + " digits";
}

std::optional<EpochKey> logged_key(const KeyLogEntry& entry, bool of_ap) {
  // A reading whose AP is this entry's node, or is not.
  const KeyLogReading reading(of_ap ? entry.node : entry.node + "'s AP", {});
  if (entry.action != KeyAction::kInstall || entry.part != KeyPart::kWhole) return std::nullopt;
  return reading.asked_key(entry);
}

// Nodes that name `ap` as their peer and once had a TK that the AP had for `sta`; all of them where
// the AP's own installs are not in the log.
std::set<std::string> nodes_of_sta(const KeyLog& log, const MacAddress& ap, const MacAddress& sta) {
  std::vector<TemporalKey> of_ap;
  for (const KeyLogEntry& entry : log.entries) {
    const auto key = entry.pairwise && entry.peer == sta ? logged_key(entry, true) : std::nullopt;
    if (key) of_ap.push_back(key->tk);
  }
  std::set<std::string> nodes;
  for (const KeyLogEntry& entry : log.entries) {
    const auto key = entry.pairwise && entry.peer == ap ? logged_key(entry, false) : std::nullopt;
    if (!key) continue;
    if (of_ap.empty() || std::ranges::find(of_ap, key->tk) != of_ap.end()) nodes.insert(entry.node);
  }
  return nodes;
}

}  // namespace

GivenPassphrase parse_passphrase(std::string_view option, const std::string& text) {
  constexpr std::size_t kShortest = 8, kLongest = 63;  // IEEE 802.11-2020, J.4.1
  if (text.size() < kShortest || text.size() > kLongest) {
    refuse(option, std::to_string(text.size()) + " octets",
           "8 to 63 octets (64 hexadecimal digits are a --psk)");
  }
  return {text, std::nullopt};
}

Pmk parse_pmk(std::string_view option, std::string_view hex) {
  const std::string expected = "64 hexadecimal digits";
  const Octets octets = parse_octets(option, hex, expected);
  Pmk pmk;
  if (octets.size() != pmk.octets.size()) refuse(option, digits(octets), expected);
  std::ranges::copy(octets, pmk.octets.begin());
  return pmk;
}

Pmk parse_msk(std::string_view option, std::string_view hex) {
  const std::string expected = "64 to 128 hexadecimal digits";
  const Octets octets = parse_octets(option, hex, expected);
  Pmk pmk;
  if (octets.size() < pmk.octets.size() || octets.size() > 2 * pmk.octets.size()) {
    refuse(option, digits(octets), expected);
  }
  std::copy_n(octets.begin(), pmk.octets.size(), pmk.octets.begin());
  return pmk;
}

EpochKey parse_temporal_key(std::string_view option, std::string_view hex) {
  constexpr std::size_t kTkip = 32, kCcmp = 16;
  const std::string expected = "32 hexadecimal digits (CCMP) or 64 (TKIP with its MIC keys)";
  const Octets octets = parse_octets(option, hex, expected);
  if (octets.size() == kTkip) {
    return TkipKey::from_authenticator(std::span<const std::uint8_t, kTkip>(octets));
  }
  TemporalKey tk;
  if (octets.size() != kCcmp) refuse(option, digits(octets), expected);
  std::ranges::copy(octets, tk.octets.begin());
  return EpochKey::ccmp(tk);
}

std::vector<Pmk> PmkFinder::pmks(const std::optional<std::string>& ssid) {
  std::vector<Pmk> result = given_.pmks;
  for (const GivenPassphrase& given : given_.passphrases) {
    const std::optional<std::string>& salt = given.ssid ? given.ssid : ssid;
    if (!salt) continue;
    const auto [entry, fresh] = known_.try_emplace({given.passphrase, *salt});
    if (fresh) entry->second = pmk_from_passphrase(given.passphrase, *salt);
    result.push_back(entry->second);
  }
  return result;
}

KeyEpochs logged_pairwise_keys(const KeyLog& log, const MacAddress& ap, const MacAddress& sta) {
  const std::set<std::string> nodes = nodes_of_sta(log, ap, sta);
  KeyEpochs epochs;
  for (const KeyLogEntry& entry : log.entries) {
    if (!entry.pairwise || !entry.peer) continue;
    const bool of_ap = *entry.peer == sta;
    if (!of_ap && (*entry.peer != ap || !nodes.contains(entry.node))) continue;
    if (const auto key = logged_key(entry, of_ap)) epochs.add(*key);
  }
  return epochs;
}

std::vector<LoggedGroupKey> logged_group_keys(const KeyLog& log, const MacAddress& ap) {
  std::set<std::string> stas;
  for (const KeyLogEntry& entry : log.entries) {
    if (entry.pairwise && entry.peer == ap) stas.insert(entry.node);
  }
  std::vector<LoggedGroupKey> keys;
  for (const KeyLogEntry& entry : log.entries) {
    if (entry.pairwise) continue;
    const auto key = logged_key(entry, !stas.contains(entry.node));
    if (key) keys.push_back({KeyId{entry.key_id.value_or(0)}, *key});
  }
  return keys;
}

}  // namespace keyrace
