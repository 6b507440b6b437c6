#include "lab/guest/air_medium.h"

#include "lab/dot11/hex.h"
#include "lab/dot11/llc.h"
#include "lab/scenario/scenario_fields.h"

namespace keyrace {
namespace {

std::string about(std::uint64_t transmission, std::size_t length) {
  return " transmission=" + std::to_string(transmission) + " length=" + std::to_string(length);
}

// As lab/evidence/trace_decoder.cc reads it: "8:01+60:a1b2c3d4".
std::string in_words(const std::vector<OctetChange>& changes) {
  std::string text;
  for (const OctetChange& change : changes) {
    text += (text.empty() ? " changed=" : "+") + std::to_string(change.offset) + ":" +
            to_hex(change.mask);
  }
  return text;
}

std::vector<std::uint8_t> changed(std::vector<std::uint8_t> frame, std::size_t header,
                                  const std::vector<OctetChange>& changes) {
  for (const OctetChange& change : changes) {
    for (std::size_t i = 0; i < change.mask.size(); ++i) {
      frame[header + change.offset + i] ^= change.mask[i];
    }
  }
  return frame;
}

void look_at_eapol(AirFacts& facts) {
  const auto eapol = eapol_in(facts.frame.header, facts.msdu);
  facts.eapol = eapol.has_value();
  if (!eapol) return;
  if (const auto key = parse_eapol_key(*eapol)) facts.message = key->message();
}

}  // namespace

AirMedium::AirMedium(EventLoop& loop, KernelTrace& trace, const Scenario& scenario,
                     std::map<MacAddress, std::string> names, FrameOpener opener)
    : loop_(loop),
      trace_(trace),
      rules_(scenario.air, scenario.seed),
      names_(std::move(names)),
      opener_(std::move(opener)) {
  trace_.mark("keyrace: air-begins");
  loop_.watch(medium_.fd(), [this] {
    medium_.receive([this](const Transmission& transmission) { on_sent(transmission); });
  });
}

AirMedium::~AirMedium() {
  *alive_ = false;
  try {
    loop_.unwatch(medium_.fd());
    trace_.mark("keyrace: air-ends");
  } catch (const std::exception&) {
    // Then there is no trace any more that it could contradict.
  }
}

void AirMedium::on_sent(const Transmission& transmission) {
  const auto sent = std::make_shared<Sent>(Sent{transmission, facts_of(transmission), ++sent_});
  std::optional<Duration> since_connected;
  if (connected_) since_connected = monotonic_now() - *connected_;
  const auto rule = rules_.decide(sent->facts, since_connected);
  if (rule) return obey(rules_[*rule], *rule, sent);
  report(*sent, true);
  hear(*sent, std::nullopt, {});
}

AirFacts AirMedium::facts_of(const Transmission& transmission) {
  AirFacts facts;
  facts.octets = transmission.frame;
  facts.frame = take_apart_mpdu(facts.octets);
  const auto name_of = [&](const std::optional<MacAddress>& mac) {
    const auto found = mac ? names_.find(*mac) : names_.end();
    return found == names_.end() ? std::string() : found->second;
  };
  if (!facts.frame.malformed.empty()) return facts;
  facts.from = name_of(MacAddress{transmission.radio});
  facts.to = name_of(facts.frame.header.ra());
  facts.from_ap = opener_.nodes().is_ap(MacAddress{transmission.radio});
  if (!facts.frame.is_data()) return facts;
  if (!facts.frame.header.protected_frame) {
    facts.msdu = facts.frame.body;
  } else if (rules_.look_inside()) {
    facts.opened = opener_.open(facts.frame);
    facts.msdu = facts.opened.msdu;
  }
  look_at_eapol(facts);
  return facts;
}

void AirMedium::obey(const AirRule& rule, std::size_t index, const std::shared_ptr<Sent>& sent) {
  report(*sent, rule.action != AirAction::kDrop && rule.action != AirAction::kDropAck);
  trace_.mark("keyrace: air-met" + about(sent->n, sent->facts.octets.size()) + " rule=" +
              std::to_string(index) + " action=" + std::string(air_action_name(rule.action)));
  switch (rule.action) {
    case AirAction::kDrop:
      break;
    case AirAction::kDelay:
      hear_later(rule, sent);
      break;
    case AirAction::kDuplicate:
      hear(*sent, rule.signal, {});
      hear_later(rule, sent);
      break;
    case AirAction::kCorrupt:
      hear(*sent, rule.signal, corruption(rule, sent->facts.frame));
      break;
    case AirAction::kDropAck:
    case AirAction::kPass:
      hear(*sent, rule.signal, {});
      break;
  }
}

void AirMedium::hear_later(const AirRule& rule, const std::shared_ptr<Sent>& sent) {
  loop_.at(monotonic_now() + rule.by, [this, alive = alive_, sent, signal = rule.signal] {
    if (*alive) hear(*sent, signal, {});
  });
}

// A frame for one is only handed to that one: mac80211 has no use for the others'.
void AirMedium::hear(const Sent& sent, std::optional<int> signal,
                     const std::vector<OctetChange>& changes) {
  const AirFrame& frame = sent.facts.frame;
  if (!frame.malformed.empty()) return;
  for (const auto& [mac, name] : names_) {
    if (mac.octets == sent.transmission.radio) continue;
    if (!frame.header.ra().is_group() && frame.header.ra() != mac) continue;
    trace_.mark("keyrace: air-delivers" + about(sent.n, sent.facts.octets.size()) + " to=" + name +
                in_words(changes));
    medium_.deliver(mac.octets, changed(sent.facts.octets, frame.header.length, changes),
                    sent.transmission, signal);
  }
}

void AirMedium::report(const Sent& sent, bool heard) {
  medium_.report(sent.transmission,
                 heard && !sent.transmission.needs_no_ack() && !sent.facts.to.empty());
}

}  // namespace keyrace
