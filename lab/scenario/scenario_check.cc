#include "lab/scenario/scenario_check.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>
#include <vector>

#include "lab/scenario/air_check.h"
#include "lab/scenario/duration_text.h"
#include "lab/scenario/errno_name.h"
#include "lab/scenario/nearest_name.h"
#include "lab/scenario/radius_check.h"
#include "lab/scenario/scenario_error.h"
#include "lab/scenario/scenario_fields.h"
#include "lab/scenario/stack_check.h"

namespace keyrace {
namespace {

// A node's name is also its interface's, and these already mean something to the kernel.
constexpr std::array<std::string_view, 4> kReservedNames{"lo", "hwsim0", "all", "default"};

class ScenarioCheck {
 public:
  ScenarioCheck(const Scenario& scenario, const std::string& source)
      : scenario_(scenario), source_(source) {}

  void check_nodes() {
    add_node("/ap", scenario_.ap.name);
    for (std::size_t i = 0; i < scenario_.sta.size(); ++i) {
      add_node("/sta/" + std::to_string(i), scenario_.sta[i].name);
      stas_.push_back(scenario_.sta[i].name);
    }
  }

  void check_traffic() const {
    for (std::size_t i = 0; i < scenario_.traffic.size(); ++i) {
      const std::string where = "/traffic/" + std::to_string(i);
      const Flow& flow = scenario_.traffic[i];
      if (flow.sta == kEveryStaName) {
        check_broadcast(where, flow);
      } else {
        check_known(where + "/sta", flow.sta, stas_, "STA");
      }
    }
  }

  void check_faults() const {
    for (std::size_t i = 0; i < scenario_.faults.size(); ++i) {
      check_fault("/faults/" + std::to_string(i), scenario_.faults[i]);
    }
  }

  void check_triggers() const {
    for (std::size_t i = 0; i < scenario_.triggers.size(); ++i) {
      check_trigger("/triggers/" + std::to_string(i), scenario_.triggers[i]);
    }
  }

  void check_variants() const {
    for (std::size_t i = 0; i < scenario_.compare.size(); ++i) {
      const std::string& name = scenario_.compare[i].name;
      const auto first = std::ranges::find(scenario_.compare, name, &Variant::name);
      const auto index = static_cast<std::size_t>(first - scenario_.compare.begin());
      if (index == i) continue;
      fail("/compare/" + std::to_string(i) + "/name",
           "the name " + in_quotes(name) + " is taken by /compare/" + std::to_string(index) +
               "; give each variant a name of its own");
    }
  }

 private:
  void check_broadcast(const std::string& where, const Flow& flow) const {
    const char* needs = flow.protocol != Protocol::kUdp          ? "\"udp\" as \"protocol\""
                        : flow.direction != Direction::kDownlink ? "\"downlink\" as \"direction\""
                                                                 : nullptr;
    if (needs)
      fail(where + "/sta", "\"all\" needs " + std::string(needs) + ": it is broadcast by the PC");
  }

  void add_node(const std::string& where, const std::string& name) {
    if (std::find(kReservedNames.begin(), kReservedNames.end(), name) != kReservedNames.end()) {
      fail(where + "/name", in_quotes(name) + " is a name of the kernel's own; choose another");
    }
    const auto same = std::find(names_.begin(), names_.end(), name);
    if (same != names_.end()) {
      const auto index = static_cast<std::size_t>(same - names_.begin());
      fail(where + "/name", "the name " + in_quotes(name) + " is taken by " + pointers_[index] +
                                "; give each node a name of its own");
    }
    names_.push_back(name);
    pointers_.push_back(where);
  }

