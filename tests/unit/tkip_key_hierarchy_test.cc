#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "lab/dot11/hex.h"
#include "lab/tkip/group_key.h"
#include "lab/tkip/key_hierarchy.h"

namespace keyrace {
namespace {

using Octets = std::vector<std::uint8_t>;

template <class T>
T from_hex(std::string_view hex) {
  T value;
  const auto octets = parse_hex(hex).value();
  std::copy(octets.begin(), octets.end(), value.octets.begin());
  return value;
}

Nonce nonce(std::string_view hex) {
  Nonce value{};
  const auto octets = parse_hex(hex).value();
  std::copy(octets.begin(), octets.end(), value.begin());
  return value;
}

// IEEE 802.11, annex J: PTK derivation.
struct Handshake {
  Pmk pmk = from_hex<Pmk>("0dc0d6eb90555ed6419756b9a15ec3e3209b63df707dd508d14581f8982721af");
  MacAddress aa = from_hex<MacAddress>("a0a1a1a3a4a5");
  MacAddress spa = from_hex<MacAddress>("b0b1b2b3b4b5");
  Nonce anonce = nonce("e0e1e2e3e4e5e6e7e8e9f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff000102030405");
  Nonce snonce = nonce("c0c1c2c3c4c5c6c7c8c9d0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0e1e2e3e4e5");

