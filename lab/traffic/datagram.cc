#include "lab/traffic/datagram.h"

namespace keyrace {
namespace {

constexpr std::uint32_t kMagic = 0x6b65792d;  // "key-"

void put(std::span<std::uint8_t> to, std::uint64_t value) {
  for (std::size_t i = to.size(); i-- > 0; value >>= 8) to[i] = static_cast<std::uint8_t>(value);
}

std::uint64_t get(std::span<const std::uint8_t> from) {
  std::uint64_t value = 0;
  for (const std::uint8_t octet : from) value = value << 8 | octet;
  return value;
}

}  // namespace

void Datagram::write(std::span<std::uint8_t> payload) const {
  put(payload.subspan(0, 4), kMagic);
  put(payload.subspan(4, 4), flow);
  put(payload.subspan(8, 8), sequence);
  put(payload.subspan(16, 8), sent_ns);
}

std::optional<Datagram> Datagram::read(std::span<const std::uint8_t> payload) {
  if (payload.size() < kSize || get(payload.subspan(0, 4)) != kMagic) return std::nullopt;
  return Datagram{static_cast<std::uint32_t>(get(payload.subspan(4, 4))),
                  get(payload.subspan(8, 8)), get(payload.subspan(16, 8))};
}

}  // namespace keyrace
