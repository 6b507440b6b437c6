// Lists of elements: those of management frames, and the SSID among them.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "lab/dot11/elements.h"
#include "lab/dot11/hex.h"

namespace keyrace {
namespace {

using Octets = std::vector<std::uint8_t>;

Octets octets(std::string_view hex) {
  return parse_hex(hex).value();
}

MacHeader management(std::uint8_t subtype) {
  MacHeader header;
  header.type = FrameType::kManagement;
  header.subtype = subtype;
  return header;
}

TEST(Elements, AreTakenOffInOrder) {
  const Octets list = octets(
      "000161"
      "0100"
      "dd02aabb");
  ByteSpan rest = list;
  const auto first = take_element(rest);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->id, kElementSsid);
  EXPECT_EQ(to_hex(first->value), "61");
  const auto second = take_element(rest);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->id, 1);
  EXPECT_TRUE(second->value.empty());
  const auto third = take_element(rest);
  ASSERT_TRUE(third);
  EXPECT_EQ(third->id, kElementVendor);
  EXPECT_EQ(to_hex(third->value), "aabb");
  EXPECT_TRUE(rest.empty());
  EXPECT_FALSE(take_element(rest));
}

TEST(Elements, OneThatIsCutShortEndsTheList) {
  for (const char* cut : {"05", "0501", "0502aa"}) {
    const Octets list = octets(std::string("000161") + cut);
    ByteSpan rest = list;
    EXPECT_TRUE(take_element(rest));
    EXPECT_FALSE(take_element(rest)) << cut;
    EXPECT_EQ(to_hex(rest), cut);
    EXPECT_FALSE(find_element(list, 5)) << cut;
  }
  ByteSpan nothing;
  EXPECT_FALSE(take_element(nothing));
}

TEST(Elements, TheFirstOfAnIdCounts) {
  const auto found = find_element(octets("01010203010405010906"), 1);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->size(), 1U);
  EXPECT_FALSE(find_element(octets("0101020301040501"), 4));
}

TEST(Elements, StartBehindTheFixedFieldsOfEachFrame) {
  struct Case {
    std::uint8_t subtype;
    std::size_t fixed;
  };
  for (const Case& c : {Case{0, 4}, Case{2, 10}, Case{5, 12}, Case{8, 12}}) {
    Octets body(c.fixed, 0x55);
    EXPECT_TRUE(frame_elements(management(c.subtype), body)->empty()) << int{c.subtype};
    body.insert(body.end(), {0, 1, 0x61});
    EXPECT_EQ(ssid_in(*frame_elements(management(c.subtype), body)), "a") << int{c.subtype};
    body.resize(c.fixed - 1);
    EXPECT_FALSE(frame_elements(management(c.subtype), body)) << int{c.subtype};
  }
}

TEST(Elements, OtherFramesHaveNone) {
  const Octets body(40);
  EXPECT_FALSE(frame_elements(management(12), body));
  MacHeader data = management(8);
  data.type = FrameType::kData;
  EXPECT_FALSE(frame_elements(data, body));
  MacHeader unreadable = management(8);
  unreadable.protected_frame = true;
  EXPECT_FALSE(frame_elements(unreadable, body));
}

TEST(Ssid, IsAnyOctetsThatAreNotHidden) {
  EXPECT_EQ(ssid_in(octets("0006706c616e7420")), "plant ");
  EXPECT_EQ(ssid_in(octets("0102aabb0003610062")), std::string("a\0b", 3));
  EXPECT_EQ(ssid_in(octets("0020" + std::string(64, '7'))), std::string(32, 'w'));
}

TEST(Ssid, WhatIsHiddenOrNoneIsNone) {
  EXPECT_FALSE(ssid_in({}));
  EXPECT_FALSE(ssid_in(octets("0101aa")));
  EXPECT_FALSE(ssid_in(octets("0000")));
  EXPECT_FALSE(ssid_in(octets("0003000000")));
  EXPECT_FALSE(ssid_in(octets("00036161")));
  EXPECT_FALSE(ssid_in(octets("0021" + std::string(66, '7'))));
}

}  // namespace
}  // namespace keyrace
