// Whether a key that was installed again kept its counters, told by its owner's frames.
#include <gtest/gtest.h>

#include "lab/report/reinstalls.h"
#include "tests/unit/made_up_run.h"

namespace keyrace {
namespace {

class ReinstallTest : public MadeUpRun {
 protected:
  void again(const std::string& node, std::uint64_t at, int tk = 1) {
    switched({.node = node, .tk = tk, .at = at, .effect = InstallEffect::kSameAgain});
  }
  void sent(const std::string& sender, std::uint64_t at, std::uint64_t tsc, int tk = 1) {
    FrameVerdict& result = frame(Verdict::kAccepted, at, tk, tk, tk, tk);
    result.n = frame_number(at);
    result.sender = sender;
    result.receiver = sender == "ap" ? "sta" : "ap";
    result.tsc = Tsc{tsc};
  }
  Reinstall only_reinstall() {
    const auto all = find_reinstalls(verdicts_);
    EXPECT_EQ(all.size(), 1U);
    return all.empty() ? Reinstall{} : all[0];
  }
};

TEST_F(ReinstallTest, ANewKeyIsNone) {
  rekey(2, 2 * kSecond, 2 * kSecond);
  EXPECT_TRUE(find_reinstalls(verdicts_).empty());
}

TEST_F(ReinstallTest, ACounterThatGoesOnWasKept) {
  sent("sta", 1990 * kMs, 41);
  again("sta", 2 * kSecond);
  sent("sta", 2010 * kMs, 42);
  const Reinstall found = only_reinstall();
  EXPECT_EQ(found.node, "sta");
  EXPECT_EQ(found.sta, "sta");
  EXPECT_EQ(found.epoch, 1);
  EXPECT_EQ(found.at_ns, 2 * kSecond);
  EXPECT_EQ(found.counters, Counters::kKept);
  EXPECT_EQ(found.before, Tsc{41});
  EXPECT_EQ(found.after, Tsc{42});
  EXPECT_EQ(found.frame, frame_number(2010 * kMs));
}

TEST_F(ReinstallTest, ACounterThatBeginsAnewWasNot) {
  sent("sta", 1990 * kMs, 41);
  again("sta", 2 * kSecond);
  sent("sta", 2010 * kMs, 1);
  EXPECT_EQ(only_reinstall().counters, Counters::kRestarted);
}

TEST_F(ReinstallTest, TheSameCounterTwiceIsARestart) {
  sent("sta", 1990 * kMs, 1);
  again("sta", 2 * kSecond);
  sent("sta", 2010 * kMs, 1);
  EXPECT_EQ(only_reinstall().counters, Counters::kRestarted);
}

TEST_F(ReinstallTest, TheOtherSidesFramesTellNothing) {
  sent("ap", 1990 * kMs, 41);
  again("sta", 2 * kSecond);
  sent("ap", 2010 * kMs, 42);
  EXPECT_EQ(only_reinstall().counters, Counters::kUnknown);
}

TEST_F(ReinstallTest, AnotherKeysFramesTellNothing) {
  sent("sta", 1990 * kMs, 41);
  again("sta", 2 * kSecond);
  sent("sta", 2010 * kMs, 1, 2);
  EXPECT_EQ(only_reinstall().counters, Counters::kUnknown);
}

TEST_F(ReinstallTest, TheApsFramesToAnotherStationTellNothing) {
  sent("ap", 1980 * kMs, 7);
  sent("ap", 1990 * kMs, 500);
  verdicts_.frames.back().receiver = "sta2";
  again("ap", 2 * kSecond);
  sent("ap", 2010 * kMs, 501);
  verdicts_.frames.back().receiver = "sta2";
  sent("ap", 2020 * kMs, 8);
  EXPECT_EQ(only_reinstall().counters, Counters::kKept);
  EXPECT_EQ(only_reinstall().before, Tsc{7});
  EXPECT_EQ(only_reinstall().after, Tsc{8});
}

}  // namespace
}  // namespace keyrace
