// Which build of a program it was: version and hash.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "emulator/sys/file.h"
#include "emulator/sys/system_error.h"
#include "lab/report/report.h"
#include "lab/stack/stack_version.h"

namespace keyrace {
namespace {

class StackBuildTest : public testing::Test {
 protected:
  ~StackBuildTest() override { std::filesystem::remove(path_); }

  std::string program(const std::string& content) const {
    write_file(path_, content, 0700);
    return path_;
  }

  std::string path_ = testing::TempDir() + "/stack-build-" + std::to_string(::getpid());
};

TEST_F(StackBuildTest, VersionIsWhatTheProgramSays) {
  EXPECT_EQ(stack_version(program("#!/bin/sh\necho hostapd v2.10-hostap\n")), "2.10-hostap");
  EXPECT_EQ(stack_version(program("#!/bin/sh\necho 2.3\n")), "2.3");
  EXPECT_EQ(
      stack_version(program(
          "#!/bin/sh\necho 'radiusd: FreeRADIUS Version 3.2.1, for host x86_64-pc-linux-gnu'\n")),
      "3.2.1");
  EXPECT_EQ(stack_version(program("#!/bin/sh\necho of 2003\n")), "");
}

// FIPS 180-4's example "abc".
TEST_F(StackBuildTest, HashIsOfEveryOctet) {
  EXPECT_EQ(program_sha256(program("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_NE(program_sha256(program("abc")), program_sha256(program("abb")));
  EXPECT_THROW(program_sha256("/nonexistent"), SystemError);
}

std::string setup_line(const std::vector<StackReport>& stacks) {
  Report report;
  report.stacks = stacks;
  const std::string text = report_to_text(report, "run");
  const std::string title = "\nSetup\n  ";
  const std::size_t begin = text.find(title) + title.size();
  return text.substr(begin, text.find("Linux") - begin);
}

TEST(StackBuildText, OnlyDifferentBuildsOfOneStackHaveTheirHash) {
  const StackReport ap{"ap",      "hostapd", "2.10", std::string(64, 'a'), "/usr/sbin/hostapd",
                       "preload", {}};
  StackReport one{
      "one", "wpa_supplicant", "2.10", std::string(64, 'b'), "/a/wpa_supplicant", "preload", {}};
  StackReport two = one;
  two.node = "two";
  EXPECT_EQ(setup_line({ap, one, two}),
            "ap: hostapd 2.10; one: wpa_supplicant 2.10; two: wpa_supplicant 2.10; ");
  two.sha256 = std::string(64, 'c');
  EXPECT_EQ(setup_line({one, two}),
            "one: wpa_supplicant 2.10 (bbbbbbbbbbbb); two: wpa_supplicant 2.10 (cccccccccccc); ");
  one.name = two.name = "command";
  one.version = two.version = "";
  two.program = "/b/other";
  EXPECT_EQ(setup_line({one, two}), "one: command wpa_supplicant; two: command other; ");
}

}  // namespace
}  // namespace keyrace
