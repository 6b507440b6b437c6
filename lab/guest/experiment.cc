#include "lab/guest/experiment.h"

#include <fcntl.h>

#include <algorithm>
#include <ctime>
#include <exception>
#include <filesystem>

#include "emulator/netlink/nl80211.h"
#include "emulator/netlink/rtnl.h"
#include "emulator/sys/file.h"
#include "emulator/sys/system_error.h"
#include "lab/dot11/mac_address.h"
#include "lab/evidence/json_lines.h"
#include "lab/evidence/run_directory.h"
#include "lab/evidence/traffic_log.h"
#include "lab/guest/air_capture.h"
#include "lab/guest/flow_ends.h"
#include "lab/guest/guest_filesystem.h"
#include "lab/guest/lan_names.h"
#include "lab/guest/node_entropy.h"
#include "lab/guest/power_save.h"
#include "lab/guest/resident_programs.h"
#include "lab/guest/shim_setup.h"
#include "lab/scenario/duration_text.h"
#include "lab/scenario/scenario_fields.h"
#include "lab/stack/eap_credentials.h"
#include "lab/stack/eap_trouble.h"

namespace keyrace {
namespace {

// Virtual time passes only when nobody has anything left to do. A STA has its keys before the AP is
// done with the same handshake; once this has passed, so is the AP.
constexpr std::chrono::microseconds kSettled{1};

// After the flows have ended: two beacon intervals, in which an AP delivers what it had buffered.
constexpr std::chrono::milliseconds kLinger{205};

std::uint64_t now_ns() {
  return static_cast<std::uint64_t>(monotonic_now().count());
}

// No buffer may fill up between two batches.
MonotonicTime batch_of(const Scenario& scenario) {
  constexpr std::int64_t kMostDatagrams = 5000;
  std::int64_t each_second = 1;
  for (const Flow& flow : scenario.traffic) {
    const bool to_all = flow.sta == kEveryStaName;
    each_second += flow.rate * (to_all ? static_cast<std::int64_t>(scenario.sta.size()) : 1);
  }
  const MonotonicTime filling = std::chrono::seconds(kMostDatagrams);
  return std::min(EventLoop::kLongestBatch, filling / each_second);
}

bool done_by_ap(TriggerAction action) {
  switch (action) {
    case TriggerAction::kRekeyPtk:
    case TriggerAction::kRekeyGtk:
      return true;
    case TriggerAction::kRequestPtk:
    case TriggerAction::kRequestGtk:
    case TriggerAction::kLeave:
    case TriggerAction::kReturn:
      return false;
  }
  return false;
}

}  // namespace

Experiment::Experiment(const Scenario& scenario, const Surroundings& surroundings)
    : scenario_(scenario),
      surroundings_(surroundings),
      loop_(batch_of(scenario)),
      pc_(silent_network()) {}

void Experiment::run(GuestSummary& summary) {
  try {
    run_to_end(summary);
  } catch (const std::exception&) {
    keep_recorded();
    throw;
  }
}

// The batch in which something failed is the one that matters.
void Experiment::keep_recorded() {
  const auto keep = [](auto& recorder) {
    try {
      if (recorder) recorder->catch_up();
    } catch (const std::exception&) {
      // What failed first is what is told.
    }
  };
  keep(trace_);
  keep(capture_);
  keep(radius_);
}

void Experiment::run_to_end(GuestSummary& summary) {
  if (surroundings_.real_time) make_programs_resident(scenario_);
  start_recording(describe_run(scenario_, summary.kernel_release));
  make_nodes(summary);
  make_air();
  make_lan();
  watch_air();
  prepare_triggers(summary);
  start_authentication_server(summary);
  start_stacks(summary);
  summary.connected_ns = now_ns();
  if (air_) air_->connected();
  summary.end_ns = static_cast<std::uint64_t>(run_traffic().count());
  stop_everything(summary);
}

void Experiment::start_recording(const CaptureDescription& description) {
  std::vector<std::string> interfaces{scenario_.ap.name};
  for (const Sta& sta : scenario_.sta) interfaces.push_back(sta.name);
  trace_ = std::make_unique<KernelTrace>(loop_, surroundings_.run_name, interfaces,
                                         guest_path::evidence(evidence_file::kRawTrace));
  std::optional<NetNamespace::Scope> scope;
  if (surroundings_.monitor_network) scope.emplace(*surroundings_.monitor_network);
  capture_ = capture_air(loop_, scenario_, description, guest_path::evidence(evidence_file::kAir));
  key_log_ =
      open_file(guest_path::evidence(evidence_file::kKeys), O_WRONLY | O_CREAT | O_APPEND, 0600);
  write_all(key_log_.get(), evidence_header("keys"), evidence_file::kKeys);
}

void Experiment::make_nodes(GuestSummary& summary) {
  const auto add = [&](const std::string& name, const HardwareAddress& mac,
                       const std::string& address, bool is_ap) {
    nodes_.push_back(std::make_unique<Node>(name, surroundings_.radio_prefix + name, mac, address));
    summary.nodes.push_back({name, MacAddress{mac}.to_string(), is_ap, "", "", {}});
  };
  add(scenario_.ap.name, lan_name::kApMac, "", true);
  for (std::size_t i = 0; i < scenario_.sta.size(); ++i) {
    add(scenario_.sta[i].name, lan_name::sta_mac(i), lan_name::sta_address(i), false);
  }
}

void Experiment::make_lan() {
  {
    const NetNamespace::Scope scope(nodes_.front()->network);
    Rtnl rtnl;
    rtnl.add_bridge(lan_name::kBridge);
    rtnl.add_veth(lan_name::kBridgePort, lan_name::kPc, pc_);
    rtnl.set_hardware_address(lan_name::kBridgePort, lan_name::kBridgePortMac);
    rtnl.add_to_bridge(lan_name::kBridgePort, lan_name::kBridge);
    rtnl.set_up(lan_name::kBridgePort);
    rtnl.set_up(lan_name::kBridge);
  }
  const NetNamespace::Scope scope(pc_);
  Rtnl rtnl;
  rtnl.set_hardware_address(lan_name::kPc, lan_name::kPcMac);
  rtnl.set_up(lan_name::kPc);
  rtnl.add_address(lan_name::kPc, std::string(lan_name::kPcAddress) + "/24");
  if (pc_is_paced()) rtnl.pace(lan_name::kPc);
  for (std::size_t i = 1; i < nodes_.size(); ++i) {
    Node& sta = *nodes_[i];
    rtnl.add_neighbour(lan_name::kPc, sta.address, sta.radio.address());
    const NetNamespace::Scope sta_scope(sta.network);
    Rtnl sta_rtnl;
    sta_rtnl.add_address(sta.name, sta.address + "/24");
    sta_rtnl.set_up(sta.name);
    // What a run shows should not hang on what a kernel takes for the default.
    set_power_save(sta, PowerSave::kOff);
  }
}

// Before anything is sent: the medium and the capture number the same frames.
void Experiment::make_air() {
  if (scenario_.air.empty()) return;
  air_ = std::make_unique<AirMedium>(loop_, *trace_, scenario_, names_by_mac(), frame_opener());
}

std::map<MacAddress, std::string> Experiment::names_by_mac() const {
  std::map<MacAddress, std::string> names;
  for (const auto& node : nodes_) names[MacAddress{node->radio.address()}] = node->name;
  return names;
}

FrameOpener Experiment::frame_opener() const {
  return {guest_path::evidence(evidence_file::kKeys),
          NodeNames(MacAddress{nodes_.front()->radio.address()}, names_by_mac())};
}

void Experiment::watch_air() {
  if (!needs_air_watch(scenario_)) return;
  std::map<MacAddress, std::uint16_t> rows;
  for (const auto& [mac, name] : names_by_mac()) rows[mac] = event_row(scenario_, name);
  watch_ = std::make_unique<AirWatch>(events_, frame_opener(), rows);
  capture_->observe([this](std::span<const std::uint8_t> packet) { watch_->on_frame(packet); });
  if (needs_early_keys(scenario_)) provide_early_keys();
}

void Experiment::provide_early_keys() {
  early_keys_ = std::make_unique<EarlyKeys>(loop_, scenario_.network,
                                            MacAddress{nodes_.front()->radio.address()},
                                            [this] { capture_->catch_up(); });
  watch_->observe_eapol_keys(
      [this](const MacAddress& ta, const MacAddress& ra, const EapolKey& key) {
        early_keys_->on_eapol_key(ta, ra, key);
      });
}

void Experiment::prepare_triggers(GuestSummary& summary) {
  if (scenario_.triggers.empty()) return;
  triggers_ = std::make_unique<TriggerSchedule>(
      loop_, scenario_, [this, &summary](std::size_t trigger) { pull_trigger(trigger, summary); });
  events_.observe(
      [this](std::uint16_t row, keyrace_event event) { triggers_->on_event(row, event); });
  if (!triggers_need_installs(scenario_)) return;
  installs_ = std::make_unique<InstallWatch>(
      loop_, guest_path::evidence(evidence_file::kKeys), [this](const std::string& node) {
        triggers_->on_event(event_row(scenario_, node), KEYRACE_EVENT_INSTALLED);
      });
}

void Experiment::pull_trigger(std::size_t trigger, GuestSummary& summary) {
  const Trigger& what = scenario_.triggers[trigger];
  const std::uint16_t sta = event_row(scenario_, what.sta);
  const std::size_t actor = done_by_ap(what.action) ? 0 : sta;
  const std::size_t place = summary.triggers.size();
  summary.triggers.push_back({static_cast<std::uint32_t>(trigger),
                              std::string(trigger_action_name(what.action)), what.sta, now_ns(),
                              std::nullopt});
  stacks_[actor]->trigger(what.action, MacAddress{nodes_[sta]->radio.address()}.to_string(),
                          [place, &summary] { summary.triggers[place].answered_ns = now_ns(); });
}

StackContext Experiment::context_for(Node& node, std::uint16_t nl80211_family,
                                     Interpose interpose) {
  const std::string work = std::string(guest_path::kWork) + "/" + node.name;
  std::filesystem::create_directories(work);
  std::filesystem::create_directories(guest_path::evidence(evidence_file::kStacks));
  const int ask_fd =
      early_keys_ ? early_keys_->socket_for(node.name, MacAddress{node.radio.address()}) : -1;
  node.shim_config = make_shim_config(scenario_, node.name,
                                      {nl80211_family, key_log_.get(), events_.fd(), ask_fd});
  return {.loop = loop_,
          .network = node.network,
          .node = node.name,
          .work_directory = work,
          .credentials = credentials_,
          .debug_log = scenario_.logs == LogDetail::kDebug,
          .log_path = guest_path::evidence(evidence_file::kStacks) + "/" + node.name + ".log",
          .shim_path = guest_path::kShim,
          .catcher_path = guest_path::kCatcher,
          .entropy = seeded_entropy(scenario_.seed, node.name),
          .shim_config_fd = node.shim_config.get(),
          .key_log_fd = key_log_.get(),
          .events_fd = events_.fd(),
          .ask_fd = ask_fd,
          .interpose = interpose};
}

void Experiment::start_authentication_server(GuestSummary& summary) {
  if (scenario_.network.key_mgmt == KeyManagement::kPsk) return;
  credentials_ = std::string(guest_path::kWork) + "/credentials";
  std::filesystem::create_directories(credentials_);
  write_eap_credentials(scenario_, std::time(nullptr), credentials_);
  if (scenario_.radius.server != RadiusServer::kFreeradius) return;
  radius_ = std::make_unique<RadiusSide>(loop_, scenario_, nodes_.front()->network, credentials_,
                                         describe_run(scenario_, summary.kernel_release));
  summary.radius_program = radius_->program();
  wait_for_stacks("the RADIUS server to take requests");
}

void Experiment::start_stacks(GuestSummary& summary) {
  const std::uint16_t family = Nl80211().family();
  const auto record = [&](std::size_t index, std::string_view stack) {
    summary.nodes[index].stack = stack;
    summary.nodes[index].program = stacks_[index]->program();
    summary.nodes[index].interposed = to_string(stacks_[index]->interposition());
  };
  stacks_.push_back(
      start_ap(context_for(*nodes_.front(), family, scenario_.ap.interpose), scenario_));
  record(0, stack_name(scenario_.ap.stack));
  wait_for_stacks("the AP to beacon");
  {
    // Where the stack has not done so itself: for the kernel the same again is nothing.
    const NetNamespace::Scope scope(nodes_.front()->network);
    Rtnl().add_to_bridge(scenario_.ap.name, lan_name::kBridge);
  }
  for (std::size_t i = 0; i < scenario_.sta.size(); ++i) {
    const Sta& sta = scenario_.sta[i];
    stacks_.push_back(
        start_sta(context_for(*nodes_[i + 1], family, sta.interpose), scenario_, sta));
    record(i + 1, stack_name(sta.stack));
  }
  wait_for_stacks("every STA to connect");
  add_neighbours();
  switch_power_save_on();
  loop_.run_until([] { return false; }, monotonic_now() + kSettled);
}

// Only now: a stack may have had its interface down, which forgets them.
void Experiment::add_neighbours() {
  for (std::size_t i = 1; i < nodes_.size(); ++i) {
    const NetNamespace::Scope scope(nodes_[i]->network);
    Rtnl().add_neighbour(nodes_[i]->name, lan_name::kPcAddress, lan_name::kPcMac);
  }
}

void Experiment::switch_power_save_on() {
  for (std::size_t i = 0; i < scenario_.sta.size(); ++i) {
    if (scenario_.sta[i].power_save == PowerSave::kOn) {
      set_power_save(*nodes_[i + 1], PowerSave::kOn);
    }
  }
}

void Experiment::check_alive() {
  if (radius_) radius_->check_alive();
  for (const auto& stack : stacks_) stack->check_alive();
}

void Experiment::wait_for_stacks(const std::string& what) {
  const auto alive_and_ready = [&] {
    check_alive();
    return (!radius_ || radius_->ready()) &&
           std::ranges::all_of(stacks_, [](const auto& stack) { return stack->ready(); });
  };
  if (loop_.run_until(alive_and_ready, monotonic_now() + scenario_.connect_deadline)) return;
  std::string logs;
  std::string trouble;
  for (const auto& stack : stacks_) {
    if (stack->ready()) continue;
    logs += (logs.empty() ? "; see " : ", ") + stack->log();
    if (trouble.empty()) trouble = authentication_trouble(*stack);
  }
  throw SystemError("wait for " + what, "it did not happen within " +
                                            duration_text(scenario_.connect_deadline) +
                                            " of virtual time" + trouble + logs);
}

std::string Experiment::authentication_trouble(const Stack& sta) const {
  if (scenario_.network.key_mgmt == KeyManagement::kPsk || sta.node() == scenario_.ap.name)
    return "";
  const std::string ap = read_file(guest_path::evidence(stacks_.front()->log()));
  const std::string server = radius_ ? radius_->read_log() : ap;
  const std::string trouble =
      eap_trouble({server, ap, read_file(guest_path::evidence(sta.log()))}, sta.node());
  return trouble.empty() ? "" : ": " + trouble;
}

MonotonicTime Experiment::run_traffic() {
  for (std::size_t i = 0; i < scenario_.traffic.size(); ++i) {
    const Flow& flow = scenario_.traffic[i];
    flows_.push_back(make_flow(loop_, static_cast<std::uint32_t>(i), flow,
                               flow_ends(flow, pc_, pc_is_paced(), nodes_)));
  }
  const MonotonicTime begin = monotonic_now();
  const MonotonicTime end = begin + scenario_.duration;
  for (auto& flow : flows_) flow->start(begin, end);
  if (triggers_) triggers_->start(begin, end);
  const auto check_stacks = [&] {
    check_alive();
    return false;
  };
  loop_.run_until(check_stacks, end + kLinger);
  return end;
}

void Experiment::stop_everything(GuestSummary& summary) {
  // What is sent from here on is tidying up, and may be lost with its radio: it can't be numbered.
  air_.reset();
  // From here on nobody answers: a shim that asks now must not keep its stack from ending.
  if (early_keys_) watch_->observe_eapol_keys({});
  early_keys_.reset();
  // STAs first, so that no STA starts to roam because its AP has gone.
  for (auto stack = stacks_.rbegin(); stack != stacks_.rend(); ++stack) (*stack)->stop();
  for (std::size_t i = 0; i < stacks_.size(); ++i) {
    summary.nodes[i].missing_options = stacks_[i]->missing_kernel_options();
  }
  finish_flows(summary);
  if (radius_) radius_->finish();
  trace_->finish();
  capture_->finish();
}

void Experiment::finish_flows(GuestSummary& summary) {
  std::vector<TrafficRecord> records;
  std::exception_ptr failure;
  for (const auto& flow : flows_) {
    try {
      flow->finish();
    } catch (const std::exception&) {
      if (!failure) failure = std::current_exception();
    }
    records.insert(records.end(), flow->records().begin(), flow->records().end());
    if (const auto connection = flow->connection()) summary.connections.push_back(*connection);
  }
  write_traffic_log(guest_path::evidence(evidence_file::kTraffic), records);
  if (failure) std::rethrow_exception(failure);
}

}  // namespace keyrace
