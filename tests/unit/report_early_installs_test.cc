// Keys that were in before the stack asked: what is found of them, and what the answer says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/report/early_installs.h"

namespace keyrace {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::uint64_t kMs = 1'000'000;

class EarlyInstalls : public ::testing::Test {
 protected:
  EarlyInstalls() {
    evidence_.guest.nodes = {{"ap", "02:00:00:00:00:a0", true, "hostapd", "/h"},
                             {"sta", "02:00:00:00:01:00", false, "wpa_supplicant", "/w"}};
  }

  // A line of the key log; with `epoch`, the kernel's switch to it.
  void logged(const std::string& node, std::uint32_t n, std::uint64_t asked_ns,
              const std::string& fault, int epoch = 0, std::uint64_t after_frame = 0) {
    KeyLogEntry entry;
    entry.node = node;
    entry.n = n;
    entry.pairwise = true;
    entry.fault = fault;
    entry.asked_ns = asked_ns;
    entry.done_ns = asked_ns + 1000;
    evidence_.keys.entries.push_back(entry);
    if (epoch == 0) return;
    KeySwitch made;
    made.node = node;
    made.sta = "sta";
    made.pairwise = true;
    made.tk_epoch = epoch;
    made.mic_epoch = epoch;
    made.asked_ns = asked_ns;
    made.done_ns = entry.done_ns;
    made.after_frame = after_frame;
    verdicts_.switches.push_back(made);
  }

  void sent(std::uint64_t n, std::uint64_t t_ns, const std::string& sender, EapolKeyMessage message,
            std::optional<int> tk_epoch, Verdict verdict = Verdict::kIcvFailure) {
    EapolSighting sighting;
    sighting.n = n;
    sighting.t_ns = t_ns;
    sighting.sender = sender;
    sighting.sta = "sta";
    sighting.message = message;
    sighting.encrypted = tk_epoch.has_value();
    sighting.tk_epoch = tk_epoch;
    verdicts_.eapol.push_back(sighting);
    if (!tk_epoch) return;
    FrameVerdict frame;
    frame.n = n;
    frame.verdict = verdict;
    verdicts_.frames.push_back(frame);
  }

  std::vector<EarlyInstall> found() const { return find_early_installs(evidence_, verdicts_); }

  std::vector<std::string> told() const {
    std::vector<std::string> answer;
    tell_early_installs(found(), answer);
    return answer;
  }

  RunEvidence evidence_;
  RunVerdicts verdicts_;
};

TEST_F(EarlyInstalls, NothingIsToldWhereNoneWas) {
  logged("ap", 1, 10 * kMs, "", 1);
  logged("ap", 2, 20 * kMs, "delay", 2);
  logged("ap", 3, 30 * kMs, "early-not-applicable", 3);
  EXPECT_THAT(found(), IsEmpty());
  EXPECT_THAT(told(), IsEmpty());
}

TEST_F(EarlyInstalls, InTheClearTheHandshakeGoesOn) {
  sent(4, 9 * kMs, "ap", EapolKeyMessage::k4Way3, std::nullopt);  // of the handshake before
  logged("ap", 1, 10 * kMs, "early", 1, 5);
  sent(6, 10 * kMs + 1000, "ap", EapolKeyMessage::k4Way3, std::nullopt);
  sent(7, 10 * kMs + 1000, "sta", EapolKeyMessage::k4Way4, std::nullopt);
  logged("ap", 1, 10 * kMs + 27'000, "early+delay", 1, 7);
  sent(9, 50 * kMs, "ap", EapolKeyMessage::k4Way3, 1);  // of the one after
  ASSERT_EQ(found().size(), 1u);
  const EarlyInstall install = found()[0];
  EXPECT_EQ(install.message, "3/4");
  EXPECT_THAT(install.frames, ElementsAre(6));
  EXPECT_EQ(install.in_clear, 1u);
  EXPECT_EQ(install.unread, 0u);
  EXPECT_EQ(install.asked_ns, 10 * kMs + 27'000);
  EXPECT_EQ(install.left_reason, std::nullopt);
  EXPECT_THAT(told(), ElementsAre("ap had PTK 1 before its message 3/4 left (1 frame: 6). It went "
                                  "in the clear, so sta could read it, and the stack asked for the "
                                  "key 26 us after it was active."));
}

TEST_F(EarlyInstalls, UnderTheNewKeyNobodyReadsIt) {
  logged("ap", 2, 10 * kMs, "early", 2, 5);
  sent(6, 11 * kMs, "ap", EapolKeyMessage::k4Way3, 2);
  sent(8, 111 * kMs, "ap", EapolKeyMessage::k4Way3, 2);
  verdicts_.leavings.push_back({1, 5 * kMs, "ap", "", 3});  // before
  verdicts_.leavings.push_back({9, 3000 * kMs, "ap", "sta", 15});
  sent(12, 3100 * kMs, "ap", EapolKeyMessage::k4Way3, std::nullopt);  // of the next association
  ASSERT_EQ(found().size(), 1u);
  const EarlyInstall install = found()[0];
  EXPECT_THAT(install.frames, ElementsAre(6, 8));
  EXPECT_EQ(install.under_new_key, 2u);
  EXPECT_EQ(install.unread, 2u);
  EXPECT_EQ(install.asked_ns, std::nullopt);
  EXPECT_EQ(install.left_reason, 15);
  EXPECT_THAT(
      told(),
      ElementsAre(
          "ap had PTK 2 before its message 3/4 left (2 frames: 6, 8). It went out encrypted "
          "under the new key, which sta did not have yet: sta could read none of them. The "
          "stack never asked for the key: the handshake failed, and the association ended "
          "at 3.000 s with reason 15, 4-way handshake timeout."));
}

// Installs with the same story are told together; those of another node, or that end otherwise,
// not.
TEST_F(EarlyInstalls, AlikeAreToldTogether) {
  for (std::uint32_t n = 1; n <= 2; ++n) {
    const std::uint64_t at = n * 1000 * kMs;
    logged("sta", n, at, "early", static_cast<int>(n), 10 * n);
    sent(10 * n + 1, at + 2000, "sta", EapolKeyMessage::k4Way4, std::nullopt);
    logged("sta", n, at + n * 4000, "early", static_cast<int>(n), 10 * n + 1);
  }
  logged("sta", 3, 3000 * kMs, "early", 3, 30);
  sent(31, 3001 * kMs, "sta", EapolKeyMessage::k4Way4, 2, Verdict::kAccepted);
  EXPECT_THAT(
      told(),
      ElementsAre(HasSubstr("sta had PTK 3 before its message 4/4 left (1 frame: 31). 0 went "
                            "in the clear, 0 under the new key, and the AP could not read "
                            "0. The stack had not asked for the key when the run ended."),
                  HasSubstr("sta had PTK 1, 2 before its message 4/4 left (2 frames: 11, "
                            "21). It went in the clear, so the AP could read it, and the "
                            "stack asked for the key 3 us to 7 us after it was active.")));
}

}  // namespace
}  // namespace keyrace
