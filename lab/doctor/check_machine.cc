// What a machine or container can forbid a User-Mode Linux kernel.
#include <cstdio>

#include "lab/doctor/checks.h"
#include "lab/doctor/remedy.h"

namespace keyrace {
namespace {

std::string mebibytes(std::uint64_t octets) {
  return std::to_string(octets >> 20) + " MiB";
}

// Whether the kernel can do with seccomp alone: those since 6.16. One of unknown version is taken
// for a new one, as the default is.
bool knows_seccomp(const std::string& version) {
  unsigned major = 0, minor = 0;
  if (std::sscanf(version.c_str(), "%u.%u", &major, &minor) != 2) return true;
  return major > 6 || (major == 6 && minor >= 16);
}

std::string version_of_default(const Facts& facts) {
  for (const Kernel& kernel : facts.kernels) {
    if (kernel.name == "default") return kernel.version;
  }
  return "";
}

std::vector<std::string> allow_tracing(const Facts& facts) {
  if (facts.processes.yama_scope == 3) {
    return {"# kernel.yama.ptrace_scope is 3, and only a new boot with less can change that"};
  }
  if (facts.processes.yama_scope == 2 && !facts.root) {
    return {as_root(facts, "sysctl kernel.yama.ptrace_scope=1")};
  }
  if (facts.container) return {"docker run --security-opt seccomp=unconfined ..."};
  return {"# a sandbox around this process forbids it: start keyrace outside of it"};
}

struct Bound {
  std::uint64_t octets;
  const char* of;
  std::string remedy;
};

// The tightest of the limits that there are.
std::optional<Bound> memory_bound(const Facts& facts) {
  std::optional<Bound> bound;
  const auto add = [&](std::optional<std::uint64_t> octets, const char* of, const char* remedy) {
    if (octets && (!bound || *octets < bound->octets)) bound = Bound{*octets, of, remedy};
  };
  add(facts.memory.available, "this machine has free", "# end other programs, or add memory");
  add(facts.memory.cgroup_left, "the control group leaves",
      facts.container ? "docker run --memory 512m ..."
                      : "systemd-run --user --scope -p MemoryMax=512M keyrace run ...");
  add(facts.memory.address_space, "ulimit -v allows", "ulimit -v unlimited");
  return bound;
}

// Commands that give a run a place for its memory file.
std::vector<std::string> give_scratch(const Facts& facts) {
  if (facts.home && facts.home->holds_a_guest()) return {"export TMPDIR=" + facts.home->path};
  if (facts.container) return {"docker run --tmpfs /tmp:exec ..."};
  const std::string mount = "mount -t tmpfs -o mode=1777,exec,size=512m tmpfs /tmp";
  return {as_root(facts, mount), "# or set TMPDIR to a place that allows exec"};
}

std::string troubles(const std::vector<ScratchPlace>& places) {
  std::string text;
  for (const ScratchPlace& place : places) {
    text += (text.empty() ? "" : ", ") + place.path + " " + place.trouble;
  }
  return text;
}

}  // namespace

Finding check_guest_processes(const Facts& facts) {
  const GuestProcesses& tried = facts.processes;
  const bool seccomp = tried.seccomp_trouble.empty(), ptrace = tried.ptrace_trouble.empty();
  const std::string what = "guest processes";
  if (knows_seccomp(version_of_default(facts)) && seccomp) {
    return {what,
            FindingState::kOk,
            ptrace ? "seccomp, and ptrace for kernels before 6.16"
                   : "seccomp; no ptrace, so no kernels before 6.16 (" + tried.ptrace_trouble + ")",
            {},
            true};
  }
  if (ptrace) {
    return {what, FindingState::kOk, seccomp ? "ptrace" : "ptrace, slower than seccomp", {}, true};
  }
  if (seccomp) {
    return {what, FindingState::kWrong,
            "the kernel is older than 6.16, so it needs ptrace (" + tried.ptrace_trouble + ")",
            allow_tracing(facts), true};
  }
  return {
      what, FindingState::kWrong,
      "neither seccomp (" + tried.seccomp_trouble + ") nor ptrace (" + tried.ptrace_trouble + ")",
      allow_tracing(facts), true};
}

Finding check_scratch(const Facts& facts) {
  const std::string what = "scratch directory";
  const ScratchPlace* place = choose_scratch_place(facts.scratch_places);
  if (!place) {
    return {what, FindingState::kWrong, troubles(facts.scratch_places), give_scratch(facts), true};
  }
  const std::string free = mebibytes(place->free_bytes) + " free";
  if (!place->holds_a_guest()) {
    return {what, FindingState::kWrong,
            place->path + " has " + free + ", and a run can take " + mebibytes(kGuestMemory),
            give_scratch(facts), true};
  }
  return {what, FindingState::kOk, place->path + ", " + free, {}, true};
}

Finding check_memory(const Facts& facts) {
  const std::optional<Bound> bound = memory_bound(facts);
  if (!bound) return {"memory", FindingState::kOk, "no limit is known", {}, true};
  const std::string found = std::string(bound->of) + " " + mebibytes(bound->octets);
  if (bound->octets >= kMemoryOfARun) return {"memory", FindingState::kOk, found, {}, true};
  return {"memory",
          FindingState::kWrong,
          found + ", and a run can take " + mebibytes(kMemoryOfARun),
          {bound->remedy},
          true};
}

}  // namespace keyrace
