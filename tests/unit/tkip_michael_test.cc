#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "lab/dot11/hex.h"
#include "lab/tkip/michael.h"

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

struct MsduVector {
  const char* key;
  const char* da;
  const char* sa;
  std::uint8_t priority;
  const char* msdu;
  const char* mic;
};

constexpr MsduVector kMsdus[] = {
    {"67452301efcdab89", "aaaaaaaaaaaa", "bbbbbbbbbbbb", 3,
     "0500afde0600afde0700afde0800afde0900afde0a00afde0b00afde0c00afde0d00afde0e00afde00ddcc",
     "91b397e5b7a7c4b8"},
    {"0000000000000000", "161514131211", "262524232221", 2, "101112131415161718191a1b1c",
     "4cfea3855f10f420"},
};

struct RawVector {
  const char* key;
  const char* message;
  const char* mic;
};

// IEEE 802.11, annex J: Michael; each MIC is the next key.
constexpr RawVector kRaw[] = {
    {"0000000000000000", "", "82925c1ca1d130b8"},
    {"82925c1ca1d130b8", "4d", "434721ca40639b3f"},
    {"434721ca40639b3f", "4d69", "e8f9becae97e5d29"},
    {"e8f9becae97e5d29", "4d6963", "90038fc6cf13c1db"},
    {"90038fc6cf13c1db", "4d696368", "d55e100510128986"},
    {"d55e100510128986", "4d69636861656c", "0a942b124ecaa546"},
};

std::string raw_mic(const MicKey& key, ByteSpan message) {
  Michael michael(key);
  michael.update(message);
  return to_hex(michael.finish());
}

TEST(Michael, GivesTheStandardsVectors) {
  for (const RawVector& v : kRaw) {
    EXPECT_EQ(raw_mic(from_hex<MicKey>(v.key), *parse_hex(v.message)), v.mic) << v.message;
  }
}

TEST(Michael, EveryBitOfKeyAndMessageCounts) {
  for (const RawVector& v : kRaw) {
    const auto key = from_hex<MicKey>(v.key);
    const Octets message = *parse_hex(v.message);
    for (std::size_t bit = 0; bit < 64; ++bit) {
      MicKey flipped = key;
      flipped.octets[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
      EXPECT_NE(raw_mic(flipped, message), v.mic) << bit;
    }
    for (std::size_t bit = 0; bit < message.size() * 8; ++bit) {
      Octets flipped = message;
      flipped[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
      EXPECT_NE(raw_mic(key, flipped), v.mic) << bit;
    }
    Octets longer = message;
    longer.push_back(0);
    EXPECT_NE(raw_mic(key, longer), v.mic);
  }
}

TEST(Michael, CoversAddressesAndPriorityOfAnMsdu) {
  for (const MsduVector& v : kMsdus) {
    const auto key = from_hex<MicKey>(v.key);
    const auto da = from_hex<MacAddress>(v.da);
    const auto sa = from_hex<MacAddress>(v.sa);
    const Octets msdu = *parse_hex(v.msdu);
    EXPECT_EQ(to_hex(michael_mic(key, da, sa, v.priority, msdu)), v.mic);

    MicKey wrong = key;
    wrong.octets[7] ^= 0x80;
    EXPECT_NE(to_hex(michael_mic(wrong, da, sa, v.priority, msdu)), v.mic);
    EXPECT_NE(to_hex(michael_mic(key, sa, da, v.priority, msdu)), v.mic);
    EXPECT_NE(to_hex(michael_mic(key, da, sa, v.priority ^ 1, msdu)), v.mic);
    Octets flipped = msdu;
    flipped.back() ^= 1;
    EXPECT_NE(to_hex(michael_mic(key, da, sa, v.priority, flipped)), v.mic);
  }
}

TEST(Michael, PiecesMakeNoDifference) {
  const Octets msdu = *parse_hex(kMsdus[0].msdu);
  const auto key = from_hex<MicKey>(kMsdus[0].key);
  const std::string whole = raw_mic(key, msdu);
  for (std::size_t cut = 0; cut <= msdu.size(); ++cut) {
    Michael michael(key);
    michael.update(ByteSpan(msdu).first(cut));
    michael.update(ByteSpan(msdu).subspan(cut));
    EXPECT_EQ(to_hex(michael.finish()), whole) << cut;
  }
}

TEST(Michael, ManyAtOnceAreTheSame) {
  Octets octets(64);
  for (std::size_t i = 0; i < octets.size(); ++i) octets[i] = static_cast<std::uint8_t>(i * 37);
  const auto first = from_hex<MicKey>(kMsdus[0].key), second = from_hex<MicKey>(kRaw[1].key);
  const auto da = from_hex<MacAddress>(kMsdus[0].da), sa = from_hex<MacAddress>(kMsdus[0].sa);
  for (std::size_t count = 0; count <= 41; ++count) {  // of 16, 8 and 1 at once
    std::vector<MsduToSign> batch;
    for (std::size_t i = 0; i < count; ++i) {
      const ByteSpan msdu = ByteSpan(octets).first(i * 29 % octets.size());
      batch.push_back({i % 3 == 0 ? &first : &second, i % 2 == 0 ? &da : &sa,
                       i % 2 == 0 ? &sa : &da, static_cast<std::uint8_t>(i), msdu});
    }
    michael_mics(batch);
    for (const MsduToSign& each : batch) {
      const auto mic = michael_mic(*each.key, *each.da, *each.sa, each.priority, each.msdu);
      EXPECT_EQ(to_hex(each.mic), to_hex(mic)) << count << ", " << each.msdu.size() << " octets";
    }
  }
}

}  // namespace
}  // namespace keyrace
