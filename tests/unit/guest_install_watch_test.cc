// Installs as the guest notices them in the shims' log: whole keys that the kernel took, once each.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "lab/evidence/json_lines.h"
#include "lab/guest/install_watch.h"

namespace keyrace {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

class InstallWatchTest : public testing::Test {
 protected:
  InstallWatchTest() { std::ofstream(path_) << evidence_header("keys"); }
  ~InstallWatchTest() override { std::filesystem::remove(path_); }

  // A line of the log; `change` replaces members.
  void logged(const std::string& node, int n, const nlohmann::json& change = {}) {
    nlohmann::json line = {{"node", node},
                           {"event", "install"},
                           {"n", n},
                           {"key", "pairwise"},
                           {"key_id", 0},
                           {"peer", nullptr},
                           {"cipher", "000fac02"},
                           {"material", "00"},
                           {"asked", "00"},
                           {"seq", nullptr},
                           {"part", "whole"},
                           {"fault", nullptr},
                           {"sent", true},
                           {"asked_ns", 1},
                           {"done_ns", 2},
                           {"error", 0}};
    if (change.is_object()) line.update(change);
    std::ofstream(path_, std::ios::app) << line.dump() << "\n";
    loop_.run_until([] { return false; }, monotonic_now() + 1ms);
  }

  const std::string path_ = testing::TempDir() + "installs-" + std::to_string(getpid());
  EventLoop loop_;
  std::vector<std::string> told_;
};

TEST_F(InstallWatchTest, TellsEachInstallOfEachNode) {
  const InstallWatch watch(loop_, path_, [&](const auto& node) { told_.push_back(node); });
  logged("ap", 1);
  logged("sta", 1);
  logged("ap", 2);
  EXPECT_THAT(told_, ElementsAre("ap", "sta", "ap"));
}

TEST_F(InstallWatchTest, ADuplicateIsTheSameInstall) {
  const InstallWatch watch(loop_, path_, [&](const auto& node) { told_.push_back(node); });
  logged("ap", 1);
  logged("ap", 1, {{"fault", "duplicate"}});
  EXPECT_THAT(told_, ElementsAre("ap"));
}

TEST_F(InstallWatchTest, ASplitKeyIsInWithItsLastHalf) {
  const InstallWatch watch(loop_, path_, [&](const auto& node) { told_.push_back(node); });
  logged("ap", 1, {{"part", "tk"}, {"fault", "split"}});
  EXPECT_THAT(told_, IsEmpty());
  logged("ap", 1, {{"fault", "split"}});
  EXPECT_THAT(told_, ElementsAre("ap"));
}

TEST_F(InstallWatchTest, WhatTheKernelDidNotTakeIsNoInstall) {
  const InstallWatch watch(loop_, path_, [&](const auto& node) { told_.push_back(node); });
  logged("ap", 1, {{"sent", false}, {"fault", "drop"}});
  logged("ap", 2, {{"error", -5}});
  logged("ap", 3, {{"key", "group"}});
  logged("ap", 4, {{"event", "delete"}});
  EXPECT_THAT(told_, IsEmpty());
}

}  // namespace
}  // namespace keyrace
