// What each flow lost, and whether its records and the capture say the same.
#include <gmock/gmock.h>

#include "lab/report/flows.h"
#include "lab/report/traffic_on_air.h"
#include "tests/unit/made_up_run.h"

namespace keyrace {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class FlowsTest : public MadeUpRun {
 protected:
  // A datagram; arrival 0: it never came.
  TrafficRecord& sent(std::uint64_t sequence, std::uint64_t sent_ns, std::uint64_t arrival,
                      std::uint32_t copies = 1, std::uint32_t flow = 0) {
    TrafficRecord record;
    record.flow = flow;
    record.sta = "sta";
    record.sequence = sequence;
    record.sent_ns = sent_ns;
    if (arrival > 0) {
      record.received_ns = sent_ns + kMs;
      record.arrival = arrival;
      record.copies = copies;
    }
    traffic_.push_back(record);
    return traffic_.back();
  }

  FrameVerdict& carried(std::uint64_t sequence, Verdict verdict, std::uint32_t flow = 0) {
    FrameVerdict& frame = failed(verdict, kSecond);
    frame.datagram = Datagram{flow, sequence, 0};
    return frame;
  }

  std::vector<FlowReport> flows() { return report_flows(scenario_, evidence_.guest, traffic_); }
  std::vector<TrafficDifference> differences() {
    return compare_with_air(traffic_, verdicts_.frames);
  }

  Scenario scenario_;
};

TEST_F(FlowsTest, EachIsCountedByItself) {
  scenario_.traffic.resize(2);
  scenario_.traffic[1].direction = Direction::kUplink;
  scenario_.traffic[1].sta = "sta";
  sent(1, kSecond, 1);
  sent(2, 2 * kSecond, 3, 3);
  sent(3, 3 * kSecond, 2);
  sent(4, 4 * kSecond, 0);
  sent(1, 4 * kSecond, 1, 1, 1);
  const auto all = flows();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].sent, 4u);
  EXPECT_EQ(all[0].received, 3u);
  EXPECT_EQ(all[0].lost, 1u);
  EXPECT_EQ(all[0].duplicates, 2u);
  EXPECT_EQ(all[0].reordered, 1u);
  EXPECT_EQ(all[0].longest_gap_ns, 7 * kSecond - kMs);  // to the end of the run
  EXPECT_FALSE(all[0].tcp);
  EXPECT_EQ(all[1].n, 1u);
  EXPECT_EQ(all[1].direction, Direction::kUplink);
  EXPECT_EQ(all[1].sta, "sta");
  EXPECT_EQ(all[1].sent, 1u);
  EXPECT_EQ(all[1].reordered, 0u);
}

TEST_F(FlowsTest, AFlowWithoutAnArrivalHasNoGap) {
  scenario_.traffic.resize(1);
  sent(1, kSecond, 0);
  EXPECT_FALSE(flows()[0].longest_gap_ns);
}

TEST_F(FlowsTest, ATcpFlowHasItsConnectionAndNoLostDatagrams) {
  scenario_.traffic.resize(2);
  scenario_.traffic[1].protocol = Protocol::kTcp;
  sent(1, kSecond, 1, 1, 1).protocol = Protocol::kTcp;
  sent(2, 3 * kSecond, 0, 0, 1).protocol = Protocol::kTcp;
  rekey(2, 2 * kSecond, 2 * kSecond + 50 * kMs);
  TcpConnection connection;
  connection.flow = 1;
  connection.connected_ns = kSecond;
  connection.retransmissions = 4;
  evidence_.guest.connections = {connection};
  const auto all = flows();
  EXPECT_FALSE(all[0].tcp);
  ASSERT_TRUE(all[1].tcp);
  EXPECT_EQ(all[1].lost, 1u);
  EXPECT_THAT(tell_tcp_flows(all),
              ElementsAre("The TCP connection of flow 1 held: 4 segments sent again, 1 of 2 blocks "
                          "read, the longest silence 9.00 s."));
  EXPECT_EQ(report().traffic.sent, 0u);
  EXPECT_EQ(only().lost, 0u);
  EXPECT_GT(only().outage_ns.value(), 8 * kSecond);
  EXPECT_THAT(differences(), IsEmpty());
}

