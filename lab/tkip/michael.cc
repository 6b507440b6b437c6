#include "lab/tkip/michael.h"

#include <algorithm>
#include <utility>

namespace keyrace {
namespace {

constexpr std::size_t kWord = 4;

// r ^= l <<< 17, l += r; r ^= XSWAP(l), l += r; r ^= l <<< 3, l += r; r ^= l >>> 2, l += r
// XSWAP: the octets of each half change places.
template <typename Word>
[[gnu::always_inline]] inline void block(Word& l, Word& r) {
  r ^= l << 17 | l >> 15;
  l += r;
  r ^= (l & 0x00ff00ff) << 8 | (l & 0xff00ff00) >> 8;
  l += r;
  r ^= l << 3 | l >> 29;
  l += r;
  r ^= l << 30 | l >> 2;
  l += r;
}

// | DA (6) | SA (6) | priority (1) | 0 (3) |, little endian
using PseudoHeader = std::array<std::uint32_t, 4>;

PseudoHeader pseudo_header(const MacAddress& da, const MacAddress& sa, std::uint8_t priority) {
  const std::uint32_t sa_begin = load_le<std::uint16_t>(sa.octets, 0);
  return {load_le<std::uint32_t>(da.octets, 0),
          load_le<std::uint16_t>(da.octets, 4) | sa_begin << 16,
          load_le<std::uint32_t>(sa.octets, 2), priority};
}

}  // namespace

Michael::Michael(const MicKey& key)
    : left_(load_le<std::uint32_t>(key.octets, 0)),
      right_(load_le<std::uint32_t>(key.octets, kWord)) {}

void Michael::add_word(std::uint32_t word) {
  left_ ^= word;
  block(left_, right_);
}

void Michael::add(std::uint8_t octet) {
  word_ |= std::uint32_t{octet} << (8 * in_word_);
  if (++in_word_ < kWord) return;
  add_word(word_);
  word_ = 0;
  in_word_ = 0;
}

void Michael::update(ByteSpan data) {
  for (; in_word_ != 0 && !data.empty(); data = data.subspan(1)) add(data[0]);
  Michael words(left_, right_);  // in registers, where octets can't be
  for (; data.size() >= kWord; data = data.subspan(kWord)) {
    words.add_word(load_le<std::uint32_t>(data, 0));
  }
  left_ = words.left_;
  right_ = words.right_;
  for (const std::uint8_t octet : data) add(octet);
}

// data | 5a | 4 to 7 zeros, up to a multiple of 4: the word at hand, and one of zeros
MichaelMic Michael::finish() {
  add_word(word_ | std::uint32_t{0x5a} << (8 * in_word_));
  add_word(0);
  MichaelMic mic;
  store_le(mic, 0, left_);
  store_le(mic, kWord, right_);
  return mic;
}

// | pseudo header | MSDU |
MichaelMic michael_mic(const MicKey& key, const MacAddress& da, const MacAddress& sa,
                       std::uint8_t priority, ByteSpan msdu) {
  Michael michael(key);
  for (const std::uint32_t word : pseudo_header(da, sa, priority)) michael.add_word(word);
  michael.update(msdu);
  return michael.finish();
}

namespace {

std::size_t length(const MsduToSign& msdu) {
  return msdu.msdu.size();
}

// GCC and Clang put them into a register where there is one.
using FourWords = std::uint32_t __attribute__((vector_size(4 * kWord)));
using EightWords = std::uint32_t __attribute__((vector_size(8 * kWord)));

// Messages of which a word each is added at once, in two vectors: so many fill a processor. All of
// it is inlined into a function that says which instructions there are.
template <typename Vector>
class MichaelLanes {
 public:
  static constexpr std::size_t kWords = sizeof(Vector) / kWord;
  static constexpr std::size_t kVectors = 2, kLanes = kWords * kVectors;

