// The same scenario and seed give the same evidence, octet for octet; another seed gives another.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenarios/lab_session.h"

namespace keyrace {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::StartsWith;

// A stack of each kind, and what draws most.
class SameTwice : public testing::TestWithParam<const char*> {};

TEST_P(SameTwice, IsTheSameEvidence) {
  LabSession session;
  const auto result = session.run({"run", GetParam(), "--check", "--out", "it"});
  EXPECT_EQ(result.status, 0) << result.out << result.err;
  EXPECT_EQ(result.out, std::string(GetParam()) + ": the same twice; it\n");
}

INSTANTIATE_TEST_SUITE_P(Library, SameTwice,
                         testing::Values("sta-split-install", "iwd-sta-late", "iwd-ap-late",
                                         "eap-tls-reauth", "peap-reauth", "tcp-outage", "own-build",
                                         "two-stas"),
                         [](const auto& each) {
                           std::string name = each.param;
                           std::erase(name, '-');
                           return name;
                         });

class Determinism : public testing::Test {
 protected:
  std::vector<std::string> keys_of(const std::vector<std::string>& arguments) {
    const std::string directory = session_.path("run" + std::to_string(++runs_));
    std::vector<std::string> all{"run", "baseline-rekey", "--set", "/duration=3s", "--quiet"};
    all.insert(all.end(), {"--set", "/expect=[]", "--out", directory});
    all.insert(all.end(), arguments.begin(), arguments.end());
    const auto result = session_.run(all);
    EXPECT_EQ(result.status, 0) << result.err;
    std::vector<std::string> materials;
    for (const json& line : evidence_lines(directory, "keys.jsonl")) {
      if (line.value("event", "") == "install") materials.push_back(line.at("material"));
    }
    return materials;
  }

  LabSession session_;
  int runs_ = 0;
};

TEST_F(Determinism, ASeedIsItsKeys) {
  const auto keys = keys_of({});
  EXPECT_GE(keys.size(), 4U);
  EXPECT_EQ(keys_of({"--seed", "1"}), keys);
  const auto others = keys_of({"--seed", "2"});
  ASSERT_EQ(others.size(), keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) EXPECT_NE(others[i], keys[i]);
}

// Nothing to preload into: what it draws comes from the guest's kernel.
TEST_F(Determinism, HoldsForAStackThatTakesTheKernelsRandomness) {
  const auto result =
      session_.run({"run", "baseline-rekey", "--set", "/duration=3s", "--set", "/expect=[]",
                    "--set", "/ap/interpose=\"seccomp\"", "--check", "--out", "it"});
  EXPECT_EQ(result.status, 0) << result.out << result.err;
}

// An access point that is slower when there is a second run's directory.
TEST_F(Determinism, ADifferenceIsNamedAndIsStatusOne) {
  const std::string slower =
      session_.write("hostapd", "#!/bin/sh\n[ ! -e '" + session_.path("it/second") +
                                    "' ] || sleep 0.01\nexec /usr/sbin/hostapd \"$@\"\n");
  const auto result = session_.run({"run", "baseline-rekey", "--set", "/duration=1s", "--set",
                                    "/expect=[]", "--set", "/ap/path=\"" + slower + "\"", "--jobs",
                                    "1", "--check", "--out", "it"});
  EXPECT_EQ(result.status, 1) << result.out << result.err;
  EXPECT_THAT(result.out, StartsWith("baseline-rekey: two runs differ; it\n"));
  EXPECT_THAT(result.out, HasSubstr("  air.pcapng: frame 1, time, at 0."));
  EXPECT_THAT(result.out, HasSubstr("  stacks/ap.log: line "));
}

TEST_F(Determinism, RealTimeCannotBeChecked) {
  for (const char* engine : {"qemu", "host"}) {
    const auto result = session_.run({"run", "baseline-rekey", "--check", "--engine", engine});
    EXPECT_EQ(result.status, 2);
    EXPECT_THAT(result.err, HasSubstr("--check with --engine " + std::string(engine)));
  }
}

}  // namespace
}  // namespace keyrace
