#include "lab/engine/uml_console.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cstdint>
#include <cstring>
#include <deque>
#include <fstream>

#include "emulator/sys/unique_fd.h"

namespace keyrace {
namespace {

// arch/um/drivers/mconsole.h: struct mconsole_request.
struct Request {
  std::uint32_t magic = 0xcafebabe;
  std::uint32_t version = 2;
  std::uint32_t length = 0;
  char data[512] = {};
};

constexpr std::size_t kTailLines = 15;
constexpr int kAnswerMs = 1000;

}  // namespace

bool ask_who_runs(const std::string& uml_dir, const std::string& umid) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = uml_dir + "/" + umid + "/mconsole";
  if (path.size() >= sizeof address.sun_path) return false;
  std::memcpy(address.sun_path, path.c_str(), path.size());

  const UniqueFd fd(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  sockaddr_un own{};  // autobind: an abstract address for the answer
  own.sun_family = AF_UNIX;
  if (bind(fd.get(), reinterpret_cast<const sockaddr*>(&own), sizeof own.sun_family) != 0) {
    return false;
  }
  Request request;
  std::strcpy(request.data, "sysrq p");
  request.length = static_cast<std::uint32_t>(std::strlen(request.data));
  if (sendto(fd.get(), &request, sizeof request, 0, reinterpret_cast<const sockaddr*>(&address),
             sizeof address) < 0) {
    return false;
  }
  pollfd answer{fd.get(), POLLIN, 0};
  return poll(&answer, 1, kAnswerMs) == 1;
}

std::string console_tail(const std::string& path) {
  std::ifstream in(path);
  std::deque<std::string> lines;
  for (std::string line; std::getline(in, line);) {
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
    if (line.empty()) continue;
    lines.push_back("  | " + line);
    if (lines.size() > kTailLines) lines.pop_front();
  }
  std::string tail;
  for (const std::string& line : lines) tail += "\n" + line;
  return tail;
}

}  // namespace keyrace
