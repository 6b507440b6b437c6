// The pcap half of CaptureReader. Arrow: capture -> verify. draft-ietf-opsawg-pcap.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>

#include "lab/dot11/bytes.h"
#include "lab/dot11/capture_input.h"
#include "lab/dot11/captured_packet.h"

namespace keyrace {

struct PcapEncoding {
  ByteOrder order = ByteOrder::kLittle;
  std::uint32_t ns_per_tick = 1000;  // of the records' second time field
};

// nullopt: not a pcap file.
std::optional<PcapEncoding> pcap_encoding(const std::array<std::uint8_t, 4>& magic);

class PcapSource : public PacketSource {
 public:
  // The magic number is read already.
  PcapSource(CaptureInput& input, PcapEncoding encoding);
  ReadResult next(CapturedPacket& packet) override;

 private:
  CaptureInput& input_;
  PcapEncoding encoding_;
  std::shared_ptr<const CaptureInterface> interface_;
};

}  // namespace keyrace
