#include "lab/tkip/michael.h"

#include <algorithm>
#include <bit>

#include "lab/tkip/word.h"

namespace keyrace {
namespace {

constexpr std::size_t kWord = 4;

// Octets of each half of the word change places.
std::uint32_t swap_pairs(std::uint32_t x) {
  return (x & 0x00ff00ff) << 8 | (x & 0xff00ff00) >> 8;
}

// r ^= l <<< 17, l += r; r ^= XSWAP(l), l += r; r ^= l <<< 3, l += r; r ^= l >>> 2, l += r
inline void block(std::uint32_t& l, std::uint32_t& r) {
  r ^= std::rotl(l, 17);
  l += r;
  r ^= swap_pairs(l);
  l += r;
  r ^= std::rotl(l, 3);
  l += r;
  r ^= std::rotr(l, 2);
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
    : left_(load_word<std::uint32_t>(key.octets.data())),
      right_(load_word<std::uint32_t>(key.octets.data() + kWord)) {}

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
    left ^= load_word<std::uint32_t>(data.data());
    block(left, right);
  }
  left_ = left;
  right_ = right;
  for (const std::uint8_t octet : data) add(octet);
}

void Michael::update_together(std::span<Michael, kLanes> messages,
                              const std::array<const std::uint8_t*, kLanes>& data,
                              std::size_t octets) {
  std::array<std::uint32_t, kLanes> left{}, right{};
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    left[lane] = messages[lane].left_;
    right[lane] = messages[lane].right_;
  }
  for (std::size_t at = 0; at < octets; at += kWord) {
#pragma GCC unroll 4
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      left[lane] ^= load_word<std::uint32_t>(data[lane] + at);
      block(left[lane], right[lane]);
    }
  }
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    messages[lane].left_ = left[lane];
    messages[lane].right_ = right[lane];
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
  std::array<Michael, Michael::kLanes> messages{Michael(*batch[0].key), Michael(*batch[1].key),
                                                Michael(*batch[2].key), Michael(*batch[3].key)};
  std::array<PseudoHeader, Michael::kLanes> headers;
  std::array<const std::uint8_t*, Michael::kLanes> header_data{}, data{};
  for (std::size_t i = 0; i < batch.size(); ++i) {
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
