// CCMP through verify: key log, sender keys, and the receiver model as mac80211's
// ieee80211_crypto_ccmp_decrypt and ieee80211_rx_h_defragment have it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "lab/ccmp/mpdu.h"
#include "lab/tkip/michael.h"
#include "lab/tkip/mpdu.h"
#include "lab/verify/receiver.h"

namespace keyrace {
namespace {

using Octets = std::vector<std::uint8_t>;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr MacAddress kAp{{0x02, 0, 0, 0, 0, 0xa0}};
constexpr MacAddress kSta{{0x02, 0, 0, 0, 1, 0}};
constexpr MacAddress kPc{{0x02, 0, 0, 0, 9, 9}};
constexpr MacAddress kBroadcast{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};
constexpr std::size_t kFragmentSize = 16;

TemporalKey tk_of(int epoch) {
  TemporalKey tk;
  for (std::size_t i = 0; i < tk.octets.size(); ++i) {
    tk.octets[i] = static_cast<std::uint8_t>(static_cast<std::size_t>(epoch) * 16 + i);
  }
  return tk;
}

InstalledKey installed(int epoch, std::uint64_t initial_pn = 0) {
  InstalledKey key;
  key.tk = tk_of(epoch);
  key.mic_epoch = key.tk_epoch = epoch;
  key.initial_tsc = Pn{initial_pn};
  key.cipher = FrameCipher::kCcmp;
  return key;
}

Octets msdu() {
  Octets octets{0xaa, 0xaa, 0x03, 0, 0, 0, 0x08, 0x00};
  for (std::uint8_t i = 0; i < 40; ++i) octets.push_back(i);
  return octets;
}

struct Sending {
  int tk = 1;
  std::uint64_t pn = 1;
  std::optional<std::uint16_t> seq{};  // absent: the next
  std::optional<std::uint8_t> tid{};
  bool retry = false;
  bool group = false;
  KeyId key_id{};
  std::uint8_t fragment = 0;
  bool more_fragments = false;
};

// An AP that sends, a STA that receives.
class CcmpReceiver : public testing::Test {
 protected:
  CcmpReceiver() {
    for (int epoch = 1; epoch <= 3; ++epoch) epochs_.add(EpochKey::ccmp(tk_of(epoch)));
  }

  AirFrame frame(const Sending& how, const Octets& plaintext = msdu()) {
    AirFrame frame;
    frame.n = ++frames_;
    MacHeader& mac = frame.header;
    mac.type = FrameType::kData;
    mac.from_ds = true;
    mac.protected_frame = true;
    mac.retry = how.retry;
    mac.addr1 = how.group ? kBroadcast : kSta;
    mac.addr2 = kAp;
    mac.addr3 = kPc;
    mac.sequence = how.seq ? *how.seq : next_seq_++;
    mac.fragment = how.fragment;
    mac.more_fragments = how.more_fragments;
    mac.qos = how.tid.has_value();
    mac.tid = how.tid.value_or(0);
    mac.subtype = mac.qos ? 8 : 0;
    frame.body = seal_ccmp_mpdu(tk_of(how.tk), mac, Pn{how.pn}, how.key_id, plaintext);
    return frame;
  }

  // The three fragments of one MSDU, with these PNs.
  std::vector<AirFrame> fragments(const std::vector<std::uint64_t>& pns, int tk = 1) {
    const Octets whole = msdu();
    const std::uint16_t seq = next_seq_++;
    std::vector<AirFrame> result;
    for (std::size_t i = 0; i < 3; ++i) {
      const auto begin = whole.begin() + static_cast<long>(i * kFragmentSize);
      result.push_back(frame({.tk = tk,
                              .pn = pns[i],
                              .seq = seq,
                              .fragment = static_cast<std::uint8_t>(i),
                              .more_fragments = i < 2},
                             Octets(begin, begin + kFragmentSize)));
    }
    return result;
  }

  Judgement receive(const AirFrame& frame) {
    return receiver_.process(frame, finder_.find(frame, epochs_, true));
  }
  Verdict verdict(const Sending& how) { return receive(frame(how)).verdict; }
  void install(int epoch, std::uint64_t initial_pn = 0) {
    receiver_.install_pairwise(kAp, installed(epoch, initial_pn));
  }
  void expect_held(const AirFrame& fragment) {
    const Judgement judgement = receive(fragment);
    EXPECT_EQ(judgement.verdict, Verdict::kAccepted) << judgement.why;
    EXPECT_TRUE(judgement.held);
  }

