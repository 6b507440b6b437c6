#include "lab/guest/air_watch.h"

#include <optional>

#include "lab/dot11/llc.h"

namespace keyrace {
namespace {

std::optional<keyrace_event> event_of(EapolKeyMessage message) {
  switch (message) {
    case EapolKeyMessage::k4Way1:
      return KEYRACE_EVENT_4WAY_1;
    case EapolKeyMessage::k4Way2:
      return KEYRACE_EVENT_4WAY_2;
    case EapolKeyMessage::k4Way3:
      return KEYRACE_EVENT_4WAY_3;
    case EapolKeyMessage::k4Way4:
      return KEYRACE_EVENT_4WAY_4;
    case EapolKeyMessage::kGroup1:
      return KEYRACE_EVENT_GROUP_1;
    case EapolKeyMessage::kGroup2:
      return KEYRACE_EVENT_GROUP_2;
    case EapolKeyMessage::kMicFailureReport:
    case EapolKeyMessage::kOther:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

AirWatch::AirWatch(ShimEvents& events, FrameOpener opener, std::map<MacAddress, std::uint16_t> rows)
    : events_(events), opener_(std::move(opener)), rows_(std::move(rows)) {}

void AirWatch::on_frame(std::span<const std::uint8_t> packet) {
  const AirFrame frame = take_apart_radiotap(packet);
  if (!frame.is_data()) return;
  if (!frame.header.protected_frame) {
    on_msdu(frame, frame.body);
    return;
  }
  count(frame, KEYRACE_EVENT_DATA_FRAME);
  const SenderKeys sender = opener_.open(frame);
  on_msdu(frame, sender.msdu);
}

void AirWatch::on_msdu(const AirFrame& frame, ByteSpan msdu) {
  const auto eapol = eapol_in(frame.header, msdu);
  if (!eapol) return;
  const auto key = parse_eapol_key(*eapol);
  if (!key) return;
  if (const auto event = event_of(key->message())) count(frame, *event);
  if (key_observer_) key_observer_(*frame.header.ta(), frame.header.ra(), *key);
}

void AirWatch::count(const AirFrame& frame, keyrace_event event) {
  for (const auto& mac : {std::optional(frame.header.ra()), frame.header.ta()}) {
    const auto row = mac ? rows_.find(*mac) : rows_.end();
    if (row != rows_.end()) events_.raise(row->second, event);
  }
}

}  // namespace keyrace
