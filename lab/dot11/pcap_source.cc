#include "lab/dot11/pcap_source.h"

#include <string>
#include <utility>

namespace keyrace {

std::optional<PcapEncoding> pcap_encoding(const std::array<std::uint8_t, 4>& magic) {
  for (const ByteOrder order : {ByteOrder::kLittle, ByteOrder::kBig}) {
    const auto value = load<std::uint32_t>(magic, 0, order);
    if (value == 0xa1b2c3d4) return PcapEncoding{order, 1000};
    if (value == 0xa1b23c4d) return PcapEncoding{order, 1};
  }
  return std::nullopt;
}

// | magic (4) | major = 2 (2) | minor (2) | zone (4) | accuracy (4) | snap length (4) |
// | one 32-bit number: FCS length in 16-bit units (31-28), which is told (26), link type (15-0) |
PcapSource::PcapSource(CaptureInput& input, PcapEncoding encoding)
    : input_(input), encoding_(encoding) {
  std::array<std::uint8_t, 20> header{};
  if (input_.read(header) != ReadResult::kWhole) {
    input_.fail(input_.offset(), "the file header is cut short", "24 octets");
  }
  const auto major = load<std::uint16_t>(header, 0, encoding_.order);
  if (major != 2) input_.fail(4, "pcap version " + std::to_string(major), "version 2");
  const auto link = load<std::uint32_t>(header, 16, encoding_.order);
  CaptureInterface interface { static_cast<std::uint16_t>(link & 0xffff) };
  if ((link & 0x04000000) != 0) interface.fcs = link >> 28 != 0;
  interface_ = std::make_shared<const CaptureInterface>(std::move(interface));
}

// | seconds (4) | micro- or nanoseconds (4) | captured length (4) | original length (4) | packet |
ReadResult PcapSource::next(CapturedPacket& packet) {
  const std::uint64_t start = input_.offset();
  ByteSpan record;
  const ReadResult header = input_.view(16, record);
  if (header != ReadResult::kWhole) return header;

  const auto field = [&](std::size_t at) {
    return load<std::uint32_t>(record, at, encoding_.order);
  };
  const std::uint32_t length = field(8);
  if (length > kMaxCaptureOctets) {
    input_.fail(start + 8, "a packet of " + std::to_string(length) + " octets",
                "at most " + std::to_string(kMaxCaptureOctets));
  }
  packet.t_ns =
      std::uint64_t{field(0)} * 1'000'000'000 + std::uint64_t{field(4)} * encoding_.ns_per_tick;
  packet.original_length = field(12);
  if (packet.interface != interface_) packet.interface = interface_;
  ByteSpan bytes;
  if (input_.view(length, bytes) != ReadResult::kWhole) return ReadResult::kCut;
  packet.bytes.assign(bytes.begin(), bytes.end());
  return ReadResult::kWhole;
}

}  // namespace keyrace
