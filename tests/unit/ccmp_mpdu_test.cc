#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "lab/ccmp/mpdu.h"
#include "lab/dot11/hex.h"

namespace keyrace {
namespace {

using Octets = std::vector<std::uint8_t>;

// Whole MPDUs of IEEE 802.11's CCMP test vectors; the first is annex J.6.4 of the 2020 edition.
struct Vector {
  std::string_view name;
  std::string_view tk;
  std::string_view header;
  std::uint64_t pn;
  std::uint8_t key_id;
  std::string_view aad;
  std::string_view nonce;
  std::string_view plaintext;
  std::string_view body;
};

constexpr Vector kVectors[] = {
    {"retry", "c97c1f67ce371185514a8a19f2bdd52f",
     "0848c32c0fd2e128a57c5030f1844408abaea5b8fcba8033", 0xb5039776e70c, 0,
     "08400fd2e128a57c5030f1844408abaea5b8fcba0000", "005030f1844408b5039776e70c",
     "f8ba1a55d02f85ae967bb62fb6cda8eb7e78a050",
     "0ce70020769703b5f3d0a2fe9a3dbf2342a643e43246e80c3c04d0197845ce0b16f97623"},
    {"order without QoS, subtype 3", "8f7a053fa577a5597529272097a603d5",
     "38c06a51ea100c846850eec1762c88deaf2ee9f46a07e0cc", 0x31f3cbba97ea, 2,
     "08c0ea100c846850eec1762c88deaf2ee9f46a070000", "00eec1762c88de31f3cbba97ea",
     "83a0634b5ed7627eb9df225e05740342de194117",
     "ea9700a0bacbf331814b6965d05bf2b2ed38d4beb069fe82714a610b542fbf8da06aa4ae"},
    {"QoS with TID 13, power management", "f71eea4e1f58804b9717230ad0614641",
     "8852e11f5af28430fdabbff943b9f9a6ab1d98c7fe7350713d6a", 0x6b81eca48989, 1,
     "88425af28430fdabbff943b9f9a6ab1d98c7fe7300000d00", "0dbff943b9f9a66b81eca48989",
     "abfda22d3a0bfc9cc1fc079363c2fca143e6eb1d",
     "89890060a4ec816b9a709b60a39d40b1dfb612e18b5f114badb6cc86309a8d5c466bbb71"},
    {"To DS, more data, power management, retry", "1bdb34980e038124a1db1a892bec366a",
     "187981469b50f4fd56f6efec9520169183570c4ccdee20a0", 0x5eec4073e723, 3,
     "08419b50f4fd56f6efec9520169183570c4ccdee0000", "00efec952016915eec4073e723",
     "98beca86f4b38da20cfdf24724c58eb835665339",
     "23e700e07340ec5e12c537ebf3ab584ef1fef9a1f3547a8c13b3225a2d0957ecfabe95b9"},
};

TemporalKey key(const Vector& vector) {
  TemporalKey tk;
  std::ranges::copy(parse_hex(vector.tk).value(), tk.octets.begin());
  return tk;
}

MacHeader header(const Vector& vector) {
  return *parse_mac_header(parse_hex(vector.header).value());
}

Octets body(const Vector& vector) {
  return parse_hex(vector.body).value();
}

TEST(CcmpMpdu, OpensAndSealsTheStandardsMpdus) {
  for (const Vector& vector : kVectors) {
    SCOPED_TRACE(vector.name);
    const auto parsed = parse_ccmp_header(body(vector));
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->pn, Pn{vector.pn});
    EXPECT_EQ(parsed->key_id, KeyId{vector.key_id});
    EXPECT_TRUE(parsed->ext_iv);
    EXPECT_EQ(to_hex(ccmp_aad(header(vector))), vector.aad);
    EXPECT_EQ(to_hex(ccmp_nonce(header(vector), parsed->pn)), vector.nonce);
    const auto opened = open_ccmp_mpdu(key(vector), header(vector), body(vector));
    ASSERT_TRUE(opened);
    EXPECT_EQ(to_hex(*opened), vector.plaintext);
    EXPECT_EQ(to_hex(seal_ccmp_mpdu(key(vector), header(vector), parsed->pn, parsed->key_id,
                                    parse_hex(vector.plaintext).value())),
              vector.body);
  }
}

TEST(CcmpMpdu, AFlippedBitOfCiphertextOrMicFails) {
  for (const Vector& vector : kVectors) {
    for (std::size_t bit = 8 * kCcmpHeaderLength; bit < body(vector).size() * 8; ++bit) {
      Octets flipped = body(vector);
      flipped[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
      EXPECT_FALSE(open_ccmp_mpdu(key(vector), header(vector), flipped)) << vector.name << bit;
    }
  }
}

TEST(CcmpMpdu, AWrongKeyFails) {
  for (std::size_t bit = 0; bit < 128; ++bit) {
    TemporalKey wrong = key(kVectors[0]);
    wrong.octets[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    EXPECT_FALSE(open_ccmp_mpdu(wrong, header(kVectors[0]), body(kVectors[0]))) << bit;
  }
}

TEST(CcmpMpdu, OfItsOwnHeaderThePacketNumberIsCoveredAndNothingElse) {
  for (std::size_t bit = 0; bit < 8 * kCcmpHeaderLength; ++bit) {
    const bool covered = bit / 8 != 2 && bit / 8 != 3;
    Octets flipped = body(kVectors[0]);
    flipped[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    EXPECT_NE(open_ccmp_mpdu(key(kVectors[0]), header(kVectors[0]), flipped).has_value(), covered)
        << bit;
  }
}

// Every bit of the MAC header, whether the MIC covers it: 12.5.3.3.3.
TEST(CcmpMpdu, TheMicCoversTheMacHeadersImmutableBits) {
  constexpr std::string_view kCovered =
      "8c87"  // frame control: type, QoS; To DS, From DS, more fragments, +HTC; version not parsed
      "0000"  // duration
      "ffffffffffffffffffffffffffffffffffff"
      "0f00";  // sequence control: the fragment number
  const Octets covered = parse_hex(kCovered).value();
  const Octets octets = parse_hex(kVectors[0].header).value();
  for (std::size_t bit = 0; bit < octets.size() * 8; ++bit) {
    Octets flipped = octets;
    flipped[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    flipped.resize(40);  // where a flipped bit makes the header longer
    const auto parsed = parse_mac_header(flipped);
    // Only data frames come here; the protected bit is taken as set.
    if (!parsed || parsed->type != FrameType::kData) continue;
    EXPECT_NE(open_ccmp_mpdu(key(kVectors[0]), *parsed, body(kVectors[0])).has_value(),
              (covered[bit / 8] >> bit % 8 & 1) != 0)
        << bit;
  }
}

TEST(CcmpMpdu, MasksTheSequenceNumberButNotTheFragmentNumber) {
  MacHeader mac = header(kVectors[0]);
  mac.sequence = 0xabc;
  EXPECT_EQ(to_hex(ccmp_aad(mac)), kVectors[0].aad);
  mac.fragment = 5;
  mac.more_fragments = true;
  EXPECT_EQ(to_hex(ccmp_aad(mac)), "08440fd2e128a57c5030f1844408abaea5b8fcba0500");
}

TEST(CcmpMpdu, CoversAddress4AndOfQosControlTheTid) {
  // To DS and From DS, A-MSDU and the other bits of QoS Control set, +HTC with its field
  const auto mac = parse_mac_header(parse_hex("88c3000002000000000a02000000000b02000000000c3412"
                                              "02000000000d"
                                              "f5aa"
                                              "01020304")
                                        .value());
  ASSERT_TRUE(mac);
  ASSERT_EQ(mac->length, 36U);
  EXPECT_EQ(to_hex(ccmp_aad(*mac)),
            "8843"
            "02000000000a02000000000b02000000000c"
            "0400"
            "02000000000d"
            "0500");
  EXPECT_EQ(to_hex(ccmp_nonce(*mac, Pn{0x010203040506})), "0502000000000b010203040506");
}

TEST(CcmpMpdu, OpensWhatItSeals) {
  for (const std::uint64_t pn : {std::uint64_t{0}, std::uint64_t{0xffff}, std::uint64_t{0x10000},
                                 std::uint64_t{0xffffffffffff}}) {
    for (std::size_t size = 0; size < 40; ++size) {
      const Octets plaintext(size, 0x5a);
      const MacHeader mac = header(kVectors[2]);
      const Octets sealed = seal_ccmp_mpdu(key(kVectors[2]), mac, Pn{pn}, KeyId{3}, plaintext);
      EXPECT_EQ(sealed.size(), size + 16);
      EXPECT_EQ(parse_ccmp_header(sealed)->pn, Pn{pn});
      EXPECT_EQ(parse_ccmp_header(sealed)->key_id, KeyId{3});
      EXPECT_EQ(open_ccmp_mpdu(key(kVectors[2]), mac, sealed), plaintext);
    }
  }
}

TEST(CcmpMpdu, EveryTruncationFails) {
  const Octets whole = body(kVectors[0]);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const Octets cut(whole.begin(), whole.begin() + static_cast<long>(size));
    EXPECT_EQ(parse_ccmp_header(cut).has_value(), size >= 8) << size;
    EXPECT_FALSE(open_ccmp_mpdu(key(kVectors[0]), header(kVectors[0]), cut)) << size;
  }
}

}  // namespace
}  // namespace keyrace
