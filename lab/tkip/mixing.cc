#include "lab/tkip/mixing.h"

#include <bit>
#include <cstddef>

#include "lab/tkip/s_box.h"

namespace keyrace {
namespace {

constexpr std::array<std::uint16_t, 256> kBox = tkip_s_box();

// S[v] = T(low octet) ^ T(high octet) with its octets swapped
std::uint16_t s_box(std::uint16_t v) {
  return static_cast<std::uint16_t>(kBox[v & 0xff] ^ std::rotl(kBox[v >> 8], 8));
}

// The key's 16-bit words, little endian: Mk16(TK[2i+1], TK[2i]).
std::uint16_t word(const TemporalKey& tk, std::size_t i) {
  return static_cast<std::uint16_t>(tk.octets[2 * i] | tk.octets[2 * i + 1] << 8);
}

std::uint16_t word(const MacAddress& ta, std::size_t i) {
  return static_cast<std::uint16_t>(ta.octets[2 * i] | ta.octets[2 * i + 1] << 8);
}

std::uint16_t sum(unsigned a, unsigned b) {
  return static_cast<std::uint16_t>(a + b);
}
std::uint16_t exclusive_or(unsigned a, unsigned b) {
  return static_cast<std::uint16_t>(a ^ b);
}

}  // namespace

// TTAK = (IV32 low, IV32 high, TA words 0, 1, 2)
// 8 rounds: TTAK[k] += S[TTAK[k-1] ^ TKword[(2k mod 8) + (round & 1)]], then TTAK[4] += round
Ttak phase1(const TemporalKey& tk, const MacAddress& ta, std::uint32_t iv32) {
  Ttak ttak{static_cast<std::uint16_t>(iv32 & 0xffff), static_cast<std::uint16_t>(iv32 >> 16),
            word(ta, 0), word(ta, 1), word(ta, 2)};
  for (unsigned round = 0; round < 8; ++round) {
    for (std::size_t k = 0; k < ttak.size(); ++k) {
      const std::uint16_t previous = ttak[(k + 4) % 5];
      const std::uint16_t key = word(tk, 2 * k % 8 + round % 2);
      ttak[k] = sum(ttak[k], s_box(exclusive_or(previous, key)));
    }
    ttak[4] = sum(ttak[4], round);
  }
  return ttak;
}

// PPK = (TTAK, TTAK[4] + IV16)
// PPK[k] += S[PPK[k-1] ^ TKword[k]]                        k = 0..5
// PPK[k] += RotR1(PPK[k-1] ^ (k < 2 ? TKword[k+6] : 0))    k = 0..5
// seed = TSC1 | (TSC1 | 20) & 7f | TSC0 | low octet of (PPK[5] ^ TKword[0]) / 2 | PPK, little
// endian
WepSeed phase2(const TemporalKey& tk, const Ttak& ttak, std::uint16_t iv16) {
  std::array<std::uint16_t, 6> ppk{ttak[0], ttak[1], ttak[2], ttak[3], ttak[4], sum(ttak[4], iv16)};
#pragma GCC unroll 6  // then they are in registers
  for (std::size_t k = 0; k < ppk.size(); ++k) {
    ppk[k] = sum(ppk[k], s_box(exclusive_or(ppk[(k + 5) % 6], word(tk, k))));
  }
#pragma GCC unroll 6
  for (std::size_t k = 0; k < ppk.size(); ++k) {
    const std::uint16_t key = k < 2 ? word(tk, k + 6) : std::uint16_t{0};
    ppk[k] = sum(ppk[k], std::rotr(exclusive_or(ppk[(k + 5) % 6], key), 1));
  }

  const std::uint32_t tsc1 = iv16 >> 8;
  const std::uint32_t last = exclusive_or(ppk[5], word(tk, 0)) >> 1 & 0xff;
  std::uint64_t low = tsc1 | ((tsc1 | 0x20) & 0x7f) << 8 | (iv16 & 0xffU) << 16 | last << 24;
  low |= std::uint64_t{ppk[0]} << 32 | std::uint64_t{ppk[1]} << 48;
  std::uint64_t high = 0;
  for (std::size_t k = 2; k < ppk.size(); ++k) high |= std::uint64_t{ppk[k]} << 16 * (k - 2);
  WepSeed seed;
  store_le(seed, 0, low);
  store_le(seed, 8, high);
  return seed;
}

}  // namespace keyrace
