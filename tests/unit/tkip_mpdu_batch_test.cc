// Opening many MPDUs at once, against opening each of them alone and against what was sealed.
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <random>

#include "lab/dot11/hex.h"
#include "lab/tkip/mpdu.h"
#include "lab/tkip/mpdu_batch.h"

namespace keyrace {
namespace {

using Octets = std::vector<std::uint8_t>;

constexpr MacAddress kTa{{2, 0, 0, 0, 0, 0xa0}};

class MpduBatch : public ::testing::Test {
 protected:
  std::uint8_t octet() { return static_cast<std::uint8_t>(random_()); }
  Octets octets(std::size_t size) {
    Octets result(size);
    for (std::uint8_t& each : result) each = octet();
    return result;
  }
  TemporalKey random_key() {
    TemporalKey key;
    for (std::uint8_t& each : key.octets) each = octet();
    return key;
  }

  struct Sealed {
    TemporalKey tk;
    Ttak ttak;
    Octets plaintext;
    Octets body;
    Octets opened{1, 2, 3};  // what was there before must not stay
  };

  Sealed seal(std::size_t size) { return seal(octets(size)); }
  Sealed seal(const Octets& plaintext) {
    Sealed sealed{random_key(), {}, plaintext, {}};
    const Tsc tsc{random_() & 0xffffffffffff};
    sealed.ttak = phase1(sealed.tk, kTa, tsc.iv32());
    sealed.body = seal_mpdu(sealed.tk, kTa, tsc, KeyId{0}, plaintext);
    return sealed;
  }

  static std::vector<MpduToOpen> batch_of(std::deque<Sealed>& all) {
    std::vector<MpduToOpen> batch;
    for (Sealed& each : all) batch.push_back({&each.tk, &each.ttak, each.body, &each.opened});
    return batch;
  }

  std::mt19937_64 random_{1};
};

TEST_F(MpduBatch, OpensEveryLength) {
  std::deque<Sealed> all;
  for (std::size_t size = 0; size <= 300; ++size) all.push_back(seal(size));
  std::ranges::shuffle(all, random_);
  auto batch = batch_of(all);
  open_mpdus(batch);
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_TRUE(batch[i].icv_ok) << all[i].plaintext.size();
    EXPECT_EQ(all[i].opened, all[i].plaintext);
  }
}

TEST_F(MpduBatch, OfAnySizeIsAsEachAlone) {
  for (std::size_t count = 0; count <= 20; ++count) {
    std::deque<Sealed> all;
    for (std::size_t i = 0; i < count; ++i) all.push_back(seal(random_() % 200));
    for (std::size_t i = 0; i < count; i += 3) all[i].body[8] ^= 1;
    auto batch = batch_of(all);
    open_mpdus(batch);
    for (std::size_t i = 0; i < count; ++i) {
      const auto alone = open_mpdu(all[i].tk, all[i].ttak, all[i].body);
      EXPECT_EQ(batch[i].icv_ok, i % 3 != 0);
      EXPECT_EQ(batch[i].icv_ok, alone->icv_ok);
      EXPECT_EQ(all[i].opened, alone->plaintext);
    }
  }
}

// IEEE 802.11, annex J, in each place of a batch.
TEST_F(MpduBatch, OpensTheStandardsMpduInEachPlace) {
  Sealed known;
  const auto tk = parse_hex("12345678901234567890123456789012").value();
  std::ranges::copy(tk, known.tk.octets.begin());
  known.ttak = {0x58bb, 0x1f07, 0x939e, 0x38b4, 0x4b25};
  known.body = parse_hex(
                   "0020012000000000"
                   "c00e14fce7cfabc77547e666e57c0dac704a1e358a88c11c8e2e282e3801027a4656055e"
                   "e93e9c254702e9735805ddb5769ba73f1ebb56e844ef912285d3dd6e541e823873558adb"
                   "a079068abd7f7f50959675acc4b4de9aa99c05f289a7c52fee5bfc14f6f8e5f8")
                   .value();
  for (std::size_t place = 0; place < 7; ++place) {
    std::deque<Sealed> all;
    for (std::size_t i = 0; i < 7; ++i) all.push_back(i == place ? known : seal(40 * i));
    auto batch = batch_of(all);
    open_mpdus(batch);
    EXPECT_TRUE(batch[place].icv_ok) << place;
    EXPECT_EQ(to_hex(ByteSpan(all[place].opened).first(8)), "aaaa030000000800") << place;
    EXPECT_EQ(to_hex(ByteSpan(all[place].opened).last(8)), "6881a3f3d648d03c") << place;
  }
}

TEST_F(MpduBatch, AFlippedBitIsOneIcvFailure) {
  std::deque<Sealed> all;
  for (const std::size_t size : {30U, 7U, 30U, 64U, 1U}) all.push_back(seal(size));
  for (std::size_t which = 0; which < all.size(); ++which) {
    for (std::size_t bit = 8 * 8; bit < all[which].body.size() * 8; ++bit) {
      const auto mask = static_cast<std::uint8_t>(1U << bit % 8);
      all[which].body[bit / 8] ^= mask;
      auto batch = batch_of(all);
      open_mpdus(batch);
      for (std::size_t i = 0; i < all.size(); ++i) {
        EXPECT_EQ(batch[i].icv_ok, i != which) << which << ", bit " << bit;
      }
      all[which].body[bit / 8] ^= mask;
    }
  }
}

TEST_F(MpduBatch, LeavesOutWhatIsNoTkipMpdu) {
  std::deque<Sealed> all;
  for (std::size_t i = 0; i < 16; ++i) all.push_back(seal(50));
  for (std::size_t size = 0; size < 12; ++size) all[size].body.resize(size);
  all[12].body.resize(12);  // an ICV of nothing, and not that
  all[13].body[3] &= 0xdf;  // WEP
  auto batch = batch_of(all);
  open_mpdus(batch);
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(batch[i].icv_ok, i >= 14) << i;
    EXPECT_EQ(all[i].opened, i >= 14 ? all[i].plaintext : Octets{}) << i;
  }
}

