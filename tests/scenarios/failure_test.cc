// What goes wrong around a run: each has its status and its line, and leaves nothing behind.
#include <gmock/gmock.h>
#include <poll.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "emulator/sys/file.h"
#include "tests/scenarios/lab_session.h"

namespace keyrace {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

bool leads_into(const fs::path& link, const std::string& directory) {
  std::error_code ended;  // while we looked
  return fs::read_symlink(link, ended).string().starts_with(directory + "/");
}

// Processes that have a file in the directory open, as a run's kernel has.
std::vector<fs::path> processes_at(const std::string& directory) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    std::error_code ended;
    fs::directory_iterator file(entry.path() / "fd", ended);
    for (; file != fs::directory_iterator(); file.increment(ended)) {
      if (!leads_into(file->path(), directory)) continue;
      found.push_back(entry.path());
      break;
    }
  }
  return found;
}

class Failure : public testing::Test {
 protected:
  ~Failure() override { EXPECT_THAT(processes_at(session_.directory()), testing::IsEmpty()); }

  std::string scenario(const std::string& more = "") {
    return session_.write("scenario.json", R"({"name": "test", "duration": "1s")" + more + "}");
  }

  LabSession session_;
};

struct BadInput {
  const char* name;
  const char* scenario;  // content of scenario.json
  std::vector<std::string> arguments;
  int status;
  const char* message;
};

constexpr char kFine[] = R"({"name": "test", "duration": "1s"})";

const BadInput kBadInputs[] = {
    {"NoArguments", kFine, {}, 2, "no command given; see keyrace --help"},
    {"UnknownCommand", kFine, {"ruin"}, 2, "unknown command 'ruin'"},
    {"UnknownOption", kFine, {"run", "scenario.json", "--fast"}, 2, "unrecognised option '--fast'"},
    {"NoScenario", kFine, {"run"}, 2, "run: no scenario given"},
    {"NoSuchFile", kFine, {"run", "missing.json"}, 2, "missing.json: "},
    {"NoSuchName", kFine, {"run", "baseline-rekeys"}, 2, "did you mean \"baseline-rekey\"?"},
    {"Syntax", "{\"name\": ", {"run", "scenario.json"}, 2, "scenario.json:1:10: not valid JSON"},
    {"UnknownKey",
     R"({"name": "x", "sta": [{"stak": "wpa_supplicant"}]})",
     {"run", "scenario.json"},
     2,
     "scenario.json: /sta/0/stak: unknown key; did you mean \"stack\"?"},
    {"WrongType",
     R"({"name": "x", "duration": 10})",
     {"run", "scenario.json"},
     2,
     "scenario.json: /duration: "},
    {"UnknownStack",
     R"({"name": "x", "ap": {"stack": "hostapt"}})",
     {"run", "scenario.json"},
     2,
     "scenario.json: /ap/stack: "},
    {"WrongExpectation",
     R"({"name": "x", "expect": ["frames.verdicts.mic_failures == 0"]})",
     {"run", "scenario.json"},
     2,
     "scenario.json: /expect/0: "},
    {"WrongExpectationOfAVariant",
     R"({"name": "x", "compare": [{"name": "a"}, {"name": "b", "expect": ["traffic.lots == 0"]}]})",
     {"run", "scenario.json"},
     2,
     "scenario.json: /compare/1/expect/0: "},
    {"WrongSettingOfAVariant",
     R"({"name": "x", "compare": [{"name": "a"}, {"name": "b", "set": {"/ap/stak": "x"}}]})",
     {"run", "scenario.json"},
     2,
     "scenario.json: /compare/1/set/~1ap~1stak: unknown key; did you mean \"stack\"?"},
    {"BadFormat",
     kFine,
     {"run", "scenario.json", "--format", "yaml"},
     2,
     "--format yaml: unknown; text, json, markdown, junit, github or html would be right"},
    {"SeedIsNoNumber", kFine, {"run", "scenario.json", "--seed", "lucky"}, 2, "/seed"},
    {"NoSuchKernel",
     kFine,
     {"run", "scenario.json", "--kernel", "2.4"},
     2,
     "--kernel 2.4: no such kernel; there are"},
    {"NoSuchKernelFile",
     kFine,
     {"run", "scenario.json", "--kernel", "./vmlinuz"},
     2,
     "--kernel ./vmlinuz: not an executable file"},
    {"OutIsAFile",
     kFine,
     {"run", "scenario.json", "--out", "scenario.json"},
     3,
     "scenario.json for a run: it is not a directory"},
    {"OutIsNotEmpty", kFine, {"run", "scenario.json", "--out", "."}, 3, "it is not empty"},
    {"OutCanNotBeMade",
     kFine,
     {"run", "scenario.json", "--out", "/proc/run"},
     3,
     "create /proc/run: "},
    {"NoHostapd",
     R"({"name": "x", "ap": {"path": "/nonexistent/hostapd"}})",
     {"run", "scenario.json"},
     3,
     "run /nonexistent/hostapd: No such file or directory"},
    {"StackThatIsNotBuilt",
     R"({"name": "x", "ap": {"path": "hostapd-1.0"}})",
     {"run", "scenario.json"},
     3,
     "find hostapd-1.0: it is neither built nor in PATH; images/stacks/build hostapd-1.0 builds "
     "it"},
    {"BadSchemaFormat", kFine, {"schema", "--format", "yaml"}, 2, "--format yaml: unknown"},
    {"NotARunDirectory", kFine, {"report", "."}, 2, "is this a run directory?"},
    {"GuestByHand", kFine, {"guest", "job.json"}, 2, "only for PID 1 of a guest"},
};

