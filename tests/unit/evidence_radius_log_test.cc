// RADIUS packets in a capture of the AP's Ethernet link, among what else is there.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "lab/dot11/capture_input.h"
#include "lab/dot11/hex.h"
#include "lab/dot11/pcapng_writer.h"
#include "lab/evidence/radius_log.h"

namespace keyrace {
namespace {

// DA, SA, EtherType IPv4.
constexpr char kEthernet[] = "0200000000bb0200000000aa0800";

struct Ip {
  std::string first_octet = "45";
  std::string options = "";
  std::string fragment = "0000";
  std::string protocol = "11";
};

std::string ip(const Ip& how = {}) {
  return how.first_octet + "00" + "0030" + "0001" + how.fragment + "40" + how.protocol + "0000" +
         "0a000001" + "0a000002" + how.options;
}

class RadiusLogTest : public testing::Test {
 protected:
  ~RadiusLogTest() override { std::filesystem::remove(path_); }

  std::vector<RadiusPacket> read(const std::vector<std::string>& packets,
                                 std::uint16_t link_type = kLinkTypeEthernet) {
    std::ofstream file(path_, std::ios::binary);
    PcapngWriter writer(file);
    writer.add_interface("eth0", link_type);
    std::uint64_t t_ns = 1'000;
    for (const std::string& hex : packets) {
      const auto octets = parse_hex(hex).value();
      writer.write_packet(t_ns++, octets, static_cast<std::uint32_t>(octets.size()));
    }
    file.close();
    return read_radius_log(path_);
  }

  const std::string path_ = testing::TempDir() + "radius-log-" + std::to_string(::getpid());
};

// Ports 50000 (c350) and 1812 (0714); UDP length and checksum.
const std::string kToServer = "c350071400140000";
const std::string kToAp = "0714c35000140000";

TEST_F(RadiusLogTest, BothDirections) {
  const auto packets =
      read({kEthernet + ip() + kToServer + "01070014",  //
            kEthernet + ip() + kToAp + "0b070014", kEthernet + ip() + kToAp + "02080014",
            kEthernet + ip() + kToAp + "03090014"});
  ASSERT_EQ(packets.size(), 4U);
  EXPECT_EQ(packets[0].n, 1U);
  EXPECT_EQ(packets[0].t_ns, 1'000U);
  EXPECT_EQ(packets[0].code, RadiusCode::kAccessRequest);
  EXPECT_EQ(packets[0].id, 7);
  EXPECT_TRUE(packets[0].from_ap);
  EXPECT_EQ(packets[0].ap_port, 50000);
  EXPECT_EQ(packets[1].code, RadiusCode::kAccessChallenge);
  EXPECT_FALSE(packets[1].from_ap);
  EXPECT_EQ(packets[1].ap_port, 50000);
  EXPECT_EQ(packets[2].code, RadiusCode::kAccessAccept);
  EXPECT_EQ(packets[3].code, RadiusCode::kAccessReject);
  EXPECT_EQ(packets[3].n, 4U);
}

TEST_F(RadiusLogTest, IpOptionsAndFirstFragmentsDontHideIt) {
  const auto packets = read({
      kEthernet + ip({.first_octet = "46", .options = "01010101"}) + kToServer + "01070014",
      kEthernet + ip({.fragment = "2000"}) + kToServer + "01080014",
      kEthernet + ip({.fragment = "00b9"}) + kToServer + "01090014",  // the rest of it
  });
  ASSERT_EQ(packets.size(), 2U);
  EXPECT_EQ(packets[0].id, 7);
  EXPECT_EQ(packets[1].id, 8);
}

TEST_F(RadiusLogTest, EverythingElseIsSkipped) {
  const std::string arp = "ffffffffffff0200000000aa0806" + ip() + kToServer + "01070014";
  EXPECT_TRUE(read({
                       arp,
                       kEthernet + ip({.protocol = "01"}) + kToServer + "01070014",     // ICMP
                       kEthernet + ip() + "c350003500140000" + "01070014",              // DNS
                       kEthernet + ip({.first_octet = "65"}) + kToServer + "01070014",  // IPv6
                       kEthernet + ip({.first_octet = "44"}) + kToServer + "01070014",
                       kEthernet + ip({.first_octet = "4f"}) + kToServer + "01070014",
                       kEthernet + ip() + kToServer + "0107",  // cut short
                       kEthernet + std::string("4500"),
                   })
                  .empty());
  EXPECT_TRUE(
      read({kEthernet + ip() + kToServer + "01070014"}, kLinkTypeIeee80211Radiotap).empty());
}

TEST_F(RadiusLogTest, WithoutTheFileThereIsNothing) {
  EXPECT_TRUE(read_radius_log("/nonexistent/radius.pcapng").empty());
}

TEST_F(RadiusLogTest, AFileThatIsNoCaptureIsAnError) {
  std::ofstream(path_) << "not a capture";
  EXPECT_THROW(read_radius_log(path_), CaptureError);
}

}  // namespace
}  // namespace keyrace
