#include "lab/dot11/pcapng_source.h"

#include <algorithm>
#include <limits>

#include "lab/dot11/pcapng_format.h"

namespace keyrace {
namespace {

constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t kNsPerSecond = 1'000'000'000;

std::uint64_t multiply_saturated(std::uint64_t a, std::uint64_t b) {
  return b != 0 && a > kMax / b ? kMax : a * b;
}

std::uint64_t decimal_to_ns(std::uint64_t ticks, unsigned exponent) {
  for (; exponent < 9; ++exponent) ticks = multiply_saturated(ticks, 10);
  for (; exponent > 9 && ticks != 0; --exponent) ticks /= 10;
  return ticks;
}

// ns = seconds * 10^9 + fraction * 10^9 / 2^exponent
std::uint64_t binary_to_ns(std::uint64_t ticks, unsigned exponent) {
  if (exponent > 95) return 0;  // fewer than 2^-31 s altogether
  const std::uint64_t seconds = exponent < 64 ? ticks >> exponent : 0;
  std::uint64_t fraction = exponent < 64 ? ticks - (seconds << exponent) : ticks;
  if (exponent > 32) {  // keep 32 bits of it, so that the product fits
    fraction >>= exponent - 32;
    exponent = 32;
  }
  const std::uint64_t ns = multiply_saturated(seconds, kNsPerSecond);
  const std::uint64_t fraction_ns = (fraction * kNsPerSecond) >> exponent;
  return ns > kMax - fraction_ns ? kMax : ns + fraction_ns;
}

}  // namespace

std::uint64_t TimeResolution::to_ns(std::uint64_t ticks) const {
  const unsigned exponent = if_tsresol & 0x7f;
  return (if_tsresol & 0x80) != 0 ? binary_to_ns(ticks, exponent) : decimal_to_ns(ticks, exponent);
}

PcapngSource::PcapngSource(CaptureInput& input) : input_(input) {
  std::array<std::uint8_t, 4> length{};
  if (input_.read(length) != ReadResult::kWhole || read_section(0, length) != ReadResult::kWhole) {
    input_.fail(input_.offset(), "the section header is cut short", "at least 28 octets");
  }
}

ReadResult PcapngSource::next(CapturedPacket& packet) {
  while (true) {
    Block block{input_.offset()};
    ByteSpan start;  // block type, length
    ReadResult result = input_.view(8, start);
    if (result != ReadResult::kWhole) return result;
    block.type = load<std::uint32_t>(start, 0, order_);
    const bool is_section = std::ranges::equal(start.first<4>(), kPcapngMagic);
    const bool is_packet =
        block.type == pcapng::kSimplePacketBlock || block.type == pcapng::kEnhancedPacketBlock;
    if (is_section) {
      result = read_section(block.offset, {start[4], start[5], start[6], start[7]});
    } else {
      block.length = load<std::uint32_t>(start, 4, order_);
      check_length(block, 12);
      result = is_packet || block.type == pcapng::kInterfaceBlock ? read_body(block)
                                                                  : skip(block, block.length - 12);
    }
    if (result != ReadResult::kWhole) return ReadResult::kCut;
    if (block.type == pcapng::kInterfaceBlock) add_interface(block);
    if (block.type == pcapng::kEnhancedPacketBlock) take_enhanced(block, packet);
    if (block.type == pcapng::kSimplePacketBlock) take_simple(block, packet);
    if (is_packet) return ReadResult::kWhole;
  }
}

// | 0a0d0d0a (4) | block length (4) | byte order magic (4) | major = 1 (2) | minor (2) |
// | section length (8) | options | block length (4) |
ReadResult PcapngSource::read_section(std::uint64_t offset,
                                      const std::array<std::uint8_t, 4>& length) {
  std::array<std::uint8_t, 4> magic{};
  if (input_.read(magic) != ReadResult::kWhole) return ReadResult::kCut;
  if (load_le<std::uint32_t>(magic, 0) == pcapng::kOrderMagic) {
    order_ = ByteOrder::kLittle;
  } else if (load_be<std::uint32_t>(magic, 0) == pcapng::kOrderMagic) {
    order_ = ByteOrder::kBig;
  } else {
    input_.fail(offset + 8, "unknown byte order of a section", "1a2b3c4d in either order");
  }
  interfaces_.clear();
  const Block block{offset, 0, load<std::uint32_t>(length, 0, order_)};
  check_length(block, 28);

  std::array<std::uint8_t, 4> version{};
  if (input_.read(version) != ReadResult::kWhole) return ReadResult::kCut;
  const auto major = load<std::uint16_t>(version, 0, order_);
  if (major != 1) input_.fail(offset + 12, "pcapng version " + std::to_string(major), "version 1");
  constexpr std::uint32_t kReadAlready = 16;
  const ReadResult result = read_body(block, kReadAlready);
  if (result == ReadResult::kWhole) describe_section(block);
  return result;
}

// body_: | section length (8) | options |
void PcapngSource::describe_section(const Block& block) {
  description_ = {};
  constexpr std::size_t kBeforeOptions = 24;
  take_options(block, kBeforeOptions, body_.subspan(8), [&](std::uint16_t code, ByteSpan value) {
    const std::string text(value.begin(), value.end());
    if (code == pcapng::kOptionComment) description_.comments.push_back(text);
    if (code == pcapng::kOptionOperatingSystem) description_.operating_system = text;
  });
}

ReadResult PcapngSource::read_body(const Block& block, std::uint32_t read_already) {
  if (block.length > kMaxCaptureOctets) {
    input_.fail(block.offset + 4, "a block of " + std::to_string(block.length) + " octets",
                "at most " + std::to_string(kMaxCaptureOctets));
  }
  if (input_.view(block.length - read_already, body_) != ReadResult::kWhole)
    return ReadResult::kCut;
  check_trailer(block, body_.last(4));
  body_ = body_.first(body_.size() - 4);
  return ReadResult::kWhole;
}

ReadResult PcapngSource::skip(const Block& block, std::uint64_t octets) {
  ByteSpan trailer;
  if (input_.skip(octets) != ReadResult::kWhole) return ReadResult::kCut;
  if (input_.view(4, trailer) != ReadResult::kWhole) return ReadResult::kCut;
  check_trailer(block, trailer);
  return ReadResult::kWhole;
}

void PcapngSource::check_trailer(const Block& block, ByteSpan trailer) const {
  const auto length = load<std::uint32_t>(trailer, 0, order_);
  if (length == block.length) return;
  input_.fail(block.offset + block.length - 4, "trailing block length " + std::to_string(length),
              std::to_string(block.length) + " as at the block's start");
}

void PcapngSource::check_length(const Block& block, std::uint32_t least) const {
  if (block.length >= least && block.length % 4 == 0) return;
  input_.fail(block.offset + 4, "block length " + std::to_string(block.length),
              "a multiple of 4 from " + std::to_string(least) + " on");
}

// | code (2) | length (2) | value, padded to 4 |
template <typename Take>
void PcapngSource::take_options(const Block& block, std::uint64_t begin, ByteSpan options,
                                const Take& take) const {
  std::size_t at = 0;
  while (at + 4 <= options.size()) {
    const auto code = load<std::uint16_t>(options, at, order_);
    const std::size_t length = load<std::uint16_t>(options, at + 2, order_);
    if (code == 0) return;
    at += 4;
    if (length > options.size() - at) {
      input_.fail(block.offset + begin + at - 2,
                  "an option of " + std::to_string(length) + " octets",
                  "at most " + std::to_string(options.size() - at));
    }
    take(code, options.subspan(at, length));
    at += (length + 3) / 4 * 4;
  }
}

// | link type (2) | reserved (2) | snap length (4) | options |
void PcapngSource::add_interface(const Block& block) {
  constexpr std::size_t kFixed = 8;
  if (body_.size() < kFixed)
    input_.fail(block.offset + 4, "interface block too short", "20 octets");
  CaptureInterface told{load<std::uint16_t>(body_, 0, order_)};
  Interface interface;
  interface.snap_length = load<std::uint32_t>(body_, 4, order_);
  take_options(block, 8 + kFixed, body_.subspan(kFixed), [&](std::uint16_t code, ByteSpan value) {
    if (code == pcapng::kOptionIfName) told.name.assign(value.begin(), value.end());
    if (code == pcapng::kOptionIfDescription) told.description.assign(value.begin(), value.end());
    if (code == pcapng::kOptionIfFcslen && value.size() == 1) told.fcs = value[0] != 0;
    if (code == pcapng::kOptionIfTsresol) interface.resolution = resolution_of(block, value);
  });
  interface.told = std::make_shared<const CaptureInterface>(std::move(told));
  interfaces_.push_back(std::move(interface));
}

TimeResolution PcapngSource::resolution_of(const Block& block, ByteSpan option) const {
  if (option.size() != 1) input_.fail(block.offset, "if_tsresol of a wrong length", "1 octet");
  return {option[0]};
}

// | interface (4) | ticks, high (4) | low (4) | captured length (4) | original length (4) |
// | packet, padded to 4 | options |
void PcapngSource::take_enhanced(const Block& block, CapturedPacket& packet) const {
  constexpr std::size_t kFixed = 20;
  if (body_.size() < kFixed) input_.fail(block.offset + 4, "packet block too short", "32 octets");
  const auto field = [&](std::size_t at) { return load<std::uint32_t>(body_, at, order_); };
  const Interface& interface = interface_at(block, field(0));
  const std::uint32_t captured = field(12);
  if (captured > body_.size() - kFixed) {
    input_.fail(block.offset + 20, "a packet of " + std::to_string(captured) + " octets",
                "at most " + std::to_string(body_.size() - kFixed) + ", the rest of its block");
  }
  packet.t_ns = interface.resolution.to_ns(std::uint64_t{field(4)} << 32 | field(8));
  packet.original_length = field(16);
  fill(packet, interface, body_.subspan(kFixed, captured));
}

// | original length (4) | packet, cut to the snap length, padded to 4 |
void PcapngSource::take_simple(const Block& block, CapturedPacket& packet) const {
  constexpr std::size_t kFixed = 4;
  if (body_.size() < kFixed) input_.fail(block.offset + 4, "packet block too short", "16 octets");
  const Interface& interface = interface_at(block, 0);
  packet.t_ns = 0;
  packet.original_length = load<std::uint32_t>(body_, 0, order_);
  std::size_t captured = packet.original_length;
  if (interface.snap_length != 0) captured = std::min<std::size_t>(captured, interface.snap_length);
  if (captured > body_.size() - kFixed) {
    input_.fail(block.offset + 8, "a packet of " + std::to_string(captured) + " octets",
                "at most " + std::to_string(body_.size() - kFixed) + ", the rest of its block");
  }
  fill(packet, interface, body_.subspan(kFixed, captured));
}

const PcapngSource::Interface& PcapngSource::interface_at(const Block& block,
                                                          std::uint32_t id) const {
  if (id >= interfaces_.size()) {
    input_.fail(block.offset + 8, "interface " + std::to_string(id),
                "one of the " + std::to_string(interfaces_.size()) + " described before it");
  }
  return interfaces_[id];
}

void PcapngSource::fill(CapturedPacket& packet, const Interface& interface, ByteSpan bytes) const {
  if (packet.interface != interface.told) packet.interface = interface.told;
  packet.bytes.assign(bytes.begin(), bytes.end());
}

}  // namespace keyrace
