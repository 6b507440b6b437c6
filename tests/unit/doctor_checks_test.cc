// What `keyrace doctor` makes of facts of every kind: the state, and the command that mends it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/doctor/checks.h"
#include "lab/doctor/diagnosis.h"
#include "tests/unit/made_up_facts.h"

namespace keyrace {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

void expect_wrong(const Finding& finding, const std::string& found, const std::string& remedy) {
  EXPECT_EQ(finding.state, FindingState::kWrong);
  EXPECT_EQ(finding.found, found);
  ASSERT_FALSE(finding.remedy.empty());
  EXPECT_EQ(finding.remedy.front(), remedy);
  EXPECT_TRUE(finding.required);
}

TEST(DoctorDiagnosis, HasNothingToSayAgainstAGoodMachine) {
  const Diagnosis diagnosis = diagnose(good_facts());
  EXPECT_TRUE(diagnosis.default_engine_works());
  for (const Finding& finding : diagnosis.findings) {
    EXPECT_EQ(finding.state, FindingState::kOk) << finding.what;
    EXPECT_THAT(finding.remedy, IsEmpty()) << finding.what;
    EXPECT_NE(finding.found, "") << finding.what;
  }
}

TEST(DoctorDiagnosis, WhatIsNotRequiredDoesNotStopTheDefaultEngine) {
  Facts facts = good_facts();
  facts.kernels.erase(facts.kernels.begin());
  facts.programs[1].path = "";
  facts.built_stacks = {};
  facts.qemu.program = "";
  facts.host.driver = HwsimDriver::kNone;
  facts.run_parent_writable = false;
  const Diagnosis diagnosis = diagnose(facts);
  EXPECT_TRUE(diagnosis.default_engine_works());
  EXPECT_EQ(std::ranges::count(diagnosis.findings, FindingState::kMissing, &Finding::state), 5);
}

TEST(DoctorDiagnosis, EverythingRequiredThatIsMissingStopsIt) {
  const std::vector<void (*)(Facts&)> faults = {
      [](Facts& facts) { facts.kernels.pop_back(); },
      [](Facts& facts) {
        facts.processes = {"seccomp: refused", "ptrace: refused", 0};
      },
      [](Facts& facts) { facts.scratch_places[0].trouble = "is mounted noexec"; },
      [](Facts& facts) { facts.memory.available = 299 * kMiB; },
      [](Facts& facts) {
        facts.parts[0] = {"shim", "", "looked for x"};
      },
      [](Facts& facts) { facts.programs[0].path = ""; },
  };
  for (const auto& fault : faults) {
    Facts facts = good_facts();
    fault(facts);
    EXPECT_FALSE(diagnose(facts).default_engine_works());
  }
}

TEST(DoctorDiagnosis, IsTextWithItsRemediesBelow) {
  Facts facts = good_facts();
  facts.programs[0].path = "";
  const std::string text = diagnosis_to_text(diagnose(facts));
  EXPECT_THAT(text, HasSubstr("missing  hostapd            not installed\n"
                              "                              apt-get install hostapd\n"));
  EXPECT_THAT(text, HasSubstr("\nThe default engine, uml, would not work: hostapd.\n"));
}

TEST(DoctorDiagnosis, IsJson) {
  const auto json = diagnosis_to_json(diagnose(good_facts()));
  EXPECT_EQ(json["schema"], 1);
  EXPECT_EQ(json["works"], true);
  EXPECT_EQ(json["findings"][0], nlohmann::ordered_json::parse(R"({"what": "kernel", "state": "ok",
                "found": "7.3.4 linux-source-7.3 7.3.4-1, /k/a/linux", "remedy": [],
                "required": true})"));
}

TEST(DoctorChecks, NoKernelIsBuilt) {
  Facts facts = good_facts();
  facts.kernels = {};
  const Finding finding = check_kernel(facts);
  EXPECT_EQ(finding.state, FindingState::kMissing);
  EXPECT_EQ(finding.found,
            "none is named default in /home/a/.cache/keyrace/kernels, /usr/lib/keyrace/kernels");
  EXPECT_THAT(finding.remedy, ElementsAre("/src/images/kernel/build"));
}

TEST(DoctorChecks, NeitherSeccompNorPtrace) {
  Facts facts = good_facts();
  facts.processes = {"seccomp: refused", "ptrace: refused", 0};
  const std::string found = "neither seccomp (seccomp: refused) nor ptrace (ptrace: refused)";
  expect_wrong(check_guest_processes(facts), found,
               "# a sandbox around this process forbids it: start keyrace outside of it");
  facts.container = true;
  expect_wrong(check_guest_processes(facts), found,
               "docker run --security-opt seccomp=unconfined ...");
  facts.root = false;
  facts.processes.yama_scope = 2;
  expect_wrong(check_guest_processes(facts), found, "sudo sysctl kernel.yama.ptrace_scope=1");
  facts.processes.yama_scope = 3;
  expect_wrong(check_guest_processes(facts), found,
               "# kernel.yama.ptrace_scope is 3, and only a new boot with less can change that");
}

TEST(DoctorChecks, AKernelBefore616NeedsPtrace) {
  Facts facts = good_facts();
  facts.processes.ptrace_trouble = "ptrace: refused";
  for (const char* version : {"6.16.1", "7.3.4", "10.0", ""}) {
    facts.kernels[1].version = version;
    EXPECT_EQ(check_guest_processes(facts).state, FindingState::kOk) << version;
  }
  for (const char* version : {"6.15.9", "6.1.170", "5.20"}) {
    facts.kernels[1].version = version;
    EXPECT_EQ(check_guest_processes(facts).found,
              "the kernel is older than 6.16, so it needs ptrace (ptrace: refused)")
        << version;
  }
}

TEST(DoctorChecks, PtraceIsEnoughForEveryKernel) {
  Facts facts = good_facts();
  facts.processes.seccomp_trouble = "seccomp: refused";
  EXPECT_EQ(check_guest_processes(facts).found, "ptrace, slower than seccomp");
  facts.kernels[1].version = "6.1.170";
  EXPECT_EQ(check_guest_processes(facts).state, FindingState::kOk);
}

TEST(DoctorChecks, NoScratchDirectoryAllowsExec) {
  Facts facts = good_facts();
  facts.scratch_places[0].trouble = "can't be written: Read-only file system";
  const std::string found =
      "/dev/shm can't be written: Read-only file system, /tmp is mounted noexec";
  expect_wrong(check_scratch(facts), found,
               "mount -t tmpfs -o mode=1777,exec,size=512m tmpfs /tmp");
  facts.root = false;
  expect_wrong(check_scratch(facts), found,
               "sudo mount -t tmpfs -o mode=1777,exec,size=512m tmpfs /tmp");
  facts.container = true;
  expect_wrong(check_scratch(facts), found, "docker run --tmpfs /tmp:exec ...");
  facts.home = {"/home/a", "is mounted noexec", 9000 * kMiB};
  expect_wrong(check_scratch(facts), found, "docker run --tmpfs /tmp:exec ...");
  facts.home = {"/home/a", "", 9000 * kMiB};
  expect_wrong(check_scratch(facts), found, "export TMPDIR=/home/a");
}

TEST(DoctorChecks, AScratchDirectoryThatAGuestCanFill) {
  Facts facts = good_facts();
  facts.scratch_places = {{"/dev/shm", "", 64 * kMiB}, {"/tmp", "", 255 * kMiB}};
  facts.container = true;
  expect_wrong(check_scratch(facts), "/dev/shm has 64 MiB free, and a run can take 256 MiB",
               "docker run --tmpfs /tmp:exec ...");
  facts.scratch_places[1].free_bytes = 256 * kMiB;
  EXPECT_EQ(check_scratch(facts).found, "/tmp, 256 MiB free");
}

TEST(DoctorChecks, TheTightestLimitOfMemoryCounts) {
  Facts facts = good_facts();
  facts.memory.available = 200 * kMiB;
  expect_wrong(check_memory(facts), "this machine has free 200 MiB, and a run can take 300 MiB",
               "# end other programs, or add memory");
  facts.memory.cgroup_left = 100 * kMiB;
  expect_wrong(check_memory(facts), "the control group leaves 100 MiB, and a run can take 300 MiB",
               "systemd-run --user --scope -p MemoryMax=512M keyrace run ...");
  facts.container = true;
  expect_wrong(check_memory(facts), "the control group leaves 100 MiB, and a run can take 300 MiB",
               "docker run --memory 512m ...");
  facts.memory.address_space = 50 * kMiB;
  expect_wrong(check_memory(facts), "ulimit -v allows 50 MiB, and a run can take 300 MiB",
               "ulimit -v unlimited");
  facts.memory = {};
  EXPECT_EQ(check_memory(facts).state, FindingState::kOk);
}

TEST(DoctorChecks, AMissingProgramNamesItsPackage) {
  Facts facts = good_facts();
  const InstalledProgram radius{"freeradius", "freeradius", "802.1X", "", ""};
  EXPECT_EQ(check_program(radius, facts).found, "not installed; only for 802.1X");
  EXPECT_THAT(check_program(radius, facts).remedy, ElementsAre("apt-get install freeradius"));
  EXPECT_FALSE(check_program(radius, facts).required);
  facts.root = false;
  EXPECT_THAT(check_program(radius, facts).remedy, ElementsAre("sudo apt-get install freeradius"));
}

TEST(DoctorChecks, LeftOversAreToBeCleaned) {
  Facts facts = good_facts();
  facts.left_overs = {{"scratch directory", "/dev/shm/keyrace-abcdef", ""}, {"radio", "kr0", ""}};
  const Finding finding = check_left_overs(facts);
  EXPECT_EQ(finding.found, "2 of dead runs, such as the scratch directory /dev/shm/keyrace-abcdef");
  EXPECT_THAT(finding.remedy, ElementsAre("keyrace doctor --clean"));
}

}  // namespace
}  // namespace keyrace
