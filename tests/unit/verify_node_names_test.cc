// Whose frame it is: MAC addresses and the run's nodes.
#include <gtest/gtest.h>

#include "lab/evidence/json_lines.h"
#include "lab/verify/node_names.h"

namespace keyrace {
namespace {

constexpr MacAddress kAp{{0x02, 0, 0, 0, 0, 0xa0}};
constexpr MacAddress kSta{{0x02, 0, 0, 0, 1, 0}};
constexpr MacAddress kPc{{0x02, 0, 0, 0, 9, 9}};
constexpr MacAddress kBroadcast{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};

GuestSummary guest() {
  GuestSummary result;
  result.nodes = {{"sta", kSta.to_string(), false, "wpa_supplicant", "/w"},
                  {"ap", kAp.to_string(), true, "hostapd", "/h"}};
  return result;
}

MacHeader header(const MacAddress& ta, const MacAddress& ra) {
  MacHeader result;
  result.type = FrameType::kData;
  result.addr1 = ra;
  result.addr2 = ta;
  return result;
}

TEST(NodeNames, KnowsEachNodeAndNobodyElse) {
  for (const NodeNames& names :
       {NodeNames(guest()), NodeNames(kAp, {{kAp, "ap"}, {kSta, "sta"}})}) {
    EXPECT_EQ(names.name_of(kAp), "ap");
    EXPECT_EQ(names.name_of(kSta), "sta");
    EXPECT_EQ(names.name_of(kPc), "");
    EXPECT_EQ(names.name_of(std::nullopt), "");
    EXPECT_TRUE(names.is_ap(kAp));
    EXPECT_FALSE(names.is_ap(kSta));
    EXPECT_FALSE(names.is_ap(std::nullopt));
  }
}

TEST(NodeNames, FindsTheStationAtEitherEnd) {
  const NodeNames names(guest());
  EXPECT_EQ(names.sta_of(header(kAp, kSta)), "sta");
  EXPECT_EQ(names.sta_of(header(kSta, kAp)), "sta");
  EXPECT_EQ(names.sta_of(header(kAp, kBroadcast)), "");
  EXPECT_EQ(names.sta_of(header(kAp, kPc)), "");
}

TEST(NodeNames, GivesPairwiseKeysToTheirStation) {
  const KeyLogReading reading = NodeNames(guest()).key_log_reading();
  KeyLogEntry entry;
  entry.node = "ap";
  entry.peer = kSta;
  EXPECT_EQ(reading.sta_of(entry), "sta");
  entry.peer = kPc;
  EXPECT_EQ(reading.sta_of(entry), "");
  EXPECT_TRUE(reading.is_ap("ap"));
  EXPECT_FALSE(reading.is_ap("sta"));
}

TEST(NodeNames, RefusesAGuestWithoutAnAccessPoint) {
  GuestSummary lonely = guest();
  lonely.nodes.pop_back();
  EXPECT_THROW(NodeNames{lonely}, EvidenceError);
}

}  // namespace
}  // namespace keyrace
