#include "tests/scenarios/tshark.h"

#include <fcntl.h>
#include <poll.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <vector>

#include "emulator/sys/child_process.h"
#include "emulator/sys/file.h"
#include "emulator/sys/system_error.h"

namespace keyrace {
namespace {

constexpr std::size_t kTkDigits = 32;  // of 16 octets, at the start of a key's material

std::set<std::string> temporal_keys(const std::string& key_log) {
  std::set<std::string> keys;
  std::ifstream in(key_log);
  for (std::string line; std::getline(in, line);) {
    const auto entry = nlohmann::json::parse(line);
    for (const char* member : {"material", "asked"}) {
      if (!entry.contains(member) || entry[member].is_null()) continue;
      keys.insert(entry[member].get<std::string>().substr(0, kTkDigits));
    }
  }
  return keys;
}

std::string output_of(const std::vector<std::string>& argv, const std::string& file) {
  const UniqueFd out = open_file(file, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  ChildProcess::Options options;
  // Without what tshark says of being run by root.
  options.argv = {"/bin/sh", "-c", "exec \"$0\" \"$@\" 2>/dev/null"};
  options.argv.insert(options.argv.end(), argv.begin(), argv.end());
  options.environment = {std::string("PATH=") + std::getenv("PATH"), "HOME=/nonexistent"};
  options.stdout_fd = out.get();
  ChildProcess process(options);
  pollfd ended{process.fd(), POLLIN, 0};
  poll(&ended, 1, -1);
  if (*process.poll_status() != 0) throw SystemError(argv.front() + " " + file, "it failed");
  return read_file(file);
}

std::set<std::uint64_t> numbers_in(const std::string& text) {
  std::istringstream in(text);
  std::set<std::uint64_t> numbers;
  for (std::uint64_t number; in >> number;) numbers.insert(number);
  return numbers;
}

// Of the frames that fit a display filter.
std::set<std::uint64_t> numbers_of(const std::string& capture, const std::string& filter) {
  return numbers_in(
      output_of({"tshark", "-r", capture, "-Y", filter, "-T", "fields", "-e", "frame.number"},
                capture + ".tshark"));
}

}  // namespace

std::set<std::uint64_t> tkip_frames_that_tshark_opens(const std::string& run_directory) {
  std::vector<std::string> argv{"tshark", "-r", run_directory + "/air.pcapng", "-o",
                                "wlan.enable_decryption:TRUE"};
  for (const std::string& key : temporal_keys(run_directory + "/keys.jsonl")) {
    argv.insert(argv.end(), {"-o", "uat:80211_keys:\"tk\",\"" + key + "\""});
  }
  // A group frame is one under a "gtk".
  argv.insert(
      argv.end(),
      {"-Y", "wlan.fc.type == 2 && wlan.tkip.extiv && (wlan.analysis.tk || wlan.analysis.gtk)",
       "-T", "fields", "-e", "frame.number"});
  return numbers_in(output_of(argv, run_directory + "/tshark.out"));
}

std::set<std::uint64_t> frames_that_tshark_takes_for_mesh(const std::string& capture) {
  return numbers_of(capture, "wlan.fc.protected && wlan.fixed.mesh_flags");
}

std::size_t packets_that_tshark_finds(const std::string& capture, const std::string& filter) {
  return numbers_of(capture, filter).size();
}

}  // namespace keyrace
