// Michael, the message integrity code of TKIP over an MSDU. Called by verify when an MSDU is whole.
// Arrow: capture -> verify. IEEE 802.11-2020, 12.5.2.3.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "lab/dot11/bytes.h"
#include "lab/dot11/mac_address.h"
#include "lab/tkip/key_material.h"

namespace keyrace {

constexpr std::size_t kMichaelLength = 8;  // octets

using MichaelMic = std::array<std::uint8_t, kMichaelLength>;

// Over any octets, in pieces.
class Michael {
 public:
  explicit Michael(const MicKey& key = {});

  void update(ByteSpan data);
  MichaelMic finish();  // pads; this object is used up

  // Between the words of a message: its left and right half.
  Michael(std::uint32_t left, std::uint32_t right) : left_(left), right_(right) {}
  void add_word(std::uint32_t word);  // 4 octets, little endian

 private:
  void add(std::uint8_t octet);

  std::uint32_t left_;
  std::uint32_t right_;
  std::uint32_t word_ = 0;   // octets of the unfinished word, little endian
  std::size_t in_word_ = 0;  // 0 to 3
};

// msdu: from the LLC header on. priority: the TID, or 0 without QoS.
MichaelMic michael_mic(const MicKey& key, const MacAddress& da, const MacAddress& sa,
                       std::uint8_t priority, ByteSpan msdu);

struct MsduToSign {
  const MicKey* key = nullptr;
  const MacAddress* da = nullptr;
  const MacAddress* sa = nullptr;
  std::uint8_t priority = 0;
  ByteSpan msdu;
  MichaelMic mic{};  // the result
};

// The same for many, several at once, a word of each at a time: one alone leaves most of a
// processor idle.
void michael_mics(std::span<MsduToSign> batch);

}  // namespace keyrace
