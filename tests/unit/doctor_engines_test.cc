// What `keyrace doctor` makes of what the engines qemu and host need: each thing that can be
// missing, and the command that mends it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/doctor/checks.h"
#include "tests/unit/made_up_facts.h"

namespace keyrace {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

void expect(const Finding& finding, FindingState state, const std::string& found,
            const std::string& remedy) {
  EXPECT_EQ(finding.state, state);
  EXPECT_EQ(finding.found, found);
  EXPECT_THAT(finding.remedy, ElementsAre(remedy));
  EXPECT_FALSE(finding.required);
}

TEST(DoctorEngineQemu, TellsItsKernelAndProgram) {
  const Finding finding = check_engine_qemu(good_facts());
  EXPECT_EQ(finding.state, FindingState::kOk);
  EXPECT_EQ(finding.found,
            "6.1.0-50-amd64 linux-image-6.1.0-50-amd64 6.1.176-1, /usr/bin/qemu-system-x86_64");
  EXPECT_THAT(finding.remedy, IsEmpty());
}

TEST(DoctorEngineQemu, NeedsTheProgram) {
  Facts facts = good_facts();
  facts.qemu.program = "";
  facts.root = false;
  expect(check_engine_qemu(facts), FindingState::kMissing, "no qemu-system-x86_64 in PATH",
         "sudo apt-get install qemu-system-x86");
}

TEST(DoctorEngineQemu, NeedsAKernel) {
  Facts facts = good_facts();
  facts.qemu.kernel = "";
  expect(check_engine_qemu(facts), FindingState::kMissing, "no kernel for it is named default",
         "/src/images/qemu/build");
}

TEST(DoctorEngineQemu, NeedsTheKernelsModules) {
  Facts facts = good_facts();
  facts.qemu.kernel = "";
  facts.qemu.kernel_trouble = "/k/lib/modules/6.1: no modules.dep can be read there";
  expect(check_engine_qemu(facts), FindingState::kWrong,
         "/k/lib/modules/6.1: no modules.dep can be read there", "/src/images/qemu/build");
}

TEST(DoctorEngineQemu, NeedsItsInit) {
  Facts facts = good_facts();
  facts.qemu.init = {"keyrace_init", "", "find keyrace_init: looked for /a"};
  expect(check_engine_qemu(facts), FindingState::kMissing, "find keyrace_init: looked for /a",
         "# install or build keyrace as a whole; in its source tree: scripts/build build");
}

TEST(DoctorEngineQemu, TellsAllThatIsMissing) {
  Facts facts = good_facts();
  facts.qemu.program = facts.qemu.kernel = "";
  const Finding finding = check_engine_qemu(facts);
  EXPECT_EQ(finding.found, "no qemu-system-x86_64 in PATH; no kernel for it is named default");
  EXPECT_THAT(finding.remedy,
              ElementsAre("apt-get install qemu-system-x86", "/src/images/qemu/build"));
}

TEST(DoctorEngineHost, NeedsNothingMore) {
  const Finding finding = check_engine_host(good_facts());
  EXPECT_EQ(finding.state, FindingState::kOk);
  EXPECT_THAT(finding.remedy, IsEmpty());
}

TEST(DoctorEngineHost, NeedsAKernelWithTheDriver) {
  Facts facts = good_facts();
  facts.host = {HwsimDriver::kNone, false, ""};
  const Finding finding = check_engine_host(facts);
  EXPECT_EQ(finding.state, FindingState::kMissing);
  EXPECT_EQ(finding.found, "this machine's kernel has no mac80211_hwsim");
  EXPECT_THAT(finding.remedy, ElementsAre(HasSubstr("linux-image-amd64")));
}

TEST(DoctorEngineHost, NeedsTheDriverLoaded) {
  Facts facts = good_facts();
  facts.host = {HwsimDriver::kNotLoaded, false, ""};
  expect(check_engine_host(facts), FindingState::kWrong, "mac80211_hwsim is not loaded",
         "modprobe mac80211_hwsim radios=0");
  facts.root = false;
  EXPECT_THAT(check_engine_host(facts).remedy,
              ElementsAre("sudo modprobe mac80211_hwsim radios=0"));
}

TEST(DoctorEngineHost, NeedsRoot) {
  Facts facts = good_facts();
  facts.root = false;
  expect(check_engine_host(facts), FindingState::kWrong, "only for root", "# run keyrace as root");
}

TEST(DoctorEngineHost, NeedsARootThatMayDoAsItLikes) {
  Facts facts = good_facts();
  facts.host.trouble = "make namespaces: Operation not permitted";
  expect(check_engine_host(facts), FindingState::kWrong,
         "root may not do all that it needs: make namespaces: Operation not permitted",
         "# a sandbox around this process forbids it: start keyrace outside of it");
  facts.container = true;
  EXPECT_THAT(check_engine_host(facts).remedy,
              ElementsAre("docker run --privileged --network host ..."));
}

TEST(DoctorEngineHost, NeedsTheMonitor) {
  Facts facts = good_facts();
  facts.host.monitor = false;
  expect(check_engine_host(facts), FindingState::kWrong, "hwsim0 is not in this network namespace",
         "# run keyrace in the machine's first network namespace");
}

}  // namespace
}  // namespace keyrace
