// A stack under test behind one face: a program that the guest configures, starts with the shim in
// a node's namespace, waits for and stops. One adapter each: hostapd.cc, wpa_supplicant.cc, iwd.cc,
// command.cc.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "emulator/sys/event_loop.h"
#include "emulator/sys/net_namespace.h"
#include "emulator/sys/unique_fd.h"
#include "lab/scenario/scenario.h"
#include "lab/stack/control_socket.h"
#include "lab/stack/interposition.h"
#include "lab/stack/program_environment.h"
#include "lab/stack/watched_process.h"

namespace keyrace {

// What every adapter gets from the guest.
struct StackContext {
  EventLoop& loop;
  const NetNamespace& network;
  std::string node;            // also the interface
  std::string work_directory;  // configuration and sockets; the node's own, exists
  std::string credentials;     // directory of eap_credentials.h; empty: no 802.1X
  bool debug_log = true;       // every step, not only what it says by itself
  std::string log_path;        // what the program prints
  std::string shim_path;       // libkeyrace_shim.so
  std::string catcher_path;    // keyrace_catch
  SeededEntropy entropy;
  int shim_config_fd = -1;  // inherited
  int key_log_fd = -1;      // inherited
  int events_fd = -1;       // inherited
  int ask_fd = -1;          // inherited; -1: none
  Interpose interpose = Interpose::kAuto;
};

class Stack {
 public:
  // Starts `argv` in `context`; events of the control socket `control_path` go to on_event().
  // Empty: it has none. `environment` is added to what every stack gets.
  // Throws SystemError, also where the shim can't take hold of the program as the scenario wants.
  Stack(const StackContext& context, std::vector<std::string> argv, std::string control_path,
        const std::vector<std::string>& environment = {});
  virtual ~Stack();
  Stack(const Stack&) = delete;
  Stack& operator=(const Stack&) = delete;

  // An AP: beacons. A STA: has its keys and may send.
  virtual bool ready() const = 0;
  const std::string& node() const { return context_.node; }
  const std::string& program() const { return program_; }  // absolute path
  // Has the stack do `action` by a command of its own; `agreed` is called when it has answered that
  // it will. `sta`: address of the STA that gets a new PTK. Throws SystemError, now or out of the
  // event loop, when the stack refuses or has no such command.
  virtual void trigger(TriggerAction action, const std::string& sta, std::function<void()> agreed);
  Interposition interposition() const { return interposition_; }
  // What it printed, below the run directory: "stacks/ap.log".
  std::string log() const;
  // Throws SystemError when the program has ended by itself.
  virtual void check_alive();
  // TERM, and KILL after some virtual seconds.
  virtual void stop();
  // Options of the kernel that the stack said it would need, such as "CONFIG_CRYPTO_CMAC".
  virtual std::vector<std::string> missing_kernel_options() const { return {}; }

 protected:
  virtual void on_event(const std::string&) {}
  void send_command(const std::string& command) { control_->send(command); }
  // Sends the command of a trigger, which must be answered with OK; `otherwise` tells what would be
  // right where the program does not know the command.
  void order(TriggerAction action, const std::string& command, std::function<void()> agreed,
             const std::string& otherwise);

 private:
  void watch_for_control_socket();
  void open_control_socket_when_there();

  StackContext context_;
  std::string program_;
  Interposition interposition_;
  std::string control_path_;
  UniqueFd watcher_;
  UniqueFd log_;
  std::unique_ptr<WatchedProcess> process_;
  std::unique_ptr<ControlSocket> control_;
};

// The scenario's AP or one of its STAs, whatever program that is. Throws SystemError.
std::unique_ptr<Stack> start_ap(const StackContext& context, const Scenario& scenario);
std::unique_ptr<Stack> start_sta(const StackContext& context, const Scenario& scenario,
                                 const Sta& sta);

// The adapters, for start_stack.cc.
std::unique_ptr<Stack> start_hostapd(const StackContext& context, const Scenario& scenario);
std::unique_ptr<Stack> start_wpa_supplicant(const StackContext& context, const Scenario& scenario,
                                            const Sta& sta);
std::unique_ptr<Stack> start_iwd_ap(const StackContext& context, const Scenario& scenario);
std::unique_ptr<Stack> start_iwd_sta(const StackContext& context, const Scenario& scenario,
                                     const Sta& sta);
std::unique_ptr<Stack> start_command_ap(const StackContext& context, const Scenario& scenario);
std::unique_ptr<Stack> start_command_sta(const StackContext& context, const Scenario& scenario,
                                         const Sta& sta);

// The file that will be run: `path`, or `name` from the usual system directories. Throws
// SystemError with the package to install when there is none.
std::string find_stack_program(const std::string& path, const std::string& name,
                               const std::string& package);

}  // namespace keyrace
