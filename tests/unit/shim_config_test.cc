// Bad configurations: the program is undisturbed, and one line on stderr says what is wrong.
#include <algorithm>

#include "tests/unit/shim_fixture.h"

namespace keyrace {
namespace {

class BadShim : public Shim {
 protected:
  // The program is undisturbed, one line says what is wrong.
  void expect_refused(const Outcome& outcome, const std::string& problem) {
    const Words steps{"write=nested:10"};
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(outcome.out, bare_probe(steps).out);
    EXPECT_NE(outcome.err.find(problem), std::string::npos) << outcome.err;
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1);
    EXPECT_EQ(log_.text(), "");
  }

  void expect_config_refused(const std::string& problem) {
    expect_refused(with_shim({kShimProbe, "write=nested:10"}), problem);
  }

  void expect_variable_refused(const std::string& value, const std::string& problem) {
    expect_refused(run({kShimProbe, "write=nested:10"},
                       {std::string("LD_PRELOAD=") + kShim, KEYRACE_SHIM_ENV "=" + value}),
                   problem);
  }
};

TEST_F(BadShim, Variable) {
  expect_variable_refused("", "not a descriptor number");
  expect_variable_refused("seven", "not a descriptor number");
  expect_variable_refused("7x", "not a descriptor number");
  expect_variable_refused("-1", "not a descriptor number");
  expect_variable_refused("99999999999999999999", "not a descriptor number");
  expect_variable_refused("999", "not open");
}

TEST_F(BadShim, Magic) {
  config_.magic ^= 1;
  expect_config_refused("magic");
}

TEST_F(BadShim, Version) {
  config_.version = KEYRACE_SHIM_VERSION + 1;
  expect_config_refused("version");
}

TEST_F(BadShim, Size) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{4}, sizeof config_ - 1}) {
    config_size_ = size;
    expect_config_refused("size");
  }
}

TEST_F(BadShim, Family) {
  config_.nl80211_family = 3;  // NLMSG_DONE
  expect_config_refused("family");
}

TEST_F(BadShim, Node) {
  std::memset(config_.node, 'x', sizeof config_.node);
  expect_config_refused("node");
}

TEST_F(BadShim, Log) {
  config_.log_fd = 998;
  expect_config_refused("log");
}

TEST_F(BadShim, FaultCount) {
  config_.fault_count = KEYRACE_SHIM_MAX_FAULTS + 1;
  expect_config_refused("too many faults");
}

TEST_F(BadShim, NodeIndex) {
  config_.node_index = KEYRACE_SHIM_MAX_NODES;
  expect_config_refused("no row in the events");
}

TEST_F(BadShim, Events) {
  const Memory page;
  config_.events_fd = page.fd();
  expect_config_refused("the events are too short");
  config_.events_fd = 997;
  expect_config_refused("events' descriptor");
}

TEST_F(BadShim, SocketToAskOn) {
  const Memory file;
  config_.ask_fd = file.fd();
  expect_config_refused("the descriptor to ask on is no socket");
  config_.ask_fd = 996;
  expect_config_refused("the descriptor to ask on is not open");
}

}  // namespace
}  // namespace keyrace
