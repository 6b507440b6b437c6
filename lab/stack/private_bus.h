// A D-Bus of one node's own, inside the run: the daemon, a listener, and calls. Nothing of it is
// the machine's system bus. Used by the iwd adapter; programs are those of Debian's dbus packages.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "emulator/sys/child_process.h"
#include "emulator/sys/event_loop.h"
#include "lab/stack/dbus_signals.h"
#include "lab/stack/log_follower.h"
#include "lab/stack/stack.h"

namespace keyrace {

class PrivateBus {
 public:
  // Returns when the bus listens and what `service` will signal is heard. Socket and configuration
  // are in the node's work directory, what the programs print is beside the stack's log. Throws
  // SystemError, also at `deadline`.
  PrivateBus(const StackContext& context, const std::string& service, MonotonicTime deadline);

  // For DBUS_SYSTEM_BUS_ADDRESS.
  std::string address() const { return "unix:path=" + socket_path_; }
  void on_property(std::function<void(const DbusProperty&)> told) { told_ = std::move(told); }
  // Calls `method` ("net.connman.iwd.AccessPoint.StartProfile") of an object; `arguments` as
  // dbus-send takes them ("string:keyrace"). check_alive() tells if it fails.
  void call(const std::string& object, const std::string& method,
            const std::vector<std::string>& arguments);
  // Throws SystemError when a program of the bus has ended or a call has failed.
  void check_alive();
  void stop();

 private:
  struct Call {
    std::string method;
    std::unique_ptr<ChildProcess> process;
  };

  std::unique_ptr<ChildProcess> start(std::vector<std::string> argv, int output);
  void start_daemon(MonotonicTime deadline);
  void start_listener(MonotonicTime deadline);
  void wait_for(const std::string& what, const bool& done, MonotonicTime deadline);

  StackContext context_;
  std::string service_;
  std::string socket_path_;
  std::string log_path_;
  UniqueFd log_;
  std::unique_ptr<ChildProcess> daemon_;
  std::unique_ptr<ChildProcess> listener_;
  std::vector<Call> calls_;
  std::function<void(const DbusProperty&)> told_;
  DbusSignals signals_;
  bool is_heard_ = false;  // the listener listens
  std::unique_ptr<LogFollower> heard_;
};

}  // namespace keyrace
