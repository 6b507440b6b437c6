#include "lab/evidence/radius_log.h"

#include <fstream>
#include <optional>

#include "lab/dot11/bytes.h"
#include "lab/dot11/capture_reader.h"
#include "lab/dot11/llc.h"

namespace keyrace {
namespace {

constexpr std::size_t kEthernetHeader = 14;
constexpr std::size_t kLeastIpv4Header = 20;
constexpr std::size_t kUdpHeader = 8;
constexpr std::size_t kRadiusHeader = 4;  // of it, what is read here
constexpr std::uint8_t kProtocolUdp = 17;
constexpr std::uint16_t kRadiusPort = 1812;

// The UDP datagram's beginning; empty where there is none.
// | DA (6) | SA (6) | EtherType (2, big endian) | IPv4: version, IHL in 4 octets (1) | ... |
// | flags, fragment offset (2) at 6 | protocol (1) at 9 | ...
ByteSpan udp_of(ByteSpan ethernet) {
  if (ethernet.size() < kEthernetHeader + kLeastIpv4Header) return {};
  if (load_be<std::uint16_t>(ethernet, 12) != kEthertypeIpv4) return {};
  const ByteSpan ip = ethernet.subspan(kEthernetHeader);
  const std::size_t header = (ip[0] & 0x0fU) * 4U;
  const bool first_fragment = (load_be<std::uint16_t>(ip, 6) & 0x1fff) == 0;
  if (ip[0] >> 4 != 4 || header < kLeastIpv4Header || header > ip.size()) return {};
  return first_fragment && ip[9] == kProtocolUdp ? ip.subspan(header) : ByteSpan{};
}

// UDP: | source port (2) | destination port (2) | length (2) | checksum (2) |, big endian.
// RADIUS: | code (1) | identifier (1) | length (2) | authenticator (16) | attributes |
std::optional<RadiusPacket> radius_packet(const CapturedPacket& captured) {
  if (captured.interface->link_type != kLinkTypeEthernet) return std::nullopt;
  const ByteSpan udp = udp_of(captured.bytes);
  if (udp.size() < kUdpHeader + kRadiusHeader) return std::nullopt;
  const auto source = load_be<std::uint16_t>(udp, 0);
  const auto destination = load_be<std::uint16_t>(udp, 2);
  if (source != kRadiusPort && destination != kRadiusPort) return std::nullopt;
  RadiusPacket packet;
  packet.n = captured.number;
  packet.t_ns = captured.t_ns;
  packet.code = static_cast<RadiusCode>(udp[kUdpHeader]);
  packet.id = udp[kUdpHeader + 1];
  packet.from_ap = destination == kRadiusPort;
  packet.ap_port = packet.from_ap ? source : destination;
  return packet;
}

}  // namespace

std::vector<RadiusPacket> read_radius_log(const std::string& path) {
  std::ifstream capture(path, std::ios::binary);
  if (!capture.is_open()) return {};
  CaptureReader reader(capture, path);
  std::vector<RadiusPacket> packets;
  for (CapturedPacket captured; reader.next(captured);) {
    if (const auto packet = radius_packet(captured)) packets.push_back(*packet);
  }
  return packets;
}

}  // namespace keyrace
