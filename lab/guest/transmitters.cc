#include "lab/guest/transmitters.h"

#include <utility>

#include "lab/dot11/radiotap.h"

namespace keyrace {
namespace {

std::optional<MacHeader> header_of(ByteSpan packet) {
  const auto radiotap = parse_radiotap(packet);
  if (!radiotap) return std::nullopt;
  return parse_mac_header(packet.subspan(radiotap->length)).value;
}

// An ACK names its receiver only. It directly follows the frame that it acknowledges, whose TA its
// RA is: IEEE 802.11-2020, 9.3.1.4 and 10.3.2.11; hwsim shows the two one behind the other
// (mac80211_hwsim_monitor_ack). With rules of the air others may come between them.
std::optional<MacAddress> transmitter(const MacHeader& header,
                                      const std::optional<MacHeader>& before) {
  if (header.ta()) return header.ta();
  if (before && before->ta() == header.ra()) return before->ra();
  return std::nullopt;
}

}  // namespace

Transmitters::Transmitters(std::map<MacAddress, std::uint32_t> interfaces, std::uint32_t others)
    : interfaces_(std::move(interfaces)), others_(others) {}

std::uint32_t Transmitters::interface_of(ByteSpan packet) {
  const std::optional<MacHeader> header = header_of(packet);
  const auto ta = header ? transmitter(*header, before_) : std::nullopt;
  before_ = header;
  const auto node = ta ? interfaces_.find(*ta) : interfaces_.end();
  return node == interfaces_.end() ? others_ : node->second;
}

}  // namespace keyrace
