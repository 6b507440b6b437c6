// The payload of a flow's datagram: what lets a delivered packet, or a decrypted frame, be named.
//   0        4        8                16               24
//   | magic  | flow   | sequence       | sent_ns        | zeros up to the flow's size
// Big-endian. Sequence numbers start at 1; sent_ns is when it was to be sent, CLOCK_MONOTONIC of
// the guest.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace keyrace {

struct Datagram {
  std::uint32_t flow = 0;
  std::uint64_t sequence = 0;
  std::uint64_t sent_ns = 0;

  static constexpr std::size_t kSize = 24;

  // `payload` has at least kSize octets.
  void write(std::span<std::uint8_t> payload) const;
  // Nothing where the payload is none of ours.
  static std::optional<Datagram> read(std::span<const std::uint8_t> payload);
};

}  // namespace keyrace
