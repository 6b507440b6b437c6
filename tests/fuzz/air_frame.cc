#include "lab/verify/air_frame.h"

#include <optional>

#include "lab/ccmp/mpdu.h"
#include "lab/dot11/captured_packet.h"
#include "lab/dot11/elements.h"
#include "lab/dot11/fcs_detector.h"
#include "lab/dot11/link_header.h"
#include "lab/dot11/llc.h"
#include "lab/dot11/security_element.h"
#include "lab/dot11/tim.h"
#include "lab/tkip/mpdu.h"
#include "tests/fuzz/targets.h"

namespace keyrace {
namespace {

constexpr std::array<std::uint16_t, 6> kLinkTypes{
    kLinkTypeIeee80211, kLinkTypePrism, kLinkTypeIeee80211Radiotap,
    kLinkTypeAvs,       kLinkTypePpi,   kLinkTypeEthernet};

void look_into(const AirFrame& frame) {
  const MacHeader& mac = frame.header;
  granted_aid(mac, frame.body);
  if (is_beacon(mac)) {
    if (const auto tim = parse_tim(frame.body)) tim->has(2007);
  }
  if (const auto elements = frame_elements(mac, frame.body)) {
    const auto ssid = ssid_in(*elements);
    require(!ssid || (!ssid->empty() && ssid->size() <= 32), "an SSID has 1 to 32 octets");
    const auto security = find_security_element(*elements);
    require(!security || (!security->pairwise.empty() && !security->akms.empty()),
            "a security element has ciphers and AKMs");
  }
  if (!frame.is_data()) return;
  require(mac.ta() && mac.da(), "data has a TA and a DA");
  parse_tkip_header(frame.body);
  parse_ccmp_header(frame.body);
  parse_snap(frame.body);
  open_mpdu(TemporalKey{}, *mac.ta(), frame.body);
}

}  // namespace

void fuzz_air_frame(ByteSpan input) {
  if (input.empty()) return;
  const std::uint16_t link_type = kLinkTypes[input[0] % kLinkTypes.size()];
  const ByteSpan packet = input.subspan(1);
  const Parsed<LinkHeader> link = parse_link_header(link_type, packet);
  require(link || !link.error.empty(), "what is malformed has a reason");
  if (!link) return;
  require(link->length <= packet.size(), "a header ends inside of its packet");
  const ByteSpan octets = packet.subspan(link->length);
  FcsDetector detector;
  require(detector.check(octets, link->fcs) == Fcs::kAbsent || octets.size() >= kFcsLength,
          "an FCS has room");
  AirFrame frame;
  take_apart_mpdu(octets, frame);
  if (frame.malformed.empty()) {
    require(frame.header.length + frame.body.size() == octets.size(), "nothing is lost");
    look_into(frame);
  }
}

}  // namespace keyrace
