// Whether frames end with their FCS: what is declared, and what they show.
#include <gtest/gtest.h>

#include <vector>

#include "lab/dot11/crc32.h"
#include "lab/dot11/fcs_detector.h"
#include "lab/dot11/hex.h"

namespace keyrace {
namespace {

using Octets = std::vector<std::uint8_t>;

// An RTS without its FCS.
Octets rts() {
  return parse_hex("b4000000020000000100020000000000").value();
}

Octets with_fcs(Octets frame) {
  append_le(frame, crc32(frame));
  return frame;
}

Octets damaged(Octets frame) {
  frame[4] ^= 0x01;
  return frame;
}

constexpr std::optional<bool> kUndeclared = std::nullopt;

TEST(FcsDetector, KnowsAnAckAsItIsOnTheAir) {
  FcsDetector detector;
  EXPECT_EQ(detector.check(parse_hex("d40000000200000001000fd7a3e1").value(), kUndeclared),
            Fcs::kRight);
}

TEST(FcsDetector, FindsAnFcsThatNobodyDeclares) {
  FcsDetector detector;
  EXPECT_EQ(detector.check(with_fcs(rts()), kUndeclared), Fcs::kRight);
  EXPECT_EQ(detector.check(damaged(with_fcs(rts())), kUndeclared), Fcs::kWrong);
  EXPECT_EQ(detector.check(with_fcs(rts()), kUndeclared), Fcs::kRight);
}

TEST(FcsDetector, EveryBitOfTheFrameAndOfTheFcsCounts) {
  FcsDetector detector;
  const Octets whole = with_fcs(rts());
  ASSERT_EQ(detector.check(whole, kUndeclared), Fcs::kRight);
  for (std::size_t bit = 0; bit < 8 * whole.size(); ++bit) {
    Octets flipped = whole;
    flipped[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    EXPECT_EQ(detector.check(flipped, kUndeclared), Fcs::kWrong) << bit;
  }
}

TEST(FcsDetector, WithoutARightOneThereIsNone) {
  FcsDetector detector;
  for (int i = 0; i < 16; ++i) {
    EXPECT_EQ(detector.check(rts(), kUndeclared), Fcs::kAbsent);
    EXPECT_EQ(detector.check(damaged(with_fcs(rts())), false), Fcs::kAbsent);
  }
  // decided: what looks like an FCS now is payload
  EXPECT_EQ(detector.check(with_fcs(rts()), kUndeclared), Fcs::kAbsent);
  EXPECT_EQ(detector.check(with_fcs(rts()), false), Fcs::kAbsent);
}

TEST(FcsDetector, TheSixteenthFrameMayStillBeTheFirstRightOne) {
  FcsDetector detector;
  for (int i = 0; i < 15; ++i) {
    EXPECT_EQ(detector.check(damaged(with_fcs(rts())), kUndeclared), Fcs::kAbsent);
  }
  EXPECT_EQ(detector.check(with_fcs(rts()), kUndeclared), Fcs::kRight);
  EXPECT_EQ(detector.check(damaged(with_fcs(rts())), kUndeclared), Fcs::kWrong);
}

TEST(FcsDetector, ADeclarationHoldsUntilSixteenFramesContradictIt) {
  FcsDetector detector;
  for (int i = 0; i < 16; ++i) EXPECT_EQ(detector.check(rts(), true), Fcs::kWrong) << i;
  EXPECT_EQ(detector.check(rts(), true), Fcs::kAbsent);
  EXPECT_EQ(detector.check(with_fcs(rts()), true), Fcs::kAbsent);

  FcsDetector honest;
  EXPECT_EQ(honest.check(with_fcs(rts()), true), Fcs::kRight);
  for (int i = 0; i < 40; ++i) EXPECT_EQ(honest.check(rts(), true), Fcs::kWrong) << i;
}

TEST(FcsDetector, ADeclarationOfNoneMayBeWrongToo) {
  FcsDetector detector;
  EXPECT_EQ(detector.check(with_fcs(rts()), false), Fcs::kRight);
  EXPECT_EQ(detector.check(damaged(with_fcs(rts())), false), Fcs::kWrong);
}

// A monitor interface shows received frames, declared with FCS, and sent ones without a word.
TEST(FcsDetector, FramesDeclaredOtherwiseAreAnotherKind) {
  FcsDetector detector;
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(detector.check(with_fcs(rts()), true), Fcs::kRight);
    EXPECT_EQ(detector.check(rts(), kUndeclared), Fcs::kAbsent);
    EXPECT_EQ(detector.check(rts(), false), Fcs::kAbsent);
  }
}

TEST(FcsDetector, WhatIsTooShortForAFrameHasNone) {
  FcsDetector detector;
  EXPECT_EQ(detector.check({}, kUndeclared), Fcs::kAbsent);
  EXPECT_EQ(detector.check(Octets(4), true), Fcs::kAbsent);  // the CRC of nothing is 0
  EXPECT_EQ(detector.check(with_fcs(Octets(9)), kUndeclared), Fcs::kAbsent);
  EXPECT_EQ(detector.check(parse_hex("d4000000020000000100").value(), true), Fcs::kAbsent);
}

}  // namespace
}  // namespace keyrace
