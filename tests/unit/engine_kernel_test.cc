// Kernels are found by name in the places where images/kernel/build leaves them, or by path.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include "lab/engine/kernel.h"

namespace keyrace {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// An environment variable for one test.
class Variable {
 public:
  Variable(const char* name, const std::optional<std::string>& value) : name_(name) {
    if (const char* old = std::getenv(name)) before_ = old;
    set(value);
  }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;
  ~Variable() { set(before_); }

 private:
  void set(const std::optional<std::string>& value) {
    if (value) {
      setenv(name_, value->c_str(), 1);
    } else {
      unsetenv(name_);
    }
  }

  const char* name_;
  std::optional<std::string> before_;
};

class KernelTest : public ::testing::Test {
 protected:
  KernelTest() : cache_(make_directory()), variable_("KEYRACE_CACHE", cache_.string()) {
    fs::create_directories(cache_ / "kernels");
  }
  ~KernelTest() override { fs::remove_all(cache_); }

  static fs::path make_directory() {
    std::string name = ::testing::TempDir() + "keyrace-cache-XXXXXX";
    return fs::canonical(mkdtemp(name.data()));
  }

  static void write(const fs::path& path, const std::string& text) { std::ofstream(path) << text; }

  // As images/kernel/build does: a directory per build, a link per name.
  fs::path build(const std::string& hash, const std::string& name) {
    const fs::path directory = cache_ / "kernels" / hash;
    fs::create_directories(directory);
    write(directory / "linux", "#!/bin/sh\n");
    fs::permissions(directory / "linux", fs::perms::owner_all);
    write(directory / "version", "7.3.4\nDebian 7.3.4-1\n");
    write(directory / "drop-reasons", "0x10022 RX_DROP_U_TKIP_FAIL\n0x10020 RX_DROP_U_MMIC_FAIL\n");
    fs::create_directory_symlink(hash, cache_ / "kernels" / name);
    return directory;
  }

  static std::string error_of(const std::string& name) {
    try {
      find_kernel(name);
    } catch (const KernelNotFound& error) {
      return error.what();
    }
    return "no error";
  }

