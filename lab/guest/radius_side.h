// The RADIUS server of a run with 802.1X, on the wired side: its namespace, its link to the AP, the
// program, and a capture of that link. Called by Experiment. Middle of the flow: engine -> [guest].
#pragma once

#include <memory>
#include <string>

#include "emulator/sys/event_loop.h"
#include "emulator/sys/net_namespace.h"
#include "lab/guest/link_capture.h"
#include "lab/scenario/scenario.h"
#include "lab/stack/freeradius.h"

namespace keyrace {

class RadiusSide {
 public:
  // `ap`: the AP's namespace. `credentials`: directory of eap_credentials.h. Starts all but a
  // server that the scenario wants unreachable. `description`: of what is captured. Throws
  // SystemError.
  RadiusSide(EventLoop& loop, const Scenario& scenario, const NetNamespace& ap,
             const std::string& credentials, const CaptureDescription& description);

  std::string program() const { return server_ ? server_->program() : ""; }
  // An unreachable server is not waited for.
  bool ready() const { return !server_ || server_->ready(); }
  // Throws SystemError when the server has ended by itself.
  void check_alive();
  // What it has printed; empty: it does not run.
  std::string read_log() const;
  // Writes what was captured until now.
  void catch_up();
  // Ends the server and closes the capture. Throws SystemError.
  void finish();

 private:
  void make_link(const NetNamespace& ap);

  NetNamespace network_;
  std::unique_ptr<LinkCapture> capture_;
  std::unique_ptr<Freeradius> server_;
};

}  // namespace keyrace