  void check_fault(const std::string& where, const Fault& fault) const {
    if (fault.node != "all") check_known(where + "/node", fault.node, names_, "node");
    if (fault.kind == FaultKind::kFail && !errno_by_name(fault.error)) {
      fail(where + "/error", in_quotes(fault.error) +
                                 " is no error of this system; one such as \"EIO\" would be right");
    }
    check_agreement(where, fault);
    if (fault.last && *fault.last < fault.first) {
      fail(where + "/last", "must not be less than \"first\", which is " +
                                std::to_string(fault.first) + "; found " +
                                std::to_string(*fault.last));
    }
    const bool needs_mic_keys =
        fault.kind == FaultKind::kSplit || fault.kind == FaultKind::kSwapMic ||
        (fault.kind == FaultKind::kCorrupt && fault.part != CorruptedPart::kTk);
    if (needs_mic_keys && scenario_.network.cipher != Cipher::kTkip) {
      fail(where + "/fault",
           fault_name(fault) +
               " needs \"tkip\" as /network/cipher: keys of other ciphers have no "
               "MIC half");
    }
    if (fault.kind == FaultKind::kEarly) check_early(where, fault);
    const bool needs_material = needs_mic_keys || fault.kind == FaultKind::kCorrupt;
    if (needs_material && fault.request == KeyRequest::kDelete) {
      fail(where + "/request", fault_name(fault) + " changes a key, and \"delete\" carries none");
    }
  }

  // Which key the next handshake gives can only be known of a pairwise one.
  void check_early(const std::string& where, const Fault& fault) const {
    if (fault.key != KeyKind::kPairwise) {
      fail(where + "/key", fault_name(fault) +
                               " needs \"pairwise\": a group key is the AP's own "
                               "choice, nobody can have it before");
    }
    if (fault.request != KeyRequest::kInstall) {
      fail(where + "/request", fault_name(fault) +
                                   " needs \"install\": a key that is removed "
                                   "before the handshake is no key of it");
    }
  }

  // How a request ends can be said once: two faults that both decide it for the same requests
  // contradict each other. So do an early key and a fault that makes another key of it; what else
  // becomes of the stack's own request does not matter to a key that is in.
  void check_agreement(const std::string& where, const Fault& fault) const {
    for (const Fault& earlier : scenario_.faults) {
      if (&earlier == &fault) return;
      const bool too_late = settles_request(earlier) && fault.kind != FaultKind::kEarly;
      if ((!contradict(earlier, fault) && !too_late) || !same_requests(earlier, fault)) continue;
      const auto index = static_cast<std::size_t>(&earlier - scenario_.faults.data());
      const std::string there = fault_name(earlier) + " of /faults/" + std::to_string(index);
      if (contradict(earlier, fault)) {
        fail(where + "/fault", fault_name(fault) + " contradicts " + there +
                                   " for the same requests; choose one, or requests that differ");
      }
      fail(where + "/fault", fault_name(fault) + " comes too late for the same requests as " +
                                 there + "; write it before that");
    }
  }

  // Nothing happens to a request after one of these.
  static bool settles_request(const Fault& fault) {
    return fault.kind == FaultKind::kDefer || fault.kind == FaultKind::kDrop ||
           fault.kind == FaultKind::kFail;
  }

  static bool contradict(const Fault& a, const Fault& b) {
    if (a.kind == FaultKind::kEarly) return b.kind == FaultKind::kEarly || changes_key(b);
    if (b.kind == FaultKind::kEarly) return changes_key(a);
    return ends_request(a) && ends_request(b);
  }

  static bool changes_key(const Fault& fault) {
    switch (fault.kind) {
      case FaultKind::kSplit:
      case FaultKind::kSwapMic:
      case FaultKind::kCorrupt:
        return true;
      case FaultKind::kDelay:
      case FaultKind::kDefer:
      case FaultKind::kDrop:
      case FaultKind::kFail:
      case FaultKind::kDuplicate:
      case FaultKind::kHoldUntil:
      case FaultKind::kEarly:
        return false;
    }
    return false;
  }

  static bool ends_request(const Fault& fault) {
    switch (fault.kind) {
      case FaultKind::kSplit:
      case FaultKind::kDefer:
      case FaultKind::kDrop:
      case FaultKind::kFail:
      case FaultKind::kDuplicate:
        return true;
      case FaultKind::kDelay:
      case FaultKind::kSwapMic:
      case FaultKind::kCorrupt:
      case FaultKind::kHoldUntil:
      case FaultKind::kEarly:
        return false;
    }
    return false;
  }

