// The experiment itself, inside the guest's kernel: radios, namespaces, stacks, traffic, capture.
// Judges nothing; leaves evidence. Middle of the flow: engine -> [guest] -> verify.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "emulator/sys/event_loop.h"
#include "lab/evidence/job.h"
#include "lab/guest/air_medium.h"
#include "lab/guest/air_watch.h"
#include "lab/guest/early_keys.h"
#include "lab/guest/install_watch.h"
#include "lab/guest/kernel_trace.h"
#include "lab/guest/link_capture.h"
#include "lab/guest/node.h"
#include "lab/guest/radius_side.h"
#include "lab/guest/shim_events.h"
#include "lab/guest/surroundings.h"
#include "lab/guest/trigger_schedule.h"
#include "lab/scenario/scenario.h"
#include "lab/stack/stack.h"
#include "lab/traffic/running_flow.h"

namespace keyrace {

class Experiment {
 public:
  // Evidence goes below guest_path::kEvidence.
  Experiment(const Scenario& scenario, const Surroundings& surroundings);

  // Runs it to its end. Throws SystemError; what was recorded until then is kept.
  // Fills `summary` as far as it gets.
  void run(GuestSummary& summary);

 private:
  void run_to_end(GuestSummary& summary);
  void make_nodes(GuestSummary& summary);
  void make_air();
  void watch_air();
  void prepare_triggers(GuestSummary& summary);
  void pull_trigger(std::size_t trigger, GuestSummary& summary);
  void provide_early_keys();
  void make_lan();
  // Where time jumps, a datagram that waits in the kernel leaves at its very nanosecond; where it
  // passes, the time of sending has to be read from the clock.
  bool pc_is_paced() const { return !surroundings_.real_time; }
  // description: of what is captured.
  void start_recording(const CaptureDescription& description);
  // The authentication server and what everybody shows to it; only with 802.1X.
  void start_authentication_server(GuestSummary& summary);
  void start_stacks(GuestSummary& summary);
  void add_neighbours();
  // Of the STAs that are to have it; once they are connected.
  void switch_power_save_on();
  // Throws SystemError when a program has ended by itself.
  void check_alive();
  // Until all that have been started are ready.
  void wait_for_stacks(const std::string& what);
  // ": " and what the logs tell; empty: nothing, or no 802.1X.
  std::string authentication_trouble(const Stack& sta) const;
  // Returns when the flows ended.
  MonotonicTime run_traffic();
  void stop_everything(GuestSummary& summary);
  void finish_flows(GuestSummary& summary);
  void keep_recorded();
  std::map<MacAddress, std::string> names_by_mac() const;
  FrameOpener frame_opener() const;
  StackContext context_for(Node& node, std::uint16_t nl80211_family, Interpose interpose);

  const Scenario& scenario_;
  const Surroundings& surroundings_;
  EventLoop loop_;
  NetNamespace pc_;
  std::vector<std::unique_ptr<Node>> nodes_;  // the AP first
  std::unique_ptr<KernelTrace> trace_;
  std::unique_ptr<LinkCapture> capture_;
  std::string credentials_;             // directory of eap_credentials.h; only with 802.1X
  std::unique_ptr<RadiusSide> radius_;  // only where a RADIUS server authenticates
  UniqueFd key_log_;
  std::unique_ptr<AirMedium> air_;  // only where the scenario has rules
  ShimEvents events_;
  std::unique_ptr<TriggerSchedule> triggers_;   // only where the scenario has some
  std::unique_ptr<InstallWatch> installs_;      // only where one waits for an install
  std::unique_ptr<AirWatch> watch_;             // only where something depends on the air
  std::unique_ptr<EarlyKeys> early_keys_;       // only where a key is to be early
  std::vector<std::unique_ptr<Stack>> stacks_;  // as nodes_
  std::vector<std::unique_ptr<RunningFlow>> flows_;
};

}  // namespace keyrace
