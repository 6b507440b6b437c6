// What a list of faults must not say.
#include <sys/socket.h>

#include <functional>

#include "tests/unit/shim_fixture.h"

namespace keyrace {
namespace {

using Faults = std::vector<keyrace_shim_fault>;

keyrace_shim_fault with(keyrace_shim_fault result,
                        const std::function<void(keyrace_shim_fault&)>& change) {
  change(result);
  return result;
}

keyrace_shim_fault hold(std::uint32_t event, std::uint32_t node, std::uint32_t rise) {
  return with(fault(KEYRACE_FAULT_HOLD_UNTIL), [&](auto& f) {
    f.event = event;
    f.event_node = node;
    f.event_rise = rise;
  });
}

class ShimRules : public Shim {
 protected:
  ShimRules() {
    EXPECT_EQ(ftruncate(page_.fd(), sizeof(keyrace_shim_events)), 0);
    config_.events_fd = page_.fd();
    config_.node_index = 1;
  }

  std::string told(const Faults& faults) {
    config_.fault_count = 0;
    for (const auto& fault : faults) add(fault);
    return with_shim({kShimProbe}).err;
  }

  void expect_refused(const Faults& faults, const std::string& problem) {
    EXPECT_NE(told(faults).find(problem), std::string::npos) << problem;
  }

  void expect_taken(const Faults& faults) { EXPECT_EQ(told(faults), ""); }

