// The PTK from a handshake's messages: those of libtins' TKIP capture (SSID NODO), whose MICs were
// made by real devices.
#include <gtest/gtest.h>

#include <string>

#include "lab/dot11/hex.h"
#include "lab/tkip/handshake_keys.h"

namespace keyrace {
namespace {

using Octets = std::vector<std::uint8_t>;

const MacAddress kAp = *MacAddress::parse("00:1b:11:d2:1b:eb");
const MacAddress kSta = *MacAddress::parse("94:0c:6d:8f:93:88");

const std::string kZeros8(16, '0');
const std::string kZeros16(32, '0');
const std::string kAnonce = "16f19ed897569d81a02174d218bfd528825c4b1697165f5bf8a8bc81faa1ff97";

const std::string kMessage1 = "0103005f0200890020" + std::string("0000000000000001") + kAnonce +
                              kZeros16 + kZeros8 + kZeros8 + kZeros16 + "0000";
const std::string kMessage2 =
    "010300750201090000"
    "0000000000000001"
    "da6c338845c4ab0ad18b069caa9b6ef1df604953c91cde8346d19e615ff415fc" +
    kZeros16 + kZeros8 + kZeros8 +
    "322f045a5582410342f58f4092ae05cf"
    "0016"
    "30140100000fac020100000fac020100000fac020000";
const std::string kMessage3 = "0103009d0213c90020" + std::string("0000000000000002") + kAnonce +
                              "825c4b1697165f5bf8a8bc81faa1ff98" + "9900000000000000" + kZeros8 +
                              "c87ff5417ee10f7d5cc24e7819377fa1"
                              "003e"
                              "b146c4e6d5be29548ae58315e38fef983caa2365c5e6df6d1418a70645"
                              "9b94d45ecbe42d08454c2f947c93928de73c0bbdfeaa6a49bee563caf7"
                              "298582af";

Octets octets(const std::string& hex) {
  return parse_hex(hex).value();
}

EapolKey message(const Octets& eapol) {
  return parse_eapol_key(eapol).value.value();
}

EapolKey message(const std::string& hex) {
  return message(octets(hex));
}

class HandshakeKeysTest : public testing::Test {
 protected:
  HandshakeKeys with_passphrase(const std::string& passphrase) const {
    return HandshakeKeys(pmk_from_passphrase(passphrase, "NODO"));
  }

  HandshakeKeys keys_ = with_passphrase("libtinstest");
};

TEST_F(HandshakeKeysTest, KnowsTheKeyBeforeMessage3) {
  keys_.on_message(kAp, kSta, message(kMessage1));
  EXPECT_FALSE(keys_.ptk_of(kAp, kSta, message(kMessage3))) << "the STA's nonce is not known yet";
  keys_.on_message(kAp, kSta, message(kMessage2));
  const auto ptk = keys_.ptk_of(kAp, kSta, message(kMessage3));
  ASSERT_TRUE(ptk);
  EXPECT_EQ(to_hex(ptk->kck.octets), "35f899f5f0506d8c4afd5d9a37889ecd");
}

TEST_F(HandshakeKeysTest, AWrongPassphraseGivesNone) {
  HandshakeKeys wrong = with_passphrase("libtinstesu");
  wrong.on_message(kAp, kSta, message(kMessage1));
  wrong.on_message(kAp, kSta, message(kMessage2));
  EXPECT_FALSE(wrong.ptk_of(kAp, kSta, message(kMessage3)));
}

TEST_F(HandshakeKeysTest, ASecondMessageWithAWrongMicGivesNone) {
  for (const std::size_t changed : {81, 96, 20, 120}) {  // MIC, nonce, key data
    HandshakeKeys keys = with_passphrase("libtinstest");
    Octets second = octets(kMessage2);
    second.at(changed) ^= 1;
    keys.on_message(kAp, kSta, message(kMessage1));
    keys.on_message(kAp, kSta, message(second));
    EXPECT_FALSE(keys.ptk_of(kAp, kSta, message(kMessage3))) << changed;
  }
}

TEST_F(HandshakeKeysTest, AMessageWithAWrongMicBelongsToNoKey) {
  keys_.on_message(kAp, kSta, message(kMessage1));
  keys_.on_message(kAp, kSta, message(kMessage2));
  Octets third = octets(kMessage3);
  third.at(81) ^= 1;
  EXPECT_FALSE(keys_.ptk_of(kAp, kSta, message(third)));
  EXPECT_FALSE(keys_.ptk_of(kAp, kSta, message(kMessage1))) << "it has no MIC";
  EXPECT_FALSE(keys_.ptk_of(kSta, kAp, message(kMessage3))) << "that is another pair";
}

// 1/4 comes again, with the same nonce and with others, before and after the answer.
TEST_F(HandshakeKeysTest, RepeatedAndNewFirstMessagesDoNotMatter) {
  Octets other = octets(kMessage1);
  for (int i = 0; i < 3; ++i) {
    other.at(17) ^= 0x55;
    other.at(18) = static_cast<std::uint8_t>(i);
    if (i == 1) keys_.on_message(kAp, kSta, message(kMessage1));
    keys_.on_message(kAp, kSta, message(other));
  }
  keys_.on_message(kAp, kSta, message(kMessage2));
  for (int i = 0; i < 100; ++i) {
    other.at(18) = static_cast<std::uint8_t>(i + 10);
    keys_.on_message(kAp, kSta, message(other));
  }
  EXPECT_TRUE(keys_.ptk_of(kAp, kSta, message(kMessage3)));
}

// What a node installs is the same 32 octets as its own reading of them.
TEST(KeyMaterial, IsWrittenAsEachSideReadsIt) {
  std::array<std::uint8_t, 32> raw{};
  for (std::size_t i = 0; i < raw.size(); ++i) raw.at(i) = static_cast<std::uint8_t>(i);
  const TkipKey key = TkipKey::from_authenticator(raw);
  EXPECT_EQ(key.for_authenticator(), raw);
  EXPECT_EQ(to_hex(key.for_supplicant()),
            "000102030405060708090a0b0c0d0e0f18191a1b1c1d1e1f1011121314151617");
  EXPECT_EQ(TkipKey::from_supplicant(key.for_supplicant()), key);
}

}  // namespace
}  // namespace keyrace
