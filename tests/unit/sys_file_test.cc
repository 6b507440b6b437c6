// Whole small files, and errors that name them.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <array>
#include <filesystem>
#include <string>

#include "emulator/sys/file.h"
#include "emulator/sys/system_error.h"

namespace keyrace {
namespace {

namespace fs = std::filesystem;

class FileTest : public ::testing::Test {
 protected:
  FileTest() {
    std::string name = ::testing::TempDir() + "keyrace-file-XXXXXX";
    directory_ = mkdtemp(name.data());
    path_ = (directory_ / "file").string();
  }
  ~FileTest() override { fs::remove_all(directory_); }

  template <typename Call>
  static std::string error_of(const Call& call) {
    try {
      call();
    } catch (const SystemError& error) {
      return error.what();
    }
    return "no error";
  }

  fs::path directory_;
  std::string path_;
};

TEST_F(FileTest, ComesBackAsItWasWritten) {
  std::string content("a\0b\nc", 5);
  for (int i = 0; i < 15; ++i) content += content;  // more than one read
  write_file(path_, content);
  EXPECT_EQ(read_file(path_), content);
  write_file(path_, "");
  EXPECT_EQ(read_file(path_), "");
}

TEST_F(FileTest, IsTruncatedAndGetsItsMode) {
  write_file(path_, "long content", 0600);
  write_file(path_, "short");
  EXPECT_EQ(read_file(path_), "short");
  struct stat info {};
  ASSERT_EQ(stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
}

TEST_F(FileTest, ErrorsNameThePath) {
  EXPECT_EQ(error_of([&] { read_file(path_); }), "open " + path_ + ": No such file or directory");
  const std::string below = path_ + "/below";
  write_file(path_, "");
  EXPECT_EQ(error_of([&] { write_file(below, ""); }), "open " + below + ": Not a directory");
  EXPECT_EQ(error_of([&] { read_file(directory_.string()); }),
            "read " + directory_.string() + ": Is a directory");
  EXPECT_EQ(error_of([&] { open_file(path_, O_WRONLY | O_CREAT | O_EXCL, 0600); }),
            "open " + path_ + ": File exists");
}

TEST_F(FileTest, AFullDiskIsAnError) {
  EXPECT_EQ(error_of([] { write_file("/dev/full", "x"); }),
            "write /dev/full: No space left on device");
  write_file("/dev/full", "");  // nothing to write
  const UniqueFd full = open_file("/dev/full", O_WRONLY);
  EXPECT_EQ(error_of([&] { write_all(full.get(), "x", "the log"); }),
            "write the log: No space left on device");
}

TEST_F(FileTest, DescriptorsAreNotInherited) {
  write_file(path_, "");
  EXPECT_EQ(fcntl(open_file(path_, O_RDONLY).get(), F_GETFD), FD_CLOEXEC);
  EXPECT_EQ(fcntl(memory_file("memory", {}).get(), F_GETFD), FD_CLOEXEC);
}

TEST_F(FileTest, MemoryHoldsItsContent) {
  constexpr std::array<std::byte, 3> kContent{std::byte{1}, std::byte{0}, std::byte{255}};
  const UniqueFd memory = memory_file("memory", kContent);
  std::array<std::byte, 4> read{};
  EXPECT_EQ(pread(memory.get(), read.data(), read.size(), 0), 3);
  EXPECT_EQ(read[0], std::byte{1});
  EXPECT_EQ(read[2], std::byte{255});
}

TEST(UniqueFd, ClosesOnceAndMovesOwnership) {
  UniqueFd first = open_file("/dev/null", O_RDONLY);
  const int number = first.get();
  UniqueFd second = std::move(first);
  EXPECT_FALSE(first);  // NOLINT: what moving leaves is what is tested
  EXPECT_EQ(second.get(), number);
  EXPECT_GE(fcntl(number, F_GETFD), 0);
  second.reset();
  EXPECT_FALSE(second);
  EXPECT_EQ(fcntl(number, F_GETFD), -1);
  {
    UniqueFd old = open_file("/dev/null", O_RDONLY);
    const int old_number = old.get();
    old = open_file("/dev/zero", O_RDONLY);
    EXPECT_NE(old.get(), old_number);
    EXPECT_EQ(fcntl(old_number, F_GETFD), -1);
  }
}

TEST(SystemError, SaysWhatWasTriedAndWhatTheSystemSaid) {
  EXPECT_STREQ(SystemError("bind wlan0", ENODEV).what(), "bind wlan0: No such device");
  errno = EBUSY;
  EXPECT_STREQ(SystemError("register").what(), "register: Device or resource busy");
  EXPECT_STREQ(SystemError("ask", "Object not found").what(), "ask: Object not found");
  EXPECT_EQ(check("count", 5), 5);
  errno = EPERM;
  EXPECT_THROW(check("try", -1), SystemError);
}

}  // namespace
}  // namespace keyrace
