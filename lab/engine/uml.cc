#include "lab/engine/uml.h"

#include <sched.h>

#include <filesystem>

#include "emulator/entropy/write_entropy_file.h"
#include "lab/engine/installation.h"
#include "lab/engine/scratch_directory.h"
#include "lab/engine/uml_console.h"
#include "lab/evidence/run_directory.h"
#include "lab/scenario/seed_octets.h"

namespace keyrace {
namespace {

constexpr char kUmid[] = "guest";

// Every run starts at the same moment of virtual time: 2026-01-01T00:00:00Z.
constexpr char kVirtualStart[] = "time-travel-start=1767225600000000000";

// The kernel's random number generator takes in its command line, so that has to be the same
// wherever things are: it names them by links in the scratch directory, which is the kernel's
// current one. /proc is the host's until the guest mounts its own.
constexpr char kInit[] = "keyrace";
constexpr char kJob[] = "job";
constexpr char kLinks[] = "/proc/self/cwd/";

void make_links(const std::string& scratch, const GuestOptions& options) {
  std::filesystem::create_symlink(options.guest_program, scratch + "/" + kInit);
  std::filesystem::create_symlink(options.run_directory + "/" + evidence_file::kJob,
                                  scratch + "/" + kJob);
}

std::vector<std::string> kernel_arguments(const Kernel& kernel, const std::string& scratch) {
  std::vector<std::string> words{kernel.program,
                                 "mem=" + std::to_string(kGuestMemory >> 20) + "M",
                                 "rootfstype=hostfs",
                                 "rootflags=/",
                                 "ro",
                                 "con=null",
                                 "con0=fd:0,fd:1",
                                 "quiet",
                                 "time-travel=inf-cpu",
                                 kVirtualStart,
                                 "norandmaps",
                                 "no_hash_pointers",
                                 "mac80211_hwsim.radios=0",
                                 "uml_dir=" + scratch,
                                 std::string("umid=") + kUmid};
  // Instead of ptrace, where kernel (6.16) and host know it.
  words.push_back("seccomp=auto");
  // Without these UML appends its own, behind the guest's arguments; and a number for root would
  // make 6.1 look for a block device.
  words.insert(words.end(), {"root=hostfs", "console=tty0"});
  words.insert(words.end(),
               {std::string("init=") + kLinks + kInit, "--", "guest", std::string(kLinks) + kJob});
  return words;
}

// A UML kernel loses half of its time when it moves between CPUs.
std::optional<int> current_cpu() {
  const int cpu = sched_getcpu();
  return cpu < 0 ? std::nullopt : std::optional(cpu);
}

std::string what_runs(const std::string& scratch) {
  const auto running = ask_who_runs(scratch, kUmid);
  if (!running) return " and its kernel does not answer";
  return running->empty() ? " and no process runs" : "; the process that runs is " + *running;
}

}  // namespace

void run_uml(const Kernel& kernel, const GuestOptions& options) {
  const ScratchDirectory scratch;
  ChildProcess::Options child;
  make_links(scratch.path(), options);
  const std::string entropy = scratch.path() + "/entropy";
  write_entropy_file(entropy, seed_octets(options.seed, "randomness", "kernel"), "linux");
  child.argv = kernel_arguments(kernel, scratch.path());
  child.environment = {"TMPDIR=" + scratch.path(), "HOME=/", "LD_PRELOAD=" + entropy_library(),
                       std::string(KEYRACE_ENTROPY_ENV) + "=" + entropy};
  child.cpu = current_cpu();
  child.directory = scratch.path();
  GuestProcess(options, child, [&] { return what_runs(scratch.path()); }).wait();
}

}  // namespace keyrace
