// A child gets what it was given and nothing else, and never outlives its object.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "emulator/sys/child_process.h"
#include "emulator/sys/file.h"
#include "emulator/sys/system_error.h"

namespace keyrace {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using Options = ChildProcess::Options;

constexpr int kPatienceMs = 30'000;  // no test waits for it

std::string content(const UniqueFd& fd) {
  std::string text(65536, '\0');
  const ssize_t size = pread(fd.get(), text.data(), text.size(), 0);
  text.resize(static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
  return text;
}

int wait_for(ChildProcess& child) {
  pollfd ended{child.fd(), POLLIN, 0};
  EXPECT_EQ(poll(&ended, 1, kPatienceMs), 1);
  const auto status = child.poll_status();
  EXPECT_TRUE(status);
  return status.value_or(-1);
}

Options shell(const std::string& script) {
  Options options;
  options.argv = {"sh", "-c", script};
  return options;
}

std::string output_of(Options options) {
  const UniqueFd out = memory_file("output", {});
  options.stdout_fd = out.get();
  ChildProcess child(options);
  EXPECT_EQ(wait_for(child), 0);
  return content(out);
}

std::string start_error(const Options& options) {
  try {
    ChildProcess child(options);
  } catch (const SystemError& error) {
    return error.what();
  }
  return "no error";
}

// Waits until the child has said that it is ready.
void wait_for_output(const UniqueFd& out) {
  for (int i = 0; i < kPatienceMs && content(out).empty(); ++i) std::this_thread::sleep_for(1ms);
  EXPECT_FALSE(content(out).empty());
}

bool has_child() {
  return waitpid(-1, nullptr, WNOHANG) >= 0 || errno != ECHILD;
}

TEST(ChildProcess, AProgramThatIsNotThereIsAnErrorThatNamesIt) {
  Options options;
  options.argv = {"/nowhere/hostapd", "-v"};
  EXPECT_EQ(start_error(options), "exec /nowhere/hostapd: No such file or directory");
  options.argv = {"keyrace-no-such-program"};
  EXPECT_EQ(start_error(options), "exec keyrace-no-such-program: No such file or directory");
  options.argv = {"/dev/null"};
  EXPECT_EQ(start_error(options), "exec /dev/null: Permission denied");
  EXPECT_FALSE(has_child());  // and what was forked is reaped
}

TEST(ChildProcess, ADirectoryThatIsNotThereIsAnErrorOfItsOwn) {
  Options options = shell("true");
  options.directory = "/nowhere";
  EXPECT_EQ(start_error(options), "change directory of sh: No such file or directory");
}

TEST(ChildProcess, EndsWithItsStatus) {
  ChildProcess child(shell("exit 3"));
  const int status = wait_for(child);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 3);
  EXPECT_EQ(child.poll_status(), status);  // known from now on
  EXPECT_FALSE(has_child());
}

TEST(ChildProcess, HasNoStatusWhileItRuns) {
  ChildProcess child(shell("exec sleep 1000"));
  EXPECT_FALSE(child.poll_status());
  pollfd ended{child.fd(), POLLIN, 0};
  EXPECT_EQ(poll(&ended, 1, 0), 0);
  child.signal(SIGINT);
  EXPECT_EQ(WTERMSIG(wait_for(child)), SIGINT);
}

TEST(ChildProcess, GetsExactlyTheEnvironment) {
  setenv("KEYRACE_NOT_FOR_CHILDREN", "1", 1);
  Options options;
  options.argv = {"env"};
  EXPECT_EQ(output_of(options), "");
  options.environment = {"A=1", "B=two words", "EMPTY="};
  EXPECT_EQ(output_of(options), "A=1\nB=two words\nEMPTY=\n");
  unsetenv("KEYRACE_NOT_FOR_CHILDREN");
}

TEST(ChildProcess, GetsItsArgumentsAsTheyAre) {
  Options options;
  options.argv = {"printf", "[%s]", "a b", "", "$HOME"};
  EXPECT_EQ(output_of(options), "[a b][][$HOME]");
}

// What `ls /proc/self/fd` sees: `given`, the standard three, and the directory itself.
std::string listing(std::set<int> given) {
  given.insert({0, 1, 2});
  int directory = 3;
  while (given.contains(directory)) ++directory;
  given.insert(directory);
  std::string text;
  for (const int fd : given) text += std::to_string(fd) + "\n";
  return text;
}

TEST(ChildProcess, HasOnlyTheDescriptorsItWasGiven) {
  const UniqueFd given = memory_file("given", {});
  const UniqueFd private_to_us = memory_file("private", {});
  const UniqueFd careless(dup(given.get()));  // no O_CLOEXEC, as our own caller may leave some
  Options options;
  options.argv = {"ls", "-v", "/proc/self/fd"};
  EXPECT_EQ(output_of(options), listing({}));
  options.inherit = {given.get()};
  EXPECT_EQ(output_of(options), listing({given.get()}));
  EXPECT_EQ(fcntl(given.get(), F_GETFD), FD_CLOEXEC);  // here nothing has changed
  EXPECT_EQ(fcntl(careless.get(), F_GETFD), 0);
}

TEST(ChildProcess, MayWriteToWhatItInherits) {
  const UniqueFd given = memory_file("given", {});
  Options options = shell("echo hello >&" + std::to_string(given.get()));
  options.inherit = {given.get()};
  ChildProcess child(options);
  EXPECT_EQ(wait_for(child), 0);
  EXPECT_EQ(content(given), "hello\n");
}

TEST(ChildProcess, ReadsItsInputAndWritesErrorsToItsOutput) {
  const std::string text = "input";
  const UniqueFd in = memory_file("input", std::as_bytes(std::span(text)));
  lseek(in.get(), 0, SEEK_SET);
  Options options = shell("cat; echo error >&2");
  options.stdin_fd = in.get();
  EXPECT_EQ(output_of(options), "inputerror\n");
  EXPECT_EQ(output_of(shell("cat; echo end")), "end\n");  // else /dev/null
}

TEST(ChildProcess, RunsWhereItShould) {
  Options options = shell("pwd");
  options.directory = "/proc";
  EXPECT_EQ(output_of(options), "/proc\n");
}

TEST(ChildProcess, IsPinnedToItsCpu) {
  cpu_set_t ours;
  ASSERT_EQ(sched_getaffinity(0, sizeof ours, &ours), 0);
  int cpu = 0;
  while (!CPU_ISSET(static_cast<std::size_t>(cpu), &ours)) ++cpu;
  Options options = shell("grep Cpus_allowed_list /proc/self/status");
  options.cpu = cpu;
  EXPECT_EQ(output_of(options), "Cpus_allowed_list:\t" + std::to_string(cpu) + "\n");
}

TEST(ChildProcess, BlocksNoSignalsThatWeBlock) {
  sigset_t term, before;
  sigemptyset(&term);
  sigaddset(&term, SIGTERM);
  sigprocmask(SIG_BLOCK, &term, &before);
  const std::string blocked = output_of(shell("grep SigBlk /proc/self/status"));
  sigprocmask(SIG_SETMASK, &before, nullptr);
  EXPECT_EQ(blocked, "SigBlk:\t0000000000000000\n");
}

TEST(ChildProcess, IsInAProcessGroupOfItsOwn) {
  ChildProcess child(shell("exec sleep 1000"));
  EXPECT_EQ(getpgid(child.pid()), child.pid());
}

TEST(ChildProcess, StopsByTerm) {
  const UniqueFd out = memory_file("output", {});
  Options options =
      shell("trap 'echo term; exit 5' TERM; echo ready; while :; do sleep 0.01; done");
  options.stdout_fd = out.get();
  ChildProcess child(options);
  wait_for_output(out);
  const int status = child.stop(std::chrono::milliseconds(kPatienceMs));
  EXPECT_EQ(describe_wait_status(status), "exited with status 5");
  EXPECT_EQ(content(out), "ready\nterm\n");
  EXPECT_EQ(child.poll_status(), status);
  EXPECT_FALSE(has_child());
}

TEST(ChildProcess, StopsByKillWhenTermDoesNotHelp) {
  const UniqueFd out = memory_file("output", {});
  Options options = shell("trap '' TERM; echo ready; while :; do sleep 0.01; done");
  options.stdout_fd = out.get();
  ChildProcess child(options);
  wait_for_output(out);
  const auto begin = std::chrono::steady_clock::now();
  const int status = child.stop(50ms);
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 50ms);
  EXPECT_EQ(describe_wait_status(status), "was killed by signal 9 (Killed)");
  EXPECT_FALSE(has_child());
}