  fs::path cache_;
  Variable variable_;
};

TEST_F(KernelTest, IsFoundByName) {
  const fs::path directory = build("fff0328ff7466fda", "7.3");
  const Kernel kernel = find_kernel("7.3");
  EXPECT_EQ(kernel.name, "7.3");
  EXPECT_EQ(kernel.program, directory / "linux");  // what the name points to today
  EXPECT_EQ(kernel.version, "7.3.4");
  ASSERT_EQ(kernel.drop_reasons.size(), 2U);
  EXPECT_EQ(kernel.drop_reasons.at(0x10022), "RX_DROP_U_TKIP_FAIL");
  EXPECT_EQ(kernel.drop_reasons.at(0x10020), "RX_DROP_U_MMIC_FAIL");
}

TEST_F(KernelTest, IsFoundByPath) {
  const fs::path directory = build("fff0328ff7466fda", "7.3");
  const std::string path = cache_ / "kernels/7.3/linux";
  const Kernel kernel = find_kernel(path);
  EXPECT_EQ(kernel.name, path);
  EXPECT_EQ(kernel.program, directory / "linux");
  EXPECT_EQ(kernel.version, "7.3.4");
  EXPECT_EQ(kernel.drop_reasons.size(), 2U);
}

TEST_F(KernelTest, IsFoundByItsFolder) {
  const fs::path directory = build("fff0328ff7466fda", "7.3");
  EXPECT_EQ(find_kernel(directory).program, directory / "linux");
  EXPECT_EQ(find_kernel(cache_ / "kernels/7.3/").program, directory / "linux");
  EXPECT_EQ(find_kernel(directory).version, "7.3.4");
}

TEST_F(KernelTest, NeedsNeitherVersionNorReasons) {
  const fs::path directory = build("aaaa", "6.1");
  fs::remove(directory / "version");
  fs::remove(directory / "drop-reasons");
  EXPECT_EQ(find_kernel("6.1").version, "");
  EXPECT_THAT(find_kernel("6.1").drop_reasons, IsEmpty());
}

TEST_F(KernelTest, NamesAreSortedLinksToWhatCanRun) {
  build("hash-b", "default");
  build("hash-a", "7.3");
  fs::create_directory_symlink("hash-a", cache_ / "kernels/6.1");
  fs::create_directory_symlink("gone", cache_ / "kernels/dangling");
  write(cache_ / "kernels/default.log", "built");
  const auto names = available_kernels();
  EXPECT_THAT(names, ::testing::IsSupersetOf({"6.1", "7.3", "default"}));
  EXPECT_THAT(names, Not(Contains("dangling")));
  EXPECT_THAT(names, Not(Contains("hash-a")));
  EXPECT_THAT(names, Not(Contains("default.log")));
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
}

TEST_F(KernelTest, AMissingOneIsAnErrorThatNamesThoseThereAre) {
  build("hash-a", "7.3");
  build("hash-b", "default");
  const std::string error = error_of("6.12");
  EXPECT_THAT(error, HasSubstr("--kernel 6.12: no such kernel; there are"));
  EXPECT_THAT(error, HasSubstr(" 7.3 "));
  EXPECT_THAT(error, HasSubstr(" default"));
  EXPECT_THAT(error, HasSubstr("images/kernel/build"));
  EXPECT_THAT(error_of(""), HasSubstr("no such kernel"));
}

TEST_F(KernelTest, WithoutAnyTheErrorTellsHowToBuildOne) {
  if (fs::exists("/usr/lib/keyrace/kernels")) GTEST_SKIP() << "kernels are installed here";
  EXPECT_EQ(error_of("default"),
            "--kernel default: no such kernel; none is built yet: run images/kernel/build, "
            "or see keyrace doctor");
}

TEST_F(KernelTest, APathThatIsNoProgramIsAnErrorThatTellsWhatWouldBeRight) {
  const fs::path directory = build("hash-a", "7.3");
  for (const fs::path& path : {cache_, directory / "version", directory / "none"}) {
    EXPECT_EQ(error_of(path.string()),
              "--kernel " + path.string() +
                  ": not an executable file; a UML kernel's `linux` would be right, or the folder "
                  "that has it");
  }
}

TEST_F(KernelTest, AProgramThatMayNotRunIsNotThere) {
  const fs::path directory = build("hash-a", "7.3");
  fs::permissions(directory / "linux", fs::perms::owner_read);
  EXPECT_THAT(error_of("7.3"), HasSubstr("no such kernel"));
  EXPECT_THAT(available_kernels(), Not(Contains("7.3")));
}

TEST_F(KernelTest, CachesAreLookedAtInTheirOrder) {
  build("hash-a", "7.3");
  const fs::path other = make_directory();
  fs::create_directories(other / "keyrace");
  fs::create_directories(other / ".cache/keyrace");
  fs::rename(cache_ / "kernels", other / "keyrace/kernels");
  EXPECT_THAT(error_of("7.3"), HasSubstr("no such kernel"));  // KEYRACE_CACHE is the cache
  {
    const Variable none("KEYRACE_CACHE", std::nullopt);
    const Variable xdg("XDG_CACHE_HOME", other.string());
    EXPECT_EQ(find_kernel("7.3").program, other / "keyrace/kernels/hash-a/linux");
  }
  fs::rename(other / "keyrace/kernels", other / ".cache/keyrace/kernels");
  {
    const Variable none("KEYRACE_CACHE", std::nullopt);
    const Variable no_xdg("XDG_CACHE_HOME", std::nullopt);
    const Variable home("HOME", other.string());
    EXPECT_EQ(find_kernel("7.3").program, other / ".cache/keyrace/kernels/hash-a/linux");
  }
  fs::remove_all(other);
}

}  // namespace
}  // namespace keyrace