  [[gnu::always_inline]] explicit MichaelLanes(std::span<const MsduToSign, kLanes> msdus) {
    for (std::size_t v = 0; v < kVectors; ++v) {
      set(left_[v], v,
          [&](std::size_t i) { return load_le<std::uint32_t>(msdus[i].key->octets, 0); });
      set(right_[v], v,
          [&](std::size_t i) { return load_le<std::uint32_t>(msdus[i].key->octets, kWord); });
    }
  }

  // word_of: gives the word of each lane.
  template <typename WordOf>
  [[gnu::always_inline]] void add(const WordOf& word_of) {
#pragma GCC unroll 2
    for (std::size_t v = 0; v < kVectors; ++v) {
      Vector words{};
      set(words, v, word_of);
      left_[v] ^= words;
      block(left_[v], right_[v]);
    }
  }

  Michael message(std::size_t i) const {
    return {left_[i / kWords][i % kWords], right_[i / kWords][i % kWords]};
  }

 private:
  // Vector v of them. By reference: how one is given to a function depends on the instructions.
  template <typename WordOf>
  [[gnu::always_inline]] static void set(Vector& vector, std::size_t v, const WordOf& word_of) {
    const auto words = [&]<std::size_t... I>(std::index_sequence<I...>)
        __attribute__((always_inline)) {
      vector = Vector{word_of(v * kWords + I)...};
    };
    words(std::make_index_sequence<kWords>());
  }

  std::array<Vector, kVectors> left_, right_;
};

// What all of them have together, then the rest of each.
template <typename Vector>
[[gnu::always_inline]] inline void sign_together(
    std::span<MsduToSign, MichaelLanes<Vector>::kLanes> batch) {
  constexpr std::size_t kLanes = MichaelLanes<Vector>::kLanes;
  MichaelLanes<Vector> lanes(batch);
  std::array<PseudoHeader, kLanes> headers;
  std::array<const std::uint8_t*, kLanes> data{};
  std::size_t together = length(batch[0]);
  for (std::size_t i = 0; i < kLanes; ++i) {
    headers[i] = pseudo_header(*batch[i].da, *batch[i].sa, batch[i].priority);
    data[i] = batch[i].msdu.data();
    together = std::min(together, length(batch[i]));
  }
  together = together / kWord * kWord;
  for (std::size_t word = 0; word < PseudoHeader().size(); ++word) {
    lanes.add([&](std::size_t i) { return headers[i][word]; });
  }
  for (std::size_t at = 0; at < together; at += kWord) {
    lanes.add([&](std::size_t i) { return load_le<std::uint32_t>({data[i] + at, kWord}, 0); });
  }
  for (std::size_t i = 0; i < kLanes; ++i) {
    Michael message = lanes.message(i);
    message.update(batch[i].msdu.subspan(together));
    batch[i].mic = message.finish();
  }
}

// As long as there are enough.
template <typename Vector>
[[gnu::always_inline]] inline void sign_all(std::span<MsduToSign>& batch) {
  constexpr std::size_t kLanes = MichaelLanes<Vector>::kLanes;
  for (; batch.size() >= kLanes; batch = batch.subspan(kLanes)) {
    sign_together<Vector>(batch.first<kLanes>());
  }
}

void sign_all_by_fours(std::span<MsduToSign>& batch) {
  sign_all<FourWords>(batch);
}

#ifdef __x86_64__
[[gnu::target("avx2")]] void sign_all_with_avx2(std::span<MsduToSign>& batch) {
  sign_all<EightWords>(batch);
}
#endif

}  // namespace

void michael_mics(std::span<MsduToSign> batch) {
#ifdef __x86_64__
  if (__builtin_cpu_supports("avx2") != 0) sign_all_with_avx2(batch);
#endif
  sign_all_by_fours(batch);
  for (MsduToSign& msdu : batch) {
    msdu.mic = michael_mic(*msdu.key, *msdu.da, *msdu.sa, msdu.priority, msdu.msdu);
  }
}

}  // namespace keyrace
