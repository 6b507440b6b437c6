// Stacks that can't be preloaded: the same physics through seccomp, and what is told where neither
// way takes hold.
#include <gmock/gmock.h>

#include "tests/locations.h"
#include "tests/scenarios/lab_session.h"

namespace keyrace {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;

class Interposed : public testing::Test {
 protected:
  LabSession::Result run(const std::string& scenario, const std::vector<std::string>& settings,
                         const std::string& format = "json") {
    std::vector<std::string> words{"run",      scenario,
                                   "--format", format,
                                   "--out",    session_.path("run" + std::to_string(++runs_))};
    for (const std::string& setting : settings) {
      words.insert(words.end(), {"--set", setting});
    }
    return session_.run(words);
  }

  json run_well(const std::string& scenario, const std::vector<std::string>& settings) {
    const LabSession::Result result = run(scenario, settings);
    EXPECT_EQ(result.status, 0) << result.err << result.out;
    return result.json();
  }

  static void expect_late_sta(const json& report) {
    ASSERT_EQ(report["rekeys"].size(), 4u);
    for (const json& rekey : report["rekeys"]) {
      EXPECT_NEAR(rekey["window_ns"].get<double>(), 50e6, 1e6);
      EXPECT_EQ(rekey["lost"], 5) << "50 ms of 100 datagrams a second";
      EXPECT_EQ(rekey["lost_in_window"], 5);
      EXPECT_EQ(rekey["mic_failures"], 0);
    }
    EXPECT_EQ(report["traffic"]["lost"], 20);
    EXPECT_THAT(report["model"]["disagreements"], IsEmpty());
  }

  LabSession session_;
  int runs_ = 0;
};

TEST_F(Interposed, LateStaThroughSeccomp) {
  const json report = run_well("sta-installs-late", {"/sta=[{\"interpose\": \"seccomp\"}]"});
  EXPECT_EQ(report["stacks"][0]["interposed"], "preload");
  EXPECT_EQ(report["stacks"][1]["interposed"], "seccomp");
  expect_late_sta(report);
}

// Auto sees that the program is static, and what that executes is held, too.
TEST_F(Interposed, StaticProgramIsCaughtByItself) {
  const std::string sta = std::string("/sta=[{\"path\": \"") + kStaticLauncher + "\"}]";
  const json report = run_well("sta-installs-late", {sta});
  EXPECT_EQ(report["stacks"][1]["interposed"], "seccomp");
  EXPECT_EQ(report["stacks"][1]["program"], kStaticLauncher);
  expect_late_sta(report);
  EXPECT_THAT(run("sta-installs-late", {sta}, "text").out, HasSubstr(" (through seccomp); Linux"));
}

TEST_F(Interposed, SplitInstallOfBothThroughSeccomp) {
  const json report = run_well(
      "sta-split-install", {"/ap/interpose=\"seccomp\"", "/sta=[{\"interpose\": \"seccomp\"}]"});
  EXPECT_GE(report["frames"]["verdicts"]["mic_failure"], 2);
  EXPECT_TRUE(report["countermeasures"]["started"]);
  EXPECT_THAT(report["model"]["disagreements"], IsEmpty());
}

TEST_F(Interposed, PreloadOfAStaticProgramIsRefused) {
  const LabSession::Result result = run(
      "sta-installs-late",
      {std::string("/sta=[{\"interpose\": \"preload\", \"path\": \"") + kStaticLauncher + "\"}]"});
  EXPECT_EQ(result.status, 3);
  EXPECT_THAT(result.err,
              HasSubstr(std::string("preload the shim into sta's stack ") + kStaticLauncher +
                        ": it is statically linked; set its "
                        "\"interpose\" to \"auto\" or \"seccomp\""));
}

// A script is no obstacle by itself; that this one leaves the environment behind shows in the end.
TEST_F(Interposed, AStackThatShedsTheShimIsToldWithTheRemedy) {
  const std::string program =
      session_.write("supplicant", "#!/bin/sh\nunset LD_PRELOAD\nexec wpa_supplicant \"$@\"\n");
  const std::string path = "\"path\": \"" + program + "\"";
  const LabSession::Result result = run("sta-installs-late", {"/sta=[{" + path + "}]"});
  EXPECT_EQ(result.status, 3);
  EXPECT_THAT(result.err, HasSubstr("no pairwise key passed through the shim"));
  EXPECT_THAT(result.err, HasSubstr("set its \"interpose\" to \"seccomp\""));
  expect_late_sta(
      run_well("sta-installs-late", {"/sta=[{\"interpose\": \"seccomp\", " + path + "}]"}));
}

}  // namespace
}  // namespace keyrace