  Receiver receiver_;
  KeyEpochs epochs_;
  SenderKeyFinder finder_;
  std::uint64_t frames_ = 0;
  std::uint16_t next_seq_ = 1;
};

TEST_F(CcmpReceiver, AcceptsAFrameUnderItsOwnKey) {
  install(2);
  const Judgement judgement = receive(frame({.tk = 2}));
  EXPECT_EQ(judgement.verdict, Verdict::kAccepted);
  EXPECT_EQ(judgement.tk_epoch, 2);
  EXPECT_EQ(judgement.mic_epoch, 2);
}

TEST_F(CcmpReceiver, ANewKeysFramesFailBeforeTheInstallAtTheReplayCheck) {
  install(1);
  EXPECT_EQ(verdict({.pn = 200}), Verdict::kAccepted);
  const Judgement judgement = receive(frame({.tk = 2, .pn = 1}));
  EXPECT_EQ(judgement.verdict, Verdict::kIcvFailure);
  EXPECT_TRUE(judgement.at_replay_check);
  EXPECT_THAT(judgement.why, HasSubstr("PTK 2, the receiver had PTK 1: the CCM MIC is wrong"));
  EXPECT_THAT(judgement.why, HasSubstr("PN 1 is not above the last accepted one, 200"));
  install(2);
  EXPECT_EQ(verdict({.tk = 2, .pn = 2}), Verdict::kAccepted);
}

TEST_F(CcmpReceiver, AnOldKeysFramesFailTheMicAfterTheInstallAndMoveNothing) {
  install(2);
  const Judgement judgement = receive(frame({.tk = 1, .pn = 0x20005}));
  EXPECT_EQ(judgement.verdict, Verdict::kIcvFailure);
  EXPECT_FALSE(judgement.at_replay_check);
  EXPECT_EQ(verdict({.tk = 2, .pn = 1}), Verdict::kAccepted);
}

TEST_F(CcmpReceiver, WhatIsTamperedWithFailsTheMicWhateverTheBit) {
  install(1);
  AirFrame damaged = frame({.pn = 1});
  damaged.body.back() ^= 1;
  EXPECT_EQ(receive(damaged).verdict, Verdict::kIcvFailure);
  AirFrame readdressed = frame({.pn = 1});
  readdressed.header.addr3 = kSta;
  EXPECT_EQ(receive(readdressed).verdict, Verdict::kIcvFailure);
  EXPECT_EQ(verdict({.pn = 1}), Verdict::kAccepted);
}

TEST_F(CcmpReceiver, TheSamePnAgainIsAReplayAndPnZeroAlways) {
  install(1);
  EXPECT_EQ(verdict({.pn = 0}), Verdict::kReplay);  // TKIP would take it once
  EXPECT_EQ(verdict({.pn = 7}), Verdict::kAccepted);
  EXPECT_EQ(verdict({.pn = 7}), Verdict::kReplay);
  EXPECT_EQ(verdict({.pn = 6}), Verdict::kReplay);
  EXPECT_EQ(verdict({.pn = 0x10006}), Verdict::kAccepted);
  EXPECT_EQ(verdict({.pn = 0xfffff}), Verdict::kAccepted);
}

TEST_F(CcmpReceiver, CountsPerTidAndWithoutQosAsTid0) {
  install(1);
  EXPECT_EQ(verdict({.pn = 5, .tid = 5}), Verdict::kAccepted);
  EXPECT_EQ(verdict({.pn = 3}), Verdict::kAccepted);
  EXPECT_EQ(verdict({.pn = 3, .tid = 0}), Verdict::kReplay);
  EXPECT_EQ(verdict({.pn = 5, .tid = 5}), Verdict::kReplay);
  EXPECT_EQ(verdict({.pn = 4, .tid = 0}), Verdict::kAccepted);
}

TEST_F(CcmpReceiver, AnInstallBringsItsCounterAndTheSameKeyAgainNothing) {
  install(1, 100);
  EXPECT_EQ(verdict({.pn = 100}), Verdict::kReplay);
  EXPECT_EQ(verdict({.pn = 101}), Verdict::kAccepted);
  install(1);
  EXPECT_EQ(verdict({.pn = 50}), Verdict::kReplay);
  install(2);
  EXPECT_EQ(verdict({.tk = 2, .pn = 1}), Verdict::kAccepted);
}

TEST_F(CcmpReceiver, LooksNeitherAtTheExtendedIvNorAtAPairwiseKeyId) {
  install(1);
  EXPECT_EQ(verdict({.pn = 1, .key_id = KeyId{2}}), Verdict::kAccepted);
  AirFrame without = frame({.pn = 2});
  without.body[3] = 0;
  EXPECT_EQ(receive(without).verdict, Verdict::kAccepted);
}

TEST_F(CcmpReceiver, AGroupKeyIsFoundByItsId) {
  receiver_.install_group(KeyId{1}, installed(1));
  receiver_.install_group(KeyId{2}, installed(2));
  EXPECT_EQ(verdict({.tk = 1, .group = true, .key_id = KeyId{1}}), Verdict::kAccepted);
  EXPECT_EQ(verdict({.tk = 2, .group = true, .key_id = KeyId{2}}), Verdict::kAccepted);
  EXPECT_EQ(verdict({.tk = 2, .pn = 2, .group = true, .key_id = KeyId{3}}), Verdict::kNoKey);
}

TEST_F(CcmpReceiver, TooShortIsMalformed) {
  install(1);
  for (const std::size_t size : {0U, 3U, 4U, 8U, 15U}) {
    AirFrame cut = frame({.pn = 1});
    cut.body.resize(size);
    EXPECT_EQ(receive(cut).verdict, Verdict::kMalformed) << size;
  }
  AirFrame empty = frame({.pn = 1}, {});
  EXPECT_EQ(empty.body.size(), 16U);
  EXPECT_EQ(receive(empty).verdict, Verdict::kAccepted);
}

TEST_F(CcmpReceiver, ARetryIsADuplicateBeforeItIsAReplay) {
  install(1);
  AirFrame sent = frame({.pn = 1});
  EXPECT_EQ(receive(sent).verdict, Verdict::kAccepted);
  sent.header.retry = true;  // the MIC does not cover it
  EXPECT_EQ(receive(sent).verdict, Verdict::kDuplicate);
  sent.header.retry = false;
  EXPECT_EQ(receive(sent).verdict, Verdict::kReplay);
}

TEST_F(CcmpReceiver, ConsecutiveFragmentsAreHeldAndThenWhole) {
  install(1);
  const auto pieces = fragments({10, 11, 12});
  expect_held(pieces[0]);
  EXPECT_EQ(verdict({.pn = 10}), Verdict::kReplay);  // a held one has moved the counter
  expect_held(pieces[1]);
  const Judgement last = receive(pieces[2]);
  EXPECT_EQ(last.verdict, Verdict::kAccepted);
  EXPECT_FALSE(last.held);
}

TEST_F(CcmpReceiver, AFragmentWhosePnDoesNotFollowIsDropped) {
  install(1);
  const auto pieces = fragments({10, 12, 13});
  expect_held(pieces[0]);
  const Judgement judgement = receive(pieces[1]);
  EXPECT_EQ(judgement.verdict, Verdict::kFragmentDropped);
  EXPECT_THAT(judgement.why, HasSubstr("PN 12 does not follow that of the fragment before it, 10"));
  EXPECT_EQ(receive(pieces[2]).verdict, Verdict::kFragmentDropped);
}

TEST_F(CcmpReceiver, AFrameOfTheSameTidBetweenFragmentsBreaksThem) {
  install(1);
  const auto pieces = fragments({10, 12, 13});
  expect_held(pieces[0]);
  EXPECT_EQ(verdict({.pn = 11}), Verdict::kAccepted);
  EXPECT_EQ(receive(pieces[1]).verdict, Verdict::kFragmentDropped);
}

TEST_F(CcmpReceiver, FragmentsOfTwoKeysDoNotMix) {
  install(1);
  const auto pieces = fragments({1, 2, 3});
  expect_held(pieces[0]);
  install(2);
  AirFrame next = pieces[1];
  next.body = seal_ccmp_mpdu(tk_of(2), next.header, Pn{2}, KeyId{}, Octets(16, 0x5a));
  const Judgement judgement = receive(next);
  EXPECT_EQ(judgement.verdict, Verdict::kFragmentDropped);
  EXPECT_THAT(judgement.why, HasSubstr("another key"));
}

TEST_F(CcmpReceiver, GroupFramesAreNeverInFragments) {
  receiver_.install_group(KeyId{1}, installed(1));
  EXPECT_EQ(verdict({.group = true, .key_id = KeyId{1}, .more_fragments = true}),
            Verdict::kFragmentDropped);
}

TEST_F(CcmpReceiver, AgreesWithTheKernelsWords) {
  for (const Verdict each : {Verdict::kIcvFailure, Verdict::kReplay, Verdict::kMalformed}) {
    EXPECT_TRUE(agrees(each, Observed::kCcmpFailure)) << to_string(each);
  }
  EXPECT_TRUE(agrees(Verdict::kFragmentDropped, Observed::kCcmpFailure));
  for (const Verdict each : {Verdict::kAccepted, Verdict::kMicFailure, Verdict::kNoKey,
                             Verdict::kUnprotected, Verdict::kDuplicate}) {
    EXPECT_FALSE(agrees(each, Observed::kCcmpFailure)) << to_string(each);
  }
  EXPECT_STREQ(to_string(Observed::kCcmpFailure), "ccmp_failure");
}

TEST_F(CcmpReceiver, TheSendersKeyIsBothEpochsAndTheMsduIsWhole) {
  const SenderKeys keys = finder_.find(frame({.tk = 2}), epochs_, true);
  EXPECT_EQ(keys.tk_epoch, 2);
  EXPECT_EQ(keys.mic_epoch, 2);
  EXPECT_EQ(keys.cipher, FrameCipher::kCcmp);
  EXPECT_EQ(keys.msdu, msdu());
  const auto pieces = fragments({1, 2, 3});
  EXPECT_TRUE(finder_.find(pieces[0], epochs_, true).msdu.empty());
  EXPECT_TRUE(finder_.find(pieces[1], epochs_, true).msdu.empty());
  EXPECT_EQ(finder_.find(pieces[2], epochs_, true).msdu, msdu());
}

TEST_F(CcmpReceiver, AnUnknownKeyStillTellsTheCipher) {
  const SenderKeys keys = finder_.find(frame({.tk = 9}), epochs_, true);
  EXPECT_FALSE(keys.tk_epoch);
  EXPECT_FALSE(keys.mic_epoch);
  EXPECT_EQ(keys.cipher, FrameCipher::kCcmp);
}

TEST_F(CcmpReceiver, KeysOfBothCiphersAreTriedEachInItsWay) {
  const Octets octets(32, 0x77);
  const TkipKey tkip =
      TkipKey::from_authenticator(std::span<const std::uint8_t>(octets).first<32>());
  epochs_.add(tkip);
  EXPECT_EQ(finder_.find(frame({.tk = 3}), epochs_, true).tk_epoch, 3);
  AirFrame other = frame({});
  Octets plaintext = msdu();
  const auto mic = michael_mic(tkip.mic_from_authenticator, kSta, kPc, 0, plaintext);
  plaintext.insert(plaintext.end(), mic.begin(), mic.end());
  other.body = seal_mpdu(tkip.tk, kAp, Tsc{1}, KeyId{}, plaintext);
  const SenderKeys keys = finder_.find(other, epochs_, true);
  EXPECT_EQ(keys.tk_epoch, 4);
  EXPECT_EQ(keys.mic_epoch, 4);
  EXPECT_EQ(keys.cipher, FrameCipher::kTkip);
  EXPECT_EQ(keys.msdu, msdu());
}

KeyLogEntry install_entry(const std::string& node, int epoch, std::size_t octets = 16) {
  KeyLogEntry entry;
  entry.node = node;
  entry.pairwise = true;
  entry.cipher = kCipherCcmp;
  const TemporalKey tk = tk_of(epoch);
  entry.material.assign(tk.octets.begin(), tk.octets.end());
  entry.material.resize(octets);
  return entry;
}

TEST(CcmpKeyLog, TheTwoSidesInstallsAreOneEpoch) {
  const KeyLogReading reading("ap", {{kSta.to_string(), "sta"}});
  KeyLog log;
  log.entries = {install_entry("sta", 1), install_entry("ap", 1), install_entry("ap", 2)};
  log.entries[1].peer = log.entries[2].peer = kSta;
  EXPECT_THAT(reading.keys(log).pairwise.at("sta").keys(),
              ElementsAre(EpochKey::ccmp(tk_of(1)), EpochKey::ccmp(tk_of(2))));
}

TEST(CcmpKeyLog, MaterialOfAnotherLengthOrCipherIsNoEpoch) {
  const KeyLogReading reading("ap", {});
  EXPECT_TRUE(reading.key(install_entry("sta", 1)));
  EXPECT_FALSE(reading.key(install_entry("sta", 1, 32)));
  EXPECT_FALSE(reading.key(install_entry("sta", 1, 0)));
  KeyLogEntry gcmp = install_entry("sta", 1);
  gcmp.cipher = 0x000fac08;
  EXPECT_FALSE(reading.key(gcmp));
  EXPECT_FALSE(reading.tkip_key(install_entry("sta", 1)));
}

TEST(CcmpEpochs, HaveNoMicKeys) {
  KeyEpochs epochs;
  epochs.add(EpochKey::ccmp(tk_of(1)));
  EXPECT_EQ(epochs.tk_epoch(tk_of(1)), 1);
  EXPECT_FALSE(epochs.mic_epoch(MicKey{}, true));
}

TEST(FrameCipher, OverheadIsWhatSealingAdds) {
  MacHeader mac;
  mac.type = FrameType::kData;
  mac.addr2 = mac.addr3 = kAp;
  const Octets plaintext = msdu();
  EXPECT_EQ(seal_ccmp_mpdu(tk_of(1), mac, Pn{1}, KeyId{}, plaintext).size(),
            plaintext.size() + overhead(FrameCipher::kCcmp));
  EXPECT_EQ(seal_mpdu(tk_of(1), kAp, Tsc{1}, KeyId{}, plaintext).size() + sizeof(MichaelMic),
            plaintext.size() + overhead(FrameCipher::kTkip));
}

}  // namespace
}  // namespace keyrace
