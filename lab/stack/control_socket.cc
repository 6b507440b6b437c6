#include "lab/stack/control_socket.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cstring>

#include "emulator/sys/system_error.h"

namespace keyrace {
namespace {

sockaddr_un unix_address(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    throw SystemError("use control socket " + path, ENAMETOOLONG);
  }
  std::memcpy(address.sun_path, path.c_str(), path.size());
  return address;
}

const sockaddr* generic(const sockaddr_un& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

}  // namespace

bool is_bound(const std::string& path) {
  const sockaddr_un address = unix_address(path);
  const UniqueFd probe(
      check("open a control socket", socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)));
  return connect(probe.get(), generic(address), sizeof address) == 0;
}

ControlSocket::ControlSocket(EventLoop& loop, const std::string& server, const std::string& client,
                             std::function<void(const std::string&)> on_event)
    : loop_(loop),
      server_(server),
      client_(client),
      socket_(check("open a control socket",
                    socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0))),
      on_event_(std::move(on_event)) {
  const sockaddr_un own = unix_address(client_);
  const sockaddr_un peer = unix_address(server_);
  check("bind " + client_, bind(socket_.get(), generic(own), sizeof own));
  check("connect " + server_, connect(socket_.get(), generic(peer), sizeof peer));
  loop_.watch(socket_.get(), [this] { receive(); });
  send("ATTACH");
}

ControlSocket::~ControlSocket() {
  loop_.unwatch(socket_.get());
  unlink(client_.c_str());
}

void ControlSocket::send(const std::string& command) {
  ask(command, [this](const std::string& reply) { on_event_("REPLY " + reply); });
}

void ControlSocket::ask(const std::string& command,
                        std::function<void(const std::string&)> on_reply) {
  check("send " + command + " to " + server_,
        ::send(socket_.get(), command.data(), command.size(), MSG_NOSIGNAL));
  waiting_.push_back(std::move(on_reply));
}

void ControlSocket::receive() {
  std::array<char, 4096> buffer{};
  for (;;) {
    const ssize_t got = recv(socket_.get(), buffer.data(), buffer.size(), 0);
    if (got < 0) return;  // nothing more, or the stack has gone: its process tells
    take({buffer.data(), static_cast<std::size_t>(got)});
  }
}

// An event has its priority before it, "<3>AP-ENABLED"; what has none is a reply.
void ControlSocket::take(std::string message) {
  const std::size_t end = message.find('>');
  if (message.starts_with('<') && end != std::string::npos) {
    on_event_(message.substr(end + 1));
    return;
  }
  if (waiting_.empty()) return;  // nobody asked
  const auto on_reply = std::move(waiting_.front());
  waiting_.pop_front();
  if (message.ends_with('\n')) message.pop_back();
  on_reply(message);
}

}  // namespace keyrace
