// The text of a trace buffer, as 7.3 and 6.1 print it, becomes the events of kernel.jsonl.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "lab/evidence/json_lines.h"
#include "lab/evidence/kernel_log.h"

namespace keyrace {
namespace {

using Type = KernelEventType;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const DropReasons kReasons{{0x10020, "RX_DROP_U_MMIC_FAIL"}, {0x10022, "RX_DROP_U_TKIP_FAIL"}};

// kernel/trace/trace_output.c: "%16s-%-7d [%03d] %s %5lu.%06lu: " and the event.
std::string line(const std::string& event, const std::string& task = "hostapd",
                 const std::string& time = "    5.150053") {
  char prefix[80];
  std::snprintf(prefix, sizeof prefix, "%16s-%-7d [%03d] b..s1. %s: ", task.c_str(), 18, 0,
                time.c_str());
  return prefix + event + "\n";
}

std::vector<KernelEvent> decode(const std::string& text) {
  std::istringstream trace(text);
  return decode_trace(trace, kReasons, "kernel.trace");
}

KernelEvent decode_one(const std::string& event) {
  const auto events = decode(line(event));
  if (events.size() == 1) return events[0];
  ADD_FAILURE() << events.size() << " events of " << event;
  return {};
}

std::string error_of(const std::string& text) {
  try {
    decode(text);
  } catch (const EvidenceError& error) {
    return error.what();
  }
  return "no error";
}

TEST(TraceDecoder, ReadsTheTime) {
  const auto events = decode(line("netif_rx: dev=hwsim0 skbaddr=0000000061d2c800 len=205 "
                                  "net_cookie=7",
                                  "hostapd", "    5.150053") +
                             line("netif_rx: dev=hwsim0 skbaddr=0000000061d2c800 len=24 "
                                  "net_cookie=7",
                                  "<idle>", "86400.000001"));
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].t_ns, 5'150'053'000U);
  EXPECT_EQ(events[1].t_ns, 86'400'000'001'000U);
}

TEST(TraceDecoder, ReadsFramesOnTheAir) {
  const KernelEvent event =
      decode_one("netif_rx: dev=hwsim0 skbaddr=0000000061d2c800 len=205 net_cookie=7");
  EXPECT_EQ(event.type, Type::kSent);
  EXPECT_EQ(event.length, 205U);
}

TEST(TraceDecoder, ReadsDeliveries) {
  const KernelEvent event =
      decode_one("netif_receive_skb: dev=sta skbaddr=0000000061d2c800 len=92 net_cookie=4");
  EXPECT_EQ(event.type, Type::kDelivered);
  EXPECT_EQ(event.node, "sta");
  EXPECT_EQ(event.length, 92U);
  // 6.1 has no cookie
  EXPECT_EQ(decode_one("netif_receive_skb: dev=sta skbaddr=0000000061d2c800 len=92").length, 92U);
}

TEST(TraceDecoder, ReadsEapolDeliveries) {
  const KernelEvent clear = decode_one(
      "cfg80211_rx_control_port: netdev:sta(4), len=117, 02:00:00:00:00:a0, proto: 0x888e, "
      "unencrypted: true, link: -1");
  EXPECT_EQ(clear.type, Type::kEapolDelivered);
  EXPECT_EQ(clear.node, "sta");
  EXPECT_TRUE(clear.unencrypted);
  // 6.1 has no link
  const KernelEvent encrypted = decode_one(
      "cfg80211_rx_control_port: netdev:wlan0(3), len=117, 02:00:00:00:00:a0, proto: 0x888e, "
      "unencrypted: false");
  EXPECT_EQ(encrypted.node, "wlan0");
  EXPECT_FALSE(encrypted.unencrypted);
}

TEST(TraceDecoder, ReadsMicFailures) {
  const KernelEvent event = decode_one(
      "cfg80211_michael_mic_failure: netdev:sta(4), 02:00:00:00:00:a0, key type: 1, key id: 2, "
      "tsc: 000000000000");
  EXPECT_EQ(event.type, Type::kMicFailure);
  EXPECT_EQ(event.node, "sta");
  EXPECT_EQ(event.address, "02:00:00:00:00:a0");
  EXPECT_EQ(event.key_id, 2);
}

TEST(TraceDecoder, ReadsInstallsOf73) {
  const KernelEvent pairwise = decode_one(
      "rdev_add_key: sta, wdev(1), link_id: -1, key_index: 0, mode: 0, pairwise: true, mac addr: "
      "02:00:00:00:00:a0");
  EXPECT_EQ(pairwise.type, Type::kAddKey);
  EXPECT_EQ(pairwise.node, "sta");
  EXPECT_EQ(pairwise.key_id, 0);
  EXPECT_TRUE(pairwise.pairwise);
  EXPECT_EQ(pairwise.address, "02:00:00:00:00:a0");
  const KernelEvent deleted = decode_one(
      "rdev_del_key: ap, wdev(1), link_id: -1, key_index: 2, pairwise: false, mac addr: "
      "00:00:00:00:00:00");
  EXPECT_EQ(deleted.type, Type::kDelKey);
  EXPECT_EQ(deleted.node, "ap");
  EXPECT_EQ(deleted.key_id, 2);
  EXPECT_FALSE(deleted.pairwise);
}

TEST(TraceDecoder, ReadsInstallsOf61) {
  const KernelEvent group = decode_one(
      "rdev_add_key: phy1, netdev:wlan0(3), key_index: 1, mode: 0, pairwise: false, mac addr: "
      "00:00:00:00:00:00");
  EXPECT_EQ(group.type, Type::kAddKey);
  EXPECT_EQ(group.node, "phy1");
  EXPECT_EQ(group.key_id, 1);
  EXPECT_FALSE(group.pairwise);
  EXPECT_EQ(group.address, "00:00:00:00:00:00");
}

TEST(TraceDecoder, ReadsOnlyTheResultsOfKeyRequests) {
  const std::string add =
      "rdev_add_key: sta, wdev(1), link_id: -1, key_index: 0, mode: 0, pairwise: true, mac addr: "
      "02:00:00:00:00:a0";
  const auto events = decode(line("rdev_return_int: sta, returned: 0") + line(add) +
                             line("rdev_return_int: ap, returned: -5") +
                             line("rdev_return_int: sta, returned: -2") +
                             line("rdev_return_int: sta, returned: 0"));
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].type, Type::kAddKey);
  EXPECT_EQ(events[1].type, Type::kKeyReturned);
  EXPECT_EQ(events[1].node, "sta");
  EXPECT_EQ(events[1].result, -2);
}

