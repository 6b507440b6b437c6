// Runs shim_calls several times with the shim inside it, and beside it, and takes the medians.
#include <poll.h>
#include <sys/wait.h>

#include <cstring>
#include <span>
#include <sstream>

#include "emulator/shim/shim_config.h"
#include "emulator/sys/child_process.h"
#include "emulator/sys/file.h"
#include "emulator/sys/system_error.h"
#include "tests/bench/median.h"
#include "tests/bench/sections.h"

namespace keyrace::bench {
namespace {

constexpr int kRuns = 5;
constexpr std::uint16_t kFamily = 0x7ff0;  // as in shim_probe_messages.h

enum class Place { kInside, kBeside };

struct Costs {
  std::string call;
  std::vector<double> libc_ns;
  std::vector<double> shim_ns;
};

UniqueFd configuration(int log_fd) {
  keyrace_shim_config config{};
  config.magic = KEYRACE_SHIM_MAGIC;
  config.version = KEYRACE_SHIM_VERSION;
  config.nl80211_family = kFamily;
  config.log_fd = log_fd;
  config.events_fd = -1;
  std::strcpy(config.node, "bench");
  return memory_file("shim-bench", std::as_bytes(std::span(&config, 1)));
}

// One run; adds to the costs, a line of the output each.
void run_once(Place place, std::vector<Costs>& costs) {
  const UniqueFd log = memory_file("shim-bench-log", {});
  const UniqueFd config = configuration(log.get());
  const UniqueFd output = memory_file("shim-bench-output", {});
  ChildProcess::Options options;
  options.environment = {std::string(KEYRACE_SHIM_ENV) + "=" + std::to_string(config.get())};
  if (place == Place::kBeside) options.argv = {KEYRACE_CATCHER};
  if (place == Place::kInside) options.environment.push_back("LD_PRELOAD=" KEYRACE_SHIM);
  options.argv.push_back(KEYRACE_SHIM_CALLS);
  options.stdout_fd = output.get();
  options.inherit = {config.get(), log.get()};
  ChildProcess child(options);
  pollfd ended{child.fd(), POLLIN, 0};
  check("wait for shim_calls", poll(&ended, 1, -1));
  if (*child.poll_status() != 0) {
    throw SystemError("run shim_calls", "it " + describe_wait_status(*child.poll_status()));
  }
  std::istringstream lines(read_file("/proc/self/fd/" + std::to_string(output.get())));
  std::size_t i = 0;
  for (std::string call; std::getline(lines, call, '\t'); ++i) {
    double libc_ns = 0, shim_ns = 0;
    lines >> libc_ns >> shim_ns >> std::ws;
    if (i == costs.size()) costs.push_back({call, {}, {}});
    costs[i].libc_ns.push_back(libc_ns);
    costs[i].shim_ns.push_back(shim_ns);
  }
}

}  // namespace

Table shim_section() {
  std::vector<Costs> inside, beside;
  for (int i = 0; i < kRuns; ++i) {
    run_once(Place::kInside, inside);
    run_once(Place::kBeside, beside);
  }
  Table table{"shim",
              "A call by libc, the same through the shim inside the program (both in one process, "
              "in turn), and with the shim beside it (keyrace_catch); medians of " +
                  std::to_string(kRuns) + " runs.",
              {"call", "libc, ns", "shim, ns", "overhead, ns", "ratio", "beside, ns"},
              {}};
  for (std::size_t i = 0; i < inside.size(); ++i) {
    const double libc_ns = median(inside[i].libc_ns), shim_ns = median(inside[i].shim_ns);
    table.rows.push_back({inside[i].call, libc_ns, shim_ns, shim_ns - libc_ns, shim_ns / libc_ns,
                          median(beside[i].shim_ns)});
  }
  return table;
}

}  // namespace keyrace::bench
