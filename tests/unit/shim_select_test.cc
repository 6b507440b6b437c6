// Which requests a fault chooses.
#include "tests/unit/shim_fixture.h"

namespace keyrace {
namespace {

// Stands for any: it takes no time and changes nothing, but its name is in the line.
keyrace_shim_fault mark(std::uint32_t kind = KEYRACE_KEY_PAIRWISE) {
  auto result = fault(KEYRACE_FAULT_DELAY);
  result.key_kind = kind;
  return result;
}

class ShimSelect : public Shim {
 protected:
  // A letter per line of the log: x where a fault chose it.
  std::string chosen(const Words& steps) {
    EXPECT_EQ(ftruncate(log_.fd(), 0), 0);
    probe(steps);
    std::string marks;
    for (const auto& line : events()) {
      marks += line.text.find(R"("fault":null)") == std::string::npos ? 'x' : '.';
    }
    return marks;
  }

  static Words repeated(const std::string& step, int count) {
    return Words(static_cast<std::size_t>(count), step);
  }
};

TEST_F(ShimSelect, EveryKthOfARange) {
  auto every_third = numbered(mark(), 2, 9);
  every_third.every = 3;
  add(every_third);
  EXPECT_EQ(chosen(repeated("write=nested", 12)), ".x..x..x....");
}

TEST_F(ShimSelect, KindsAreCountedApart) {
  add(numbered(mark(0), 2, 2));
  EXPECT_EQ(chosen({"write=nested", "write=group", "write=group", "write=nested", "write=nested",
                    "write=group"}),
            "..xx..");
}

TEST_F(ShimSelect, InstallsAndDeletesAreCountedApart) {
  auto second_delete = numbered(mark(0), 2, 2);
  second_delete.request = KEYRACE_REQUEST_DELETE;
  add(second_delete);
  EXPECT_EQ(chosen({"write=nested", "write=delete", "write=nested", "write=set", "write=delete",
                    "write=delete-group", "write=delete-group"}),
            "....x.x");
}

TEST_F(ShimSelect, KeyIdIsThatOfTheRequest) {
  auto of_two = mark(KEYRACE_KEY_GROUP);
  of_two.key_id = 2;
  add(of_two);
  EXPECT_EQ(chosen({"write=group", "write=peer-group", "write=nested"}), ".x.");
}

std::uint64_t mix(std::uint64_t state) {  // splitmix64, as fault_select.h has it
  std::uint64_t x = state + 0x9e3779b97f4a7c15;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

TEST_F(ShimSelect, ProbabilityIsReproducible) {
  EXPECT_EQ(mix(0), 0xe220a8397b1dcdafu) << "the published first output for the seed 0";
  add(numbered(mark(), kAll, kAll));  // so that the other is at place 1
  auto often = mark();
  often.probability = 300'000;
  add(often);
  config_.seed = 42;
  const Words steps = repeated("write=nested", 200);
  const std::string first = chosen(steps);
  std::string expected;
  for (std::uint64_t n = 1; n <= 200; ++n) {
    const std::uint64_t request = (std::uint64_t{KEYRACE_KEY_PAIRWISE} << 32) + n;
    expected += mix(mix(mix(42) + 1) + request) % 1'000'000 < 300'000 ? 'x' : '.';
  }
  EXPECT_EQ(first, expected);
  EXPECT_EQ(chosen(steps), first);
  config_.seed = 43;
  EXPECT_NE(chosen(steps), first);
}

TEST_F(ShimSelect, ProbabilityOfNoneAndAll) {
  auto never = mark();
  never.probability = 0;
  add(never);
  EXPECT_EQ(chosen(repeated("write=nested", 100)), std::string(100, '.'));
  config_.faults[0].probability = 1'000'000;
  EXPECT_EQ(chosen(repeated("write=nested", 100)), std::string(100, 'x'));
}

}  // namespace
}  // namespace keyrace
