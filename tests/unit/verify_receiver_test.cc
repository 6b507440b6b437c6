// The receiver model against the table of what mac80211 does with a TKIP frame around a rekey.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "lab/tkip/michael.h"
#include "lab/tkip/mpdu.h"
#include "lab/verify/receiver.h"

namespace keyrace {
namespace {

using Octets = std::vector<std::uint8_t>;
using ::testing::HasSubstr;

constexpr MacAddress kAp{{0x02, 0, 0, 0, 0, 0xa0}};
constexpr MacAddress kSta{{0x02, 0, 0, 0, 1, 0}};
constexpr MacAddress kOtherSta{{0x02, 0, 0, 0, 2, 0}};
constexpr MacAddress kPc{{0x02, 0, 0, 0, 9, 9}};
constexpr MacAddress kBroadcast{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};
constexpr std::uint64_t kSecond = 1'000'000'000;

// The key of epoch n; no octet is that of another epoch.
TkipKey key_of(int epoch) {
  std::array<std::uint8_t, 32> octets{};
  for (std::size_t i = 0; i < octets.size(); ++i) {
    octets[i] = static_cast<std::uint8_t>(static_cast<std::size_t>(epoch) * 32 + i);
  }
  return TkipKey::from_authenticator(octets);
}

// A STA's key: the TK of one epoch, the MIC keys of one.
InstalledKey installed(int tk_epoch, int mic_epoch, std::uint64_t initial_tsc = 0) {
  return {.tk = key_of(tk_epoch).tk,
          .rx_mic = key_of(mic_epoch).mic_from_authenticator,
          .tx_mic = key_of(mic_epoch).mic_from_supplicant,
          .tk_epoch = tk_epoch,
          .mic_epoch = mic_epoch,
          .initial_tsc = Tsc{initial_tsc}};
}

struct Sending {
  int tk = 1;
  int mic = 1;
  std::uint64_t tsc = 1;
  std::optional<std::uint16_t> seq{};  // absent: the next
  std::optional<std::uint8_t> tid{};
  bool retry = false;
  bool group = false;
  KeyId key_id{};
  std::uint64_t t_ns = 0;
};

Octets msdu() {
  Octets octets{0xaa, 0xaa, 0x03, 0, 0, 0, 0x08, 0x00};
  for (std::uint8_t i = 0; i < 40; ++i) octets.push_back(i);
  return octets;
}

// An AP that sends, a STA that receives.
class ReceiverTest : public ::testing::Test {
 protected:
  ReceiverTest() {
    for (int epoch = 1; epoch <= 4; ++epoch) epochs_.add(key_of(epoch));
  }

  AirFrame empty_frame(const Sending& how) {
    AirFrame frame;
    frame.n = ++frames_;
    frame.t_ns = how.t_ns;
    MacHeader& mac = frame.header;
    mac.type = FrameType::kData;
    mac.from_ds = true;
    mac.protected_frame = true;
    mac.retry = how.retry;
    mac.addr1 = how.group ? kBroadcast : kSta;
    mac.addr2 = kAp;
    mac.addr3 = kPc;
    mac.sequence = how.seq ? *how.seq : next_seq_++;
    mac.qos = how.tid.has_value();
    mac.tid = how.tid.value_or(0);
    mac.subtype = mac.qos ? 8 : 0;
    return frame;
  }

  void seal(AirFrame& frame, const Sending& how, ByteSpan plaintext) {
    frame.body = seal_mpdu(key_of(how.tk).tk, kAp, Tsc{how.tsc}, how.key_id, plaintext);
  }

  Octets signed_msdu(const AirFrame& frame, const Sending& how) {
    Octets octets = msdu();
    const auto mic = michael_mic(key_of(how.mic).mic_from_authenticator, *frame.header.da(),
                                 *frame.header.sa(), frame.header.tid, octets);
    octets.insert(octets.end(), mic.begin(), mic.end());
    return octets;
  }

  AirFrame frame(const Sending& how) {
    AirFrame frame = empty_frame(how);
    seal(frame, how, signed_msdu(frame, how));
    return frame;
  }

  // `count` fragments of one MSDU with consecutive TSCs.
  std::vector<AirFrame> fragments(Sending how, std::size_t count) {
    if (!how.seq) how.seq = next_seq_++;
    const Octets whole = signed_msdu(empty_frame(how), how);
    const std::size_t size = whole.size() / count;
    std::vector<AirFrame> result;
    for (std::size_t i = 0; i < count; ++i, ++how.tsc) {
      AirFrame piece = empty_frame(how);
      piece.header.fragment = static_cast<std::uint8_t>(i);
      piece.header.more_fragments = i + 1 < count;
      const std::size_t length = i + 1 < count ? size : whole.size() - i * size;
      seal(piece, how, ByteSpan(whole).subspan(i * size, length));
      result.push_back(piece);
    }
    return result;
  }

  Judgement receive(const AirFrame& frame) {
    return receiver_.process(frame, finder_.find(frame, epochs_, true));
  }
  Verdict verdict(const Sending& how) { return receive(frame(how)).verdict; }

