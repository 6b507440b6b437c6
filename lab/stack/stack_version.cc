#include "lab/stack/stack_version.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <regex>
#include <stdexcept>

#include "emulator/sys/child_process.h"
#include "emulator/sys/file.h"
#include "emulator/sys/system_error.h"
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
  // Piece by piece: a program's pages, fresh ones for each run, would cost more than the hash.
  const UniqueFd file = open_file(program, O_RDONLY);
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> hash(EVP_MD_CTX_new(),
                                                                     EVP_MD_CTX_free);
  bool done = hash && EVP_DigestInit_ex(hash.get(), EVP_sha256(), nullptr) == 1;
  std::array<char, 65536> piece;
  while (const ssize_t got =
             check("read " + program, read(file.get(), piece.data(), piece.size()))) {
    done = done && EVP_DigestUpdate(hash.get(), piece.data(), static_cast<std::size_t>(got)) == 1;
  }
  std::array<std::uint8_t, SHA256_DIGEST_LENGTH> digest{};
  done = done && EVP_DigestFinal_ex(hash.get(), digest.data(), nullptr) == 1;
  if (!done) throw std::runtime_error("OpenSSL has no SHA-256");
  return to_hex(digest);
}

}  // namespace keyrace
