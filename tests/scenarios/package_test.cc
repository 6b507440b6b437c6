// What is installed works where it lands: the Debian package, the man page, the completions.
#include <gmock/gmock.h>

#include <filesystem>

#include "emulator/sys/file.h"
#include "tests/locations.h"
#include "tests/scenarios/lab_session.h"

namespace keyrace {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

class Package : public testing::Test {
 protected:
  LabSession::Result shell(const std::string& script) {
    return session_.run_command(
        {"bash", "-euc", script, "bash", kPlainProgram, fs::path(kPlainProgram).parent_path()});
  }

  // What `keyrace generate` gives, as the file `name`.
  void generate(const std::string& what, const std::string& name) {
    const auto result = session_.run_command({kPlainProgram, "generate", what});
    ASSERT_EQ(result.status, 0) << result.err;
    session_.write(name, result.out);
  }

  LabSession session_;
};

TEST_F(Package, OfDebianRunsWhereItIsUnpacked) {
  const auto made = shell(
      "cpack -G DEB --config \"$2/CPackConfig.cmake\" -B \"$PWD/made\" >&2\n"
      "dpkg -x made/*.deb root && dpkg-deb -f made/*.deb Depends Recommends");
  ASSERT_EQ(made.status, 0) << made.err;
  EXPECT_THAT(made.out, AllOf(HasSubstr("hostapd"), HasSubstr("wpasupplicant"), HasSubstr("libc6"),
                              HasSubstr("libnl-genl-3-200"), HasSubstr("libboost-program-options"),
                              HasSubstr("Recommends: iwd"), HasSubstr("freeradius")));
  for (const char* file :
       {"bin/keyrace", "lib/keyrace/libkeyrace_shim.so", "lib/keyrace/libkeyrace_entropy.so",
        "libexec/keyrace/keyrace_catch", "share/keyrace/scenarios/sta-split-install.json",
        "share/man/man1/keyrace.1", "share/bash-completion/completions/keyrace",
        "share/zsh/vendor-completions/_keyrace", "share/fish/vendor_completions.d/keyrace.fish",
        "share/doc/keyrace/copyright"}) {
    EXPECT_TRUE(fs::exists(session_.path("root/usr/") + file)) << file;
  }
  const auto run = shell("root/usr/bin/keyrace run sta-split-install --quiet");
  EXPECT_EQ(run.status, 0) << run.err;
  const auto doctor = shell("root/usr/bin/keyrace doctor");
  EXPECT_EQ(doctor.status, 0) << doctor.out;
  EXPECT_THAT(doctor.out, HasSubstr(session_.path("root/usr/lib/keyrace/libkeyrace_shim.so")));
}

TEST_F(Package, FindsTheKernelInstalledBesideIt) {
  const auto result = shell(
      "DESTDIR=$PWD/root cmake --install \"$2\" --prefix /opt >&2\n"
      "kernel=$(\"$1\" doctor --format json | sed -n 's|.*, \\(/.*\\)/linux\".*|\\1|p')\n"
      "mkdir -p root/opt/lib/keyrace/kernels && cp -r \"$kernel\" root/opt/lib/keyrace/kernels/it\n"
      "ln -sfn it root/opt/lib/keyrace/kernels/default\n"
      "KEYRACE_CACHE=/nowhere root/opt/bin/keyrace doctor");
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr(session_.path("root/opt/lib/keyrace/kernels/it/linux")));
}

TEST_F(Package, VersionNamesCommitKernelsAndStacks) {
  const auto result = shell("\"$1\" --version");
  EXPECT_EQ(result.status, 0);
  // A source that is no clone, as in the image, has no commit to name.
  const bool is_clone = shell("git -C \"${1%/*}/..\" rev-parse HEAD 2>&1").status == 0;
  const std::string commit = is_clone ? "[0-9a-f]+(-dirty)?" : "unknown";
  EXPECT_THAT(result.out, testing::MatchesRegex("keyrace [0-9.]+ \\((" + commit +
                                                ")\\)\n"
                                                "kernels: .*default [0-9.]+.*\n"
                                                "stacks: hostapd 2[^\n]*wpa_supplicant 2.*\n"));
}

TEST_F(Package, TheManPageHasNothingThatManWarnsOf) {
  generate("man", "keyrace.1");
  const auto page = shell("LC_ALL=C.UTF-8 MANWIDTH=100 man -l --warnings=w keyrace.1");
  ASSERT_EQ(page.status, 0) << page.err;
  EXPECT_EQ(page.err, "");
  EXPECT_THAT(page.out, AllOf(HasSubstr("keyrace doctor"), HasSubstr("--kernel KERNEL"),
                              HasSubstr("EXIT STATUS")));
  EXPECT_EQ(shell("lexgrog keyrace.1").out,
            "keyrace.1: \"keyrace - a lab for Wi-Fi key-install races\"\n");
}

struct Completed {
  const char* words;  // what is typed, the last of it to be completed
  std::vector<std::string> expected;
};

TEST_F(Package, BashCompletesCommandsOptionsAndValues) {
  generate("bash", "completion");
  const Completed cases[] = {
      {"keyrace d", {"doctor"}},
      {"keyrace run --ker", {"--kernel"}},
      {"keyrace run --format j", {"json", "junit"}},
      {"keyrace schema --format ''", {"json", "markdown"}},
      {"keyrace schema re", {"report", "reports"}},
      {"keyrace schema sc", {"scenario"}},
      {"keyrace run sta-mic", {"sta-mic-first", "sta-mic-swapped"}},
      {"keyrace run x --kernel defa", {"default"}},
      {"keyrace report ru", {"runs"}},
      {"keyrace doctor x", {}},
      {"keyrace run --seed 1", {}},
  };
  for (const Completed& each : cases) {
    const auto result = shell(std::string("mkdir -p runs; PATH=$2:$PATH; . ./completion\n") +
                              "COMP_WORDS=(" + each.words +
                              "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _keyrace\n"
                              "printf '%s\\n' ${COMPREPLY[@]+\"${COMPREPLY[@]}\"}");
    std::string expected;
    for (const std::string& word : each.expected) expected += word + "\n";
    EXPECT_EQ(result.out, expected.empty() ? "\n" : expected) << each.words << result.err;
  }
}

TEST_F(Package, ZshAndFishCanReadTheirs) {
  for (const std::string name : {"zsh", "fish"}) {
    generate(name, name + "-completion");
    const auto result = session_.run_command({name, "-n", name + "-completion"});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(result.err, "");
  }
}

// zsh completes for a terminal only, so its file is read.
TEST_F(Package, ZshAndFishCompleteNamesOfSchemas) {
  generate("zsh", "zsh-completion");
  EXPECT_THAT(read_file(session_.path("zsh-completion")),
              HasSubstr("'1:name:(scenario comparison "));
  generate("fish", "fish-completion");
  const auto result = session_.run_command(
      {"fish", "--no-config", "-c", "source ./fish-completion; complete -C 'keyrace schema re'"});
  EXPECT_EQ(result.out, "report\nreports\n") << result.err;
}

}  // namespace
}  // namespace keyrace