TEST_F(FlowsTest, AConnectionThatFailsIsTold) {
  std::vector<FlowReport> all(2);
  all[0].tcp.emplace().error = "Connection refused";
  all[1].n = 1;
  all[1].tcp.emplace().error = "Connection timed out";
  all[1].tcp->connected_ns = 5;
  const auto lines = tell_tcp_flows(all);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0], "The TCP connection of flow 0 was never made: Connection refused.");
  EXPECT_THAT(lines[1], HasSubstr("flow 1 broke (Connection timed out): 0 segments"));
}

TEST_F(FlowsTest, ARekeyHasItsDuplicatesAndOvertakenDatagrams) {
  sent(1, kSecond, 2, 2);  // before any rekey
  rekey(2, 2 * kSecond, 2 * kSecond + kMs);
  rekey(3, 5 * kSecond, 5 * kSecond + kMs);
  sent(2, 3 * kSecond, 1);
  sent(3, 4 * kSecond, 4, 4);
  sent(4, 6 * kSecond, 3);
  const auto rekeys = found();
  ASSERT_EQ(rekeys.size(), 2u);
  EXPECT_EQ(rekeys[0].duplicates, 3u);
  EXPECT_EQ(rekeys[0].reordered, 1u);
  EXPECT_EQ(rekeys[1].duplicates, 0u);
  EXPECT_EQ(rekeys[1].reordered, 1u);
}

TEST_F(FlowsTest, SocketAndAirAgree) {
  sent(1, kSecond, 1);
  carried(1, Verdict::kAccepted);
  sent(2, kSecond, 0);
  carried(2, Verdict::kIcvFailure);
  sent(3, kSecond, 0);  // lost before the air
  sent(4, kSecond, 2);
  carried(4, Verdict::kIcvFailure);  // and once more
  carried(4, Verdict::kAccepted);
  carried(4, Verdict::kDuplicate);
  EXPECT_THAT(differences(), IsEmpty());
  EXPECT_THAT(tell_traffic_differences({}), IsEmpty());
}

// Each STA has a record of what is broadcast, and a verdict of its own.
TEST_F(FlowsTest, WhatIsBroadcastIsComparedAtEachSta) {
  const auto heard = [&](const std::string& receiver, Verdict verdict) {
    FrameVerdict& frame = carried(1, verdict);
    frame.group = true;
    frame.receiver = receiver;
  };
  sent(1, kSecond, 1);
  sent(1, kSecond, 0).sta = "sta2";
  heard("sta", Verdict::kAccepted);
  heard("sta2", Verdict::kIcvFailure);
  EXPECT_THAT(differences(), IsEmpty());
  traffic_[1].received_ns = kSecond;
  ASSERT_EQ(differences().size(), 1u);
  EXPECT_EQ(differences()[0].sta, "sta2");
  EXPECT_EQ(differences()[0].air, OnAir::kRefused);
}

// Two receivers of one flow have orders of their own.
TEST_F(FlowsTest, OneStaOvertakesNothingAtAnother) {
  sent(1, kSecond, 5);
  sent(1, kSecond, 1).sta = "sta2";
  EXPECT_THAT(overtaken(traffic_), IsEmpty());
}

TEST_F(FlowsTest, EachWayToDifferIsTold) {
  sent(1, kSecond, 1);
  carried(1, Verdict::kMicFailure);
  sent(2, kSecond, 0);
  carried(2, Verdict::kAccepted);
  sent(3, kSecond, 2);
  carried(3, Verdict::kAccepted, 1);  // another flow's
  const auto all = differences();
  ASSERT_EQ(all.size(), 3u);
  EXPECT_TRUE(all[0].received);
  EXPECT_EQ(all[0].air, OnAir::kRefused);
  EXPECT_FALSE(all[1].received);
  EXPECT_EQ(all[1].air, OnAir::kAccepted);
  EXPECT_EQ(all[2].sequence, 3u);
  EXPECT_EQ(all[2].air, OnAir::kNever);
  EXPECT_THAT(tell_traffic_differences(all),
              ElementsAre("The flows and the capture differ on 3 datagrams, the first is datagram "
                          "1 of flow 0: its socket got it, on the air it was refused. This is a "
                          "finding about one of them."));
  const auto json = report_to_json(report());
  EXPECT_EQ(json["traffic"]["agrees_with_air"], false);
  EXPECT_EQ(json["traffic"]["differences"][2]["air"], "never");
  EXPECT_EQ(json["traffic"]["differences"][1]["socket"], "lost");
}

}  // namespace
}  // namespace keyrace
