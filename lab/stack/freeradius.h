// FreeRADIUS as the authentication server of a run with 802.1X: a program that the guest
// configures, starts in a namespace of its own, waits for and stops. No stack under test: no shim,
// no keys to install. Middle of the flow: engine -> [guest].
#pragma once

#include <memory>
#include <string>

#include "emulator/sys/event_loop.h"
#include "emulator/sys/net_namespace.h"
#include "emulator/sys/unique_fd.h"
#include "lab/scenario/scenario.h"
#include "lab/stack/log_follower.h"
#include "lab/stack/program_environment.h"
#include "lab/stack/watched_process.h"

namespace keyrace {

class Freeradius {
 public:
  struct Place {
    const NetNamespace& network;
    std::string address;      // IPv4 that it listens at
    std::string ap_address;   // IPv4 of its only client
    std::string directory;    // configuration; exists
    std::string credentials;  // directory of eap_credentials.h
    std::string log_path;
    SeededEntropy entropy;
  };

  // Throws SystemError, also with the package to install.
  Freeradius(EventLoop& loop, const Scenario& scenario, const Place& place);

  const std::string& program() const { return program_; }  // absolute path
  // It takes requests.
  bool ready() const { return ready_; }
  // Throws SystemError when it has ended by itself.
  void check_alive();
  void stop();

 private:
  std::string program_;
  bool ready_ = false;
  UniqueFd log_;
  std::unique_ptr<LogFollower> follower_;
  std::unique_ptr<WatchedProcess> process_;
};

}  // namespace keyrace
