// What the AP and its RADIUS server said to each other, in numbers and in a sentence.
#include <gmock/gmock.h>

#include "lab/report/radius_report.h"

namespace keyrace {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::int64_t kRealtimeOffset = 1'767'225'600'000'000'000;

class RadiusReportTest : public testing::Test {
 protected:
  RadiusReportTest() {
    scenario_.network.key_mgmt = KeyManagement::kEapTls;
    evidence_.guest.radius_program = "/usr/sbin/freeradius";
    evidence_.guest.realtime_offset_ns = kRealtimeOffset;
    evidence_.guest.end_ns = 1'000;
  }

  void packet(RadiusCode code, std::uint8_t id, bool from_ap, std::uint16_t ap_port = 50'000,
              std::uint64_t at = 10) {
    evidence_.radius.push_back({evidence_.radius.size() + 1,
                                at + static_cast<std::uint64_t>(kRealtimeOffset), code, id, from_ap,
                                ap_port});
  }
  void asks(std::uint8_t id, std::uint16_t ap_port = 50'000) {
    packet(RadiusCode::kAccessRequest, id, true, ap_port);
  }
  void answers(RadiusCode code, std::uint8_t id, std::uint16_t ap_port = 50'000) {
    packet(code, id, false, ap_port);
  }

  RadiusReport found() { return report_radius(scenario_, evidence_); }

  Scenario scenario_;
  RunEvidence evidence_;
};

TEST_F(RadiusReportTest, WithoutEightOhTwoDotOneXThereIsNoServer) {
  scenario_.network.key_mgmt = KeyManagement::kPsk;
  evidence_.guest.radius_program = "";
  EXPECT_TRUE(radius_json(found())["server"].is_null());
  EXPECT_TRUE(radius_json(found())["program"].is_null());
  EXPECT_EQ(spoken_server(found()), "");
  EXPECT_THAT(tell_radius(found()), IsEmpty());
}

TEST_F(RadiusReportTest, HostapdsOwnServerSpeaksNoRadius) {
  scenario_.radius.server = RadiusServer::kHostapd;
  evidence_.guest.radius_program = "";
  EXPECT_EQ(radius_json(found())["server"], "hostapd");
  EXPECT_EQ(spoken_server(found()), "EAP server: in hostapd");
  EXPECT_THAT(tell_radius(found()), IsEmpty());
}

TEST_F(RadiusReportTest, EachAnswerIsCounted) {
  asks(1);
  answers(RadiusCode::kAccessChallenge, 1);
  asks(2);
  answers(RadiusCode::kAccessChallenge, 2);
  asks(3);
  answers(RadiusCode::kAccessAccept, 3);
  asks(1);  // the identifier again, after its answer
  answers(RadiusCode::kAccessReject, 1);
  RadiusReport report = found();
  report.version = "3.2.1";
  EXPECT_EQ(report.server, "freeradius");
  EXPECT_EQ(report.program, "/usr/sbin/freeradius");
  EXPECT_EQ(report.requests, 4U);
  EXPECT_EQ(report.challenges, 2U);
  EXPECT_EQ(report.accepts, 1U);
  EXPECT_EQ(report.rejects, 1U);
  EXPECT_EQ(report.retransmissions, 0U);
  EXPECT_EQ(report.unanswered, 0U);
  EXPECT_EQ(spoken_server(report), "RADIUS: freeradius 3.2.1");
  EXPECT_THAT(
      tell_radius(report),
      ElementsAre("The RADIUS server answered all 4 requests, and rejected the STA 1 time."));
}

TEST_F(RadiusReportTest, ARequestThatIsSentAgainIsOneRequest) {
  asks(1);
  asks(1);
  asks(1);
  asks(1, 50'001);  // another port: another request
  answers(RadiusCode::kAccessChallenge, 1);
  answers(RadiusCode::kAccessChallenge, 1);
  const RadiusReport report = found();
  EXPECT_EQ(report.requests, 2U);
  EXPECT_EQ(report.retransmissions, 2U);
  EXPECT_EQ(report.challenges, 1U);
  EXPECT_EQ(report.unanswered, 1U);
  EXPECT_THAT(tell_radius(report),
              ElementsAre("The RADIUS server did not answer 1 of 2 requests; the AP sent requests "
                          "again 2 times."));
}

TEST_F(RadiusReportTest, WhatComesAfterTheEndIsTidyingUp) {
  packet(RadiusCode::kAccessRequest, 1, true, 50'000, 1'001);
  EXPECT_EQ(found().requests, 0U);
  EXPECT_THAT(tell_radius(found()), ElementsAre("The AP sent no RADIUS request."));
}

}  // namespace
}  // namespace keyrace
