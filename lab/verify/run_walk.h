// Goes through a run in the kernel's own order: keys switch, frames are sent, receivers come to
// them. At each outcome the receiver model judges with the keys of that moment, and the kernel's
// own word is put beside it. Arrow: evidence -> verdicts; the heart of verify.
#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "lab/evidence/job.h"
#include "lab/evidence/kernel_log.h"
#include "lab/evidence/key_log.h"
#include "lab/evidence/radius_log.h"
#include "lab/verify/air_frame.h"
#include "lab/verify/key_epochs.h"
#include "lab/verify/key_installs.h"
#include "lab/verify/node_names.h"
#include "lab/verify/receiver.h"
#include "lab/verify/run_verdicts.h"
#include "lab/verify/sender_keys.h"

namespace keyrace {

struct RunEvidence {
  GuestSummary guest;
  KeyLog keys;
  std::vector<KernelEvent> kernel;
  std::vector<AirFrame> frames;
  std::vector<RadiusPacket> radius;  // in the order of the capture
};

// Throws EvidenceError where the files contradict each other (a frame of the trace that the capture
// does not have, an install that no shim logged).
RunVerdicts verify_run(const RunEvidence& evidence);

class RunWalk {
 public:
  explicit RunWalk(const RunEvidence& evidence);
  RunVerdicts run();

 private:
  // A frame that a receiver has not come to yet.
  struct Arrived {
    AirFrame frame;
    SenderKeys sender;
  };
  struct Pending {
    std::size_t frame = 0;  // index in the evidence
    SenderKeys sender;
    std::uint32_t cpu = 0;    // whose tasklets receive it
    std::uint64_t heard = 0;  // how many were heard until then, with this one
    AirEffect air = AirEffect::kNone;
    std::uint64_t air_delay_ns = 0;
    std::optional<Arrived> arrived = {};  // where that is not what was sent, or not then
  };
  // A frame that the guest's medium has taken.
  struct OnAir {
    std::size_t frame = 0;  // index in the evidence
    SenderKeys sender;
    AirEffect air = AirEffect::kNone;
    std::set<std::string> heard_by = {};
  };
  enum class Air { kDirect, kMedium };  // who carries the frames: hwsim, or the guest
  struct Node {
    std::string name;
    MacAddress mac;
    bool is_ap = false;
    Receiver receiver;
    std::deque<Pending> pending;
    std::set<MacAddress> open_ports;         // peers that may send more than EAPOL
    const KernelEvent* first_key = nullptr;  // asked for, not there yet
  };

  Node* node_by_name(const std::string& name);
  Node* node_by_mac(const MacAddress& mac);

  void on_sent(const KernelEvent& event);
  SenderKeys sight(const AirFrame& frame, std::uint64_t now);
  OnAir& transmission(const KernelEvent& event);
  void on_air_met(const KernelEvent& event);
  void on_air_delivered(const KernelEvent& event);
  Arrived arrived(const AirFrame& frame, const KernelEvent& event);
  void never_heard(const OnAir& sent);
  void hear(Node& node, Pending pending);
  void drop_received(std::uint32_t cpu);
  void on_outcome(Node& node, const KernelEvent& event, Observed observed);
  void on_dropped(const KernelEvent& event);
  // `switched`: when the key was in place, as the trace has it.
  void on_add_key(const KernelEvent& event, int result, std::uint64_t switched);
  void on_key_deleted(const KernelEvent& event);
  void on_port_control(const KernelEvent& event);
  void on_station_removed(const KernelEvent& event);
  static void forget_all(Node& node);

  std::vector<Node*> receivers_of(const AirFrame& frame);
  const AirFrame& arrived_frame(const Pending& pending) const;
  const SenderKeys& arrived_keys(const Pending& pending) const;
  bool expects(const Pending& pending, const KernelEvent& event) const;
  std::optional<Judgement> judge(Node& node, const AirFrame& frame, const SenderKeys& sender);
  void settle(Node& node, Observed observed);
  void drop_out(Node& node);
  std::uint64_t guest_time(const AirFrame& frame) const;
  int result_of(std::size_t key_event) const;

  const RunEvidence& evidence_;
  NodeNames names_;
  KeyLogReading reading_;
  RunKeys keys_;
  KeyInstalls installs_;
  SenderKeyFinder finder_;
  SenderKeyFinder changed_finder_;  // for frames that the air has changed
  std::vector<Node> nodes_;
  // Nodes with pending frames in the order in which their receive tasklets were scheduled.
  std::deque<Node*> running_;
  std::size_t sent_ = 0;
  std::uint64_t heard_ = 0;                       // frames that receivers got
  std::map<std::uint32_t, std::uint64_t> begun_;  // of these, when a CPU's tasklets last began
  Air air_ = Air::kDirect;
  std::vector<OnAir> on_air_;      // by transmission, from 1
  bool mic_failure_told_ = false;  // the drop that follows the event is the same frame
  RunVerdicts verdicts_;
};

}  // namespace keyrace
