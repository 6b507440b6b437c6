// Under which keys a frame was sent: TK and MIC key are found apart from each other.
#include <gtest/gtest.h>

#include <optional>
#include <vector>

#include "lab/tkip/michael.h"
#include "lab/tkip/mpdu.h"
#include "lab/verify/sender_keys.h"

namespace keyrace {
namespace {

using Octets = std::vector<std::uint8_t>;

constexpr MacAddress kAp{{0x02, 0, 0, 0, 0, 0xa0}};
constexpr MacAddress kSta{{0x02, 0, 0, 0, 1, 0}};
constexpr MacAddress kPc{{0x02, 0, 0, 0, 9, 9}};

TkipKey key_of(int epoch) {
  std::array<std::uint8_t, 32> octets{};
  for (std::size_t i = 0; i < octets.size(); ++i) {
    octets[i] = static_cast<std::uint8_t>(static_cast<std::size_t>(epoch) * 32 + i);
  }
  return TkipKey::from_authenticator(octets);
}

struct Sending {
  bool from_ap = true;
  int tk = 1;
  int mic = 1;
  std::uint64_t tsc = 1;
  std::uint16_t seq = 1;
  std::optional<std::uint8_t> tid{};
};

Octets msdu() {
  Octets octets{0xaa, 0xaa, 0x03, 0, 0, 0, 0x08, 0x00};
  for (std::uint8_t i = 0; i < 50; ++i) octets.push_back(i);
  return octets;
}

AirFrame empty_frame(const Sending& how) {
  AirFrame frame;
  MacHeader& mac = frame.header;
  mac.type = FrameType::kData;
  mac.protected_frame = true;
  mac.sequence = how.seq;
  mac.from_ds = how.from_ap;
  mac.to_ds = !how.from_ap;
  mac.addr1 = how.from_ap ? kSta : kAp;
  mac.addr2 = how.from_ap ? kAp : kSta;
  mac.addr3 = kPc;
  mac.qos = how.tid.has_value();
  mac.tid = how.tid.value_or(0);
  return frame;
}

void seal(AirFrame& frame, const Sending& how, ByteSpan plaintext) {
  frame.body = seal_mpdu(key_of(how.tk).tk, *frame.header.ta(), Tsc{how.tsc}, KeyId{}, plaintext);
}

Octets signed_msdu(const AirFrame& frame, const Sending& how) {
  const TkipKey key = key_of(how.mic);
  Octets octets = msdu();
  const auto mic = michael_mic(how.from_ap ? key.mic_from_authenticator : key.mic_from_supplicant,
                               *frame.header.da(), *frame.header.sa(), frame.header.tid, octets);
  octets.insert(octets.end(), mic.begin(), mic.end());
  return octets;
}

AirFrame frame(const Sending& how) {
  AirFrame result = empty_frame(how);
  seal(result, how, signed_msdu(result, how));
  return result;
}

// The pieces of one MSDU; `cuts` are where each but the first begins in the signed MSDU.
std::vector<AirFrame> fragments(Sending how, const std::vector<std::size_t>& cuts) {
  const Octets whole = signed_msdu(empty_frame(how), how);
  std::vector<AirFrame> result;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= cuts.size(); ++i, ++how.tsc) {
    const std::size_t end = i < cuts.size() ? cuts[i] : whole.size();
    AirFrame piece = empty_frame(how);
    piece.header.fragment = static_cast<std::uint8_t>(i);
    piece.header.more_fragments = i < cuts.size();
    seal(piece, how, ByteSpan(whole).subspan(begin, end - begin));
    result.push_back(piece);
    begin = end;
  }
  return result;
}

KeyEpochs epochs(int count) {
  KeyEpochs result;
  for (int epoch = 1; epoch <= count; ++epoch) result.add(key_of(epoch));
  return result;
}

TEST(SenderKeys, FindsTkAndMicKeyApartFromEachOther) {
  for (const bool from_ap : {true, false}) {
    for (int tk = 1; tk <= 3; ++tk) {
      for (int mic = 1; mic <= 3; ++mic) {
        SenderKeyFinder finder;
        const SenderKeys found =
            finder.find(frame({.from_ap = from_ap, .tk = tk, .mic = mic}), epochs(3), from_ap);
        EXPECT_EQ(found.tk_epoch, tk) << from_ap << mic;
        EXPECT_EQ(found.mic_epoch, mic) << from_ap << tk;
        EXPECT_EQ(found.msdu, msdu());
        EXPECT_EQ(found.plaintext_length, msdu().size() + 8);
      }
    }
  }
}

TEST(SenderKeys, TheOtherDirectionsMicKeyIsToldAsSuch) {
  for (const bool from_ap : {true, false}) {
    SenderKeyFinder finder;
    const SenderKeys found =
        finder.find(frame({.from_ap = from_ap, .tk = 2, .mic = 1}), epochs(2), !from_ap);
    EXPECT_EQ(found.tk_epoch, 2);
    EXPECT_EQ(found.mic_epoch, (MicEpoch{1, MicDirection::kOther}));
    EXPECT_NE(found.mic_epoch, 1);  // so it does not pass for the whole key
  }
}

TEST(SenderKeys, AKeyOfTheFramesDirectionComesBeforeOneOfTheOther) {
  TkipKey mirrored = key_of(1);
  std::swap(mirrored.mic_from_authenticator, mirrored.mic_from_supplicant);
  mirrored.tk = key_of(2).tk;
  KeyEpochs known = epochs(1);
  known.add(mirrored);
  SenderKeyFinder finder;
  EXPECT_EQ(finder.find(frame({}), known, true).mic_epoch, 1);
  EXPECT_EQ(finder.find(frame({}), known, false).mic_epoch, 2);
}

TEST(SenderKeys, AnUnknownTkGivesNothing) {
  SenderKeyFinder finder;
  const SenderKeys found = finder.find(frame({.tk = 3, .mic = 1}), epochs(2), true);
  EXPECT_FALSE(found.tk_epoch);
  EXPECT_FALSE(found.mic_epoch);
  EXPECT_EQ(found.plaintext_length, 0U);
  EXPECT_TRUE(found.msdu.empty());
  EXPECT_FALSE(finder.find(frame({}), KeyEpochs{}, true).tk_epoch);
}

TEST(SenderKeys, AnUnknownMicKeyLeavesTheTkKnown) {
  SenderKeyFinder finder;
  const SenderKeys found = finder.find(frame({.tk = 2, .mic = 3}), epochs(2), true);
  EXPECT_EQ(found.tk_epoch, 2);
  EXPECT_FALSE(found.mic_epoch);
  EXPECT_EQ(found.msdu, msdu());
}

TEST(SenderKeys, AFlippedBitUnderTheIcvGivesNothing) {
  const AirFrame sent = frame({});
  for (std::size_t bit = 8 * kTkipHeaderLength; bit < 8 * sent.body.size(); bit += 7) {
    AirFrame flipped = sent;
    flipped.body[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    SenderKeyFinder finder;
    const SenderKeys found = finder.find(flipped, epochs(2), true);
    EXPECT_FALSE(found.tk_epoch) << bit;
    EXPECT_FALSE(found.mic_epoch) << bit;
  }
}

TEST(SenderKeys, AFlippedBitOverARightIcvLeavesTheTkKnown) {
  const Octets whole = signed_msdu(empty_frame({}), {});
  for (std::size_t bit = 0; bit < 8 * whole.size(); bit += 5) {
    Octets flipped = whole;
    flipped[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    AirFrame sent = empty_frame({});
    seal(sent, {}, flipped);
    SenderKeyFinder finder;
    const SenderKeys found = finder.find(sent, epochs(2), true);
    EXPECT_EQ(found.tk_epoch, 1) << bit;
    EXPECT_FALSE(found.mic_epoch) << bit;
  }
}

TEST(SenderKeys, TheMicCoversAddressesAndPriority) {
  const auto mic_epoch = [](const AirFrame& sent) {
    SenderKeyFinder finder;
    return finder.find(sent, epochs(2), true).mic_epoch;
  };
  const AirFrame sent = frame({.tid = 5});
  EXPECT_EQ(mic_epoch(sent), 1);
  AirFrame other_tid = sent;
  other_tid.header.tid = 4;
  EXPECT_FALSE(mic_epoch(other_tid));
  AirFrame other_source = sent;
  other_source.header.addr3 = kAp;
  EXPECT_FALSE(mic_epoch(other_source));
  AirFrame other_receiver = sent;
  other_receiver.header.addr1 = kPc;
  EXPECT_FALSE(mic_epoch(other_receiver));
}

TEST(SenderKeys, TheTransmitterIsPartOfTheKey) {
  AirFrame sent = frame({});
  sent.header.addr2 = kPc;
  SenderKeyFinder finder;
  EXPECT_FALSE(finder.find(sent, epochs(2), true).tk_epoch);
}

TEST(SenderKeys, EveryIv32IsFollowed) {
  SenderKeyFinder finder;
  for (const std::uint64_t tsc : {1ULL, 0xffffULL, 0x10000ULL, 0x2ULL, 0xffffffffffffULL}) {
    EXPECT_EQ(finder.find(frame({.tsc = tsc}), epochs(3), true).tk_epoch, 1) << tsc;
    EXPECT_EQ(finder.find(frame({.tk = 3, .tsc = tsc}), epochs(3), true).tk_epoch, 3) << tsc;
  }
}

// What is tried first, the key of the frame before, changes nothing in what is found.
TEST(SenderKeys, FramesBeforeItChangeNothing) {
  TkipKey mixed = key_of(4);
  mixed.tk = key_of(1).tk;
  mixed.mic_from_authenticator = key_of(2).mic_from_authenticator;
  KeyEpochs known = epochs(3);
  known.add(mixed);  // epoch 4: the TK of epoch 1 with the MIC key of epoch 2
  for (int before = 1; before <= 3; ++before) {
    SenderKeyFinder finder;
    finder.find(frame({.tk = before, .mic = before}), known, true);
    EXPECT_EQ(finder.find(frame({.tk = 1, .mic = 1}), known, true).tk_epoch, 4) << before;
    EXPECT_EQ(finder.find(frame({.tk = 2, .mic = 2}), known, true).mic_epoch, 4) << before;
    EXPECT_EQ(finder.find(frame({.tk = 3, .mic = 1}), known, true).tk_epoch, 3) << before;
    EXPECT_FALSE(finder.find(frame({.tk = 5, .mic = 1}), known, true).tk_epoch) << before;
    EXPECT_EQ(finder.find(frame({.tk = 2, .mic = 3}), known, true).mic_epoch, 3) << before;
  }
}

TEST(SenderKeys, WhatIsNotTkipGivesNothing) {
  SenderKeyFinder finder;
  AirFrame wep = frame({});
  wep.body[3] = 0;
  EXPECT_FALSE(finder.find(wep, epochs(1), true).tk_epoch);
  for (const std::size_t size : {0U, 7U, 8U, 11U}) {
    AirFrame cut = frame({});
    cut.body.resize(size);
    EXPECT_FALSE(finder.find(cut, epochs(1), true).tk_epoch) << size;
  }
}

TEST(SenderKeys, TheMicOfFragmentsIsOverTheWholeMsdu) {
  const std::size_t length = msdu().size() + 8;
  // also where Michael itself is cut
  for (const std::vector<std::size_t>& cuts : std::vector<std::vector<std::size_t>>{
           {20}, {20, 40}, {length - 8}, {length - 3}, {10, length - 5, length - 1}}) {
    for (const bool from_ap : {true, false}) {
      SenderKeyFinder finder;
      const auto pieces = fragments({.from_ap = from_ap, .tk = 2, .mic = 1}, cuts);
      for (std::size_t i = 0; i < pieces.size(); ++i) {
        const SenderKeys found = finder.find(pieces[i], epochs(2), from_ap);
        const bool last = i + 1 == pieces.size();
        EXPECT_EQ(found.tk_epoch, 2);
        EXPECT_EQ(found.mic_epoch, last ? std::optional(1) : std::nullopt) << i;
        EXPECT_EQ(found.msdu, last ? msdu() : Octets{}) << i;
      }
    }
  }
}

TEST(SenderKeys, AMissingFragmentLeavesTheMicUnknown) {
  for (std::size_t missing = 0; missing < 2; ++missing) {
    SenderKeyFinder finder;
    const auto pieces = fragments({}, {20, 40});
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      if (i == missing) continue;
      const SenderKeys found = finder.find(pieces[i], epochs(1), true);
      EXPECT_EQ(found.tk_epoch, 1);
      EXPECT_FALSE(found.mic_epoch) << missing << i;
    }
    EXPECT_EQ(finder.find(frame({.seq = 2}), epochs(1), true).mic_epoch, 1);
  }
}

TEST(SenderKeys, AFragmentThatNoKeyOpensLeavesTheMicUnknown) {
  SenderKeyFinder finder;
  auto pieces = fragments({}, {20, 40});
  pieces[1].body.back() ^= 1;
  EXPECT_EQ(finder.find(pieces[0], epochs(1), true).tk_epoch, 1);
  EXPECT_FALSE(finder.find(pieces[1], epochs(1), true).tk_epoch);
  const SenderKeys last = finder.find(pieces[2], epochs(1), true);
  EXPECT_EQ(last.tk_epoch, 1);
  EXPECT_FALSE(last.mic_epoch);
}

TEST(SenderKeys, FragmentsUnderTwoTksAreOneMsdu) {
  // the sender switched in between; the MIC was made before the MSDU was cut
  SenderKeyFinder finder;
  const auto old_pieces = fragments({.tk = 1, .mic = 1, .tsc = 7}, {30});
  const auto new_pieces = fragments({.tk = 2, .mic = 1, .tsc = 1}, {30});
  EXPECT_EQ(finder.find(old_pieces[0], epochs(2), true).tk_epoch, 1);
  const SenderKeys last = finder.find(new_pieces[1], epochs(2), true);
  EXPECT_EQ(last.tk_epoch, 2);
  EXPECT_EQ(last.mic_epoch, 1);
}

TEST(SenderKeys, FragmentsOfTwoTidsDoNotMix) {
  SenderKeyFinder finder;
  const auto low = fragments({.seq = 5, .tid = 0}, {30});
  const auto high = fragments({.seq = 5, .tid = 6}, {25});
  finder.find(low[0], epochs(1), true);
  finder.find(high[0], epochs(1), true);
  EXPECT_EQ(finder.find(low[1], epochs(1), true).mic_epoch, 1);
  EXPECT_EQ(finder.find(high[1], epochs(1), true).mic_epoch, 1);
}

TEST(SenderKeys, ARetriedFragmentDoesNotSpoilTheMsdu) {
  SenderKeyFinder finder;
  const auto pieces = fragments({}, {20, 40});
  finder.find(pieces[0], epochs(1), true);
  finder.find(pieces[1], epochs(1), true);
  AirFrame again = pieces[1];
  again.header.retry = true;
  EXPECT_EQ(finder.find(again, epochs(1), true).tk_epoch, 1);
  EXPECT_EQ(finder.find(pieces[2], epochs(1), true).mic_epoch, 1);
}

TEST(KeyEpochs, KeepTheNumberOfAKnownKey) {
  KeyEpochs known = epochs(2);
  known.add(key_of(1));
  EXPECT_EQ(known.keys().size(), 2U);
  EXPECT_EQ(known.tk_epoch(key_of(1).tk), 1);
  EXPECT_EQ(known.tk_epoch(key_of(2).tk), 2);
  EXPECT_FALSE(known.tk_epoch(key_of(3).tk));
  EXPECT_EQ(known.mic_epoch(key_of(2).mic_from_authenticator, true), 2);
  EXPECT_EQ(known.mic_epoch(key_of(2).mic_from_supplicant, false), 2);
  EXPECT_EQ(known.mic_epoch(key_of(2).mic_from_supplicant, true),
            (MicEpoch{2, MicDirection::kOther}));
  EXPECT_FALSE(known.mic_epoch(key_of(3).mic_from_supplicant, true));
}

TEST(KeyEpochs, AReusedHalfBelongsToTheLatestKeyWithIt) {
  TkipKey half_new = key_of(2);
  half_new.tk = key_of(1).tk;
  KeyEpochs known = epochs(1);
  known.add(half_new);
  EXPECT_EQ(known.tk_epoch(key_of(1).tk), 2);
  EXPECT_EQ(known.mic_epoch(key_of(1).mic_from_authenticator, true), 1);
}

KeyLogEntry install(const std::string& node, bool pairwise, const TkipKey& key, bool swap_halves) {
  KeyLogEntry entry;
  entry.node = node;
  entry.pairwise = pairwise;
  entry.cipher = kCipherTkip;
  const MicKey& first = swap_halves ? key.mic_from_supplicant : key.mic_from_authenticator;
  const MicKey& second = swap_halves ? key.mic_from_authenticator : key.mic_from_supplicant;
  entry.material.assign(key.tk.octets.begin(), key.tk.octets.end());
  entry.material.insert(entry.material.end(), first.octets.begin(), first.octets.end());
  entry.material.insert(entry.material.end(), second.octets.begin(), second.octets.end());
  return entry;
}

TEST(KeyLogReading, TheTwoSidesInstallsAreOneEpoch) {
  const KeyLogReading reading("ap", {{kSta.to_string(), "sta"}});
  KeyLog log;
  log.entries = {install("sta", true, key_of(1), true), install("ap", true, key_of(1), false),
                 install("ap", false, key_of(3), false), install("sta", false, key_of(3), true),
                 install("sta", true, key_of(2), true)};
  log.entries[0].peer = kAp;
  log.entries[1].peer = kSta;
  log.entries[4].peer = kAp;
  const RunKeys keys = reading.keys(log);
  ASSERT_EQ(keys.pairwise.size(), 1U);
  EXPECT_EQ(keys.pairwise.at("sta").keys(), (std::vector<EpochKey>{key_of(1), key_of(2)}));
  EXPECT_EQ(keys.group.keys(), std::vector<EpochKey>{key_of(3)});
}

TEST(KeyLogReading, HalvesAndOtherCiphersAreNoEpochs) {
  const KeyLogReading reading("ap", {{kSta.to_string(), "sta"}});
  KeyLogEntry half = install("sta", true, key_of(1), true);
  half.part = KeyPart::kTk;
  KeyLogEntry ccmp = install("sta", true, key_of(2), true);
  ccmp.cipher = 0x000fac04;
  KeyLogEntry cut = install("sta", true, key_of(3), true);
  cut.material.resize(16);
  KeyLogEntry deleted = install("sta", true, key_of(4), true);
  deleted.action = KeyAction::kDelete;
  KeyLog log;
  log.entries = {half, ccmp, cut, deleted};
  const RunKeys keys = reading.keys(log);
  EXPECT_TRUE(keys.pairwise.empty() || keys.pairwise.at("sta").keys().empty());
  EXPECT_FALSE(reading.tkip_key(ccmp));
  EXPECT_FALSE(reading.tkip_key(cut));
}

}  // namespace
}  // namespace keyrace