  // Of the numbers of one and those of the other.
  static bool share_a_number(const Fault& a, const Fault& b) {
    constexpr std::uint32_t kNoLast = std::numeric_limits<std::uint32_t>::max();
    const Fault& wide = a.every >= b.every ? a : b;
    const Fault& narrow = &wide == &a ? b : a;
    const std::uint64_t last = std::min(a.last.value_or(kNoLast), b.last.value_or(kNoLast));
    std::uint64_t n = wide.first;
    if (n < narrow.first) n += (narrow.first - n + wide.every - 1) / wide.every * wide.every;
    // After narrow.every steps the remainders repeat.
    for (std::uint32_t step = 0; step < narrow.every && n <= last; ++step, n += wide.every) {
      if ((n - narrow.first) % narrow.every == 0) return true;
    }
    return false;
  }

  static bool same_requests(const Fault& a, const Fault& b) {
    return (a.node == b.node || a.node == "all" || b.node == "all") && a.key == b.key &&
           a.request == b.request && share_a_number(a, b) &&
           (!a.key_id || !b.key_id || a.key_id == b.key_id);
  }

  static std::string fault_name(const Fault& fault) {
    return in_quotes(std::string(fault_kind_name(fault.kind)));
  }

  void check_trigger(const std::string& where, const Trigger& trigger) const {
    check_known(where + "/sta", trigger.sta, stas_, "STA");
    check_known(where + "/of", trigger.of, names_, "node");
    if (trigger.on == TriggerEvent::kConnected) check_in_time(where, trigger);
    if (trigger.action != TriggerAction::kReturn) return;
    const bool has_left = std::ranges::any_of(scenario_.triggers, [&](const Trigger& each) {
      return each.action == TriggerAction::kLeave && each.sta == trigger.sta &&
             may_precede(each, trigger);
    });
    if (has_left) return;
    fail(where + "/do", "\"return\" needs an earlier \"leave\" of " + in_quotes(trigger.sta) +
                            ", which has not left by then; add such a trigger");
  }

  // When an event comes is not known beforehand.
  static bool may_precede(const Trigger& a, const Trigger& b) {
    return a.on != TriggerEvent::kConnected || b.on != TriggerEvent::kConnected ||
           a.after < b.after;
  }

  // What is due when the run has ended would never be done.
  void check_in_time(const std::string& where, const Trigger& trigger) const {
    const std::string run = "the run lasts " + in_quotes(duration_text(scenario_.duration)) + "; ";
    if (trigger.after >= scenario_.duration) {
      fail(where + "/after", in_quotes(duration_text(trigger.after)) + " is too late: " + run +
                                 "a longer /duration or an earlier time would be right");
    }
    if (trigger.times == 1) return;
    const std::int64_t fitting =
        1 + (scenario_.duration - trigger.after - Duration(1)) / trigger.every;
    if (trigger.times <= fitting) return;
    fail(where + "/times", "must not be more than " + std::to_string(fitting) + ", because " + run +
                               "found " + std::to_string(trigger.times));
  }

  void check_known(const std::string& where, const std::string& name,
                   const std::vector<std::string>& known, const std::string& kind) const {
    if (std::find(known.begin(), known.end(), name) != known.end()) return;
    const auto near = nearest_name(name, known);
    fail(where, "no " + kind + " is named " + in_quotes(name) + "; the " + kind + "s are " +
                    quoted_list(known) + (near ? "; did you mean " + in_quotes(*near) + "?" : ""));
  }

  [[noreturn]] void fail(const std::string& where, const std::string& reason) const {
    throw ScenarioError(source_, where, reason);
  }

  const Scenario& scenario_;
  const std::string& source_;
  std::vector<std::string> names_;     // of all nodes, the AP's first
  std::vector<std::string> pointers_;  // where they are
  std::vector<std::string> stas_;
};

}  // namespace

void check_scenario(const Scenario& scenario, const std::string& source) {
  ScenarioCheck check(scenario, source);
  check.check_nodes();
  check.check_traffic();
  check.check_faults();
  check.check_triggers();
  check.check_variants();
  check_air(scenario, source);
  check_radius(scenario, source);
  check_stacks(scenario, source);
}

}  // namespace keyrace