TEST(TraceDecoder, ReadsRemovedStations) {
  const KernelEvent event = decode_one(
      "rdev_del_station: ap, wdev(1), station mac: 02:00:00:00:01:00, subtype: 12, reason_code: "
      "2, link_id: -1");
  EXPECT_EQ(event.type, Type::kStationRemoved);
  EXPECT_EQ(event.node, "ap");
  EXPECT_EQ(event.address, "02:00:00:00:01:00");
  EXPECT_EQ(decode_one("rdev_del_station: phy0, netdev:wlan0(3), station mac: 02:00:00:00:01:00, "
                       "subtype: 12, reason_code: 2")
                .address,
            "02:00:00:00:01:00");
}

TEST(TraceDecoder, ReadsWhenAPortOpens) {
  const auto change = [](const std::string& flags) {
    return "rdev_change_station: ap, wdev(1), station mac: 02:00:00:00:01:00, " + flags;
  };
  const KernelEvent opened = decode_one(change("station flags mask: 0x2, station flags set: 0x2"));
  EXPECT_EQ(opened.type, Type::kPortControl);
  EXPECT_EQ(opened.node, "ap");
  EXPECT_EQ(opened.address, "02:00:00:00:01:00");
  EXPECT_TRUE(opened.open);
  EXPECT_FALSE(decode_one(change("station flags mask: 0x2, station flags set: 0x0")).open);
  EXPECT_TRUE(decode(line(change("station flags mask: 0x4, station flags set: 0x4"))).empty());
}

