// The payload that names a datagram, wherever it is seen.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "lab/dot11/hex.h"
#include "lab/traffic/datagram.h"

namespace keyrace {
namespace {

using Octets = std::vector<std::uint8_t>;

constexpr Datagram kDatagram{
    .flow = 0x01020304, .sequence = 0x1112131415161718, .sent_ns = 0x2122232425262728};

Octets payload_of(const Datagram& datagram, std::size_t size = Datagram::kSize) {
  Octets payload(size);
  datagram.write(payload);
  return payload;
}

TEST(Datagram, HasTheDocumentedLayout) {
  EXPECT_EQ(to_hex(payload_of(kDatagram)),
            "6b65792d"
            "01020304"
            "1112131415161718"
            "2122232425262728");
}

TEST(Datagram, ComesBackAsItWas) {
  constexpr auto kMost = std::numeric_limits<std::uint64_t>::max();
  for (const Datagram& datagram :
       {kDatagram, Datagram{}, Datagram{.flow = ~0U, .sequence = kMost, .sent_ns = kMost}}) {
    const auto read = Datagram::read(payload_of(datagram));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->flow, datagram.flow);
    EXPECT_EQ(read->sequence, datagram.sequence);
    EXPECT_EQ(read->sent_ns, datagram.sent_ns);
  }
}

TEST(Datagram, LeavesTheRestOfThePayloadAlone) {
  Octets payload(Datagram::kSize + 8, 0xee);
  kDatagram.write(payload);
  EXPECT_TRUE(std::all_of(payload.begin() + Datagram::kSize, payload.end(),
                          [](std::uint8_t octet) { return octet == 0xee; }));
  EXPECT_EQ(Datagram::read(payload)->sequence, kDatagram.sequence);
}

TEST(Datagram, EveryTruncationIsNoneOfOurs) {
  const Octets whole = payload_of(kDatagram);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(Datagram::read(std::span(whole).first(size))) << size;
  }
}

TEST(Datagram, AFlippedBitOfTheMagicIsNoneOfOurs) {
  for (std::size_t bit = 0; bit < 32; ++bit) {
    Octets payload = payload_of(kDatagram, 100);
    payload[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    EXPECT_FALSE(Datagram::read(payload)) << bit;
  }
  EXPECT_FALSE(Datagram::read(Octets(100, 0)));
}

}  // namespace
}  // namespace keyrace