TEST(ChildProcess, StoppingWhatHasEndedGivesItsStatus) {
  ChildProcess child(shell("exit 4"));
  wait_for(child);
  EXPECT_EQ(WEXITSTATUS(child.stop(1ms)), 4);
  EXPECT_EQ(WEXITSTATUS(child.stop(1ms)), 4);
}

TEST(ChildProcess, IsKilledWithItsObject) {
  pid_t pid = 0;
  {
    ChildProcess child(shell("trap '' TERM; while :; do sleep 0.01; done"));
    pid = child.pid();
    EXPECT_EQ(kill(pid, 0), 0);
  }
  EXPECT_EQ(kill(pid, 0), -1);
  EXPECT_EQ(errno, ESRCH);  // not even a zombie
}

// Also where the child has no chance to see to that itself. They hold the write end of a pipe.
TEST(ChildProcess, IsKilledWithItsOwnChildren) {
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  const UniqueFd read_end(ends[0]);
  UniqueFd write_end(ends[1]);
  Options options = shell("trap '' TERM; sleep 1000 & echo ready; while :; do sleep 0.01; done");
  options.stdout_fd = write_end.get();
  ChildProcess child(options);
  write_end.reset();
  char word[6];
  ASSERT_EQ(read(read_end.get(), word, sizeof word), 6);
  child.stop(1ms);
  pollfd closed{read_end.get(), POLLIN, 0};
  EXPECT_EQ(poll(&closed, 1, kPatienceMs), 1);
  EXPECT_EQ(read(read_end.get(), word, sizeof word), 0);
}

TEST(ChildProcess, MovesWithoutEnding) {
  ChildProcess first(shell("exec sleep 1000"));
  const pid_t pid = first.pid();
  {
    std::vector<ChildProcess> children;
    children.push_back(std::move(first));
    EXPECT_EQ(children[0].pid(), pid);
    EXPECT_FALSE(children[0].poll_status());
  }
  EXPECT_EQ(kill(pid, 0), -1);
}

TEST(ChildProcess, DescriptorsOfItsOwnAreNotInheritedByOthers) {
  ChildProcess child(shell("exec sleep 1000"));
  EXPECT_EQ(fcntl(child.fd(), F_GETFD), FD_CLOEXEC);
}

TEST(WaitStatus, IsToldInWords) {
  EXPECT_EQ(describe_wait_status(0), "exited with status 0");
  EXPECT_EQ(describe_wait_status(1 << 8), "exited with status 1");
  EXPECT_EQ(describe_wait_status(127 << 8), "exited with status 127");
  EXPECT_EQ(describe_wait_status(SIGSEGV), "was killed by signal 11 (Segmentation fault)");
  EXPECT_EQ(describe_wait_status(SIGABRT | 0x80), "was killed by signal 6 (Aborted)");
}

}  // namespace
}  // namespace keyrace
