#include "lab/dot11/mac_header.h"

#include <algorithm>

namespace keyrace {
namespace {

constexpr std::size_t kAddr1 = 4;
constexpr std::size_t kAddr2 = 10;
constexpr std::size_t kAddr3 = 16;
constexpr std::size_t kSequenceControl = 22;
constexpr std::size_t kAddr4 = 24;

MacAddress address_at(ByteSpan frame, std::size_t at) {
  MacAddress address;
  std::copy_n(frame.begin() + static_cast<std::ptrdiff_t>(at), 6, address.octets.begin());
  return address;
}

const MacAddress* there(const std::optional<MacAddress>& address) {
  return address ? &*address : nullptr;
}

// b0: | subtype (7-4) | type (3-2) | version (1-0) |
// b1: | order | protected | more data | PM | retry | more fragments | From DS | To DS |
void parse_frame_control(std::uint8_t b0, std::uint8_t b1, MacHeader& header) {
  header.type = static_cast<FrameType>((b0 >> 2) & 0x3);
  header.subtype = static_cast<std::uint8_t>(b0 >> 4);
  header.to_ds = (b1 & 0x01) != 0;
  header.from_ds = (b1 & 0x02) != 0;
  header.more_fragments = (b1 & 0x04) != 0;
  header.retry = (b1 & 0x08) != 0;
  header.power_management = (b1 & 0x10) != 0;
  header.more_data = (b1 & 0x20) != 0;
  header.protected_frame = (b1 & 0x40) != 0;
  header.order = (b1 & 0x80) != 0;
}

// Control frames with a second address: TACK to NDP announcement (2 to 5), BlockAckReq, BlockAck,
// PS-Poll, RTS, CF-End, CF-End + CF-Ack. The others have RA only.
bool control_has_ta(std::uint8_t subtype) {
  return (subtype >= 2 && subtype <= 5) || (subtype >= 8 && subtype <= 11) || subtype >= 14;
}

// | frame control (2) | duration or AID (2) | RA (6) | TA (6), some |
std::string_view parse_control(ByteSpan frame, MacHeader& header) {
  const bool has_ta = control_has_ta(header.subtype);
  header.length = has_ta ? kAddr3 : kAddr2;
  if (frame.size() < header.length) return "802.11: control frame cut short";
  header.addr1 = address_at(frame, kAddr1);
  if (has_ta) header.addr2 = address_at(frame, kAddr2);
  return {};
}

// | frame control (2) | duration (2) | addr1 | addr2 | addr3 | sequence control (2) |
//   addr4, To DS and From DS | QoS control (2), QoS data | HT control (4), +HTC |
std::string_view parse_data_or_management(ByteSpan frame, MacHeader& header) {
  const bool is_data = header.type == FrameType::kData;
  const bool has_addr4 = is_data && header.to_ds && header.from_ds;
  header.qos = is_data && (header.subtype & 0x8) != 0;
  const bool has_ht_control = header.order && (header.qos || !is_data);

  const std::size_t qos_at = kAddr4 + (has_addr4 ? 6U : 0U);
  const std::size_t ht_control_at = qos_at + (header.qos ? 2U : 0U);
  header.length = ht_control_at + (has_ht_control ? 4U : 0U);
  if (frame.size() < header.length) return "802.11: MAC header cut short";

  header.addr1 = address_at(frame, kAddr1);
  header.addr2 = address_at(frame, kAddr2);
  header.addr3 = address_at(frame, kAddr3);
  if (has_addr4) header.addr4 = address_at(frame, kAddr4);
  const auto sequence_control = load_le<std::uint16_t>(frame, kSequenceControl);
  header.sequence = static_cast<std::uint16_t>(sequence_control >> 4);
  header.fragment = static_cast<std::uint8_t>(sequence_control & 0xf);
  if (header.qos) {
    header.tid = frame[qos_at] & 0x0f;
    header.a_msdu = (frame[qos_at] & 0x80) != 0;
  }
  if (has_ht_control) header.ht_control = load_le<std::uint32_t>(frame, ht_control_at);
  return {};
}

}  // namespace

// To DS  From DS | addr1  addr2  addr3  addr4
//   0       0    | RA=DA  TA=SA  BSSID   -
//   0       1    | RA=DA  BSSID  SA      -
//   1       0    | BSSID  TA=SA  DA      -
//   1       1    | RA     TA     DA      SA
const MacAddress* MacHeader::da() const {
  if (type == FrameType::kControl) return nullptr;
  if (type == FrameType::kManagement) return &addr1;
  return to_ds ? there(addr3) : &addr1;
}

const MacAddress* MacHeader::sa() const {
  if (type == FrameType::kControl) return nullptr;
  if (type == FrameType::kManagement || !from_ds) return there(addr2);
  return to_ds ? there(addr4) : there(addr3);
}

Parsed<MacHeader> parse_mac_header(ByteSpan frame) {
  MacHeader header;
  const std::string_view error = parse_mac_header(frame, header);
  return error.empty() ? Parsed(header) : Parsed<MacHeader>::malformed(error);
}

std::string_view parse_mac_header(ByteSpan frame, MacHeader& header) {
  if (frame.size() < kAddr2) return "802.11: fewer than 10 octets";
  if ((frame[0] & 0x3) != 0) return "802.11: protocol version is not 0";
  if (((frame[0] >> 2) & 0x3) == 3) return "802.11: extension frame (type 3)";
  header = {};
  parse_frame_control(frame[0], frame[1], header);
  if (header.type == FrameType::kControl) return parse_control(frame, header);
  return parse_data_or_management(frame, header);
}

}  // namespace keyrace
