#include "lab/guest/air_rules.h"

#include <algorithm>

#include "lab/ccmp/mpdu.h"
#include "lab/dot11/hex.h"
#include "lab/guest/air_corruption.h"
#include "lab/scenario/splitmix64.h"
#include "lab/tkip/mpdu.h"

namespace keyrace {
namespace {

// IEEE Std 802.11-2020, Table 9-1, in the order of AirSubtype; kAny: never looked up.
struct TypeAndSubtype {
  FrameType type;
  std::uint8_t subtype;
};
constexpr TypeAndSubtype kSubtypes[] = {
    {},
    {FrameType::kManagement, 0},
    {FrameType::kManagement, 1},
    {FrameType::kManagement, 2},
    {FrameType::kManagement, 3},
    {FrameType::kManagement, 4},
    {FrameType::kManagement, 5},
    {FrameType::kManagement, 8},
    {FrameType::kManagement, 10},
    {FrameType::kManagement, 11},
    {FrameType::kManagement, 12},
    {FrameType::kManagement, 13},
    {FrameType::kControl, 10},
    {FrameType::kData, 0},
    {FrameType::kData, 4},
    {FrameType::kData, 8},
    {FrameType::kData, 12},
};

bool fits(AirType wanted, FrameType type) {
  switch (wanted) {
    case AirType::kAny:
      return true;
    case AirType::kManagement:
      return type == FrameType::kManagement;
    case AirType::kControl:
      return type == FrameType::kControl;
    case AirType::kData:
      return type == FrameType::kData;
  }
  return false;
}

bool fits(AirSubtype wanted, const MacHeader& header) {
  if (wanted == AirSubtype::kAny) return true;
  const TypeAndSubtype& both = kSubtypes[static_cast<std::size_t>(wanted)];
  return both.type == header.type && both.subtype == header.subtype;
}

bool fits(YesNo wanted, bool found) {
  return wanted == YesNo::kAny || (wanted == YesNo::kYes) == found;
}

bool fits(AirMessage wanted, const AirFacts& facts) {
  switch (wanted) {
    case AirMessage::kAny:
      return true;
    case AirMessage::kEapol:
      return facts.eapol;
    case AirMessage::k4Way1:
      return facts.message == EapolKeyMessage::k4Way1;
    case AirMessage::k4Way2:
      return facts.message == EapolKeyMessage::k4Way2;
    case AirMessage::k4Way3:
      return facts.message == EapolKeyMessage::k4Way3;
    case AirMessage::k4Way4:
      return facts.message == EapolKeyMessage::k4Way4;
    case AirMessage::kGroup1:
      return facts.message == EapolKeyMessage::kGroup1;
    case AirMessage::kGroup2:
      return facts.message == EapolKeyMessage::kGroup2;
    case AirMessage::kMicFailureReport:
      return facts.message == EapolKeyMessage::kMicFailureReport;
  }
  return false;
}

bool fits(AirDirection wanted, bool from_ap) {
  return wanted == AirDirection::kAny || (wanted == AirDirection::kDownlink) == from_ap;
}

bool fits_key(const AirMatch& match, const AirFacts& facts) {
  const bool group = facts.frame.header.ra().is_group();
  if (match.key != AirKey::kAny &&
      (!facts.frame.is_protected_data() || (match.key == AirKey::kGroup) != group)) {
    return false;
  }
  if (match.epoch == NumberRange{}) return true;
  return facts.opened.tk_epoch &&
         match.epoch.contains(static_cast<std::uint64_t>(*facts.opened.tk_epoch));
}

// TKIP's and CCMP's headers differ in where the counter's octets are, and in one reserved octet.
std::optional<Tsc> counter(const AirFacts& facts) {
  if (!facts.frame.is_protected_data()) return std::nullopt;
  switch (facts.opened.cipher) {
    case FrameCipher::kTkip:
      if (const auto header = parse_tkip_header(facts.frame.body)) return header->tsc;
      break;
    case FrameCipher::kCcmp:
      if (const auto header = parse_ccmp_header(facts.frame.body)) return header->pn;
      break;
  }
  return std::nullopt;
}

bool fits_octets(const AirMatch& match, const AirFacts& facts) {
  const auto wanted = parse_hex(match.bytes).value_or(std::vector<std::uint8_t>{});
  if (wanted.empty()) return true;
  const auto& octets = match.counted_in == AirOctets::kFrame ? facts.octets : facts.msdu;
  if (octets.size() < match.offset + wanted.size()) return false;
  return std::equal(wanted.begin(), wanted.end(), octets.begin() + match.offset);
}

bool fits(const AirMatch& match, const AirFacts& facts) {
  const MacHeader& header = facts.frame.header;
  if (!match.from.empty() && match.from != facts.from) return false;
  if (match.to == "group" ? !header.ra().is_group() : !match.to.empty() && match.to != facts.to) {
    return false;
  }
  const bool is_retry = header.retry;
  if (!fits(match.direction, facts.from_ap) || !fits(match.type, header.type) ||
      !fits(match.subtype, header) || !fits(match.message, facts) ||
      !fits(match.encrypted, header.protected_frame) || !fits(match.retry, is_retry)) {
    return false;
  }
  if (match.fragment && *match.fragment != header.fragment) return false;
  if (match.tsc != NumberRange{}) {
    const auto tsc = counter(facts);
    if (!tsc || !match.tsc.contains(tsc->value)) return false;
  }
  return fits_key(match, facts) && fits_octets(match, facts);
}

bool is_active(const AirRule& rule, std::optional<Duration> since_connected) {
  switch (rule.phase) {
    case AirPhase::kAlways:
      return true;
    case AirPhase::kConnecting:
      return !since_connected;
    case AirPhase::kConnected:
      return since_connected && *since_connected >= rule.after &&
             (rule.until == Duration(0) || *since_connected < rule.until);
  }
  return false;
}

// A number that the three decide and nobody foresees.
std::uint64_t scramble(std::uint64_t seed, std::uint64_t rule, std::uint64_t n) {
  return splitmix64(seed + kSplitMix64Step * (n + (rule << 32) + 1));
}

}  // namespace

AirRules::AirRules(std::vector<AirRule> rules, std::uint64_t seed)
    : rules_(std::move(rules)), matched_(rules_.size()), seed_(seed) {}

bool AirRules::look_inside() const {
  return std::ranges::any_of(rules_, [](const AirRule& rule) {
    const AirMatch& match = rule.match;
    return match.message != AirMessage::kAny || match.epoch != NumberRange{} ||
           match.tsc != NumberRange{} ||
           (!match.bytes.empty() && match.counted_in == AirOctets::kMsdu);
  });
}

std::optional<std::size_t> AirRules::decide(const AirFacts& facts,
                                            std::optional<Duration> since_connected) {
  if (!facts.frame.malformed.empty()) return std::nullopt;
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    const AirRule& rule = rules_[i];
    if (!is_active(rule, since_connected) || !fits(rule.match, facts)) continue;
    if (rule.action == AirAction::kCorrupt && corruption(rule, facts.frame).empty()) continue;
    if (counts(i)) return i;
  }
  return std::nullopt;
}

// One more that matches: is it among those that are meant?
bool AirRules::counts(std::size_t index) {
  const AirRule& rule = rules_[index];
  const std::uint32_t n = ++matched_[index];
  if (n < rule.first || (rule.last && n > *rule.last)) return false;
  if ((n - rule.first) % rule.every != 0) return false;
  return scramble(seed_, index, n) % 100 < rule.percent;
}

}  // namespace keyrace
