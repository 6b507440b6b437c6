// Several MPDUs at once are opened as one by one.
#include <gtest/gtest.h>

#include <random>

#include "lab/tkip/mpdu.h"
#include "lab/tkip/mpdu_batch.h"

namespace keyrace {
namespace {

using Octets = std::vector<std::uint8_t>;

constexpr MacAddress kTa{{0x02, 0, 0, 0, 0, 0xa0}};

class MpduBatch : public testing::Test {
 protected:
  struct Case {
    TemporalKey tk;
    Ttak ttak;
    Octets body;
  };

  Octets octets(std::size_t size) {
    Octets result(size);
    for (auto& octet : result) octet = static_cast<std::uint8_t>(random_());
    return result;
  }
  Case sealed(std::size_t size) {
    Case made;
    std::ranges::copy(octets(16), made.tk.octets.begin());
    const Tsc tsc{random_() & 0xffffffffffff};
    made.ttak = phase1(made.tk, kTa, tsc.iv32());
    made.body = seal_mpdu(made.tk, kTa, tsc, KeyId{0}, octets(size));
    return made;
  }
  void expect_as_one_by_one(const std::vector<Case>& cases) {
    std::vector<Octets> plaintexts(cases.size(), Octets(7, 1));
    std::vector<MpduToOpen> batch;
    for (std::size_t i = 0; i < cases.size(); ++i) {
      batch.push_back({&cases[i].tk, &cases[i].ttak, cases[i].body, &plaintexts[i]});
    }
    open_mpdus(batch);
    for (std::size_t i = 0; i < cases.size(); ++i) {
      const auto one = open_mpdu(cases[i].tk, cases[i].ttak, cases[i].body);
      ASSERT_TRUE(one);
      EXPECT_EQ(batch[i].icv_ok, one->icv_ok) << i;
      EXPECT_EQ(plaintexts[i], one->plaintext) << i;
    }
  }

  std::mt19937_64 random_{1};
};

TEST_F(MpduBatch, OpensAllLengthsMixed) {
  std::vector<Case> cases;
  for (std::size_t size = 0; size <= 300; ++size) cases.push_back(sealed(size * 7 % 301));
  expect_as_one_by_one(cases);
}

TEST_F(MpduBatch, OfAnySize) {
  for (std::size_t size = 0; size <= 20; ++size) {
    std::vector<Case> cases;
    for (std::size_t i = 0; i < size; ++i) cases.push_back(sealed(random_() % 100));
    expect_as_one_by_one(cases);
  }
}

TEST_F(MpduBatch, AChangedBitIsAWrongIcvAndTheOthersStayRight) {
  for (std::size_t bit = 8 * 8; bit < 8 * 40; ++bit) {
    std::vector<Case> cases;
    for (int i = 0; i < 8; ++i) cases.push_back(sealed(28));
    cases[3].body[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
    std::vector<Octets> plaintexts(8);
    std::vector<MpduToOpen> batch;
    for (std::size_t i = 0; i < 8; ++i) {
      batch.push_back({&cases[i].tk, &cases[i].ttak, cases[i].body, &plaintexts[i]});
    }
    open_mpdus(batch);
    for (std::size_t i = 0; i < 8; ++i) EXPECT_EQ(batch[i].icv_ok, i != 3) << bit;
  }
}

TEST_F(MpduBatch, AnotherKeyIsAWrongIcv) {
  const Case made = sealed(50), other = sealed(50);
  Octets plaintext;
  MpduToOpen mpdu{&other.tk, &other.ttak, made.body, &plaintext};
  open_mpdus({&mpdu, 1});
  EXPECT_FALSE(mpdu.icv_ok);
}

}  // namespace
}  // namespace keyrace
