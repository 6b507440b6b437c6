// A run told by made-up verdicts: what the tests of the report are made from.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "lab/report/rekeys.h"
#include "lab/report/report.h"

namespace keyrace {

inline constexpr std::uint64_t kMs = 1'000'000;
inline constexpr std::uint64_t kSecond = 1'000 * kMs;

struct Switching {
  std::string node;
  int tk = 1;
  std::optional<MicEpoch> mic{};  // absent: the same
  std::uint64_t at = 0;
  std::string sta = "sta";
  bool pairwise = true;
  InstallEffect effect = InstallEffect::kNewKey;
};

// A run of 10 s in which ap and sta are connected after 100 ms under their first key.
class MadeUpRun : public ::testing::Test {
 protected:
  MadeUpRun() {
    GuestSummary& guest = evidence_.guest;
    guest.nodes = {{"ap", "02:00:00:00:00:a0", true, "hostapd", "/h"},
                   {"sta", "02:00:00:00:01:00", false, "wpa_supplicant", "/w"}};
    guest.kernel_release = "7.3.4";
    guest.connected_ns = 100 * kMs;
    guest.end_ns = verdicts_.end_ns = 10 * kSecond;
    switched({.node = "sta", .tk = 1, .at = 90 * kMs});
    switched({.node = "ap", .tk = 1, .at = 91 * kMs});
  }

  // A frame each microsecond, so that frames and switches are in one order.
  static std::uint64_t frame_number(std::uint64_t at) { return at / 1000; }

  void switched(const Switching& how) {
    KeySwitch key;
    key.node = how.node;
    key.sta = how.pairwise ? how.sta : (how.node == "ap" ? "" : how.node);
    key.pairwise = how.pairwise;
    key.tk_epoch = how.tk;
    key.mic_epoch = how.mic.value_or(how.tk);
    key.asked_ns = how.at - 1;
    key.done_ns = how.at;
    key.after_frame = frame_number(how.at);
    key.effect = how.effect;
    key.asked_epoch = how.tk;
    verdicts_.switches.push_back(key);
  }

  void rekey(int epoch, std::uint64_t ap, std::uint64_t sta) {
    switched({.node = "ap", .tk = epoch, .at = ap});
    switched({.node = "sta", .tk = epoch, .at = sta});
  }

  FrameVerdict& failed(Verdict verdict, std::uint64_t at, bool group = false) {
    FrameVerdict frame;
    frame.n = verdicts_.frames.size() + 1;
    frame.t_ns = at;
    frame.sender = "ap";
    frame.receiver = "sta";
    frame.group = group;
    frame.verdict = verdict;
    verdicts_.frames.push_back(frame);
    return verdicts_.frames.back();
  }

  EapolSighting& eapol(EapolKeyMessage message, std::uint64_t at, bool request = false,
                       const std::string& sta = "sta") {
    EapolSighting sighting;
    sighting.n = frame_number(at);
    sighting.t_ns = at;
    sighting.sta = sta;
    sighting.message = message;
    sighting.request = request;
    verdicts_.eapol.push_back(sighting);
    return verdicts_.eapol.back();
  }

  EapSighting& eap(const EapPacket& packet, const std::string& sender, std::uint64_t at,
                   std::optional<int> key = std::nullopt, const std::string& sta = "sta") {
    EapSighting sighting;
    sighting.n = frame_number(at);
    sighting.t_ns = at;
    sighting.sender = sender;
    sighting.sta = sta;
    sighting.packet = packet;
    sighting.encrypted = key.has_value();
    sighting.tk_epoch = key;
    verdicts_.eap.push_back(sighting);
    return verdicts_.eap.back();
  }

  void left(std::uint64_t at, const std::string& sta = "sta", std::uint16_t reason = 3) {
    Leaving leaving;
    leaving.n = frame_number(at);
    leaving.t_ns = at;
    leaving.sender = "ap";
    leaving.sta = sta;
    leaving.reason = reason;
    verdicts_.leavings.push_back(leaving);
  }

  // A datagram every 10 ms from 200 ms to the end; those sent in [from, to) are lost.
  void traffic(std::uint64_t from = 0, std::uint64_t to = 0, std::uint32_t flow = 0,
               const std::string& sta = "sta") {
    std::uint64_t arrival = 0;
    for (std::uint64_t at = 200 * kMs; at < evidence_.guest.end_ns; at += 10 * kMs) {
      TrafficRecord record;
      record.flow = flow;
      record.sta = sta;
      record.sequence = at / (10 * kMs) - 19;
      record.sent_ns = at;
      if (at < from || at >= to) {
        record.received_ns = at + kMs;
        record.arrival = ++arrival;
        record.copies = 1;
      }
      traffic_.push_back(record);
    }
  }

  // A frame that was judged; its MIC epochs may be of the other direction.
  FrameVerdict& frame(Verdict verdict, std::uint64_t at, int tk, std::optional<MicEpoch> mic,
                      int receiver_tk, std::optional<MicEpoch> receiver_mic) {
    FrameVerdict& result = failed(verdict, at);
    result.tk_epoch = tk;
    result.mic_epoch = mic;
    result.receiver_epoch = receiver_tk;
    result.receiver_mic_epoch = receiver_mic;
    result.observed = verdict == Verdict::kAccepted     ? Observed::kDelivered
                      : verdict == Verdict::kMicFailure ? Observed::kMicFailure
                                                        : Observed::kTkipFailure;
    return result;
  }

  std::vector<Rekey> found() { return find_rekeys(evidence_, verdicts_, traffic_); }
  Rekey only() {
    const auto rekeys = found();
    EXPECT_EQ(rekeys.size(), 1U);
    return rekeys.empty() ? Rekey{} : rekeys[0];
  }

  Report report() {
    Scenario scenario;
    scenario.name = "made-up";
    return build_report(scenario, evidence_, verdicts_, traffic_);
  }
  std::vector<std::string> answer() { return report().answer; }

  RunEvidence evidence_;
  RunVerdicts verdicts_;
  std::vector<TrafficRecord> traffic_;
};

}  // namespace keyrace
