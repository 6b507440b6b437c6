#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "lab/dot11/hex.h"
#include "lab/tkip/mixing.h"
#include "lab/tkip/s_box.h"
#include "lab/tkip/tsc.h"

namespace keyrace {
namespace {

struct Vector {
  const char* tk;
  const char* ta;
  std::uint64_t tsc;
  Ttak ttak;
  const char* seed;
};

// IEEE 802.11, annex J: TKIP mixing.
constexpr Vector kVectors[] = {
    {"000102030405060708090a0b0c0d0e0f",
     "102233445566",
     0x000000000000,
     {0x3dd2, 0x016e, 0x76f4, 0x8697, 0xb2e8},
     "00200033ea8d2f60ca6d1374234a660b"},
    {"000102030405060708090a0b0c0d0e0f",
     "102233445566",
     0x000000000001,
     {0x3dd2, 0x016e, 0x76f4, 0x8697, 0xb2e8},
     "00200190ffdc314389a9d9d074fd20aa"},
    {"63893b250840b8ae0bd0fa7e61d2783e",
     "64f2eaeddc25",
     0x20dcfd43ffff,
     {0x7c67, 0x49d7, 0x9724, 0xb5e9, 0xb4f1},
     "ff7fff93810fc6e58f5dd326251544ce"},
    {"63893b250840b8ae0bd0fa7e61d2783e",
     "64f2eaeddc25",
     0x20dcfd440000,
     {0x5a5d, 0x73a8, 0xa859, 0x2ec1, 0xdc8b},
     "002000498ca471fcfbfaa16e3610f005"},
    {"983a16ef4facb351aa9ecc271d7309e2",
     "509c4b1727d9",
     0xf0a410fc058c,
     {0xf2df, 0xebb1, 0x88d3, 0x5923, 0xa07c},
     "05258cf4d85152f4d9af1a64f1d07021"},
    {"983a16ef4facb351aa9ecc271d7309e2",
     "509c4b1727d9",
     0xf0a410fc058d,
     {0xf2df, 0xebb1, 0x88d3, 0x5923, 0xa07c},
     "05258d09f81543b76a596fc2c6738b30"},
    {"c8adc16a8b4dda3b4dd5b65438359b05",
     "945e244e4d6e",
     0x8b1573b730f8,
     {0xeff1, 0x3f38, 0xa364, 0x60a9, 0x76f3},
     "3030f8650da073ea614ea8f474ee0319"},
    {"c8adc16a8b4dda3b4dd5b65438359b05",
     "945e244e4d6e",
     0x8b1573b730f9,
     {0xeff1, 0x3f38, 0xa364, 0x60a9, 0x76f3},
     "3030f93155ce293437cc76712716ab8f"},
};

template <class T>
T from_hex(std::string_view hex) {
  T value;
  const auto octets = parse_hex(hex).value();
  std::copy(octets.begin(), octets.end(), value.octets.begin());
  return value;
}

TEST(Mixing, GivesTheStandardsVectors) {
  for (const Vector& v : kVectors) {
    const auto tk = from_hex<TemporalKey>(v.tk);
    const auto ta = from_hex<MacAddress>(v.ta);
    const Tsc tsc{v.tsc};
    const Ttak ttak = phase1(tk, ta, tsc.iv32());
    EXPECT_EQ(ttak, v.ttak) << v.tk << " " << v.tsc;
    EXPECT_EQ(to_hex(phase2(tk, ttak, tsc.iv16())), v.seed) << v.tk << " " << v.tsc;
  }
}

TEST(Mixing, EveryBitOfTheInputCounts) {
  for (const Vector& v : kVectors) {
    const auto tk = from_hex<TemporalKey>(v.tk);
    const auto ta = from_hex<MacAddress>(v.ta);
    const Tsc tsc{v.tsc};
    for (std::size_t bit = 0; bit < 128; ++bit) {
      TemporalKey flipped = tk;
      flipped.octets[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
      EXPECT_NE(phase1(flipped, ta, tsc.iv32()), v.ttak) << bit;
      EXPECT_NE(to_hex(phase2(flipped, v.ttak, tsc.iv16())), v.seed) << bit;
    }
    for (std::size_t bit = 0; bit < 48; ++bit) {
      MacAddress flipped = ta;
      flipped.octets[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
      EXPECT_NE(phase1(tk, flipped, tsc.iv32()), v.ttak) << bit;
      const Tsc other{v.tsc ^ std::uint64_t{1} << bit};
      const Ttak ttak = phase1(tk, ta, other.iv32());
      EXPECT_EQ(ttak == v.ttak, bit < 16) << bit;
      EXPECT_NE(to_hex(phase2(tk, ttak, other.iv16())), v.seed) << bit;
    }
  }
}

TEST(SBox, IsTheStandardsTable) {
  constexpr auto kAes = aes_s_box();
  EXPECT_EQ(kAes[0x00], 0x63);
  EXPECT_EQ(kAes[0x01], 0x7c);
  EXPECT_EQ(kAes[0x53], 0xed);
  EXPECT_EQ(kAes[0xff], 0x16);
  constexpr auto kTkip = tkip_s_box();
  EXPECT_EQ(kTkip[0x00], 0xc6a5);
  EXPECT_EQ(kTkip[0xff], 0x2c3a);
}

TEST(Tsc, HasTwoParts) {
  constexpr Tsc kTsc = Tsc::of(0x20dcfd43, 0xffff);
  EXPECT_EQ(kTsc.value, 0x20dcfd43ffffU);
  EXPECT_EQ(kTsc.iv32(), 0x20dcfd43U);
  EXPECT_EQ(kTsc.iv16(), 0xffff);
  EXPECT_LT(kTsc, Tsc::of(0x20dcfd44, 0));
}

}  // namespace
}  // namespace keyrace