TEST_F(MpduBatch, ReusesThePlaintextsMemory) {
  Sealed sealed = seal(80);
  sealed.opened.reserve(200);
  const std::uint8_t* const memory = sealed.opened.data();
  MpduToOpen mpdu{&sealed.tk, &sealed.ttak, sealed.body, &sealed.opened};
  open_mpdus({&mpdu, 1});
  EXPECT_TRUE(mpdu.icv_ok);
  EXPECT_EQ(sealed.opened.data(), memory);
}

TEST_F(MpduBatch, FindsTheKeyThatOpensToSnap) {
  Octets msdu = parse_hex("aaaa030000000800").value();
  for (std::size_t count = 1; count <= 8; ++count) {
    for (std::size_t right = 0; right < count; ++right) {
      Sealed sealed = seal(msdu);
      std::deque<Sealed> others;
      std::vector<KeyToTry> keys;
      for (std::size_t i = 0; i < count; ++i) {
        others.push_back(seal(8));
        keys.push_back({&others[i].tk, others[i].ttak});
      }
      EXPECT_EQ(find_key_of_snap(keys, sealed.body), std::nullopt);
      keys[right] = {&sealed.tk, sealed.ttak};
      EXPECT_EQ(find_key_of_snap(keys, sealed.body), right) << count;
      keys.push_back(keys[right]);
      EXPECT_EQ(find_key_of_snap(keys, sealed.body), right) << "the first one";
    }
  }
}

TEST_F(MpduBatch, FindsNoKeyOfWhatDoesNotBeginWithSnap) {
  Sealed sealed = seal(parse_hex("aaaa030000000800").value());
  const std::vector<KeyToTry> keys{{&sealed.tk, sealed.ttak}};
  EXPECT_EQ(find_key_of_snap({}, sealed.body), std::nullopt);
  for (std::size_t size = 0; size < 16; ++size) {
    EXPECT_EQ(find_key_of_snap(keys, ByteSpan(sealed.body).first(size)), std::nullopt) << size;
  }
  for (std::size_t at = 8; at < 13; ++at) {
    Octets flipped = sealed.body;
    flipped[at] ^= 0x10;
    EXPECT_EQ(find_key_of_snap(keys, flipped), std::nullopt) << at;
  }
  Octets wep = sealed.body;
  wep[3] &= 0xdf;
  EXPECT_EQ(find_key_of_snap(keys, wep), std::nullopt);
}

}  // namespace
}  // namespace keyrace
