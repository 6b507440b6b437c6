#include <gtest/gtest.h>

#include "lab/dot11/hex.h"
#include "lab/dot11/llc.h"
#include "lab/dot11/mac_header.h"

namespace keyrace {
namespace {

constexpr MacAddress kA1{{2, 0, 0, 0, 0, 1}};
constexpr MacAddress kA2{{2, 0, 0, 0, 0, 2}};
constexpr MacAddress kA3{{2, 0, 0, 0, 0, 3}};
constexpr MacAddress kA4{{2, 0, 0, 0, 0, 4}};

std::vector<std::uint8_t> octets(std::string_view hex) {
  return parse_hex(hex).value();
}

// frame control | duration | addr1 | addr2 | addr3 | sequence 0xabc, fragment 5
std::string three_addresses(std::string_view frame_control) {
  return std::string(frame_control) + "2c00" + "020000000001" + "020000000002" + "020000000003" +
         "c5ab";
}

TEST(MacHeader, ReadsAProtectedQosDataFrame) {
  const auto header = parse_mac_header(octets(three_addresses("885d") + "8600" + "deadbeef"));
  ASSERT_TRUE(header) << header.error;
  EXPECT_EQ(header->type, FrameType::kData);
  EXPECT_EQ(header->subtype, 8);
  EXPECT_TRUE(header->to_ds);
  EXPECT_FALSE(header->from_ds);
  EXPECT_TRUE(header->more_fragments);
  EXPECT_TRUE(header->retry);
  EXPECT_TRUE(header->power_management);
  EXPECT_FALSE(header->more_data);
  EXPECT_TRUE(header->protected_frame);
  EXPECT_FALSE(header->order);
  EXPECT_EQ(header->sequence, 0xabc);
  EXPECT_EQ(header->fragment, 5);
  EXPECT_TRUE(header->qos);
  EXPECT_EQ(header->tid, 6);
  EXPECT_TRUE(header->a_msdu);
  EXPECT_EQ(header->length, 26U);
  EXPECT_FALSE(header->ht_control);
  EXPECT_TRUE(header->is_data_with_body());
}

TEST(MacHeader, AddressesFollowTheDsBits) {
  struct Case {
    const char* frame_control;
    const char* rest;
    MacAddress da, sa;
    std::size_t length;
  };
  for (const Case& c :
       {Case{"0800", "", kA1, kA2, 24}, Case{"0802", "", kA1, kA3, 24},
        Case{"0801", "", kA3, kA2, 24}, Case{"0803", "020000000004", kA3, kA4, 30},
        Case{"8803", "0200000000040000", kA3, kA4, 32}, Case{"8000", "", kA1, kA2, 24}}) {
    const auto header = parse_mac_header(octets(three_addresses(c.frame_control) + c.rest));
    ASSERT_TRUE(header) << c.frame_control << header.error;
    EXPECT_EQ(header->ra(), kA1);
    EXPECT_EQ(header->ta(), kA2);
    EXPECT_EQ(*header->da(), c.da) << c.frame_control;
    EXPECT_EQ(*header->sa(), c.sa) << c.frame_control;
    EXPECT_EQ(header->length, c.length) << c.frame_control;
  }
}

TEST(MacHeader, OrderMeansHtControlInQosDataAndManagement) {
  const auto qos = parse_mac_header(octets(three_addresses("8881") + "0000" + "04030201"));
  ASSERT_TRUE(qos) << qos.error;
  EXPECT_EQ(qos->ht_control, 0x01020304U);
  EXPECT_EQ(qos->length, 30U);
  const auto management = parse_mac_header(octets(three_addresses("d080") + "04030201"));
  ASSERT_TRUE(management) << management.error;
  EXPECT_EQ(management->length, 28U);
  const auto data = parse_mac_header(octets(three_addresses("0880")));
  ASSERT_TRUE(data) << data.error;
  EXPECT_FALSE(data->ht_control);
  EXPECT_EQ(data->length, 24U);
}

TEST(MacHeader, NullFramesHaveNoBody) {
  EXPECT_FALSE(parse_mac_header(octets(three_addresses("4811")))->is_data_with_body());
  EXPECT_FALSE(parse_mac_header(octets(three_addresses("c811") + "0000"))->is_data_with_body());
  EXPECT_FALSE(parse_mac_header(octets(three_addresses("8000")))->is_data_with_body());
}

TEST(MacHeader, ControlFramesHaveTheAddressesTheyHave) {
  struct Case {
    const char* frame_control;
    bool has_ta;
  };
  for (const Case& c :
       {Case{"d400", false}, Case{"c400", false}, Case{"b400", true}, Case{"a400", true},
        Case{"8400", true}, Case{"9400", true}, Case{"e400", true}}) {
    const auto header = parse_mac_header(octets(std::string(c.frame_control) + "0000" +
                                                "020000000001" + (c.has_ta ? "020000000002" : "")));
    ASSERT_TRUE(header) << c.frame_control << header.error;
    EXPECT_EQ(header->type, FrameType::kControl);
    EXPECT_EQ(header->ra(), kA1);
    EXPECT_EQ(header->ta().has_value(), c.has_ta);
    EXPECT_EQ(header->length, c.has_ta ? 16U : 10U);
    EXPECT_FALSE(header->da());
    EXPECT_FALSE(header->sa());
  }
}

TEST(MacHeader, EveryTruncationIsMalformed) {
  for (const std::string& hex :
       {three_addresses("0801"), three_addresses("8801") + "0000",
        three_addresses("0803") + "020000000004",
        three_addresses("8883") + "020000000004" + "0000" + "00000000", three_addresses("8000"),
        std::string("d4000000020000000001"), std::string("b4000000020000000001020000000002")}) {
    const auto whole = octets(hex);
    ASSERT_TRUE(parse_mac_header(whole)) << hex;
    for (std::size_t size = 0; size < whole.size(); ++size) {
      const std::vector<std::uint8_t> cut(whole.begin(), whole.begin() + static_cast<long>(size));
      const auto header = parse_mac_header(cut);
      EXPECT_FALSE(header) << hex << " " << size;
      EXPECT_FALSE(header.error.empty());
    }
  }
}

TEST(MacHeader, RefusesOtherVersionsAndTypes) {
  EXPECT_EQ(parse_mac_header(octets(three_addresses("0901"))).error,
            "802.11: protocol version is not 0");
  EXPECT_EQ(parse_mac_header(octets(three_addresses("0c01"))).error,
            "802.11: extension frame (type 3)");
}

TEST(Llc, TellsTheEthertype) {
  const auto snap = parse_snap(octets("aaaa03000000888e0103"));
  EXPECT_FALSE(parse_snap(octets("aaaa0300000088")));
  EXPECT_FALSE(parse_snap(octets("aaaa03000001888e0103")));
  EXPECT_FALSE(parse_snap(octets("aaab03000000888e0103")));
  const auto tunnel = octets("aaaa030000f8080045");
  ASSERT_TRUE(snap);
  EXPECT_EQ(snap->ethertype, kEthertypeEapol);
  ASSERT_TRUE(parse_snap(tunnel));
  EXPECT_EQ(parse_snap(tunnel)->ethertype, kEthertypeIpv4);
  EXPECT_EQ(to_hex(parse_snap(tunnel)->payload), "45");
}

}  // namespace
}  // namespace keyrace
