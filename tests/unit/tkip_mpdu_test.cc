#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <string>

#include "lab/dot11/crc32.h"
#include "lab/dot11/hex.h"
#include "lab/dot11/mac_header.h"
#include "lab/tkip/michael.h"
#include "lab/tkip/mpdu.h"
#include "lab/tkip/rc4.h"

namespace keyrace {
namespace {

using Octets = std::vector<std::uint8_t>;

// IEEE 802.11, annex J: a whole TKIP MPDU.
constexpr std::string_view kKey =
    "1234567890123456789012345678901234567890123456789012345678901234";
constexpr std::string_view kHeader = "08422c00020304050608020304050607020304050607d002";
constexpr std::string_view kIv = "0020012000000000";
constexpr std::string_view kCiphertext =
    "c00e14fce7cfabc77547e666e57c0dac704a1e358a88c11c8e2e282e3801027a4656055ee93e9c254702e9735805dd"
    "b5"
    "769ba73f1ebb56e844ef912285d3dd6e541e823873558adba079068abd7f7f50959675acc4b4de9aa99c05f289a7c5"
    "2f"
    "ee5bfc14f6f8e5f8";
constexpr std::string_view kPlaintext =
    "aaaa03000000080045000054000040004001a555c0a80a02c0a80a0108003ab000000000cd4c05000000000008090a"
    "0b"
    "0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f3031323334353637"
    "6881a3f3d648d03c";
constexpr Ttak kTtak{0x58bb, 0x1f07, 0x939e, 0x38b4, 0x4b25};
constexpr std::string_view kSeed = "0020014cfe67bed27c867b1bf8028b1c";

TkipKey key() {
  const Octets octets = parse_hex(kKey).value();
  return TkipKey::from_authenticator(std::span<const std::uint8_t>(octets).first<32>());
}

MacHeader header() {
  return *parse_mac_header(parse_hex(kHeader).value());
}

MacAddress ta() {
  return *header().ta();
}

Octets body() {
  return parse_hex(std::string(kIv) + std::string(kCiphertext)).value();
}

bool michael_is_right(const MicKey& mic_key, ByteSpan plaintext) {
  const ByteSpan msdu = plaintext.first(plaintext.size() - 8);
  const auto mic = michael_mic(mic_key, *header().da(), *header().sa(), 0, msdu);
  return std::ranges::equal(mic, plaintext.last(8));
}

TEST(Mpdu, OpensTheStandardsMpdu) {
  EXPECT_EQ(phase1(key().tk, ta(), 0), kTtak);
  EXPECT_EQ(to_hex(phase2(key().tk, kTtak, 1)), kSeed);
  const auto opened = open_mpdu(key().tk, ta(), body());
  ASSERT_TRUE(opened);
  EXPECT_TRUE(opened->icv_ok);
  EXPECT_EQ(to_hex(opened->plaintext), kPlaintext);
  EXPECT_TRUE(michael_is_right(key().mic_from_authenticator, opened->plaintext));
  EXPECT_FALSE(michael_is_right(key().mic_from_supplicant, opened->plaintext));
  EXPECT_EQ(open_mpdu(key().tk, kTtak, body())->plaintext, opened->plaintext);
}

TEST(Mpdu, SealsTheStandardsMpdu) {
  const auto sealed = seal_mpdu(key().tk, ta(), Tsc{1}, KeyId{0}, parse_hex(kPlaintext).value());
  EXPECT_EQ(to_hex(sealed), to_hex(body()));
}

TEST(Mpdu, AFlippedBitOfTheCiphertextIsAnIcvFailure) {
  for (std::size_t bit = 8 * 8; bit < body().size() * 8; ++bit) {
    Octets flipped = body();
    flipped[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    EXPECT_FALSE(open_mpdu(key().tk, ta(), flipped)->icv_ok) << bit;
  }
}

TEST(Mpdu, AWrongKeyTransmitterOrCounterIsAnIcvFailure) {
  for (std::size_t bit = 0; bit < 128; ++bit) {
    TemporalKey wrong = key().tk;
    wrong.octets[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    EXPECT_FALSE(open_mpdu(wrong, ta(), body())->icv_ok) << bit;
  }
  EXPECT_FALSE(open_mpdu(key().tk, header().ra(), body())->icv_ok);
  for (const std::size_t at : {0U, 2U, 4U, 5U, 6U, 7U}) {
    Octets flipped = body();
    flipped[at] ^= 1;
    EXPECT_FALSE(open_mpdu(key().tk, ta(), flipped)->icv_ok) << at;
  }
}

TEST(Mpdu, AWrongMichaelUnderARightIcvIsToldApart) {
  Octets plaintext = parse_hex(kPlaintext).value();
  plaintext.back() ^= 1;
  const auto opened =
      open_mpdu(key().tk, ta(), seal_mpdu(key().tk, ta(), Tsc{2}, KeyId{0}, plaintext));
  ASSERT_TRUE(opened);
  EXPECT_TRUE(opened->icv_ok);
  EXPECT_FALSE(michael_is_right(key().mic_from_authenticator, opened->plaintext));

  // signed with the key of the other direction, as after an install with swapped halves
  Octets msdu(plaintext.begin(), plaintext.end() - 8);
  const auto mic = michael_mic(key().mic_from_supplicant, *header().da(), *header().sa(), 0, msdu);
  msdu.insert(msdu.end(), mic.begin(), mic.end());
  const auto swapped = open_mpdu(key().tk, ta(), seal_mpdu(key().tk, ta(), Tsc{3}, KeyId{0}, msdu));
  EXPECT_TRUE(swapped->icv_ok);
  EXPECT_FALSE(michael_is_right(key().mic_from_authenticator, swapped->plaintext));
  EXPECT_TRUE(michael_is_right(key().mic_from_supplicant, swapped->plaintext));
}

TEST(Mpdu, OpensWhatItSeals) {
  for (const std::uint64_t tsc : {std::uint64_t{0}, std::uint64_t{0xffff}, std::uint64_t{0x10000},
                                  std::uint64_t{0xffffffffffff}}) {
    for (std::size_t size = 0; size < 20; ++size) {
      const Octets plaintext(size, 0x5a);
      const Octets sealed = seal_mpdu(key().tk, ta(), Tsc{tsc}, KeyId{3}, plaintext);
      const auto parsed = parse_tkip_header(sealed);
      ASSERT_TRUE(parsed);
      EXPECT_EQ(parsed->tsc, Tsc{tsc});
      EXPECT_EQ(parsed->key_id, KeyId{3});
      EXPECT_TRUE(parsed->ext_iv);
      EXPECT_TRUE(parsed->wep_seed_ok);
      const auto opened = open_mpdu(key().tk, ta(), sealed);
      ASSERT_TRUE(opened);
      EXPECT_TRUE(opened->icv_ok);
      EXPECT_EQ(opened->plaintext, plaintext);
    }
  }
}

TEST(Mpdu, EveryTruncationFails) {
  for (std::size_t size = 0; size < body().size(); ++size) {
    const Octets whole = body();
    const Octets cut(whole.begin(), whole.begin() + static_cast<long>(size));
    EXPECT_EQ(parse_tkip_header(cut).has_value(), size >= 8) << size;
    const auto opened = open_mpdu(key().tk, ta(), cut);
    EXPECT_EQ(opened.has_value(), size >= 12) << size;
    if (opened) {
      EXPECT_FALSE(opened->icv_ok) << size;
    }
  }
}

TEST(Mpdu, TellsHeadersThatAreNotTkip) {
  Octets wep = body();
  wep[3] = 0x40;
  EXPECT_FALSE(parse_tkip_header(wep)->ext_iv);
  EXPECT_EQ(parse_tkip_header(wep)->key_id, KeyId{1});
  EXPECT_FALSE(open_mpdu(key().tk, ta(), wep));
  const Octets ccmp = parse_hex(
                          "0100002000000000"
                          "0011223344556677")
                          .value();
  EXPECT_FALSE(parse_tkip_header(ccmp)->wep_seed_ok);
}

TEST(TkipKey, ASupplicantsInstallHasTheHalvesSwapped) {
  Octets octets(32);
  for (std::size_t i = 0; i < octets.size(); ++i) octets[i] = static_cast<std::uint8_t>(i);
  const auto span = std::span<const std::uint8_t>(octets).first<32>();
  const TkipKey ap = TkipKey::from_authenticator(span);
  const TkipKey sta = TkipKey::from_supplicant(span);
  EXPECT_EQ(to_hex(ap.tk.octets), "000102030405060708090a0b0c0d0e0f");
  EXPECT_EQ(to_hex(ap.mic_from_authenticator.octets), "1011121314151617");
  EXPECT_EQ(to_hex(ap.mic_from_supplicant.octets), "18191a1b1c1d1e1f");
  EXPECT_EQ(sta.tk, ap.tk);
  EXPECT_EQ(sta.mic_from_authenticator, ap.mic_from_supplicant);
  EXPECT_EQ(sta.mic_from_supplicant, ap.mic_from_authenticator);
}

TEST(Rc4, GivesKnownKeyStreams) {
  // RFC 6229, 40-bit key, at offsets 0 and 240
  const std::array<std::uint8_t, 5> rc4_key{1, 2, 3, 4, 5};
  Octets stream(256);
  Rc4(rc4_key).apply(stream);
  EXPECT_EQ(to_hex(ByteSpan(stream).first(16)), "b2396305f03dc027ccc3524a0a1118a8");
  EXPECT_EQ(to_hex(ByteSpan(stream).last(16)), "28cb1132c96ce286421dcaadb8b69eae");
  Octets in_pieces(256);
  Rc4 rc4(rc4_key);
  rc4.apply(std::span(in_pieces).first(100));
  rc4.apply(std::span(in_pieces).subspan(100));
  EXPECT_EQ(in_pieces, stream);
  Octets other(256);
  Rc4(std::array<std::uint8_t, 5>{1, 2, 3, 4, 4}).apply(other);
  EXPECT_NE(other, stream);
}

TEST(Rc4, LanesAreStreamsOfTheirOwn) {
  const Rc4Lanes<3>::Keys<5> keys{{{1, 2, 3, 4, 5}, {9, 2, 3, 4, 5}, {1, 2, 3, 4, 9}}};
  std::array<Octets, 3> streams{Octets(5), Octets(90), Octets(300)};
  std::array<std::uint8_t*, 3> data{streams[0].data(), streams[1].data(), streams[2].data()};
  Rc4Lanes<3> lanes(keys);
  lanes.apply(data, 0, 5);
  lanes.apply<1>(data, 5, 90);
  lanes.apply<2>(data, 90, 300);
  for (std::size_t i = 0; i < 3; ++i) {
    Octets alone(streams[i].size());
    Rc4(keys[i]).apply(alone);
    EXPECT_EQ(to_hex(streams[i]), to_hex(alone)) << i;
  }
}

TEST(Crc32, GivesTheCheckValue) {
  const std::string_view text = "123456789";
  EXPECT_EQ(crc32(Octets(text.begin(), text.end())), 0xcbf43926U);
  EXPECT_EQ(crc32({}), 0U);
}

TEST(Crc32, OctetByOctetIsTheSame) {
  Octets data;
  for (unsigned size = 0; size < 70; ++size) {
    std::uint32_t remainder = 0xffffffff;
    for (const std::uint8_t octet : data) {
      remainder ^= octet;
      for (int bit = 0; bit < 8; ++bit) {
        remainder = remainder >> 1 ^ (remainder & 1 ? 0xedb88320 : 0);
      }
    }
    EXPECT_EQ(crc32(data), ~remainder) << size;
    data.push_back(static_cast<std::uint8_t>(size * 41 + 7));
  }
}

}  // namespace
}  // namespace keyrace