  void install(int tk_epoch, int mic_epoch, std::uint64_t initial_tsc = 0) {
    receiver_.install_pairwise(kAp, installed(tk_epoch, mic_epoch, initial_tsc));
  }
  void install(int epoch) { install(epoch, epoch); }

  Receiver receiver_;
  KeyEpochs epochs_;
  SenderKeyFinder finder_;
  std::uint64_t frames_ = 0;
  std::uint16_t next_seq_ = 1;
};

TEST_F(ReceiverTest, AcceptsAFrameUnderItsOwnKey) {
  install(1);
  const Judgement judgement = receive(frame({.tsc = 1}));
  EXPECT_EQ(judgement.verdict, Verdict::kAccepted);
  EXPECT_FALSE(judgement.held);
  EXPECT_EQ(judgement.tk_epoch, 1);
  EXPECT_EQ(judgement.mic_epoch, 1);
  EXPECT_EQ(judgement.why, "");
  FrameVerdict told;
  told.receiver_epoch = judgement.tk_epoch;
  EXPECT_EQ(spoken_why(told), "sent under PTK 1, which the receiver had");
}

TEST_F(ReceiverTest, WithoutAKeyNothingProtectedIsOpened) {
  EXPECT_EQ(verdict({}), Verdict::kNoKey);
  receiver_.install_pairwise(kOtherSta, installed(1, 1));  // another peer's
  receiver_.install_group(KeyId{1}, installed(1, 1));
  EXPECT_EQ(verdict({.tsc = 2}), Verdict::kNoKey);
  install(1);
  EXPECT_EQ(verdict({.tsc = 3}), Verdict::kAccepted);
  receiver_.remove_pairwise(kAp);
  const Judgement judgement = receive(frame({.tsc = 4}));
  EXPECT_EQ(judgement.verdict, Verdict::kNoKey);
  EXPECT_FALSE(judgement.tk_epoch);
}

TEST_F(ReceiverTest, NoKeyComesBeforeTheFormat) {
  AirFrame no_extended_iv = frame({});
  no_extended_iv.body[3] = 0;
  EXPECT_EQ(receive(no_extended_iv).verdict, Verdict::kNoKey);
}

TEST_F(ReceiverTest, ClearDataIsUnprotected) {
  install(1);
  AirFrame clear = frame({});
  clear.header.protected_frame = false;
  clear.body = msdu();
  EXPECT_EQ(receive(clear).verdict, Verdict::kUnprotected);
}

TEST_F(ReceiverTest, ARetryOfTheFrameBeforeIsADuplicate) {
  install(1);
  AirFrame sent = frame({.tsc = 1});
  EXPECT_EQ(receive(sent).verdict, Verdict::kAccepted);
  sent.header.retry = true;
  EXPECT_EQ(receive(sent).verdict, Verdict::kDuplicate);
  EXPECT_EQ(receive(sent).verdict, Verdict::kDuplicate);
  // without the retry bit the same frame comes to the replay check
  sent.header.retry = false;
  EXPECT_EQ(receive(sent).verdict, Verdict::kReplay);
}

TEST_F(ReceiverTest, ARetryOfALostFrameIsNoDuplicate) {
  install(1);
  EXPECT_EQ(verdict({.tsc = 1}), Verdict::kAccepted);
  EXPECT_EQ(verdict({.tsc = 2, .retry = true}), Verdict::kAccepted);
}

TEST_F(ReceiverTest, DuplicatesAreRecordedBeforeDecryption) {
  install(2);
  AirFrame sent = frame({.tk = 1, .mic = 1, .tsc = 1});
  EXPECT_EQ(receive(sent).verdict, Verdict::kIcvFailure);
  sent.header.retry = true;
  EXPECT_EQ(receive(sent).verdict, Verdict::kDuplicate);
}

TEST_F(ReceiverTest, SequenceNumbersCountPerTidAndApartWithoutQos) {
  install(1);
  EXPECT_EQ(verdict({.tsc = 1, .seq = 7, .tid = 0}), Verdict::kAccepted);
  EXPECT_EQ(verdict({.tsc = 2, .seq = 7, .tid = 5, .retry = true}), Verdict::kAccepted);
  EXPECT_EQ(verdict({.tsc = 3, .seq = 7, .retry = true}), Verdict::kAccepted);
  EXPECT_EQ(verdict({.tsc = 4, .seq = 7, .tid = 0, .retry = true}), Verdict::kDuplicate);
}

TEST_F(ReceiverTest, GroupFramesAreNeverDuplicates) {
  receiver_.install_group(KeyId{1}, installed(1, 1));
  const KeyId id{1};
  EXPECT_EQ(verdict({.tsc = 1, .seq = 7, .group = true, .key_id = id}), Verdict::kAccepted);
  EXPECT_EQ(verdict({.tsc = 2, .seq = 7, .retry = true, .group = true, .key_id = id}),
            Verdict::kAccepted);
}

TEST_F(ReceiverTest, AGoneStationsSequenceNumbersAreForgotten) {
  install(1);
  AirFrame sent = frame({.tsc = 1});
  EXPECT_EQ(receive(sent).verdict, Verdict::kAccepted);
  receiver_.remove_station(kAp);
  EXPECT_FALSE(receiver_.has_pairwise(kAp));
  install(1);
  sent.header.retry = true;
  EXPECT_EQ(receive(sent).verdict, Verdict::kAccepted);
}

TEST_F(ReceiverTest, ForgettingEverythingTakesKeysAndSequenceNumbers) {
  install(1);
  receiver_.install_group(KeyId{1}, installed(2, 2));
  AirFrame sent = frame({.tsc = 1});
  EXPECT_EQ(receive(sent).verdict, Verdict::kAccepted);
  receiver_.remove_all();
  EXPECT_FALSE(receiver_.has_keys());
  sent.header.retry = true;
  EXPECT_EQ(receive(sent).verdict, Verdict::kNoKey);
}

TEST_F(ReceiverTest, RefusesWhatIsNotTkipsFormat) {
  install(1);
  AirFrame no_extended_iv = frame({.tsc = 1});
  no_extended_iv.body[3] = 0;
  EXPECT_EQ(receive(no_extended_iv).verdict, Verdict::kMalformed);
  for (const std::size_t size : {0U, 7U, 11U}) {
    AirFrame cut = frame({.tsc = 1});
    cut.body.resize(size);
    EXPECT_EQ(receive(cut).verdict, Verdict::kMalformed) << size;
  }
  EXPECT_EQ(verdict({.tsc = 1}), Verdict::kAccepted);  // r has not moved
}

TEST_F(ReceiverTest, RefusesAPairwiseKeyIdOtherThan0) {
  install(1);
  for (const std::uint8_t id : std::initializer_list<std::uint8_t>{1, 2, 3}) {
    const Judgement judgement = receive(frame({.tsc = 5, .key_id = KeyId{id}}));
    EXPECT_EQ(judgement.verdict, Verdict::kMalformed) << int{id};
    EXPECT_THAT(judgement.why, HasSubstr("key ID " + std::to_string(id)));
    // mac80211 says TKIP_FAIL
    EXPECT_TRUE(agrees(judgement.verdict, Observed::kTkipFailure));
  }
  EXPECT_EQ(verdict({.tsc = 1}), Verdict::kAccepted);
}

TEST_F(ReceiverTest, ReplaysUnderItsOwnKeyAreReplays) {
  install(1);
  EXPECT_EQ(verdict({.tsc = 10}), Verdict::kAccepted);
  for (const std::uint64_t tsc : {0U, 1U, 9U, 10U}) {
    const Judgement judgement = receive(frame({.tsc = tsc}));
    EXPECT_EQ(judgement.verdict, Verdict::kReplay) << tsc;
    EXPECT_FALSE(judgement.at_replay_check);
    EXPECT_THAT(judgement.why, HasSubstr("TSC " + std::to_string(tsc) + " "));
  }
  EXPECT_EQ(verdict({.tsc = 11}), Verdict::kAccepted);
}

TEST_F(ReceiverTest, TheCounterIsComparedAsAWhole) {
  install(1);
  EXPECT_EQ(verdict({.tsc = 0x1fffe}), Verdict::kAccepted);
  EXPECT_EQ(verdict({.tsc = 0x0ffff}), Verdict::kReplay);  // its lower half is above
  EXPECT_EQ(verdict({.tsc = 0x20000}), Verdict::kAccepted);
}

TEST_F(ReceiverTest, TscZeroIsTakenOnceByAVirginKey) {
  install(1);
  EXPECT_EQ(verdict({.tsc = 0}), Verdict::kAccepted);
  EXPECT_EQ(verdict({.tsc = 0}), Verdict::kReplay);
  EXPECT_EQ(verdict({.tsc = 1}), Verdict::kAccepted);
}

TEST_F(ReceiverTest, TscZeroIsNotTakenAfterAFailure) {
  install(2);
  EXPECT_EQ(verdict({.tk = 1, .mic = 1, .tsc = 1}), Verdict::kIcvFailure);  // the key is used now
  EXPECT_EQ(verdict({.tk = 2, .mic = 2, .tsc = 0}), Verdict::kReplay);
}

TEST_F(ReceiverTest, AReplayUnderAnotherKeyIsAnIcvFailureThatIsNeverComputed) {
  install(1);
  EXPECT_EQ(verdict({.tsc = 500}), Verdict::kAccepted);
  const Judgement judgement = receive(frame({.tk = 2, .mic = 2, .tsc = 1}));
  EXPECT_EQ(judgement.verdict, Verdict::kIcvFailure);
  EXPECT_TRUE(judgement.at_replay_check);
  EXPECT_EQ(judgement.tk_epoch, 1);
  EXPECT_THAT(judgement.why, HasSubstr("PTK 2"));
  EXPECT_THAT(judgement.why, HasSubstr("PTK 1"));
  EXPECT_THAT(judgement.why, HasSubstr("500"));
}

TEST_F(ReceiverTest, AnotherKeyWithALargerTscIsAnIcvFailureAndRStays) {
  install(2);
  EXPECT_EQ(verdict({.tk = 2, .mic = 2, .tsc = 3}), Verdict::kAccepted);
  const Judgement late = receive(frame({.tk = 1, .mic = 1, .tsc = 900}));
  EXPECT_EQ(late.verdict, Verdict::kIcvFailure);
  EXPECT_FALSE(late.at_replay_check);
  EXPECT_EQ(verdict({.tk = 2, .mic = 2, .tsc = 4}), Verdict::kAccepted);
}

TEST_F(ReceiverTest, AFrameNoKeyOpensIsAnIcvFailure) {
  install(1);
  AirFrame damaged = frame({.tsc = 1});
  damaged.body.back() ^= 1;
  const Judgement judgement = receive(damaged);
  EXPECT_EQ(judgement.verdict, Verdict::kIcvFailure);
  EXPECT_THAT(judgement.why, HasSubstr("unknown key"));
  EXPECT_EQ(verdict({.tsc = 1}), Verdict::kAccepted);
}

TEST_F(ReceiverTest, AnotherMicKeyUnderTheRightTkIsAMicFailureAndRStays) {
  install(2, 1);  // a split install: TK first
  const Judgement judgement = receive(frame({.tk = 2, .mic = 2, .tsc = 5}));
  EXPECT_EQ(judgement.verdict, Verdict::kMicFailure);
  EXPECT_EQ(judgement.tk_epoch, 2);
  EXPECT_EQ(judgement.mic_epoch, 1);
  EXPECT_THAT(judgement.why, HasSubstr("MIC key of PTK 2"));
  EXPECT_THAT(judgement.why, HasSubstr("MIC key of PTK 1"));
  // the counter has not moved: a lower TSC is still good
  EXPECT_EQ(verdict({.tk = 2, .mic = 1, .tsc = 2}), Verdict::kAccepted);
}

TEST_F(ReceiverTest, TheOtherHalfFirstIsAnIcvFailure) {
  install(1, 2);  // a split install: MIC keys first
  EXPECT_EQ(verdict({.tk = 2, .mic = 2, .tsc = 1}), Verdict::kIcvFailure);
  EXPECT_EQ(verdict({.tk = 1, .mic = 1, .tsc = 2}), Verdict::kMicFailure);
}

// Key 1 as a driver has it that exchanges the two MIC keys.
InstalledKey swapped() {
  return {.tk = key_of(1).tk,
          .rx_mic = key_of(1).mic_from_supplicant,
          .tx_mic = key_of(1).mic_from_authenticator,
          .tk_epoch = 1,
          .mic_epoch = MicEpoch{1, MicDirection::kOther},
          .initial_tsc = {}};
}

TEST_F(ReceiverTest, SwappedHalvesFailTheMicOfEveryFrame) {
  receiver_.install_pairwise(kAp, swapped());
  for (std::uint64_t tsc = 1; tsc < 4; ++tsc) {
    const Judgement judgement = receive(frame({.tsc = tsc}));
    EXPECT_EQ(judgement.verdict, Verdict::kMicFailure) << tsc;
    EXPECT_EQ(judgement.mic_epoch, (MicEpoch{1, MicDirection::kOther}));
    EXPECT_THAT(judgement.why, HasSubstr("signed with the MIC key of PTK 1, the receiver had the "
                                         "TK of PTK 1 with the MIC key of PTK 1 for the other "
                                         "direction"));
  }
}

TEST_F(ReceiverTest, SwappedHalvesOnBothSidesWorkAndAreTold) {
  receiver_.install_pairwise(kAp, swapped());
  SenderKeys sender = finder_.find(frame({.tsc = 1}), epochs_, true);
  sender.mic_epoch = MicEpoch{1, MicDirection::kOther};
  const Judgement judgement = receiver_.process(frame({.tsc = 1}), sender);
  EXPECT_EQ(judgement.verdict, Verdict::kAccepted);
  EXPECT_THAT(judgement.why, HasSubstr("signed with the MIC key of PTK 1 for the other direction"));
  install(2);
  sender = finder_.find(frame({.tk = 2, .mic = 2, .tsc = 1}), epochs_, true);
  sender.mic_epoch = MicEpoch{2, MicDirection::kOther};
  EXPECT_EQ(receiver_.process(frame({.tk = 2, .mic = 2, .tsc = 1}), sender).verdict,
            Verdict::kMicFailure);
}

TEST_F(ReceiverTest, TellsWhetherAnInstallChangesAnything) {
  EXPECT_EQ(receiver_.install_pairwise(kAp, installed(1, 1)), InstallEffect::kNewKey);
  EXPECT_EQ(receiver_.install_pairwise(kAp, installed(1, 1)), InstallEffect::kSameAgain);
  EXPECT_EQ(receiver_.install_pairwise(kAp, swapped()), InstallEffect::kNewKey);
  EXPECT_EQ(receiver_.install_pairwise(kAp, installed(2, 1)), InstallEffect::kNewKey);
  receiver_.remove_pairwise(kAp);
  EXPECT_EQ(receiver_.install_pairwise(kAp, installed(2, 1)), InstallEffect::kNewKey);
  EXPECT_EQ(receiver_.install_group(KeyId{1}, installed(1, 1)), InstallEffect::kNewKey);
  EXPECT_EQ(receiver_.install_group(KeyId{1}, installed(1, 1)), InstallEffect::kSameAgain);
  EXPECT_EQ(receiver_.install_group(KeyId{2}, installed(1, 1)), InstallEffect::kNewKey);
}

TEST_F(ReceiverTest, AnUnknownMicKeyOnBothSidesIsStillAMicFailure) {
  InstalledKey key = installed(1, 1);
  key.mic_epoch = std::nullopt;
  receiver_.install_pairwise(kAp, key);
  AirFrame sent = empty_frame({.tsc = 1});
  Octets wrong = signed_msdu(sent, {});
  wrong.back() ^= 1;
  seal(sent, {.tsc = 1}, wrong);
  EXPECT_EQ(receive(sent).verdict, Verdict::kMicFailure);
}

TEST_F(ReceiverTest, TooShortForMichaelIsNoMicFailure) {
  install(1);
  for (std::size_t size = 0; size < 8; ++size) {
    AirFrame sent = empty_frame({});
    seal(sent, {.tsc = size + 1}, Octets(size, 0x5a));
    EXPECT_EQ(receive(sent).verdict, Verdict::kMalformed) << size;
  }
  AirFrame sent = empty_frame({});
  seal(sent, {.tsc = 8}, Octets(8, 0x5a));
  EXPECT_EQ(receive(sent).verdict, Verdict::kMicFailure);
  EXPECT_EQ(verdict({.tsc = 1}), Verdict::kAccepted);  // r has not moved
}

TEST_F(ReceiverTest, TheCounterIsKeptPerTid) {
  install(1);
  EXPECT_EQ(verdict({.tsc = 9, .tid = 0}), Verdict::kAccepted);
  EXPECT_EQ(verdict({.tsc = 3, .tid = 5}), Verdict::kAccepted);
  EXPECT_EQ(verdict({.tsc = 3, .tid = 5}), Verdict::kReplay);
  EXPECT_EQ(verdict({.tsc = 9, .tid = 0}), Verdict::kReplay);
  EXPECT_EQ(verdict({.tsc = 9}), Verdict::kReplay);  // without QoS: the counter of TID 0
}

TEST_F(ReceiverTest, ANewKeyStartsItsCounterAgain) {
  install(1);
  EXPECT_EQ(verdict({.tsc = 70'000}), Verdict::kAccepted);
  install(2);
  EXPECT_EQ(verdict({.tk = 2, .mic = 2, .tsc = 1}), Verdict::kAccepted);
}

TEST_F(ReceiverTest, TheSameKeyAgainChangesNothing) {
  install(1);
  EXPECT_EQ(verdict({.tsc = 50}), Verdict::kAccepted);
  install(1);
  EXPECT_EQ(verdict({.tsc = 50}), Verdict::kReplay);
  install(1, 1, 1000);  // nor does its KEY_SEQ count
  EXPECT_EQ(verdict({.tsc = 51}), Verdict::kAccepted);
}

TEST_F(ReceiverTest, TheSecondHalfOfASplitInstallResetsTheCounterUnderTheSameTk) {
  install(2, 1);
  EXPECT_EQ(verdict({.tk = 2, .mic = 1, .tsc = 50}), Verdict::kAccepted);
  install(2, 2);
  EXPECT_EQ(verdict({.tk = 2, .mic = 2, .tsc = 7}), Verdict::kAccepted);
}

TEST_F(ReceiverTest, AnotherSendingMicKeyMakesAnotherPairwiseKeyButNotAnotherGroupKey) {
  InstalledKey other_half = installed(1, 1);
  other_half.tx_mic = key_of(3).mic_from_supplicant;

  install(1);
  EXPECT_EQ(verdict({.tsc = 50}), Verdict::kAccepted);
  receiver_.install_pairwise(kAp, other_half);
  EXPECT_EQ(verdict({.tsc = 50}), Verdict::kAccepted);

  const Sending group{.tsc = 50, .group = true, .key_id = KeyId{1}};
  receiver_.install_group(KeyId{1}, installed(1, 1));
  EXPECT_EQ(verdict(group), Verdict::kAccepted);
  receiver_.install_group(KeyId{1}, other_half);
  EXPECT_EQ(verdict(group), Verdict::kReplay);
}

TEST_F(ReceiverTest, KeySeqPresetsTheCounterOfEveryTid) {
  install(1, 1, 100);
  for (const std::uint8_t tid : std::initializer_list<std::uint8_t>{0, 1, 15}) {
    EXPECT_EQ(verdict({.tsc = 99, .tid = tid}), Verdict::kReplay) << int{tid};
    EXPECT_EQ(verdict({.tsc = 100, .tid = tid}), Verdict::kReplay) << int{tid};
    EXPECT_EQ(verdict({.tsc = 101, .tid = tid}), Verdict::kAccepted) << int{tid};
  }
}

TEST_F(ReceiverTest, GroupKeysAreFoundByKeyId) {
  receiver_.install_group(KeyId{1}, installed(1, 1));
  receiver_.install_group(KeyId{2}, installed(2, 2));
  EXPECT_EQ(verdict({.tk = 1, .mic = 1, .group = true, .key_id = KeyId{1}}), Verdict::kAccepted);
  EXPECT_EQ(verdict({.tk = 2, .mic = 2, .group = true, .key_id = KeyId{2}}), Verdict::kAccepted);
  EXPECT_EQ(verdict({.tk = 2, .mic = 2, .tsc = 2, .group = true, .key_id = KeyId{1}}),
            Verdict::kIcvFailure);
  const Judgement none = receive(frame({.tk = 2, .mic = 2, .group = true, .key_id = KeyId{3}}));
  EXPECT_EQ(none.verdict, Verdict::kNoKey);
  EXPECT_THAT(none.why, HasSubstr("GTK 2"));
  receiver_.remove_group(KeyId{1});
  EXPECT_EQ(verdict({.tsc = 9, .group = true, .key_id = KeyId{1}}), Verdict::kNoKey);
  EXPECT_EQ(verdict({.tk = 2, .mic = 2, .tsc = 9, .group = true, .key_id = KeyId{2}}),
            Verdict::kAccepted);
}

TEST_F(ReceiverTest, APairwiseKeyOpensNoGroupFrame) {
  install(1);
  EXPECT_EQ(verdict({.group = true, .key_id = KeyId{0}}), Verdict::kNoKey);
}

// What a wrongly cached phase 1 does: frames with the old iv32 fail their ICV from then on.
class Phase1CacheTest : public ReceiverTest {
 protected:
  Phase1CacheTest() {
    install(2, 2);
    EXPECT_EQ(verdict(good(3)), Verdict::kAccepted);
  }

  static Sending good(std::uint64_t tsc) { return {.tk = 2, .mic = 2, .tsc = tsc}; }
};

TEST_F(Phase1CacheTest, AnIcvFailureWithALargerIv32Poisons) {
  const AirFrame late = frame({.tk = 1, .mic = 1, .tsc = 0x10005});
  EXPECT_EQ(receive(late).verdict, Verdict::kIcvFailure);
  for (std::uint64_t tsc = 4; tsc < 7; ++tsc) {
    const Judgement judgement = receive(frame(good(tsc)));
    EXPECT_EQ(judgement.verdict, Verdict::kIcvFailure) << tsc;
    EXPECT_FALSE(judgement.at_replay_check);
    EXPECT_EQ(judgement.tk_epoch, 2);
    EXPECT_EQ(judgement.poisoned_by, late.n);
    EXPECT_THAT(judgement.why, HasSubstr("frame " + std::to_string(late.n)));
    EXPECT_THAT(judgement.why, HasSubstr("iv32 1"));
  }
}

TEST_F(Phase1CacheTest, AnIcvFailureWithTheSameIv32DoesNotPoison) {
  EXPECT_EQ(verdict({.tk = 1, .mic = 1, .tsc = 0xffff}), Verdict::kIcvFailure);
  EXPECT_EQ(verdict(good(4)), Verdict::kAccepted);
}

TEST_F(Phase1CacheTest, AMicFailureWithALargerIv32Poisons) {
  EXPECT_EQ(verdict({.tk = 2, .mic = 1, .tsc = 0x10005}), Verdict::kMicFailure);
  EXPECT_EQ(verdict(good(4)), Verdict::kIcvFailure);
}

TEST_F(Phase1CacheTest, AMicFailureWithTheSameIv32DoesNotPoison) {
  EXPECT_EQ(verdict({.tk = 2, .mic = 1, .tsc = 0xffff}), Verdict::kMicFailure);
  EXPECT_EQ(verdict(good(4)), Verdict::kAccepted);
}

TEST_F(Phase1CacheTest, AFrameStoppedAtTheReplayCheckDoesNotPoison) {
  install(3, 3);
  EXPECT_EQ(verdict({.tk = 3, .mic = 3, .tsc = 0x10001}), Verdict::kAccepted);
  const Judgement early = receive(frame({.tk = 4, .mic = 4, .tsc = 1}));
  EXPECT_TRUE(early.at_replay_check);
  EXPECT_EQ(verdict({.tk = 3, .mic = 3, .tsc = 1}), Verdict::kReplay);
  EXPECT_EQ(verdict({.tk = 3, .mic = 3, .tsc = 0x10002}), Verdict::kAccepted);
}

TEST_F(Phase1CacheTest, PoisonOnAVirginKeyIsMendedByTheFirstGoodFrame) {
  // r is still 0 with iv32 0, and so is the good frame's iv32
  install(3, 3);
  EXPECT_EQ(verdict({.tk = 2, .mic = 2, .tsc = 0x10005}), Verdict::kIcvFailure);
  EXPECT_EQ(verdict({.tk = 3, .mic = 3, .tsc = 1}), Verdict::kIcvFailure);
  EXPECT_EQ(verdict({.tk = 3, .mic = 3, .tsc = 0x10000}), Verdict::kAccepted);
}

TEST_F(Phase1CacheTest, HealsOnANewIv32) {
  EXPECT_EQ(verdict({.tk = 1, .mic = 1, .tsc = 0x10005}), Verdict::kIcvFailure);
  EXPECT_EQ(verdict(good(4)), Verdict::kIcvFailure);
  EXPECT_EQ(verdict(good(0x20000)), Verdict::kAccepted);
  EXPECT_EQ(verdict(good(0x20001)), Verdict::kAccepted);
}

TEST_F(Phase1CacheTest, HealsOnThePoisonsOwnIv32) {
  EXPECT_EQ(verdict({.tk = 1, .mic = 1, .tsc = 0x10005}), Verdict::kIcvFailure);
  EXPECT_EQ(verdict(good(0x10000)), Verdict::kAccepted);
}

TEST_F(Phase1CacheTest, HealsOnANewKeyButNotOnTheSameAgain) {
  EXPECT_EQ(verdict({.tk = 1, .mic = 1, .tsc = 0x10005}), Verdict::kIcvFailure);
  install(2);
  EXPECT_EQ(verdict(good(4)), Verdict::kIcvFailure);
  install(3);
  EXPECT_EQ(verdict({.tk = 3, .mic = 3, .tsc = 1}), Verdict::kAccepted);
}

TEST_F(Phase1CacheTest, PoisonStaysWithinItsTid) {
  EXPECT_EQ(verdict({.tk = 2, .mic = 2, .tsc = 3, .tid = 5}), Verdict::kAccepted);
  EXPECT_EQ(verdict({.tk = 1, .mic = 1, .tsc = 0x10005, .tid = 5}), Verdict::kIcvFailure);
  EXPECT_EQ(verdict({.tk = 2, .mic = 2, .tsc = 4, .tid = 5}), Verdict::kIcvFailure);
  EXPECT_EQ(verdict(good(4)), Verdict::kAccepted);
}

class FragmentTest : public ReceiverTest {
 protected:
  FragmentTest() { install(1); }

  void expect_held(const AirFrame& fragment) {
    const Judgement judgement = receive(fragment);
    EXPECT_EQ(judgement.verdict, Verdict::kAccepted);
    EXPECT_TRUE(judgement.held);
  }
  void expect_whole(const AirFrame& fragment) {
    const Judgement judgement = receive(fragment);
    EXPECT_EQ(judgement.verdict, Verdict::kAccepted) << judgement.why;
    EXPECT_FALSE(judgement.held);
  }
};

TEST_F(FragmentTest, AreHeldUntilTheLastOne) {
  const auto pieces = fragments({.tsc = 1}, 3);
  expect_held(pieces[0]);
  expect_held(pieces[1]);
  expect_whole(pieces[2]);
}

TEST_F(FragmentTest, TheLastOnesTscIsStored) {
  const auto pieces = fragments({.tsc = 10}, 3);
  expect_held(pieces[0]);
  EXPECT_EQ(verdict({.tsc = 3, .tid = 0}), Verdict::kAccepted);  // held ones do not move r
  expect_held(pieces[1]);
  expect_whole(pieces[2]);
  EXPECT_EQ(verdict({.tsc = 12}), Verdict::kReplay);
  EXPECT_EQ(verdict({.tsc = 13}), Verdict::kAccepted);
}

TEST_F(FragmentTest, OfAnotherKeyObjectAreDropped) {
  const auto old_pieces = fragments({.tsc = 1}, 2);
  expect_held(old_pieces[0]);
  install(2);
  // the sender switched between the fragments, too
  auto new_pieces =
      fragments({.tk = 2, .mic = 2, .tsc = 1, .seq = old_pieces[0].header.sequence}, 2);
  const Judgement judgement = receive(new_pieces[1]);
  EXPECT_EQ(judgement.verdict, Verdict::kFragmentDropped);
  EXPECT_THAT(judgement.why, HasSubstr("another key"));
  EXPECT_EQ(verdict({.tk = 2, .mic = 2, .tsc = 1}), Verdict::kAccepted);  // r has not moved
}

TEST_F(FragmentTest, TheSameKeyInstalledAgainIsTheSameObject) {
  const auto pieces = fragments({.tsc = 1}, 2);
  expect_held(pieces[0]);
  install(1);
  expect_whole(pieces[1]);
}

TEST_F(FragmentTest, WithoutTheirFirstAreDropped) {
  const auto pieces = fragments({.tsc = 1}, 3);
  EXPECT_EQ(receive(pieces[1]).verdict, Verdict::kFragmentDropped);
  expect_held(pieces[0]);
  EXPECT_EQ(receive(pieces[2]).verdict, Verdict::kFragmentDropped);  // the second one is missing
  const auto other_tid = fragments({.tsc = 1, .seq = pieces[0].header.sequence, .tid = 5}, 2);
  EXPECT_EQ(receive(other_tid[1]).verdict, Verdict::kFragmentDropped);
  const auto tid_0 = fragments({.tsc = 1, .seq = pieces[0].header.sequence, .tid = 0}, 2);
  EXPECT_EQ(receive(tid_0[1]).verdict, Verdict::kFragmentDropped);  // not the one without QoS
}

TEST_F(FragmentTest, LastTwoSeconds) {
  auto pieces = fragments({.tsc = 1}, 2);
  expect_held(pieces[0]);
  pieces[1].t_ns = 2 * kSecond;
  expect_whole(pieces[1]);

  pieces = fragments({.tsc = 10}, 2);
  expect_held(pieces[0]);
  pieces[1].t_ns = 2 * kSecond + 1'000'000;
  EXPECT_EQ(receive(pieces[1]).verdict, Verdict::kFragmentDropped);
}

TEST_F(FragmentTest, FourMsdusAreKeptAtOnce) {
  std::vector<std::vector<AirFrame>> all;
  for (std::uint8_t i = 0; i < 5; ++i) {
    all.push_back(fragments({.tsc = 1, .tid = i}, 2));
    expect_held(all.back()[0]);
  }
  EXPECT_EQ(receive(all[0][1]).verdict, Verdict::kFragmentDropped);
  expect_whole(all[1][1]);
  expect_whole(all[4][1]);
}

TEST_F(FragmentTest, ACompletedMsduKeepsItsPlaceInTheRing) {
  // mac80211 goes round four places, whether those on the way are free or not
  const auto first = fragments({.tsc = 1, .tid = 0}, 2);
  expect_held(first[0]);
  for (std::uint8_t i = 1; i < 5; ++i) {
    const auto next = fragments({.tsc = 1, .tid = i}, 2);
    expect_held(next[0]);
    expect_whole(next[1]);
  }
  EXPECT_EQ(receive(first[1]).verdict, Verdict::kFragmentDropped);
}

TEST_F(FragmentTest, EachStationHasPlacesOfItsOwn) {
  const auto ours = fragments({.tsc = 1}, 2);
  expect_held(ours[0]);
  receiver_.install_pairwise(kOtherSta, installed(1, 1));
  for (std::uint64_t i = 0; i < 5; ++i) {
    AirFrame theirs = fragments({.tsc = 10 * i + 1}, 2)[0];
    theirs.header.addr2 = kOtherSta;
    SenderKeys keys;
    keys.tk_epoch = 1;
    EXPECT_TRUE(receiver_.process(theirs, keys).held);
  }
  expect_whole(ours[1]);
}

TEST_F(FragmentTest, AWrongMicOverTheWholeIsAMicFailureAtTheLastOne) {
  const auto pieces = fragments({.tk = 1, .mic = 2, .tsc = 1}, 2);
  expect_held(pieces[0]);
  EXPECT_EQ(receive(pieces[1]).verdict, Verdict::kMicFailure);
  EXPECT_EQ(verdict({.tsc = 1}), Verdict::kAccepted);  // r has not moved
}

TEST_F(FragmentTest, UnderAnotherTkFailBeforeTheyAreHeld) {
  const auto pieces = fragments({.tk = 2, .mic = 2, .tsc = 1}, 2);
  EXPECT_EQ(receive(pieces[0]).verdict, Verdict::kIcvFailure);
  install(2);
  EXPECT_EQ(receive(pieces[1]).verdict, Verdict::kFragmentDropped);
}

TEST_F(FragmentTest, OfGroupFramesAreDropped) {
  receiver_.install_group(KeyId{1}, installed(1, 1));
  const auto pieces = fragments({.tsc = 1, .group = true, .key_id = KeyId{1}}, 2);
  const Judgement judgement = receive(pieces[0]);
  EXPECT_EQ(judgement.verdict, Verdict::kFragmentDropped);
  EXPECT_FALSE(judgement.held);
}

TEST_F(FragmentTest, ARetriedOneIsADuplicateAndDoesNotSpoilTheMsdu) {
  auto pieces = fragments({.tsc = 1}, 3);
  expect_held(pieces[0]);
  expect_held(pieces[1]);
  AirFrame again = pieces[1];
  again.header.retry = true;
  EXPECT_EQ(receive(again).verdict, Verdict::kDuplicate);
  expect_whole(pieces[2]);
}

TEST(Agreement, OnlyTheKernelsOwnWordForTheVerdictAgrees) {
  using V = Verdict;
  using O = Observed;
  const auto agreeing = [](V verdict) {
    std::vector<O> result;
    for (const O each :
         {O::kDelivered, O::kHeld, O::kMicFailure, O::kTkipFailure, O::kDroppedOther}) {
      if (agrees(verdict, each)) result.push_back(each);
    }
    return result;
  };
  EXPECT_EQ(agreeing(V::kAccepted), (std::vector{O::kDelivered, O::kHeld}));
  EXPECT_EQ(agreeing(V::kMicFailure), std::vector{O::kMicFailure});
  for (const V verdict : {V::kIcvFailure, V::kReplay, V::kMalformed}) {
    EXPECT_EQ(agreeing(verdict), (std::vector{O::kTkipFailure, O::kDroppedOther}));
  }
  for (const V verdict :
       {V::kNoKey, V::kUnprotected, V::kDuplicate, V::kFragmentDropped, V::kPortClosed}) {
    EXPECT_EQ(agreeing(verdict), std::vector{O::kDroppedOther});
  }
}

}  // namespace
}  // namespace keyrace
