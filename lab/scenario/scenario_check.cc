#include "lab/scenario/scenario_check.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>
#include <vector>

#include "lab/scenario/errno_name.h"
#include "lab/scenario/nearest_name.h"
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
      check_known(where + "/sta", scenario_.traffic[i].sta, stas_, "STA");
    }
  }

  void check_faults() const {
    for (std::size_t i = 0; i < scenario_.faults.size(); ++i) {
      check_fault("/faults/" + std::to_string(i), scenario_.faults[i]);
    }
  }

 private:
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
    const bool needs_material = needs_mic_keys || fault.kind == FaultKind::kCorrupt;
    if (needs_material && fault.request == KeyRequest::kDelete) {
      fail(where + "/request", fault_name(fault) + " changes a key, and \"delete\" carries none");
    }
  }

  // How a request ends can be said once: two faults that both decide it for the same requests
  // contradict each other.
  void check_agreement(const std::string& where, const Fault& fault) const {
    for (const Fault& earlier : scenario_.faults) {
      if (&earlier == &fault) return;
      if (!ends_request(earlier) || !ends_request(fault) || !same_requests(earlier, fault))
        continue;
      const auto index = static_cast<std::size_t>(&earlier - scenario_.faults.data());
      fail(where + "/fault", fault_name(fault) + " contradicts " + fault_name(earlier) +
                                 " of /faults/" + std::to_string(index) +
                                 " for the same requests; choose one, or requests that differ");
    }
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
        return false;
    }
    return false;
  }

  static bool same_requests(const Fault& a, const Fault& b) {
    constexpr std::uint32_t kNoLast = std::numeric_limits<std::uint32_t>::max();
    return (a.node == b.node || a.node == "all" || b.node == "all") && a.key == b.key &&
           a.request == b.request && a.first <= b.last.value_or(kNoLast) &&
           b.first <= a.last.value_or(kNoLast) && (a.every == 1 || b.every == 1) &&
           (!a.key_id || !b.key_id || a.key_id == b.key_id);
  }

  static std::string fault_name(const Fault& fault) {
    return in_quotes(std::string(fault_kind_name(fault.kind)));
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
  check_stacks(scenario, source);
}

}  // namespace keyrace
