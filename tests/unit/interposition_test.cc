// How a program has to be taken hold of, known from its file.
#include "lab/stack/interposition.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "emulator/sys/file.h"
#include "emulator/sys/system_error.h"
#include "tests/locations.h"

namespace keyrace {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class Interposing : public testing::Test {
 protected:
  Interposing() { EXPECT_NE(mkdtemp(directory_.data()), nullptr); }
  ~Interposing() override { fs::remove_all(directory_); }

  std::string file(const std::string& content, mode_t mode = 0755) {
    const std::string path = directory_ + "/program";
    write_file(path, content, mode);
    EXPECT_EQ(chmod(path.c_str(), mode), 0);
    return path;
  }

 private:
  std::string directory_ = fs::temp_directory_path() / "keyrace-interposing-XXXXXX";
};

TEST_F(Interposing, NothingIsInTheWayOfADynamicProgram) {
  EXPECT_EQ(preload_obstacle(kShimProbe), "");
  EXPECT_EQ(preload_obstacle(kShimProbeDirect), "") << "which can't be seen from outside";
}

TEST_F(Interposing, AStaticProgramLoadsNothing) {
  EXPECT_EQ(preload_obstacle(kShimProbeStatic), "it is statically linked");
}

TEST_F(Interposing, AScriptIsWhatItRuns) {
  EXPECT_EQ(preload_obstacle(file("#!/bin/sh\nexec true\n")), "");
  EXPECT_EQ(preload_obstacle(file("")), "");
  EXPECT_EQ(preload_obstacle(file("\x7f"
                                  "ELF")),
            "")
      << "which exec refuses";
}

TEST_F(Interposing, AnotherLoaderIsOfAnotherLibrary) {
  std::string program = read_file(kShimProbe);
  const std::string loader = "ld-linux-x86-64.so.2", other = "ld-other-x86-64.so.2";
  program.replace(program.find(loader), loader.size(), other);
  EXPECT_EQ(preload_obstacle(file(program)),
            "its loader is /lib64/ld-other-x86-64.so.2, which is not of the shim's C library");
}

TEST_F(Interposing, OurOwnUserIsNoOther) {
  EXPECT_EQ(preload_obstacle(file(read_file(kShimProbe), 06755)), "");
}

TEST_F(Interposing, AnotherUserOrGroupIsInTheWay) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can give a file away";
  const std::string path = file(read_file(kShimProbe));
  ASSERT_EQ(chown(path.c_str(), 65534, 0), 0);
  ASSERT_EQ(chmod(path.c_str(), 04755), 0);
  EXPECT_EQ(preload_obstacle(path), "it is set-user-ID, to user 65534");
  ASSERT_EQ(chown(path.c_str(), 0, 65534), 0);
  ASSERT_EQ(chmod(path.c_str(), 02755), 0);
  EXPECT_EQ(preload_obstacle(path), "it is set-group-ID, to group 65534");
  ASSERT_EQ(chmod(path.c_str(), 02745), 0);
  EXPECT_EQ(preload_obstacle(path), "") << "without the group's x it means mandatory locking";
}

TEST_F(Interposing, AutoPreloadsWhereItCan) {
  EXPECT_EQ(choose_interposition("sta", kShimProbe, Interpose::kAuto), Interposition::kPreload);
  EXPECT_EQ(choose_interposition("sta", kShimProbeStatic, Interpose::kAuto),
            Interposition::kSeccomp);
}

TEST_F(Interposing, AWishIsKept) {
  EXPECT_EQ(choose_interposition("sta", kShimProbe, Interpose::kSeccomp), Interposition::kSeccomp);
  EXPECT_EQ(choose_interposition("sta", kShimProbe, Interpose::kPreload), Interposition::kPreload);
}

TEST_F(Interposing, AWishThatCanNotBeIsToldWithTheRemedy) {
  try {
    choose_interposition("sta", kShimProbeStatic, Interpose::kPreload);
    FAIL() << "nothing was told";
  } catch (const SystemError& error) {
    EXPECT_EQ(error.what(),
              std::string("preload the shim into sta's stack ") + kShimProbeStatic +
                  ": it is statically linked; set its \"interpose\" to \"auto\" or \"seccomp\"");
  }
}

}  // namespace
}  // namespace keyrace