class BadInputTest : public Failure, public testing::WithParamInterface<BadInput> {};

TEST_P(BadInputTest, IsToldInOneLine) {
  session_.write("scenario.json", GetParam().scenario);
  const LabSession::Result result = session_.run(GetParam().arguments);
  EXPECT_EQ(result.status, GetParam().status) << result.err;
  EXPECT_THAT(result.err, HasSubstr(GetParam().message));
  EXPECT_THAT(result.err, testing::StartsWith("keyrace: "));
  EXPECT_EQ(result.out, "");
}

INSTANTIATE_TEST_SUITE_P(All, BadInputTest, testing::ValuesIn(kBadInputs),
                         [](const auto& each) { return std::string(each.param.name); });

// The kernel that a run would take.
std::string real_kernel() {
  const char* cache = std::getenv("KEYRACE_CACHE");
  const char* xdg = std::getenv("XDG_CACHE_HOME");
  const fs::path base = cache ? fs::path(cache)
                        : xdg ? fs::path(xdg) / "keyrace"
                              : fs::path(std::getenv("HOME")) / ".cache/keyrace";
  return base / "kernels/default/linux";
}

TEST_F(Failure, StackThatEndsByItself) {
  const std::string stack = session_.write("stack", "#!/bin/sh\necho no radio for you\nexit 4\n");
  const auto result = session_.run({"run", scenario(R"(, "ap": {"path": ")" + stack + "\"}")});
  EXPECT_EQ(result.status, 3);
  EXPECT_THAT(result.err, HasSubstr("run ap's stack: it exited with status 4 by itself"));
  EXPECT_EQ(read_file(session_.path("runs/test-1/stacks/ap.log")), "no radio for you\n");
}

TEST_F(Failure, StackThatNeverGetsReady) {
  const std::string stack = session_.write("stack", "#!/bin/sh\nexec sleep 1000\n");
  const auto result = session_.run({"run", scenario(R"(, "ap": {"path": ")" + stack + "\"}")});
  EXPECT_EQ(result.status, 3);
  EXPECT_THAT(result.err, HasSubstr("wait for the AP to beacon: it did not happen within 30"));
}

TEST_F(Failure, StackThatRefusesATrigger) {
  const auto result = session_.run({"run", scenario(R"(, "triggers": [
      {"do": "leave", "after": "490ms"}, {"do": "rekey-ptk", "after": "500ms"}])")});
  EXPECT_EQ(result.status, 3);
  EXPECT_THAT(read_file(session_.path("runs/test-1/kernel.trace")),
              testing::ContainsRegex("0\\.6[0-9]*: rdev_del_station"))
      << "the last batch is kept";
  EXPECT_THAT(result.err, HasSubstr("make ap \"rekey-ptk\": "));
  EXPECT_THAT(result.err, HasSubstr("answered \"FAIL\" to \"REKEY_PTK 02:00:00:00:01:00\""));
}

// Virtual time stands still while a program computes: only the wall clock can tell.
TEST_F(Failure, StackThatSpins) {
  const std::string stack = session_.write("stack", "#!/bin/sh\nwhile :; do :; done\n");
  const auto result =
      session_.run({"run", scenario(R"(, "ap": {"path": ")" + stack + "\"}"), "--deadline", "2"});
  EXPECT_EQ(result.status, 3);
  EXPECT_THAT(result.err, HasSubstr("the guest did not end within 2 s of wall time"));
  EXPECT_THAT(result.err, HasSubstr("the process that runs is stack"));
  EXPECT_TRUE(fs::exists(session_.path("runs/test-1/console.log")));
}