TEST(TraceDecoder, KnowsWhichManagementFramesEndAnAssociation) {
  const auto leaves = [](const std::string& event) { return decode_one(event).leaves; };
  EXPECT_TRUE(leaves("cfg80211_rx_mlme_mgmt: netdev:sta(4), ftype:0xc0"));
  EXPECT_TRUE(leaves("cfg80211_rx_mlme_mgmt: netdev:sta(4), ftype:0xa0"));
  EXPECT_FALSE(leaves("cfg80211_rx_mlme_mgmt: netdev:sta(4), ftype:0xb0"));
  EXPECT_FALSE(leaves("cfg80211_rx_mlme_mgmt: netdev:sta(4), ftype:0x10"));
  EXPECT_TRUE(leaves("cfg80211_tx_mlme_mgmt: netdev:sta(4), ftype:0xc0 reconnect:0"));
  EXPECT_FALSE(leaves("cfg80211_tx_mlme_mgmt: netdev:sta(4), ftype:0xb0 reconnect:0"));
  // the flags of Frame Control are printed with it: Retry, Power Management, Protected
  for (const std::string flags : {"8", "10", "40", "58"}) {
    EXPECT_TRUE(leaves("cfg80211_rx_mlme_mgmt: netdev:sta(4), ftype:0x" + flags + "c0")) << flags;
    EXPECT_FALSE(leaves("cfg80211_rx_mlme_mgmt: netdev:sta(4), ftype:0x" + flags + "b0")) << flags;
  }
  const KernelEvent sent = decode_one("cfg80211_tx_mlme_mgmt: netdev:sta(4), ftype:0xc0");
  EXPECT_EQ(sent.type, Type::kMlmeSent);
  EXPECT_EQ(sent.node, "sta");
  EXPECT_EQ(decode_one("cfg80211_rx_mlme_mgmt: netdev:sta(4), ftype:0xc0").type,
            Type::kMlmeReceived);
}

TEST(TraceDecoder, NamesDropReasons) {
  const std::string drop =
      "kfree_skb: skbaddr=000000006 rx_sk=0000000000000000 protocol=0 "
      "location=ieee80211_rx_handlers_result+0x1f/0x2a reason: ";
  const KernelEvent tkip = decode_one(drop + "0x10022");
  EXPECT_EQ(tkip.type, Type::kDropped);
  EXPECT_EQ(tkip.reason, 0x10022U);
  EXPECT_EQ(tkip.reason_name, "RX_DROP_U_TKIP_FAIL");
  EXPECT_EQ(tkip.node, "");
  const KernelEvent unknown = decode_one(drop + "0x1ffff");
  EXPECT_EQ(unknown.reason, 0x1ffffU);
  EXPECT_EQ(unknown.reason_name, "");
}

TEST(TraceDecoder, LeavesOutTheCoresDrops) {
  // the core's reasons have names in the trace; they are not about Wi-Fi
  EXPECT_TRUE(decode(line("kfree_skb: skbaddr=000000006 rx_sk=0000000000000000 protocol=2048 "
                          "location=udp_queue_rcv_one_skb+0x10/0x20 reason: NO_SOCKET"))
                  .empty());
  EXPECT_TRUE(decode(line("kfree_skb: skbaddr=000000006 protocol=2048 "
                          "location=ip_rcv_core+0x10/0x20 reason: NOT_SPECIFIED"))
                  .empty());
}

