#include "lab/engine/uml_console.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cstdint>
#include <cstring>
#include <regex>

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

constexpr int kAnswerMs = 1000;

// arch/um/drivers/mconsole.h: struct mconsole_reply.
struct Reply {
  std::uint32_t error = 0;
  std::uint32_t more = 0;
  std::uint32_t length = 0;
  char data[512] = {};
};

// Sends a command; what the kernel prints while it carries it out is the answer. Nothing: no
// answer.
std::optional<std::string> ask(int socket, const char* text) {
  Request request;
  request.length = static_cast<std::uint32_t>(std::strlen(text));
  std::memcpy(request.data, text, request.length);
  if (send(socket, &request, sizeof request, 0) < 0) return std::nullopt;
  std::string answer;
  for (Reply reply{0, 1, 0, {}}; reply.more;) {
    pollfd readable{socket, POLLIN, 0};
    if (poll(&readable, 1, kAnswerMs) != 1) return std::nullopt;
    if (recv(socket, &reply, sizeof reply, 0) < 0) return std::nullopt;
    answer.append(reply.data, std::min<std::size_t>(reply.length, sizeof reply.data));
  }
  return answer;
}

}  // namespace

std::optional<std::string> ask_who_runs(const std::string& uml_dir, const std::string& umid) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = uml_dir + "/" + umid + "/mconsole";
  if (path.size() >= sizeof address.sun_path) return std::nullopt;
  std::memcpy(address.sun_path, path.c_str(), path.size());

  const UniqueFd fd(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  sockaddr_un own{};  // autobind: an abstract address for the answer
  own.sun_family = AF_UNIX;
  if (bind(fd.get(), reinterpret_cast<const sockaddr*>(&own), sizeof own.sun_family) != 0 ||
      connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return std::nullopt;
  }
  // First the console's log level, or `quiet` keeps the registers from us.
  if (!ask(fd.get(), "sysrq 9")) return std::nullopt;
  const auto registers = ask(fd.get(), "sysrq p");
  if (!registers) return std::nullopt;
  // "Pid: 18, comm: hostapd Not tainted 7.3.4"
  std::smatch match;
  const bool named = std::regex_search(*registers, match, std::regex("comm: (\\S+)"));
  return named ? match[1].str() : "";
}

}  // namespace keyrace