TEST_F(Failure, GuestThatPanics) {
  const std::string kernel = session_.write(
      "kernel",
      "#!/bin/sh\nfor word; do shift; case $word in init=*) word=init=/bin/false;; esac\n"
      "set -- \"$@\" \"$word\"; done\nexec " +
          real_kernel() + " \"$@\"\n");
  const auto result = session_.run({"run", scenario(), "--kernel", kernel});
  EXPECT_EQ(result.status, 3);
  EXPECT_THAT(result.err, HasSubstr("before the experiment ended"));
  EXPECT_THAT(result.err, HasSubstr("Attempted to kill init"));
  EXPECT_THAT(result.err, HasSubstr("evidence: " + session_.path("runs/test-1")));
}

TEST_F(Failure, GuestThatEndsEarly) {
  const std::string kernel = session_.write("kernel", "#!/bin/sh\nexit 0\n");
  const auto result = session_.run({"run", scenario(), "--kernel", kernel});
  EXPECT_EQ(result.status, 3);
  EXPECT_THAT(result.err, HasSubstr("exited with status 0 before the experiment ended"));
}

TEST_F(Failure, StackWithoutTheShim) {
  // A program that clears its environment carries no shim, as a setuid one does not.
  const std::string stack =
      session_.write("stack", "#!/bin/sh\nexec env -u LD_PRELOAD /usr/sbin/hostapd \"$@\"\n");
  const auto result = session_.run({"run", scenario(R"(, "ap": {"path": ")" + stack + "\"}")});
  EXPECT_EQ(result.status, 3);
  EXPECT_THAT(result.err, HasSubstr("take hold of ap's stack"));
}

// The lab must not go on as if the key had been early.
TEST_F(Failure, AKeyThatCannotBeKnownIsNoEarlyKey) {
  const auto result =
      session_.run({"run", scenario(R"(, "ap": {"extra_conf": ["wpa_passphrase=quite-another"]},
                            "sta": [{"extra_conf": ["psk=\"quite-another\""]}],
                            "faults": [{"node": "ap", "fault": "early"}])")});
  EXPECT_EQ(result.status, 3);
  EXPECT_THAT(result.err, HasSubstr("install ap's key early: the key of its handshake with "
                                    "02:00:00:00:01:00 is not known: /network/passphrase"));
}

TEST_F(Failure, FullDisk) {
  const std::string disk = session_.path("disk");
  fs::create_directory(disk);
  if (mount("none", disk.c_str(), "tmpfs", 0, "size=256k") != 0) {
    GTEST_SKIP() << "mounting a small file system needs root";
  }
  const auto result =
      session_.run({"run", scenario(R"(, "traffic": [{"rate": 5000}])"), "--out", disk + "/run"});
  umount2(disk.c_str(), MNT_DETACH);
  EXPECT_EQ(result.status, 3);
  EXPECT_THAT(result.err, HasSubstr("No space left on device"));
}

// The working directories of a run's kernel, elsewhere.
std::set<std::string> scratch_directories(const std::string& run_directory) {
  std::set<std::string> found;
  for (const fs::path& process : processes_at(run_directory)) {
    std::error_code ended;
    const std::string working = fs::read_symlink(process / "cwd", ended);
    if (fs::path(working).filename().string().starts_with("keyrace-") &&
        !run_directory.starts_with(working)) {
      found.insert(working);
    }
  }
  return found;
}

TEST_F(Failure, InterruptLeavesNothing) {
  // A guest that would go on for long.
  const std::string stack = session_.write("stack", "#!/bin/sh\nwhile :; do :; done\n");
  ChildProcess process = session_.start({"run", scenario(R"(, "ap": {"path": ")" + stack + "\"}")});
  while (!fs::exists(session_.path("runs/test-1/stacks/ap.log"))) {
    pollfd ended{process.fd(), POLLIN, 0};
    ASSERT_EQ(poll(&ended, 1, 10), 0) << read_file(session_.path("err"));
  }
  const std::set<std::string> scratch = scratch_directories(session_.directory());
  EXPECT_THAT(scratch, testing::SizeIs(1));
  process.signal(SIGINT);
  const auto result = session_.finish(process);
  EXPECT_EQ(result.status, 128 + SIGINT);
  EXPECT_THAT(result.err, HasSubstr("keyrace: interrupted"));
  for (const std::string& path : scratch) EXPECT_FALSE(fs::exists(path)) << path;
}

}  // namespace
}  // namespace keyrace
