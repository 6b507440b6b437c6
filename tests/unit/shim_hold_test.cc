// Hold-until: the request waits for a counter that another process raises; and the counter that the
// shim itself raises.
#include <linux/futex.h>
#include <sys/syscall.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "tests/unit/shim_fixture.h"

namespace keyrace {
namespace {

keyrace_shim_fault hold(keyrace_event event, std::uint32_t node, std::uint32_t rise) {
  auto result = fault(KEYRACE_FAULT_HOLD_UNTIL);
  result.event = event;
  result.event_node = node;
  result.event_rise = rise;
  return result;
}

class ShimHold : public Shim {
 protected:
  ShimHold() {
    EXPECT_EQ(ftruncate(memory_.fd(), sizeof(keyrace_shim_events)), 0);
    void* mapped = mmap(nullptr, sizeof(keyrace_shim_events), PROT_READ | PROT_WRITE, MAP_SHARED,
                        memory_.fd(), 0);
    EXPECT_NE(mapped, MAP_FAILED);
    page_ = static_cast<keyrace_shim_events*>(mapped);
    config_.events_fd = memory_.fd();
    config_.node_index = 1;
  }
  ~ShimHold() override { munmap(page_, sizeof *page_); }

  void raise(std::uint32_t node, keyrace_event event) {
    std::uint32_t& counter = page_->counters[node][event];
    __atomic_add_fetch(&counter, 1, __ATOMIC_RELEASE);
    syscall(SYS_futex, &counter, FUTEX_WAKE, INT32_MAX, nullptr, nullptr, 0);
  }

  std::uint32_t installed(std::uint32_t node) const {
    return __atomic_load_n(&page_->counters[node][KEYRACE_EVENT_INSTALLED], __ATOMIC_ACQUIRE);
  }

  // The probe, while another thread raises a counter every 20 ms.
  void probe_while_raising(const Words& steps, std::uint32_t node, keyrace_event event) {
    std::atomic<bool> done = false;
    std::thread raiser([&] {
      while (!done) {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        raise(node, event);
      }
    });
    probe(steps);
    done = true;
    raiser.join();
  }

  // Until the probe has logged something.
  void wait_for_a_line() const {
    while (log_lines().size() < 2) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }

  const Memory memory_;
  keyrace_shim_events* page_ = nullptr;
};

TEST_F(ShimHold, WaitsUntilTheCounterHasRisen) {
  page_->counters[0][KEYRACE_EVENT_4WAY_3] = UINT32_MAX;  // it may wrap
  add(hold(KEYRACE_EVENT_4WAY_3, 0, 3));
  probe_while_raising({"write=nested:10"}, 0, KEYRACE_EVENT_4WAY_3);
  EXPECT_EQ(event_texts(), texts({{.material = octets(0x10, 32), .fault = "\"hold-until\""}}));
  EXPECT_GE(events().at(0).took(), std::chrono::milliseconds(40));
}

TEST_F(ShimHold, OtherCountersDoNotEndIt) {
  add(hold(KEYRACE_EVENT_DATA_FRAME, 0, 1));
  std::thread raiser([&] {
    wait_for_a_line();
    for (int i = 0; i < 5; ++i) {
      raise(0, KEYRACE_EVENT_GROUP_2);
      raise(1, KEYRACE_EVENT_DATA_FRAME);
      std::this_thread::sleep_for(std::chrono::milliseconds(60));
    }
    raise(0, KEYRACE_EVENT_DATA_FRAME);
  });
  probe({"write=group:10", "write=nested:10"});
  EXPECT_EQ(page_->counters[0][KEYRACE_EVENT_DATA_FRAME], 1u) << "it has not returned before";
  raiser.join();
}

// The rise counts from when the request was asked: here both happen during the delay, and none
// after.
TEST_F(ShimHold, CountsFromWhenTheRequestWasAsked) {
  add(fault(KEYRACE_FAULT_DELAY, 1000 * kMs));
  add(hold(KEYRACE_EVENT_4WAY_4, 5, 1));
  add(hold(KEYRACE_EVENT_4WAY_4, 5, 2));
  std::thread raiser([&] {
    wait_for_a_line();
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    raise(5, KEYRACE_EVENT_4WAY_4);
    raise(5, KEYRACE_EVENT_4WAY_4);
  });
  probe({"write=group:10", "write=nested:10"});
  raiser.join();
  EXPECT_EQ(
      events().at(1).text,
      (Expected{.material = octets(0x10, 32), .fault = "\"delay+hold-until+hold-until\""}.text()));
}

TEST_F(ShimHold, SignalsDoNotEndIt) {
  add(hold(KEYRACE_EVENT_4WAY_1, 0, 1));
  std::thread raiser([&] {
    wait_for_a_line();
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    raise(0, KEYRACE_EVENT_4WAY_1);
  });
  probe({"ticks", "write=group:10", "write=nested:10"});
  EXPECT_EQ(page_->counters[0][KEYRACE_EVENT_4WAY_1], 1u) << "it has not returned before";
  raiser.join();
}

TEST_F(ShimHold, CountsPairwiseInstalls) {
  probe({"write=nested:10", "write=group:20", "write=connect:30", "write=set", "write=delete",
         "send-oob=nested:40", "write=flat:50", "sendmmsg-twice=nested:60"});
  EXPECT_EQ(installed(1), 4u);
  EXPECT_EQ(installed(0), 0u);
}

// A split counts once, whole; a duplicate's copy is no new key; the rest did not happen. (The
// made-up family refuses what the shim sends itself, so the deferred install has failed.)
TEST_F(ShimHold, CountsOnlyWhatTheKernelHas) {
  add(numbered(fault(KEYRACE_FAULT_DROP), 1, 1));
  add(numbered(fail(5), 2, 2));
  add(numbered(fault(KEYRACE_FAULT_DEFER, 0), 3, 3));
  add(numbered(fault(KEYRACE_FAULT_DUPLICATE, 0), 4, 4));
  add(split(KEYRACE_SPLIT_TK_FIRST, 5, 5, 0));
  Words steps(5, "write=nested:10");
  steps.push_back(lines(8));
  probe(steps);
  EXPECT_EQ(events().size(), 7u);
  EXPECT_EQ(installed(1), 2u);
}

// Node 1 installs twice; node 0 holds each of its installs until node 1 has as many.
TEST_F(ShimHold, WaitsForTheInstallOfTheSameNumber) {
  const keyrace_shim_config other = config_;
  std::thread peer([&] {
    with_config(other, {kShimProbe, "sleep=30", "write=nested:10", "sleep=30", "write=nested:20"});
  });
  config_.node_index = 0;
  add(hold(KEYRACE_EVENT_INSTALLED, 1, 0));
  probe({"write=nested:30", "write=nested:40"});
  peer.join();
  EXPECT_EQ(installed(0), 2u);
  EXPECT_EQ(installed(1), 2u);
  std::string fills;  // in the order of the lines: the peer's is always before
  for (const auto& line : events()) {
    const std::size_t material = line.text.find(R"("material":")");
    if (material != std::string::npos) fills += line.text.substr(material + 12, 2) + " ";
  }
  EXPECT_LT(fills.find("10"), fills.find("30")) << fills;
  EXPECT_LT(fills.find("20"), fills.find("40")) << fills;
}

}  // namespace
}  // namespace keyrace
