#include <gtest/gtest.h>

#include <string>

#include "lab/dot11/eapol_key.h"
#include "lab/dot11/hex.h"

namespace keyrace {
namespace {

using Octets = std::vector<std::uint8_t>;
using Kck = std::array<std::uint8_t, 16>;

// Message 2/4 of the handshake in libtins' TKIP capture (SSID NODO).
constexpr std::string_view kMessage2 =
    "01030075"
    "02"
    "0109"
    "0000"
    "0000000000000001"
    "da6c338845c4ab0ad18b069caa9b6ef1df604953c91cde8346d19e615ff415fc"
    "00000000000000000000000000000000"
    "0000000000000000"
    "0000000000000000"
    "322f045a5582410342f58f4092ae05cf"
    "0016"
    "30140100000fac020100000fac020100000fac020000";
constexpr Kck kKck{0x35, 0xf8, 0x99, 0xf5, 0xf0, 0x50, 0x6d, 0x8c,
                   0x4a, 0xfd, 0x5d, 0x9a, 0x37, 0x88, 0x9e, 0xcd};

Octets message2() {
  return parse_hex(kMessage2).value();
}

// The same frame of another descriptor version, whose MIC was computed by another program.
Octets message2_of_version(std::uint8_t version, std::string_view mic) {
  Octets frame = message2();
  frame[6] = static_cast<std::uint8_t>((frame[6] & 0xf8) | version);
  const Octets octets = parse_hex(mic).value();
  std::copy(octets.begin(), octets.end(), frame.begin() + 81);
  return frame;
}

EapolMicCheck check(const Kck& kck, const Octets& frame) {
  const auto key = parse_eapol_key(frame);
  EXPECT_TRUE(key) << key.error;
  return verify_mic(kck, *key);
}

TEST(EapolKey, ReadsEveryField) {
  const auto key = parse_eapol_key(message2());
  ASSERT_TRUE(key) << key.error;
  EXPECT_EQ(key->descriptor, KeyDescriptor::kRsn);
  EXPECT_EQ(key->version, 1);
  EXPECT_TRUE(key->pairwise);
  EXPECT_TRUE(key->mic_present);
  EXPECT_FALSE(key->install || key->ack || key->secure || key->error || key->request);
  EXPECT_FALSE(key->encrypted);
  EXPECT_EQ(key->key_length, 0);
  EXPECT_EQ(key->replay_counter, 1U);
  EXPECT_EQ(to_hex(key->nonce), "da6c338845c4ab0ad18b069caa9b6ef1df604953c91cde8346d19e615ff415fc");
  EXPECT_EQ(to_hex(key->mic), "322f045a5582410342f58f4092ae05cf");
  EXPECT_EQ(to_hex(key->key_data), "30140100000fac020100000fac020100000fac020000");
}

TEST(EapolKey, ReadsTheWpaDescriptorsKeyIndex) {
  Octets frame = message2();
  frame[4] = 254;
  frame[5] = 0x03;  // secure, MIC
  frame[6] = 0xa1;  // ack, group, key index 2, version 1
  const auto key = parse_eapol_key(frame);
  ASSERT_TRUE(key) << key.error;
  EXPECT_EQ(key->descriptor, KeyDescriptor::kWpa);
  EXPECT_EQ(key->wpa_key_index, 2);
  EXPECT_EQ(key->message(), EapolKeyMessage::kGroup1);
}

TEST(EapolKey, TellsMessagesByTheirContent) {
  struct Case {
    const char* name;
    unsigned information;
    bool has_data;
    EapolKeyMessage message;
  };
  using M = EapolKeyMessage;
  for (const Case& c : {
           Case{"WPA 1/4", 0x0089, false, M::k4Way1},
           Case{"RSN 1/4 with PMKID", 0x008a, true, M::k4Way1},
           Case{"2/4", 0x0109, true, M::k4Way2},
           Case{"RSN 2/4 in a rekey", 0x030a, true, M::k4Way2},
           Case{"WPA 3/4", 0x01c9, true, M::k4Way3},
           Case{"RSN 3/4", 0x13ca, true, M::k4Way3},
           Case{"WPA 4/4", 0x0109, false, M::k4Way4},
           Case{"RSN 4/4", 0x030a, false, M::k4Way4},
           Case{"WPA group 1/2", 0x0391, true, M::kGroup1},
           Case{"RSN group 1/2", 0x1382, true, M::kGroup1},
           Case{"group 2/2", 0x0301, false, M::kGroup2},
           Case{"MIC failure report, pairwise", 0x0f09, false, M::kMicFailureReport},
           Case{"MIC failure report, group", 0x0f01, false, M::kMicFailureReport},
           Case{"request for a rekey", 0x0b09, false, M::kOther},
           Case{"no MIC, no ack", 0x0009, true, M::kOther},
       }) {
    Octets frame = message2();
    frame[5] = static_cast<std::uint8_t>(c.information >> 8);
    frame[6] = static_cast<std::uint8_t>(c.information & 0xff);
    if (!c.has_data) {
      frame.resize(99);
      frame[3] = 95;
      frame[98] = 0;
    }
    const auto key = parse_eapol_key(frame);
    ASSERT_TRUE(key) << c.name << ": " << key.error;
    EXPECT_EQ(key->message(), c.message) << c.name;
  }
}

TEST(EapolKey, PaddingIsNotPartOfIt) {
  Octets frame = message2();
  frame.resize(frame.size() + 7, 0xee);
  EXPECT_EQ(parse_eapol_key(frame)->key_data.size(), 22U);
  EXPECT_EQ(check(kKck, frame), EapolMicCheck::kRight);
}

TEST(EapolKey, EveryTruncationIsMalformed) {
  const Octets whole = message2();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    Octets cut(whole.begin(), whole.begin() + static_cast<long>(size));
    EXPECT_FALSE(parse_eapol_key(cut)) << size;
    if (size < 4) continue;
    cut[3] = static_cast<std::uint8_t>(size - 4);  // a body length that fits
    const auto key = parse_eapol_key(Octets(cut));
    EXPECT_FALSE(key) << size;
    EXPECT_FALSE(key.error.empty()) << size;
  }
}

TEST(EapolKey, NamesWhatIsMalformed) {
  struct Case {
    std::size_t at;
    std::uint8_t octet;
    const char* error;
  };
  for (const Case& c : {
           Case{1, 0, "EAPOL: type is not 3 (Key)"},
           Case{2, 0xff, "EAPOL: body cut short"},
           Case{3, 94, "EAPOL-Key: body of fewer than 95 octets"},
           Case{4, 1, "EAPOL-Key: descriptor type is neither 2 (RSN) nor 254 (WPA)"},
           Case{97, 0xff, "EAPOL-Key: key data runs beyond the body"},
           Case{98, 0x17, "EAPOL-Key: key data runs beyond the body"},
       }) {
    Octets frame = message2();
    frame[c.at] = c.octet;
    EXPECT_EQ(parse_eapol_key(frame).error, c.error);
  }
}

TEST(EapolKey, VerifiesTheMicOfEachVersion) {
  const Octets frames[] = {message2(), message2_of_version(2, "947d655531850ef34ea5817bdf28e43e"),
                           message2_of_version(3, "09524a26fad8d982d008bc3a74a22407"),
                           message2_of_version(0, "9398522314063720aae64a0224580604"),   // CMAC
                           message2_of_version(0, "4d9d58e802e34778ea4c5fcfcb5b1e6f")};  // SHA-256
  for (const Octets& frame : frames) {
    EXPECT_EQ(check(kKck, frame), EapolMicCheck::kRight) << int{frame[6]};
    for (const std::size_t at : {0U, 12U, 20U, 81U, 96U, 110U}) {
      Octets flipped = frame;
      flipped[at] ^= 0x01;
      EXPECT_EQ(check(kKck, flipped), EapolMicCheck::kWrong) << int{frame[6]} << " " << at;
    }
    Kck wrong = kKck;
    wrong[15] ^= 0x80;
    EXPECT_EQ(check(wrong, frame), EapolMicCheck::kWrong) << int{frame[6]};
  }
}

TEST(EapolKey, DoesNotCheckWhatItCannot) {
  Octets no_mic = message2();
  no_mic[5] = 0;
  EXPECT_EQ(check(kKck, no_mic), EapolMicCheck::kNotChecked);
  EXPECT_EQ(check(kKck, message2_of_version(4, "")), EapolMicCheck::kNotChecked);
}

}  // namespace
}  // namespace keyrace
