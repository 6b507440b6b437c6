// The control interface that hostapd and wpa_supplicant share: a UNIX datagram socket that takes
// commands and, once attached, tells events ("<3>CTRL-EVENT-CONNECTED ...").
#pragma once

#include <deque>
#include <functional>
#include <string>

#include "emulator/sys/event_loop.h"

namespace keyrace {

// Whether somebody has bound a socket to `path`.
bool is_bound(const std::string& path);

class ControlSocket {
 public:
  // Connects to the stack's socket at `server`, bound to `client` (a path of ours), and attaches.
  // Each event is told to `on_event` without its priority prefix. Throws SystemError.
  ControlSocket(EventLoop& loop, const std::string& server, const std::string& client,
                std::function<void(const std::string&)> on_event);
  ~ControlSocket();
  ControlSocket(const ControlSocket&) = delete;
  ControlSocket& operator=(const ControlSocket&) = delete;

  // Sends a command; its reply comes as any message without a priority prefix and is told as an
  // event "REPLY <text>".
  void send(const std::string& command);
  // The same, but the reply goes to `on_reply`, without the newline at its end.
  void ask(const std::string& command, std::function<void(const std::string&)> on_reply);

 private:
  void receive();
  void take(std::string message);

  EventLoop& loop_;
  std::string server_;
  std::string client_;
  UniqueFd socket_;
  std::function<void(const std::string&)> on_event_;
  // One for each command that has no reply yet: replies come in the order of the commands.
  std::deque<std::function<void(const std::string&)>> waiting_;
};

}  // namespace keyrace
