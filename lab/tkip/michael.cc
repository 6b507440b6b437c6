#include "lab/tkip/michael.h"

#include <algorithm>

namespace keyrace {
namespace {

constexpr std::size_t kWord = 4;

// Four words, which GCC and Clang put into a vector register where there is one. Two of them fill a
// processor.
constexpr std::size_t kWords = 4;
using Words = std::uint32_t __attribute__((vector_size(sizeof(std::uint32_t) * kWords)));
constexpr std::size_t kVectors = Michael::kLanes / kWords;

template <typename Word>
Word rotl(Word x, int bits) {
  return x << bits | x >> (32 - bits);
}

// Octets of each half of the word change places.
template <typename Word>
Word swap_pairs(Word x) {
  return (x & 0x00ff00ff) << 8 | (x & 0xff00ff00) >> 8;
}

// r ^= l <<< 17, l += r; r ^= XSWAP(l), l += r; r ^= l <<< 3, l += r; r ^= l >>> 2, l += r
template <typename Word>
void block(Word& l, Word& r) {
  r ^= rotl(l, 17);
  l += r;
  r ^= swap_pairs(l);
  l += r;
  r ^= rotl(l, 3);
  l += r;
  r ^= rotl(l, 30);
  l += r;
}

using PseudoHeader = std::array<std::uint8_t, 16>;

// | DA (6) | SA (6) | priority (1) | 0 (3) |
PseudoHeader pseudo_header(const MacAddress& da, const MacAddress& sa, std::uint8_t priority) {
  PseudoHeader header{};
  std::ranges::copy(da.octets, header.begin());
  std::ranges::copy(sa.octets, header.begin() + 6);
  header[12] = priority;
  return header;
}

}  // namespace

Michael::Michael(const MicKey& key)
    : left_(load_le<std::uint32_t>(key.octets, 0)),
      right_(load_le<std::uint32_t>(key.octets, kWord)) {}

void Michael::add(std::uint8_t octet) {
  word_ |= std::uint32_t{octet} << (8 * in_word_);
  if (++in_word_ < kWord) return;
  left_ ^= word_;
  block(left_, right_);
  word_ = 0;
  in_word_ = 0;
}

void Michael::update(ByteSpan data) {
  for (; in_word_ != 0 && !data.empty(); data = data.subspan(1)) add(data[0]);
  std::uint32_t left = left_, right = right_;  // in registers, where octets can't be
  for (; data.size() >= kWord; data = data.subspan(kWord)) {
    left ^= load_le<std::uint32_t>(data, 0);
    block(left, right);
  }
  left_ = left;
  right_ = right;
  for (const std::uint8_t octet : data) add(octet);
}

void Michael::update_together(std::span<Michael, kLanes> messages,
                              const std::array<const std::uint8_t*, kLanes>& data,
                              std::size_t octets) {
  std::array<Words, kVectors> left{}, right{};
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    left[lane / kWords][lane % kWords] = messages[lane].left_;
    right[lane / kWords][lane % kWords] = messages[lane].right_;
  }
  for (std::size_t at = 0; at < octets; at += kWord) {
#pragma GCC unroll 2
    for (std::size_t v = 0; v < kVectors; ++v) {
      const auto word = [&](std::size_t i) {
        return load_le<std::uint32_t>(ByteSpan(data[v * kWords + i], octets), at);
      };
      left[v] ^= Words{word(0), word(1), word(2), word(3)};
      block(left[v], right[v]);
    }
  }
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    messages[lane].left_ = left[lane / kWords][lane % kWords];
    messages[lane].right_ = right[lane / kWords][lane % kWords];
  }
}

// data | 5a | 4 to 7 zeros, up to a multiple of 4: the word at hand, and one of zeros
MichaelMic Michael::finish() {
  left_ ^= word_ | std::uint32_t{0x5a} << (8 * in_word_);
  block(left_, right_);
  block(left_, right_);
  MichaelMic mic{};
  for (std::size_t i = 0; i < kWord; ++i) {
    mic[i] = static_cast<std::uint8_t>(left_ >> (8 * i));
    mic[i + kWord] = static_cast<std::uint8_t>(right_ >> (8 * i));
  }
  return mic;
}

// | pseudo header | MSDU |
MichaelMic michael_mic(const MicKey& key, const MacAddress& da, const MacAddress& sa,
                       std::uint8_t priority, ByteSpan msdu) {
  Michael michael(key);
  michael.update(pseudo_header(da, sa, priority));
  michael.update(msdu);
  return michael.finish();
}

namespace {

std::size_t length(const MsduToSign& msdu) {
  return msdu.msdu.size();
}

// What all of them have together, then the rest of each.
void sign_together(std::span<MsduToSign, Michael::kLanes> batch) {
  std::array<Michael, Michael::kLanes> messages;
  std::array<PseudoHeader, Michael::kLanes> headers;
  std::array<const std::uint8_t*, Michael::kLanes> header_data{}, data{};
  for (std::size_t i = 0; i < batch.size(); ++i) {
    messages[i] = Michael(*batch[i].key);
    headers[i] = pseudo_header(batch[i].da, batch[i].sa, batch[i].priority);
    header_data[i] = headers[i].data();
    data[i] = batch[i].msdu.data();
  }
  const std::size_t together = length(*std::ranges::min_element(batch, {}, length)) / kWord * kWord;
  Michael::update_together(messages, header_data, sizeof(PseudoHeader));
  Michael::update_together(messages, data, together);
  for (std::size_t i = 0; i < batch.size(); ++i) {
    messages[i].update(batch[i].msdu.subspan(together));
    batch[i].mic = messages[i].finish();
  }
}

}  // namespace

void michael_mics(std::span<MsduToSign> batch) {
  for (; batch.size() >= Michael::kLanes; batch = batch.subspan(Michael::kLanes)) {
    sign_together(batch.first<Michael::kLanes>());
  }
  for (MsduToSign& msdu : batch) {
    msdu.mic = michael_mic(*msdu.key, msdu.da, msdu.sa, msdu.priority, msdu.msdu);
  }
}

}  // namespace keyrace