  const Memory page_;
};

TEST_F(ShimRules, ChoiceOfRequests) {
  const auto expect_no_choice = [&](const std::function<void(keyrace_shim_fault&)>& change) {
    expect_refused({with(fault(KEYRACE_FAULT_DROP), change)}, "a fault that chooses nothing");
  };
  expect_no_choice([](auto& f) { f.key_kind = 3; });
  expect_no_choice([](auto& f) { f.request = 0; });
  expect_no_choice([](auto& f) { f.request = 3; });
  expect_no_choice([](auto& f) { f.first = 0; });
  expect_no_choice([](auto& f) { f.first = 3, f.last = 2; });
  expect_no_choice([](auto& f) { f.every = 0; });
  expect_no_choice([](auto& f) { f.key_id = -2; });
  expect_no_choice([](auto& f) { f.key_id = 8; });
  expect_no_choice([](auto& f) { f.probability = 1'000'001; });
  expect_taken({with(fault(KEYRACE_FAULT_DROP), [](auto& f) { f.key_kind = 0; })});
}

TEST_F(ShimRules, OfOneFault) {
  expect_refused({fault(static_cast<keyrace_fault_kind>(0))}, "does not know");
  expect_refused({fault(static_cast<keyrace_fault_kind>(11))}, "does not know");
  expect_refused({fault(KEYRACE_FAULT_SPLIT)}, "a split without an order");
  expect_refused({fail(0)}, "a failure without an errno");
  expect_refused({fail(-5)}, "a failure without an errno");
  expect_refused({fail(4096)}, "a failure without an errno");
  expect_refused({corrupt(0)}, "a corruption of no part");
  expect_refused({corrupt(8)}, "a corruption of no part");
  const auto of_deletes = [](auto& f) { f.request = KEYRACE_REQUEST_DELETE; };
  const std::string no_key = "a delete has no key to be changed";
  expect_refused({with(split(KEYRACE_SPLIT_TK_FIRST, 1, 1, 0), of_deletes)}, no_key);
  expect_refused({with(fault(KEYRACE_FAULT_SWAP_MIC), of_deletes)}, no_key);
  expect_refused({with(corrupt(KEYRACE_PART_TK), of_deletes)}, no_key);
  expect_taken({with(fail(5), of_deletes)});
}

TEST_F(ShimRules, OfAHold) {
  expect_taken({hold(KEYRACE_EVENT_4WAY_3, 39, 1), hold(KEYRACE_EVENT_INSTALLED, 0, 0)});
  expect_refused({hold(KEYRACE_EVENT_COUNT, 0, 1)}, "an event that does not exist");
  expect_refused({hold(KEYRACE_EVENT_4WAY_3, 40, 1)}, "an event that does not exist");
  expect_refused({hold(KEYRACE_EVENT_4WAY_3, 0, 0)}, "no event");
  expect_refused({hold(KEYRACE_EVENT_INSTALLED, 1, 0)}, "waits for itself");
  expect_taken(
      {with(hold(KEYRACE_EVENT_INSTALLED, 1, 0), [](auto& f) { f.key_kind = KEYRACE_KEY_GROUP; })});
  config_.events_fd = -1;
  expect_refused({hold(KEYRACE_EVENT_4WAY_3, 0, 1)}, "there are no events");
}

TEST_F(ShimRules, OfAnEarlyKey) {
  const auto early = fault(KEYRACE_FAULT_EARLY);
  expect_refused({early}, "nobody to ask");
  int ends[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
  config_.ask_fd = ends[0];
  const std::string pairwise = "only the install of a pairwise key";
  expect_refused({with(early, [](auto& f) { f.key_kind = KEYRACE_KEY_GROUP; })}, pairwise);
  expect_refused({with(early, [](auto& f) { f.key_kind = 0; })}, pairwise);
  expect_refused({with(early, [](auto& f) { f.request = KEYRACE_REQUEST_DELETE; })}, pairwise);
  const std::string another = "early and then another one";
  for (const auto& other : {early, corrupt(KEYRACE_PART_TK), fault(KEYRACE_FAULT_SWAP_MIC),
                            split(KEYRACE_SPLIT_MIC_FIRST, 1, 1, 0)}) {
    expect_refused({early, other}, another);
    expect_refused({other, early}, another);
  }
  expect_taken({numbered(early, 1, 1), numbered(corrupt(KEYRACE_PART_TK), 2, 2)});
  for (const auto& end : {fault(KEYRACE_FAULT_DROP), fail(5), fault(KEYRACE_FAULT_DEFER),
                          fault(KEYRACE_FAULT_DUPLICATE), fault(KEYRACE_FAULT_DELAY)}) {
    expect_taken({early, end});
    expect_taken({end, early});
  }
  close(ends[0]);
  close(ends[1]);
}

TEST_F(ShimRules, NothingAfterAnEnd) {
  const std::string after = "after one that ends";
  const auto drop = fault(KEYRACE_FAULT_DROP);
  for (const auto& end : {drop, fail(5), fault(KEYRACE_FAULT_DEFER)}) {
    for (const auto& next : {drop, fail(5), fault(KEYRACE_FAULT_DEFER), fault(KEYRACE_FAULT_DELAY),
                             fault(KEYRACE_FAULT_DUPLICATE), fault(KEYRACE_FAULT_SWAP_MIC)}) {
      expect_refused({end, next}, after);
    }
    expect_taken({fault(KEYRACE_FAULT_DELAY), corrupt(KEYRACE_PART_TK),
                  split(KEYRACE_SPLIT_TK_FIRST, 1, 1, 0), end});
    expect_refused({fault(KEYRACE_FAULT_DUPLICATE), end}, "a duplicate of a request");
  }
}

// Two ends are no contradiction if no request can be chosen by both.
TEST_F(ShimRules, EndsThatNeverMeet) {
  const auto drop = fault(KEYRACE_FAULT_DROP);
  const auto group = [](auto& f) { f.key_kind = KEYRACE_KEY_GROUP; };
  const auto either = [](auto& f) { f.key_kind = 0; };
  const auto every = [&](std::uint32_t first, std::uint32_t last, std::uint32_t step) {
    return with(numbered(drop, first, last), [&](auto& f) { f.every = step; });
  };
  const auto key_id = [&](int id) { return with(drop, [&](auto& f) { f.key_id = id; }); };
  const std::string after = "after one that ends";
  expect_taken({drop, with(drop, group)});
  expect_refused({drop, with(drop, either)}, after);
  expect_taken({drop, with(drop, [](auto& f) { f.request = KEYRACE_REQUEST_DELETE; })});
  expect_taken({numbered(drop, 1, 2), numbered(drop, 3, kAll)});
  expect_refused({numbered(drop, 1, 3), numbered(drop, 3, kAll)}, after);
  expect_taken({every(1, kAll, 2), every(2, kAll, 2)});
  expect_refused({every(1, kAll, 2), every(2, kAll, 3)}, after);  // 5
  expect_taken({every(1, 4, 2), every(2, 8, 3)});
  expect_refused({every(4'000'000'000, kAll, 70'001), every(3, kAll, 7)}, after);
  expect_taken({key_id(0), key_id(1)});
  expect_refused({key_id(1), key_id(-1)}, after);
  expect_taken({with(drop, [](auto& f) { f.probability = 0; }), drop});
}

}  // namespace
}  // namespace keyrace
