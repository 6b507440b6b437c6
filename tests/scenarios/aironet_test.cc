// The situation that keyrace was made for, with a STA at fault, a healthy one, and a late AP: what
// must be the same in all three, and where their failures lie.
#include <gmock/gmock.h>

#include <algorithm>

#include "tests/scenarios/lab_session.h"
#include "tests/scenarios/tshark.h"

namespace keyrace {
namespace {

using nlohmann::json;
using testing::IsEmpty;

class Aironet : public testing::Test {
 protected:
  // With this verdict, in the last run.
  std::vector<json> frames(const std::string& verdict) {
    std::vector<json> found;
    for (const json& frame : evidence_lines(session_.last_run(), "frames.jsonl")) {
      if (frame["verdict"] == verdict) found.push_back(frame);
    }
    return found;
  }

  LabSession session_;
};

// RADIUS on the wired side, TIM bits and More Data on the air.
void expect_the_whole_setup(const json& report, const std::string& directory) {
  const std::string capture = directory + "/radius.pcapng";
  EXPECT_EQ(report["radius"]["requests"], packets_that_tshark_finds(capture, "radius.code == 1"));
  EXPECT_EQ(report["radius"]["accepts"], packets_that_tshark_finds(capture, "radius.code == 2"));
  EXPECT_EQ(report["radius"]["challenges"],
            packets_that_tshark_finds(capture, "radius.code == 11"));
  EXPECT_GE(report["radius"]["requests"], 8);
  EXPECT_GT(report["power_save"]["tim"], 0);
  EXPECT_EQ(report["power_save"]["more_data"],
            packets_that_tshark_finds(directory + "/air.pcapng",
                                      "wlan.fc.moredata == 1 && wlan.fc.fromds == 1"));
  EXPECT_GT(report["power_save"]["more_data"], 0);
  EXPECT_THAT(report["model"]["disagreements"], IsEmpty());
}

TEST_F(Aironet, MicFailuresFollowThePairwiseSwitch) {
  const json report = session_.report_of("aironet-report");
  expect_the_whole_setup(report, session_.last_run());
  const json& rekey = report["rekeys"][0];
  const std::vector<json> failures = frames("mic_failure");
  EXPECT_GE(failures.size(), 2u);
  EXPECT_EQ(failures.size(), report["frames"]["verdicts"]["mic_failure"]);
  for (const json& frame : failures) {
    EXPECT_EQ(frame["receiver"], "sta");
    EXPECT_GE(frame["t_ns"], rekey["sta_active_ns"]);
    EXPECT_LT(frame["t_ns"], rekey["sta_complete_ns"]);
    EXPECT_EQ(frame["tk_epoch"], rekey["epoch"]);
    EXPECT_EQ(frame["mic_epoch"], rekey["epoch"]);
    EXPECT_EQ(frame["receiver_epoch"], rekey["epoch"]);
    EXPECT_LT(frame["receiver_mic_epoch"], rekey["epoch"]);
  }
}

TEST_F(Aironet, AHealthyStaHasNoneWithTheSameTraffic) {
  const json healthy = session_.report_of("aironet-report-healthy-sta");
  expect_the_whole_setup(healthy, session_.last_run());
  EXPECT_EQ(healthy["frames"]["verdicts"]["accepted"], healthy["frames"]["protected"]);
  EXPECT_EQ(healthy["traffic"]["lost"], 0);
  const json faulty = session_.report_of("aironet-report");
  EXPECT_EQ(healthy["traffic"]["sent"], faulty["traffic"]["sent"]);
}

TEST_F(Aironet, ALateApGivesIcvFailuresInItsWindowsOnly) {
  const json report = session_.report_of("aironet-report-late-ap");
  expect_the_whole_setup(report, session_.last_run());
  const std::vector<json> failures = frames("icv_failure");
  EXPECT_GE(failures.size(), 6u);
  for (const json& frame : failures) {
    const auto in_window = [&](const json& rekey) {
      return frame["t_ns"] >= rekey["sta_active_ns"] && frame["t_ns"] < rekey["ap_active_ns"];
    };
    EXPECT_EQ(std::ranges::count_if(report["rekeys"], in_window), 1) << frame;
    EXPECT_LT(frame["tk_epoch"], frame["receiver_epoch"]);
  }
}

}  // namespace
}  // namespace keyrace
