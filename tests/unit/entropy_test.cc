// libkeyrace_entropy.so in a program: what it takes for random comes from the file's key.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <set>
#include <sstream>

#include "emulator/entropy/write_entropy_file.h"
#include "emulator/sys/file.h"
#include "tests/locations.h"
#include "tests/unit/shim_run.h"

extern "C" {
#include "emulator/entropy/chacha20.h"
}

namespace keyrace {
namespace {

using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;

using Key = std::array<std::uint8_t, KEYRACE_ENTROPY_KEY_SIZE>;

class Entropy : public testing::Test {
 protected:
  Entropy() { write_entropy_file(path_, Key{1}); }
  ~Entropy() override { std::filesystem::remove_all(directory_); }

  Words draw(const Words& sources) { return draw_by(kEntropyProbe, sources); }

  Words draw_by(const std::string& program, const Words& sources) {
    const Outcome outcome =
        run(Words{program} + sources,
            {std::string("LD_PRELOAD=") + kEntropyLibrary, KEYRACE_ENTROPY_ENV "=" + path_});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    err_ = outcome.err;
    std::istringstream lines(outcome.out);
    Words result;
    for (std::string line; std::getline(lines, line);) result.push_back(line);
    return result;
  }

  std::string make_directory() {
    char name[] = "/tmp/keyrace-entropy-XXXXXX";
    return mkdtemp(name);
  }

  std::string directory_ = make_directory();
  std::string path_ = directory_ + "/entropy";
  std::string err_;
};

const Words kAllSources{"getrandom", "getentropy", "read", "fread", "getrandom"};

TEST_F(Entropy, TheSameKeyGivesTheSameFromEverySource) {
  const Words first = draw(kAllSources);
  EXPECT_EQ(first.size(), kAllSources.size());
  EXPECT_EQ(std::set(first.begin(), first.end()).size(), first.size());
  write_entropy_file(path_, Key{1});
  EXPECT_EQ(draw(kAllSources), first);
  write_entropy_file(path_, Key{2});
  EXPECT_NE(draw(kAllSources), first);
}

TEST_F(Entropy, AReadHangsOnItsPlaceAndNotOnItsSource) {
  const Words first = draw({"getrandom", "read"});
  write_entropy_file(path_, Key{1});
  EXPECT_EQ(draw({"getentropy", "getentropy"}), first);
}

TEST_F(Entropy, EachStartHasAStreamOfItsOwn) {
  const Words first = draw({"getrandom"});
  EXPECT_NE(draw({"getrandom"}), first);
}

TEST_F(Entropy, AChildHasAStreamOfItsOwn) {
  const Words drawn = draw({"getrandom", "fork", "getrandom"});
  ASSERT_EQ(drawn.size(), 3U);
  EXPECT_EQ(std::set(drawn.begin(), drawn.end()).size(), 3U);
}

TEST_F(Entropy, EachProgramHasAStreamOfItsOwnUnlessOneNameCountsForAll) {
  const std::string other = directory_ + "/other";
  std::filesystem::copy_file(kEntropyProbe, other);
  const Words first = draw({"getrandom"});
  write_entropy_file(path_, Key{1});
  EXPECT_NE(draw_by(other, {"getrandom"}), first);
  write_entropy_file(path_, Key{1}, "linux");
  const Words named = draw({"getrandom"});
  write_entropy_file(path_, Key{1}, "linux");
  EXPECT_EQ(draw_by(other, {"getrandom"}), named);
}

TEST_F(Entropy, OtherFilesAndRefusalsAreTheKernels) {
  const std::string zeros(32, '0');
  EXPECT_THAT(draw({"refuse", "read-zero", "reused"}), Each(zeros));
}

TEST_F(Entropy, WithoutAFileItIsTheKernels) {
  const Words environment{std::string("LD_PRELOAD=") + kEntropyLibrary};
  const Words sources = Words{kEntropyProbe, "refuse"} + kAllSources;
  const Outcome first = run(sources, environment);
  EXPECT_EQ(first.status, 0);
  EXPECT_THAT(first.err, IsEmpty());
  EXPECT_NE(run(sources, environment).out, first.out);
}

TEST_F(Entropy, ABadFileIsTold) {
  write_file(path_, "no such thing");
  draw(kAllSources);
  EXPECT_EQ(err_,
            "keyrace entropy: KEYRACE_ENTROPY: wrong size of the file; randomness is the "
            "kernel's\n");
  write_file(path_, std::string(sizeof(keyrace_entropy_file), 'x'));
  draw(kAllSources);
  EXPECT_THAT(err_, HasSubstr("wrong magic number or version; "));
  path_ += "-elsewhere";
  draw(kAllSources);
  EXPECT_THAT(err_, HasSubstr("can't open the file; "));
}

std::string block_in_hex(const Key& key, std::uint64_t nonce, std::uint64_t counter) {
  std::uint8_t block[CHACHA20_BLOCK_SIZE];
  chacha20_block(key.data(), nonce, counter, block);
  std::string hex;
  for (const std::uint8_t octet : block) {
    char digits[3];
    std::snprintf(digits, sizeof digits, "%02x", octet);
    hex += digits;
  }
  return hex;
}

// RFC 8439, appendix A.1, vectors 1 and 2 (its 96-bit nonce of zeros is the same as ours).
TEST(Chacha20, GivesThePublishedBlocks) {
  EXPECT_EQ(block_in_hex(Key{}, 0, 0),
            "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7"
            "da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586");
  EXPECT_EQ(block_in_hex(Key{}, 0, 1),
            "9f07e7be5551387a98ba977c732d080dcb0f29a048e3656912c6533e32ee7aed"
            "29b721769ce64e43d57133b074d839d531ed1f28510afb45ace10a1f4b794d6f");
}

}  // namespace
}  // namespace keyrace
