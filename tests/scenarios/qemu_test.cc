// Engine qemu: the library's first three scenarios on the stock kernel of a distribution.
#include "lab/engine/qemu.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "lab/engine/kernel.h"
#include "tests/scenarios/host_machine.h"
#include "tests/scenarios/lab_session.h"

namespace keyrace {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class Qemu : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    const std::string missing = HostMachine::what_is_missing(HostMachine::Kind::kQemu);
    if (!missing.empty()) GTEST_SKIP() << missing;
  }

  LabSession session_;
};

TEST_P(Qemu, EveryExpectationHolds) {
  const auto result = session_.run({"run", GetParam(), "--engine", "qemu", "--format", "json",
                                    "--deadline", "600", "--out", session_.path("run")});
  ASSERT_EQ(result.status, 0) << result.err << result.out;
  const json report = result.json();
  EXPECT_EQ(report["engine"]["name"], "qemu");
  EXPECT_EQ(report["engine"]["time"], "counted");
  // Probes in mac80211 tell what became of each frame.
  EXPECT_EQ(report["observed"]["tkip_failure"], report["frames"]["verdicts"]["icv_failure"]);
  EXPECT_EQ(report["observed"]["mic_failure"], report["frames"]["verdicts"]["mic_failure"]);
}

INSTANTIATE_TEST_SUITE_P(Scenarios, Qemu,
                         testing::Values("baseline-rekey", "sta-installs-late",
                                         "sta-split-install"),
                         [](const auto& test) {
                           std::string name = test.param;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

TEST(QemuUsage, AFileThatIsNoKernelIsNamed) {
  LabSession session;
  const auto result = session.run({"run", "baseline-rekey", "--engine", "qemu", "--kernel",
                                   session.write("notes.txt", std::string(1024, 'x'))});
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.err, HasSubstr("notes.txt: not a kernel for PCs; a bzImage"));
}

TEST(QemuUsage, EnginesAreNamed) {
  LabSession session;
  const auto result = session.run({"run", "baseline-rekey", "--engine", "kvm"});
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.err, HasSubstr("--engine kvm: uml, qemu or host would be right"));
}

}  // namespace
}  // namespace keyrace
