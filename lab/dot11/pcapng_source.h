// The pcapng half of CaptureReader. Arrow: capture -> verify. draft-ietf-opsawg-pcapng.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "lab/dot11/bytes.h"
#include "lab/dot11/capture_input.h"
#include "lab/dot11/captured_packet.h"

namespace keyrace {

constexpr std::array<std::uint8_t, 4> kPcapngMagic{0x0a, 0x0d, 0x0d, 0x0a};  // same in both orders

// if_tsresol: | power of 2, not of 10 (bit 7) | negative exponent (bits 6-0) |
struct TimeResolution {
  std::uint8_t if_tsresol = 6;

  // Of ticks since the epoch; what 64 bits of nanoseconds can't hold is their largest number.
  std::uint64_t to_ns(std::uint64_t ticks) const;
};

class PcapngSource : public PacketSource {
 public:
  // The block type of the first section header is read already.
  explicit PcapngSource(CaptureInput& input);
  ReadResult next(CapturedPacket& packet) override;

 private:
  struct Interface {
    std::shared_ptr<const CaptureInterface> told;  // with the packets
    std::uint32_t snap_length = 0;                 // 0: none
    TimeResolution resolution;
  };
  struct Block {
    std::uint64_t offset = 0;  // of the block type in the file
    std::uint32_t type = 0;
    std::uint32_t length = 0;  // of the whole block
  };

  // length: in the section's byte order, which is not known yet.
  ReadResult read_section(std::uint64_t offset, const std::array<std::uint8_t, 4>& length);
  // What is left of it as body_, without the trailing length.
  ReadResult read_body(const Block& block, std::uint32_t read_already = 8);
  ReadResult skip(const Block& block, std::uint64_t octets);  // and check the trailing length
  void check_trailer(const Block& block, ByteSpan trailer) const;
  void check_length(const Block& block, std::uint32_t least) const;
  // take(code, value) for each of `options`, which begin at `begin` of the block.
  template <typename Take>
  void take_options(const Block& block, std::uint64_t begin, ByteSpan options,
                    const Take& take) const;
  void describe_section(const Block& block);
  void add_interface(const Block& block);
  TimeResolution resolution_of(const Block& block, ByteSpan option) const;
  void take_enhanced(const Block& block, CapturedPacket& packet) const;
  void take_simple(const Block& block, CapturedPacket& packet) const;
  const Interface& interface_at(const Block& block, std::uint32_t id) const;
  void fill(CapturedPacket& packet, const Interface& interface, ByteSpan bytes) const;

  CaptureInput& input_;
  ByteOrder order_ = ByteOrder::kLittle;  // of the current section
  std::vector<Interface> interfaces_;     // of the current section
  ByteSpan body_;                         // the input's
};

}  // namespace keyrace
