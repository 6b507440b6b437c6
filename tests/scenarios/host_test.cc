// Engine host on a kernel that is somebody else's, and where there is none for it.
#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>

#include "lab/engine/host_leftovers.h"
#include "tests/scenarios/host_machine.h"

namespace keyrace {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using Kind = HostMachine::Kind;

class Host : public testing::TestWithParam<Kind> {
 protected:
  void SetUp() override {
    const std::string missing = HostMachine::what_is_missing(GetParam());
    if (!missing.empty()) GTEST_SKIP() << missing;
  }

  void boot(const std::string& script) { machine_.boot(GetParam(), script); }
  std::string read(const std::string& name) const { return machine_.read(name); }
  void expect_nothing_left() const { machine_.expect_nothing_left(); }

  HostMachine machine_;
};

// What does not hang on whose kernel it is: an emulated one takes long.
class HostUml : public Host {};

TEST_P(Host, ScenariosHoldAndNothingIsLeft) {
  boot("run baseline-rekey\nrun sta-installs-late\nrun sta-split-install\n");
  for (const std::string name : {"baseline-rekey", "sta-installs-late", "sta-split-install"}) {
    EXPECT_EQ(read(name + ".status"), "0\n") << read(name + ".err") << read(name + ".json");
    const json report = json::parse(read(name + ".json"));
    EXPECT_EQ(report["engine"]["name"], "host");
    EXPECT_EQ(report["engine"]["time"], "real");
  }
  expect_nothing_left();
}

TEST_P(Host, WhenTheOrchestratorIsKilledNothingIsLeft) {
  // Its keeper and the guest have higher numbers.
  boot(R"sh(run baseline-rekey &
until_keys baseline-rekey
ls /sys/kernel/tracing/instances >during
kill -KILL $(pidof keyrace | tr ' ' '\n' | sort -n | head -n 1)
wait
)sh");
  EXPECT_EQ(read("baseline-rekey.status"), "137\n");
  EXPECT_THAT(read("during"), HasSubstr(kTraceNames));
  expect_nothing_left();
}

TEST_P(Host, WhatIsLeftWhenAllAreKilledTheNextRunRemoves) {
  boot(R"sh(run baseline-rekey &
until_keys baseline-rekey
kill -KILL $(pidof keyrace)
wait
state between
run sta-split-install
)sh");
  EXPECT_THAT(read("between"), HasSubstr(kTraceNames));
  EXPECT_EQ(read("sta-split-install.status"), "0\n") << read("sta-split-install.err");
  expect_nothing_left();
}

TEST_P(HostUml, WhatIsLeftWhenAllAreKilledDoctorRemoves) {
  boot(R"sh(run baseline-rekey &
until_keys baseline-rekey
kill -KILL $(pidof keyrace)
wait
while pidof keyrace hostapd wpa_supplicant >/dev/null; do sleep 0.1; done
"$KEYRACE" doctor --clean >cleaned 2>&1
)sh");
  EXPECT_THAT(read("cleaned"), HasSubstr(kTraceNames));
  expect_nothing_left();
}

TEST_P(HostUml, OneRunAtATime) {
  boot(R"sh(run baseline-rekey &
until_keys baseline-rekey
run sta-split-install
wait
)sh");
  EXPECT_EQ(read("baseline-rekey.status"), "0\n") << read("baseline-rekey.err");
  EXPECT_EQ(read("sta-split-install.status"), "3\n");
  EXPECT_THAT(read("sta-split-install.err"), HasSubstr("another run has this machine's kernel"));
  expect_nothing_left();
}

std::string kind_name(const testing::TestParamInfo<Kind>& test) {
  return test.param == Kind::kUml ? "uml" : "qemu";
}

INSTANTIATE_TEST_SUITE_P(On, Host, testing::Values(Kind::kUml, Kind::kQemu), kind_name);
INSTANTIATE_TEST_SUITE_P(On, HostUml, testing::Values(Kind::kUml), kind_name);

TEST(HostUsage, WithoutTheDriverItSaysHowToLoadIt) {
  // This machine's kernel may have it loaded; then there is nothing to see.
  if (geteuid() != 0 || std::filesystem::exists("/sys/module/mac80211_hwsim")) {
    GTEST_SKIP() << "needs root and a kernel without mac80211_hwsim";
  }
  LabSession session;
  const auto result = session.run({"run", "baseline-rekey", "--engine", "host"});
  EXPECT_EQ(result.status, 3);
  EXPECT_THAT(result.err, HasSubstr("modprobe mac80211_hwsim radios=0"));
}

}  // namespace
}  // namespace keyrace
