// Limits of memory as procfs and both versions of control groups tell them.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "lab/doctor/memory.h"

namespace keyrace {
namespace {

namespace fs = std::filesystem;

class DoctorMemory : public testing::Test {
 protected:
  DoctorMemory() {
    std::string name = testing::TempDir() + "keyrace-memory-XXXXXX";
    root_ = mkdtemp(name.data());
    write("proc/meminfo", "MemTotal:       24684096 kB\nMemAvailable:       1000 kB\n");
  }
  ~DoctorMemory() override { fs::remove_all(root_); }

  void write(const fs::path& path, const std::string& text) {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path) << text;
  }

  MemoryFacts read() { return read_memory_facts(root_ / "proc", root_ / "cgroup"); }

  fs::path root_;
};

TEST_F(DoctorMemory, WithoutControlGroups) {
  EXPECT_EQ(read().available, 1'024'000U);
  EXPECT_EQ(read().cgroup_left, std::nullopt);
  fs::remove(root_ / "proc/meminfo");
  EXPECT_EQ(read().available, std::nullopt);
}

TEST_F(DoctorMemory, OfVersion2TheTightestGroupCounts) {
  write("proc/self/cgroup", "0::/a/b\n");
  write("cgroup/a/memory.max", "5000\n");
  write("cgroup/a/memory.current", "3000\n");
  write("cgroup/a/memory.stat", "anon 2000\ninactive_file 800\n");
  write("cgroup/a/b/memory.max", "max\n");
  write("cgroup/a/b/memory.current", "100\n");
  EXPECT_EQ(read().cgroup_left, 2800U);
  write("cgroup/a/b/memory.max", "600\n");
  EXPECT_EQ(read().cgroup_left, 500U);
  write("cgroup/a/b/memory.current", "700\n");
  EXPECT_EQ(read().cgroup_left, 0U);
}

TEST_F(DoctorMemory, InAContainerTheRootIsItsGroup) {
  write("proc/self/cgroup", "0::/\n");
  write("cgroup/memory.max", "5000\n");
  write("cgroup/memory.current", "3000\n");
  EXPECT_EQ(read().cgroup_left, 2000U);
}

TEST_F(DoctorMemory, OfVersion1) {
  write("proc/self/cgroup", "5:devices:/x\n4:memory:/docker/1234\n0::/\n");
  write("cgroup/memory/memory.limit_in_bytes", "9000\n");
  write("cgroup/memory/memory.usage_in_bytes", "1000\n");
  EXPECT_EQ(read().cgroup_left, 8000U);  // the host's path is not seen from within
  write("cgroup/memory/docker/1234/memory.limit_in_bytes", "700\n");
  write("cgroup/memory/docker/1234/memory.usage_in_bytes", "200\n");
  EXPECT_EQ(read().cgroup_left, 500U);
}

}  // namespace
}  // namespace keyrace
