#include "lab/stack/stack_version.h"

#include <openssl/sha.h>
#include <poll.h>

#include <array>
#include <regex>

#include "emulator/sys/child_process.h"
#include "emulator/sys/file.h"
#include "lab/dot11/hex.h"

namespace keyrace {
namespace {

constexpr int kPatienceMs = 5000;

}  // namespace

std::string stack_version(const std::string& program) {
  const UniqueFd output = memory_file("stack-version", {});
  ChildProcess::Options options;
  options.argv = {program, "-v"};
  options.environment = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"};
  options.stdout_fd = output.get();
  ChildProcess child(options);
  pollfd ended{child.fd(), POLLIN, 0};
  poll(&ended, 1, kPatienceMs);
  const std::string text = read_file("/proc/self/fd/" + std::to_string(output.get()));
  std::smatch match;
  const std::regex version("(?:\\bv|\\bVersion |^)([0-9][^\\s,]*)");
  return std::regex_search(text, match, version) ? match[1].str() : "";
}

std::string program_sha256(const std::string& program) {
  const std::string content = read_file(program);
  std::array<std::uint8_t, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const std::uint8_t*>(content.data()), content.size(), digest.data());
  return to_hex(digest);
}

}  // namespace keyrace