  Ptk ptk() const { return derive_ptk(pmk, aa, spa, anonce, snonce); }
};

TEST(KeyHierarchy, DerivesTheStandardsPtk) {
  const Ptk ptk = Handshake{}.ptk();
  EXPECT_EQ(to_hex(ptk.kck.octets), "379f9852d0199236b94e407ce4c00ec8");
  EXPECT_EQ(to_hex(ptk.kek.octets), "47c9edc01c2c6e5b4910caddfb3e51a7");
  EXPECT_EQ(to_hex(ptk.key.tk.octets), "b2360c79e9710fdd58bea93deaf06599");
  EXPECT_EQ(to_hex(ptk.key.mic_from_authenticator.octets), "db980afbc29c1528");
  EXPECT_EQ(to_hex(ptk.key.mic_from_supplicant.octets), "55740a6ce5ae3827");
}

TEST(KeyHierarchy, EveryInputOfThePtkCounts) {
  const Ptk ptk = Handshake{}.ptk();
  Handshake changed;
  changed.pmk.octets[31] ^= 1;
  EXPECT_NE(changed.ptk(), ptk);
  changed = {};
  changed.aa.octets[5] ^= 1;
  EXPECT_NE(changed.ptk(), ptk);
  changed = {};
  changed.spa.octets[0] ^= 1;
  EXPECT_NE(changed.ptk(), ptk);
  changed = {};
  changed.anonce[31] ^= 0x80;
  EXPECT_NE(changed.ptk(), ptk);
  changed = {};
  changed.snonce[0] ^= 0x80;
  EXPECT_NE(changed.ptk(), ptk);
}

TEST(KeyHierarchy, WhoIsWhoIsSettledByTheOrderOfAddressesAndNonces) {
  const Handshake h;
  EXPECT_EQ(derive_ptk(h.pmk, h.spa, h.aa, h.snonce, h.anonce), h.ptk());
}

TEST(KeyHierarchy, MakesThePskOfAPassphrase) {
  EXPECT_EQ(to_hex(pmk_from_passphrase("password", "IEEE").octets),
            "f42c6fc52df0ebef9ebb4b90b38a5f902e83fe1b135a70e23aed762e9710a12e");
  EXPECT_EQ(to_hex(pmk_from_passphrase("ThisIsAPassword", "ThisIsASSID").octets),
            "0dc0d6eb90555ed6419756b9a15ec3e3209b63df707dd508d14581f8982721af");
  EXPECT_NE(pmk_from_passphrase("password", "IEEF"), pmk_from_passphrase("password", "IEEE"));
}

TEST(KeyHierarchy, GivesTheStandardsPrf) {
  const std::string_view text = "Hi There";
  const Octets data(text.begin(), text.end());
  const Octets key(20, 0x0b);
  EXPECT_EQ(to_hex(prf(key, "prefix", data, 24)),
            "bcd4c650b30b9684951829e0d75f9d54b862175ed9f00606");
  EXPECT_NE(to_hex(prf(key, "prefiy", data, 24)),
            "bcd4c650b30b9684951829e0d75f9d54b862175ed9f00606");
  EXPECT_EQ(prf(key, "prefix", data, 64).size(), 64U);
  EXPECT_TRUE(prf(key, "prefix", data, 0).empty());
}

TEST(GroupKey, UnwrapsAesKeyWrap) {
  // RFC 3394, 4.1
  const auto kek = from_hex<Kek>("000102030405060708090a0b0c0d0e0f");
  const Octets wrapped = parse_hex("1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5").value();
  const auto plain = unwrap_aes(kek, wrapped);
  ASSERT_TRUE(plain);
  EXPECT_EQ(to_hex(*plain), "00112233445566778899aabbccddeeff");

  for (std::size_t bit = 0; bit < wrapped.size() * 8; ++bit) {
    Octets flipped = wrapped;
    flipped[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    EXPECT_FALSE(unwrap_aes(kek, flipped)) << bit;
  }
  EXPECT_FALSE(unwrap_aes(from_hex<Kek>("000102030405060708090a0b0c0d0e0e"), wrapped));
  for (std::size_t size = 0; size < wrapped.size(); ++size) {
    EXPECT_FALSE(
        unwrap_aes(kek, Octets(wrapped.begin(), wrapped.begin() + static_cast<long>(size))));
  }
}

// Message 3/4 of the handshake in libtins' TKIP capture: RSN, version 1.
EapolKey rsn_message3() {
  EapolKey message;
  message.version = 1;
  message.pairwise = message.ack = message.mic_present = message.secure = message.encrypted = true;
  const auto iv = parse_hex("825c4b1697165f5bf8a8bc81faa1ff98").value();
  std::copy(iv.begin(), iv.end(), message.iv.begin());
  message.key_data = parse_hex(
                         "b146c4e6d5be29548ae58315e38fef983caa2365c5e6df6d1418a706459b94d45ecbe42d0"
                         "8454c2f947c93928d"
                         "e73c0bbdfeaa6a49bee563caf7298582af")
                         .value();
  return message;
}

TEST(GroupKey, UnwrapsRc4KeyData) {
  const auto kek = from_hex<Kek>("538c34f7da7c156d737f0d47b1710d0f");
  const EapolKey message = rsn_message3();
  const auto plain = unwrap_rc4(kek, message.iv, message.key_data);
  ASSERT_TRUE(plain);
  EXPECT_EQ(
      to_hex(*plain),
      "30140100000fac020100000fac020100000fac020000dd26000fac010100a47d839290e1021c0f53baf27a0b76f7"
      "9a941c59a56df810f290808e963ce5a8");
  const auto group = group_key(kek, message);
  ASSERT_TRUE(group);
  EXPECT_EQ(group->key_id, KeyId{1});
  EXPECT_EQ(to_hex(group->gtk), "a47d839290e1021c0f53baf27a0b76f79a941c59a56df810f290808e963ce5a8");
  EXPECT_FALSE(group_key(from_hex<Kek>("538c34f7da7c156d737f0d47b1710d0e"), message));
  EXPECT_FALSE(unwrap_rc4(kek, message.iv, {}));
}

TEST(GroupKey, FindsTheGtkInWrappedKeyData) {
  EapolKey message = rsn_message3();
  message.version = 2;
  message.pairwise = false;  // group message 1/2
  message.key_data =
      parse_hex("a3d315216bf2a53a650a6d492fcb051282d2f04aef1db4c769d74db543701bae").value();
  const auto kek = from_hex<Kek>("000102030405060708090a0b0c0d0e0f");
  const auto group = group_key(kek, message);
  ASSERT_TRUE(group);
  EXPECT_EQ(group->key_id, KeyId{2});
  EXPECT_EQ(to_hex(group->gtk), "000102030405060708090a0b0c0d0e0f");
  message.key_data[0] ^= 1;
  EXPECT_FALSE(group_key(kek, message));
}

TEST(GroupKey, WpaKeyDataIsTheGtkItself) {
  EapolKey message = rsn_message3();
  message.descriptor = KeyDescriptor::kWpa;
  message.encrypted = false;
  message.wpa_key_index = 2;
  EXPECT_FALSE(group_key(Kek{}, message));  // WPA's 3/4 carries no group key
  message.pairwise = false;
  message.version = 2;
  message.key_data = parse_hex("1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5").value();
  const auto group = group_key(from_hex<Kek>("000102030405060708090a0b0c0d0e0f"), message);
  ASSERT_TRUE(group);
  EXPECT_EQ(group->key_id, KeyId{2});
  EXPECT_EQ(to_hex(group->gtk), "00112233445566778899aabbccddeeff");
  message.ack = false;  // group message 2/2
  EXPECT_FALSE(group_key(Kek{}, message));
}

TEST(GroupKey, OddKeyDataCarriesNoKey) {
  // RC4 undoes itself, so wrapping is unwrapping.
  EapolKey message = rsn_message3();
  for (const char* plain : {"dd", "dd00", "dd05000fac0101", "dd06000fac010100", "dd16000fac0101",
                            "3000", "ddff000fac010100", "dd07000fac02010055"}) {
    const Octets octets = parse_hex(plain).value();
    message.key_data = *unwrap_rc4(Kek{}, message.iv, octets);
    EXPECT_FALSE(group_key(Kek{}, message)) << plain;
  }
}

}  // namespace
}  // namespace keyrace
