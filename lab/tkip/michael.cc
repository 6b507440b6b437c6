#include "lab/tkip/michael.h"

#include <bit>

namespace keyrace {
namespace {

// Octets of each half of the word change places.
std::uint32_t swap_pairs(std::uint32_t x) {
  return (x & 0x00ff00ff) << 8 | (x & 0xff00ff00) >> 8;
}

// r ^= l <<< 17, l += r; r ^= XSWAP(l), l += r; r ^= l <<< 3, l += r; r ^= l >>> 2, l += r
void block(std::uint32_t& l, std::uint32_t& r) {
  r ^= std::rotl(l, 17);
  l += r;
  r ^= swap_pairs(l);
  l += r;
  r ^= std::rotl(l, 3);
  l += r;
  r ^= std::rotr(l, 2);
  l += r;
}

}  // namespace

Michael::Michael(const MicKey& key)
    : left_(load_le<std::uint32_t>(key.octets, 0)), right_(load_le<std::uint32_t>(key.octets, 4)) {}

void Michael::add(std::uint8_t octet) {
  word_ |= std::uint32_t{octet} << (8 * in_word_);
  if (++in_word_ < 4) return;
  left_ ^= word_;
  block(left_, right_);
  word_ = 0;
  in_word_ = 0;
}

void Michael::update(ByteSpan data) {
  std::size_t at = 0;
  while (in_word_ != 0 && at < data.size()) add(data[at++]);
  for (; at + 4 <= data.size(); at += 4) {  // whole words, of which the most is made
    left_ ^= load_le<std::uint32_t>(data, at);
    block(left_, right_);
  }
  while (at < data.size()) add(data[at++]);
}

// data | 5a | 4 to 7 zeros, up to a multiple of 4
MichaelMic Michael::finish() {
  add(0x5a);
  for (int i = 0; i < 4; ++i) add(0);
  while (in_word_ != 0) add(0);
  MichaelMic mic{};
  for (std::size_t i = 0; i < 4; ++i) {
    mic[i] = static_cast<std::uint8_t>(left_ >> (8 * i));
    mic[i + 4] = static_cast<std::uint8_t>(right_ >> (8 * i));
  }
  return mic;
}

// | DA (6) | SA (6) | priority (1) | 0 (3) | MSDU |
MichaelMic michael_mic(const MicKey& key, const MacAddress& da, const MacAddress& sa,
                       std::uint8_t priority, ByteSpan msdu) {
  Michael michael(key);
  michael.update(da.octets);
  michael.update(sa.octets);
  michael.update(std::array<std::uint8_t, 4>{priority, 0, 0, 0});
  michael.update(msdu);
  return michael.finish();
}

}  // namespace keyrace
