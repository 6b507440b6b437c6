#include "lab/guest/resident_programs.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <fstream>
#include <set>
#include <sstream>
#include <vector>

#include "emulator/sys/child_process.h"
#include "emulator/sys/file.h"
#include "lab/scenario/scenario_fields.h"
#include "lab/stack/stack.h"

namespace keyrace {
namespace {

constexpr char kLoader[] = "/lib64/ld-linux-x86-64.so.2";

void read_through(const std::string& path) {
  const UniqueFd file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::vector<char> buffer(256 << 10);
  while (file && read(file.get(), buffer.data(), buffer.size()) > 0) {
  }
}

// Absolute paths among the words of a text.
std::set<std::string> paths_in(std::istream& text) {
  std::set<std::string> paths;
  for (std::string word; text >> word;) {
    if (word.front() == '/') paths.insert(word);
  }
  return paths;
}

// Lines "libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f...)"; of a static program none.
std::string libraries_of(const std::string& program) {
  const UniqueFd output = memory_file("keyrace-libraries", {});
  ChildProcess::Options options;
  options.argv = {kLoader, "--list", program};
  options.stdout_fd = output.get();
  ChildProcess loader(options);
  pollfd ended{loader.fd(), POLLIN, 0};
  while (!loader.poll_status()) poll(&ended, 1, -1);
  return read_file("/proc/self/fd/" + std::to_string(output.get()));
}

void make_resident(const std::string& program) {
  read_through(program);
  std::istringstream libraries(libraries_of(program));
  for (const std::string& path : paths_in(libraries)) read_through(path);
}

void make_self_resident() {
  std::ifstream maps("/proc/self/maps");
  for (const std::string& path : paths_in(maps)) read_through(path);
}

// As the stacks will look for them.
std::set<std::string> programs_of(const Scenario& scenario) {
  std::set<std::string> programs;
  const auto add = [&](const std::string& path, std::string_view name) {
    programs.insert(find_stack_program(path, std::string(name), std::string(name)));
    if (name != stack_name(ApStack::kIwd)) return;
    for (const char* each : {"dbus-daemon", "dbus-monitor", "dbus-send"}) {
      programs.insert(find_stack_program("", each, "dbus"));
    }
  };
  add(scenario.ap.path, stack_name(scenario.ap.stack));
  for (const Sta& sta : scenario.sta) add(sta.path, stack_name(sta.stack));
  if (scenario.network.key_mgmt != KeyManagement::kPsk &&
      scenario.radius.server == RadiusServer::kFreeradius) {
    add(scenario.radius.path, "freeradius");
  }
  return programs;
}

}  // namespace

void make_programs_resident(const Scenario& scenario) {
  make_self_resident();
  for (const std::string& program : programs_of(scenario)) make_resident(program);
}

}  // namespace keyrace