TEST(TraceDecoder, LeavesOutWhatItDoesNotKnow) {
  EXPECT_TRUE(decode(line("rdev_tx_control_port: sta, netdev:sta(4), 02:00:00:00:00:a0, proto: "
                          "0x888e, unencrypted: true, link: -1") +
                     line("sched_switch: prev_comm=hostapd prev_pid=18"))
                  .empty());
  EXPECT_TRUE(decode("").empty());
}

TEST(TraceDecoder, ATaskMayHaveAnyName) {
  for (const std::string task : {"kworker/u2:1", "my task", "a] b: c", "[001] 1.2: x: y",
                                 "x-1 [0] b: 1.0", "0123456789abcde", ":", "]"}) {
    const auto events =
        decode(line("netif_receive_skb: dev=sta skbaddr=0000000061d2c800 len=92", task));
    ASSERT_EQ(events.size(), 1U) << task;
    EXPECT_EQ(events[0].node, "sta") << task;
    EXPECT_EQ(events[0].t_ns, 5'150'053'000U) << task;
  }
}

TEST(TraceDecoder, AnUnreadableLineIsAnErrorWithItsNumber) {
  const std::string good = line("netif_rx: dev=hwsim0 skbaddr=0000000061d2c800 len=24");
  EXPECT_THAT(error_of(good + good + "CPU:0 [LOST 12 EVENTS]\n" + good),
              StartsWith("kernel.trace:3: "));
  EXPECT_THAT(error_of(good + "CPU:0 [LOST 12 EVENTS]\n"), HasSubstr("CPU:0 [LOST 12 EVENTS]"));
  EXPECT_THAT(error_of("\n"), StartsWith("kernel.trace:1: "));
  EXPECT_THAT(error_of("         hostapd-18      [000] b..s1. \n"), StartsWith("kernel.trace:1: "));
  EXPECT_THAT(error_of("# tracer: nop\n"), StartsWith("kernel.trace:1: "));
}

KernelEvent event_of(Type type, const std::string& node = "") {
  KernelEvent event;
  event.type = type;
  event.node = node;
  event.t_ns = 1'000 * static_cast<std::uint64_t>(type) + 1;
  return event;
}

// One of each type, with every field that its type has.
std::vector<KernelEvent> one_of_each() {
  KernelEvent sent = event_of(Type::kSent);
  sent.length = 205;
  KernelEvent delivered = event_of(Type::kDelivered, "sta");
  delivered.length = 92;
  KernelEvent eapol = event_of(Type::kEapolDelivered, "ap");
  eapol.unencrypted = true;
  KernelEvent drop = event_of(Type::kDropped);
  drop.reason = 0x10022;
  drop.reason_name = "RX_DROP_U_TKIP_FAIL";
  KernelEvent mic_failure = event_of(Type::kMicFailure, "sta");
  mic_failure.address = "02:00:00:00:00:a0";
  mic_failure.key_id = 2;
  KernelEvent added = event_of(Type::kAddKey, "sta");
  added.key_id = 3;
  added.pairwise = true;
  added.address = "02:00:00:00:00:a0";
  KernelEvent deleted = added;
  deleted.type = Type::kDelKey;
  deleted.pairwise = false;
  KernelEvent returned = event_of(Type::kKeyReturned, "ap");
  returned.result = -95;
  KernelEvent port = event_of(Type::kPortControl, "ap");
  port.address = "02:00:00:00:01:00";
  port.open = true;
  KernelEvent removed = event_of(Type::kStationRemoved, "ap");
  removed.address = "02:00:00:00:01:00";
  KernelEvent left = event_of(Type::kMlmeReceived, "sta");
  left.leaves = true;
  KernelEvent stayed = event_of(Type::kMlmeSent, "sta");
  stayed.t_ns = ~std::uint64_t{0};
  return {sent,    delivered, eapol, drop,    mic_failure, added,
          deleted, returned,  port,  removed, left,        stayed};
}

TEST(KernelLogFile, ComesBackAsItWas) {
  const std::vector<KernelEvent> events = one_of_each();
  const std::string path = ::testing::TempDir() + "trace_decoder_test.kernel.jsonl";
  write_kernel_log(path, events);
  const auto read = read_kernel_log(path);
  std::filesystem::remove(path);
  ASSERT_EQ(read.size(), events.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    SCOPED_TRACE(i);
    EXPECT_EQ(read[i].t_ns, events[i].t_ns);
    EXPECT_EQ(read[i].type, events[i].type);
    EXPECT_EQ(read[i].node, events[i].node);
    EXPECT_EQ(read[i].length, events[i].length);
    EXPECT_EQ(read[i].reason, events[i].reason);
    EXPECT_EQ(read[i].reason_name, events[i].reason_name);
    EXPECT_EQ(read[i].key_id, events[i].key_id);
    EXPECT_EQ(read[i].pairwise, events[i].pairwise);
    EXPECT_EQ(read[i].address, events[i].address);
    EXPECT_EQ(read[i].result, events[i].result);
    EXPECT_EQ(read[i].unencrypted, events[i].unencrypted);
    EXPECT_EQ(read[i].open, events[i].open);
    EXPECT_EQ(read[i].leaves, events[i].leaves);
  }
}

// What lab/guest/drop_probes.cc sets, as Linux 6.1 prints it.
std::string probe(const std::string& event, const std::string& answer) {
  return line("keyrace_" + event +
              ": (ieee80211_rx_handlers+0x3a1/0x2420 [mac80211]) answer=" + answer);
}

const char kReceiveBegins[] = "softirq_entry: vec=6 [action=TASKLET]";
const char kReceiveEnds[] = "softirq_exit: vec=6 [action=TASKLET]";

TEST(TraceDecoder, WithoutDropReasonsARefusalIsTheDrop) {
  const auto events = decode(line(kReceiveBegins) + probe("tkip", "1") + probe("tkip", "0") +
                             probe("michael", "1") + probe("ccmp", "1") + line(kReceiveEnds));
  ASSERT_EQ(events.size(), 5U);
  EXPECT_EQ(events[0].type, Type::kReceiveBegins);
  for (std::size_t i = 1; i < 4; ++i) EXPECT_EQ(events[i].type, Type::kDropped);
  EXPECT_EQ(events[1].reason_name, "RX_DROP_U_TKIP_FAIL");
  EXPECT_EQ(events[2].reason_name, "RX_DROP_U_MMIC_FAIL");
  EXPECT_EQ(events[3].reason_name, "RX_DROP_U_MIC_FAIL");
  EXPECT_EQ(events[4].type, Type::kReceiveEnds);
}

TEST(TraceDecoder, NamesReasonsThatTheKernelOnlyNumbers) {
  const auto drop = [](const std::string& reason) {
    return line(
        "kfree_skb: skbaddr=0000000061d2c800 rx_sk=0000000000000000 protocol=0 "
        "location=ieee80211_rx_handlers_result+0x1/0x2 reason: " +
        reason);
  };
  constexpr char kUnknownReason[] = "0x1ffff", kItsDecimal[] = "131071";
  const auto events = decode(probe("tkip", kItsDecimal) + drop(kUnknownReason) +
                             probe("tkip", "1") + probe("michael", "1") + drop(kUnknownReason));
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].reason_name, "RX_DROP_U_TKIP_FAIL");
  EXPECT_EQ(events[1].reason_name, "") << "1 is RX_CONTINUE; it was dropped elsewhere";
}

TEST(TraceDecoder, ARadioOfASharedKernelIsItsNodes) {
  const KernelEvent event = decode_one(
      "rdev_add_key: keyrace-4711.sta, netdev:sta(3), link_id: 0, key_index: 0, mode: 0, pairwise: "
      "true, mac addr: 02:00:00:00:00:a0");
  EXPECT_EQ(event.node, "sta");
}

}  // namespace
}  // namespace keyrace
