#include "lab/verify/run_walk.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include "lab/dot11/llc.h"
#include "lab/evidence/json_lines.h"
#include "lab/verify/frame_description.h"
#include "lab/verify/sightings.h"

namespace keyrace {
namespace {

constexpr std::size_t kSnapLength = 8;

// What mac80211 calls drops that the lab tells apart (net/mac80211/drop.h).
Observed observed_drop(const std::string& reason) {
  if (reason == "RX_DROP_U_MMIC_FAIL") return Observed::kMicFailure;
  if (reason == "RX_DROP_U_TKIP_FAIL" || reason == "RX_DROP_U_SHORT_TKIP") {
    return Observed::kTkipFailure;
  }
  // MIC_FAIL is the CCM MIC; Michael's is MMIC_FAIL.
  if (reason == "RX_DROP_U_MIC_FAIL" || reason == "RX_DROP_U_REPLAY" ||
      reason == "RX_DROP_U_SHORT_CCMP" || reason == "RX_DROP_U_SHORT_CCMP_MIC") {
    return Observed::kCcmpFailure;
  }
  return Observed::kDroppedOther;
}

bool is_ack(const AirFrame& frame) {
  constexpr std::uint8_t kAck = 13;  // IEEE Std 802.11-2020, Table 9-1
  return frame.malformed.empty() && frame.header.type == FrameType::kControl &&
         frame.header.subtype == kAck;
}

// As lab/scenario/air_fields.cc names the actions.
std::optional<AirEffect> air_effect(const std::string& action) {
  if (action == "drop") return AirEffect::kDropped;
  if (action == "delay") return AirEffect::kDelayed;
  if (action == "duplicate") return AirEffect::kDuplicated;
  if (action == "corrupt") return AirEffect::kCorrupted;
  if (action == "drop-ack") return AirEffect::kAckDropped;
  if (action == "pass") return AirEffect::kPassed;
  return std::nullopt;
}

// A switch, more exactly than the trace tells it: the answer came then. But where a CPU's work
// takes time, the kernel answers some milliseconds after the switch: it waits until nobody uses the
// old key any more (synchronize_net).
std::uint64_t switched_ns(std::uint64_t traced, const KeyLogEntry& entry) {
  constexpr std::uint64_t kLongWaitNs = 1'000'000;
  const bool of_this = traced + kTraceResolutionNs >= entry.asked_ns;
  return of_this && traced + kLongWaitNs < entry.done_ns ? traced : entry.done_ns;
}

bool is_eapol(const MacHeader& header, ByteSpan msdu) {
  return eapol_in(header, msdu).has_value();
}

}  // namespace

RunVerdicts verify_run(const RunEvidence& evidence) {
  return RunWalk(evidence).run();
}

RunWalk::RunWalk(const RunEvidence& evidence)
    : evidence_(evidence),
      names_(evidence.guest),
      reading_(names_.key_log_reading()),
      keys_(reading_.keys(evidence.keys)),
      installs_(evidence.keys, reading_, keys_) {
  for (const GuestNode& node : evidence.guest.nodes) {
    nodes_.push_back({node.name, *MacAddress::parse(node.mac), node.is_ap, {}, {}, {}, nullptr});
  }
  verdicts_.captured = evidence.frames.size();
  verdicts_.end_ns = evidence.guest.end_ns;
  verdicts_.undone = installs_.withheld();
}

RunVerdicts RunWalk::run() {
  using Type = KernelEventType;
  for (std::size_t i = 0; i < evidence_.kernel.size(); ++i) {
    const KernelEvent& event = evidence_.kernel[i];
    Node* node = node_by_name(event.node);
    switch (event.type) {
      case Type::kSent:
        on_sent(event);
        break;
      case Type::kAirBegan:
        air_ = Air::kMedium;
        break;
      case Type::kAirEnded:
        air_ = Air::kDirect;
        break;
      case Type::kAirMet:
        on_air_met(event);
        break;
      case Type::kAirDelivered:
        if (!node) throw EvidenceError("the air delivers to " + event.node + ", which is no node");
        on_air_delivered(event);
        break;
      case Type::kDelivered:
      case Type::kEapolDelivered:
        if (node) on_outcome(*node, event, Observed::kDelivered);
        break;
      case Type::kMicFailure:
        if (node) on_outcome(*node, event, Observed::kMicFailure);
        mic_failure_told_ = true;
        break;
      case Type::kReceiveBegins:
        begun_[event.cpu] = heard_;
        break;
      case Type::kReceiveEnds:
        drop_received(event.cpu);
        break;
      case Type::kDropped:
        on_dropped(event);
        break;
      case Type::kAddKey:
        // Before an interface's first key mac80211 waits until nobody sends without one any more
        // (increment_tailroom_need_count, net/mac80211/key.c): it comes just before the answer.
        if (node && !node->receiver.has_keys()) {
          node->first_key = &event;
        } else {
          on_add_key(event, result_of(i), event.t_ns);
        }
        break;
      case Type::kDelKey:
        if (result_of(i) == 0) on_key_deleted(event);
        break;
      case Type::kPortControl:
        on_port_control(event);
        break;
      case Type::kStationRemoved:
        on_station_removed(event);
        break;
      case Type::kMlmeReceived:
      case Type::kMlmeSent:
        if (node && event.leaves) forget_all(*node);
        break;
      case Type::kKeyReturned:
        if (node && node->first_key) {
          on_add_key(*std::exchange(node->first_key, nullptr), event.result, event.t_ns);
        }
        break;
    }
  }
  for (Node& node : nodes_) {
    while (!node.pending.empty()) drop_out(node);
  }
  std::ranges::stable_sort(verdicts_.undone, {}, &UndoneInstall::asked_ns);
  return std::move(verdicts_);
}

RunWalk::Node* RunWalk::node_by_name(const std::string& name) {
  const auto found = std::ranges::find(nodes_, name, &Node::name);
  return found == nodes_.end() ? nullptr : &*found;
}

RunWalk::Node* RunWalk::node_by_mac(const MacAddress& mac) {
  const auto found = std::ranges::find(nodes_, mac, &Node::mac);
  return found == nodes_.end() ? nullptr : &*found;
}

std::uint64_t RunWalk::guest_time(const AirFrame& frame) const {
  return static_cast<std::uint64_t>(static_cast<std::int64_t>(frame.t_ns) -
                                    evidence_.guest.realtime_offset_ns);
}

// What the kernel answered to a request to add or delete a key; ECANCELED where it never did.
int RunWalk::result_of(std::size_t key_event) const {
  const std::string& node = evidence_.kernel[key_event].node;
  for (std::size_t i = key_event + 1; i < evidence_.kernel.size(); ++i) {
    const KernelEvent& event = evidence_.kernel[i];
    if (event.type == KernelEventType::kKeyReturned && event.node == node) return event.result;
  }
  return -ECANCELED;
}

std::vector<RunWalk::Node*> RunWalk::receivers_of(const AirFrame& frame) {
  std::vector<Node*> result;
  if (!frame.header.ra().is_group()) {
    if (Node* node = node_by_mac(frame.header.ra())) result.push_back(node);
    return result;
  }
  // Others on the same kernel may have an air of their own, which hwsim0 shows, too.
  if (!frame.header.ta() || !node_by_mac(*frame.header.ta())) return result;
  for (Node& node : nodes_) {
    if (!node.is_ap && node.mac != *frame.header.ta()) result.push_back(&node);
  }
  return result;
}

// Without drop reasons a drop leaves no trace. But what the receivers had got when they began, and
// what has no outcome now that they are done, was dropped.
void RunWalk::drop_received(std::uint32_t cpu) {
  const auto begun = begun_.find(cpu);
  if (begun == begun_.end()) return;
  for (Node& node : nodes_) {
    while (!node.pending.empty() && node.pending.front().cpu == cpu &&
           node.pending.front().heard <= begun->second) {
      drop_out(node);
    }
  }
}

void RunWalk::on_sent(const KernelEvent& event) {
  const std::size_t index = sent_++;
  if (index >= evidence_.frames.size()) {
    throw EvidenceError("kernel.jsonl tells of frame " + std::to_string(index + 1) +
                        ", air.pcapng ends after frame " + std::to_string(index));
  }
  const AirFrame& frame = evidence_.frames[index];
  if (frame.captured_length != event.length) {
    throw EvidenceError("frame " + std::to_string(index + 1) + " has " +
                        std::to_string(event.length) + " octets in kernel.jsonl and " +
                        std::to_string(frame.captured_length) + " in air.pcapng");
  }
  const std::uint64_t now = guest_time(frame);
  if (const auto left = leaving(frame, now, names_)) verdicts_.leavings.push_back(*left);
  const SenderKeys sender = frame.is_data() ? sight(frame, now) : SenderKeys{};
  if (air_ == Air::kMedium) {
    // hwsim makes ACKs itself; the guest never has them.
    if (!is_ack(frame)) on_air_.push_back({index, sender});
    return;
  }
  if (!frame.is_data()) return;
  for (Node* node : receivers_of(frame)) {
    hear(*node, {.frame = index, .sender = sender, .cpu = event.cpu});
  }
}

// Under which keys a data frame was sent, and whether it is a message of a handshake or of EAP.
SenderKeys RunWalk::sight(const AirFrame& frame, std::uint64_t now) {
  SenderKeys sender;
  if (frame.header.protected_frame) {
    const KeyEpochs& epochs =
        frame.header.ra().is_group() ? keys_.group : keys_.pairwise[names_.sta_of(frame.header)];
    sender = finder_.find(frame, epochs, names_.is_ap(frame.header.ta()));
  }
  const ByteSpan msdu = frame.header.protected_frame ? ByteSpan(sender.msdu) : frame.body;
  if (const auto eapol = eapol_sighting(frame, sender, msdu, now, names_)) {
    verdicts_.eapol.push_back(*eapol);
  }
  if (const auto eap = eap_sighting(frame, sender, msdu, now, names_)) {
    verdicts_.eap.push_back(*eap);
  }
  return sender;
}

void RunWalk::hear(Node& node, Pending pending) {
  pending.heard = ++heard_;
  node.pending.push_back(std::move(pending));
  if (std::ranges::find(running_, &node) == running_.end()) running_.push_back(&node);
}

RunWalk::OnAir& RunWalk::transmission(const KernelEvent& event) {
  const std::string which = "transmission " + std::to_string(event.transmission);
  if (event.transmission == 0 || event.transmission > on_air_.size()) {
    throw EvidenceError("kernel.jsonl tells of " + which + " of the air, after " +
                        std::to_string(on_air_.size()));
  }
  OnAir& sent = on_air_[event.transmission - 1];
  const AirFrame& frame = evidence_.frames[sent.frame];
  const std::size_t length = frame.header.length + frame.body.size();
  if (frame.malformed.empty() && length != event.length) {
    throw EvidenceError(which + " of the air has " + std::to_string(event.length) +
                        " octets in kernel.jsonl, and frame " + std::to_string(frame.n) + " has " +
                        std::to_string(length) + " in air.pcapng");
  }
  return sent;
}

void RunWalk::on_air_met(const KernelEvent& event) {
  OnAir& sent = transmission(event);
  const AirFrame& frame = evidence_.frames[sent.frame];
  const auto effect = air_effect(event.action);
  if (!effect) throw EvidenceError("kernel.jsonl: unknown action of the air: " + event.action);
  sent.air = *effect;
  AirMeeting meeting{frame.n, guest_time(frame), event.rule, *effect, "", ""};
  meeting.sender = names_.name_of(frame.header.ta());
  meeting.receiver = frame.header.ra().is_group() ? "group" : names_.name_of(frame.header.ra());
  verdicts_.air.push_back(std::move(meeting));
  if (sent.air == AirEffect::kDropped) never_heard(sent);
}

// A protected frame that nobody got has a line all the same.
void RunWalk::never_heard(const OnAir& sent) {
  const AirFrame& frame = evidence_.frames[sent.frame];
  if (!frame.is_protected_data()) return;
  for (const Node* node : receivers_of(frame)) {
    FrameVerdict verdict = describe_frame(frame, sent.sender, names_);
    verdict.t_ns = guest_time(frame);
    verdict.receiver = node->name;
    verdict.verdict = Verdict::kNotDelivered;
    verdict.air = sent.air;
    verdict.why = "a rule of the air dropped it";
    verdicts_.frames.push_back(std::move(verdict));
  }
}

void RunWalk::on_air_delivered(const KernelEvent& event) {
  OnAir& sent = transmission(event);
  const AirFrame& frame = evidence_.frames[sent.frame];
  Node& node = *node_by_name(event.node);
  const bool first = sent.heard_by.insert(node.name).second;
  const bool group = frame.header.ra().is_group();
  if (!frame.is_data() || (group && node.is_ap)) return;
  Pending pending{.frame = sent.frame, .sender = sent.sender, .cpu = event.cpu};
  pending.air = sent.air;
  const bool late = sent.air == AirEffect::kDelayed || !first;
  if (late) pending.air_delay_ns = event.t_ns - std::min(event.t_ns, guest_time(frame));
  if (late || !event.changes.empty()) pending.arrived = arrived(frame, event);
  hear(node, std::move(pending));
}

RunWalk::Arrived RunWalk::arrived(const AirFrame& frame, const KernelEvent& event) {
  Arrived arrived{frame, on_air_[event.transmission - 1].sender};
  arrived.frame.t_ns = static_cast<std::uint64_t>(static_cast<std::int64_t>(event.t_ns) +
                                                  evidence_.guest.realtime_offset_ns);
  if (event.changes.empty()) return arrived;
  for (const OctetChange& change : event.changes) {
    for (std::size_t i = 0; i < change.mask.size(); ++i) {
      if (change.offset + i >= frame.body.size()) {
        throw EvidenceError("the air changed an octet that frame " + std::to_string(frame.n) +
                            " does not have");
      }
      arrived.frame.body[change.offset + i] ^= change.mask[i];
    }
  }
  if (!frame.header.protected_frame) return arrived;
  const KeyEpochs& epochs =
      frame.header.ra().is_group() ? keys_.group : keys_.pairwise[names_.sta_of(frame.header)];
  arrived.sender = changed_finder_.find(arrived.frame, epochs, names_.is_ap(frame.header.ta()));
  return arrived;
}

const AirFrame& RunWalk::arrived_frame(const Pending& pending) const {
  return pending.arrived ? pending.arrived->frame : evidence_.frames[pending.frame];
}

const SenderKeys& RunWalk::arrived_keys(const Pending& pending) const {
  return pending.arrived ? pending.arrived->sender : pending.sender;
}

// A node's receive tasklet empties its queue in order, so an outcome belongs to the first frame
// that could have it; those before it were dropped without a word, or wait as fragments. No such
// frame: the kernel hands an AP's bridge a frame of its own for each new STA
// (cfg80211_send_layer2_update).
void RunWalk::on_outcome(Node& node, const KernelEvent& event, Observed observed) {
  mic_failure_told_ = false;
  const auto could_be = [&](const Pending& pending) { return expects(pending, event); };
  if (std::ranges::none_of(node.pending, could_be)) return;
  while (!could_be(node.pending.front())) drop_out(node);
  settle(node, observed);
}

void RunWalk::on_dropped(const KernelEvent& event) {
  const Observed observed = observed_drop(event.reason_name);
  const bool could_be_told = observed == Observed::kMicFailure || event.reason_name.empty();
  if (could_be_told && std::exchange(mic_failure_told_, false)) return;
  while (!running_.empty()) {
    Node& node = *running_.front();
    while (!node.pending.empty() && !expects(node.pending.front(), event)) drop_out(node);
    if (!node.pending.empty()) return settle(node, observed);
    running_.pop_front();
  }
  // No data frame: drops of management frames are not the lab's business.
}

bool RunWalk::expects(const Pending& pending, const KernelEvent& event) const {
  const AirFrame& frame = arrived_frame(pending);
  const SenderKeys& sender = arrived_keys(pending);
  if (event.type == KernelEventType::kEapolDelivered) {
    return frame.header.protected_frame != event.unencrypted &&
           is_eapol(frame.header, frame.header.protected_frame ? sender.msdu : frame.body);
  }
  if (event.type == KernelEventType::kMicFailure) {
    return frame.header.protected_frame && !frame.header.more_fragments &&
           frame.header.ta()->to_string() == event.address;
  }
  if (event.type != KernelEventType::kDelivered) return !frame.header.more_fragments;
  // The MSDU's length is only known here where the frame is not one of several fragments.
  if (frame.header.more_fragments) return false;
  if (frame.header.fragment > 0) return true;
  const std::size_t around = frame.header.protected_frame ? overhead(sender.cipher) : 0;
  return frame.body.size() == event.length + kSnapLength + around;
}

void RunWalk::drop_out(Node& node) {
  settle(node, Observed::kDroppedOther);
}

// Nothing: a frame that no key has to do with.
std::optional<Judgement> RunWalk::judge(Node& node, const AirFrame& frame,
                                        const SenderKeys& sender) {
  const MacHeader& mac = frame.header;
  // In the clear: EAPOL is taken in any epoch, and before there is a key everything is as it is.
  if (!mac.protected_frame && (is_eapol(mac, frame.body) || !node.receiver.has_keys()))
    return std::nullopt;
  Judgement judgement = node.receiver.process(frame, sender);
  if (judgement.verdict == Verdict::kAccepted && !judgement.held &&
      !node.open_ports.contains(*mac.ta()) && !is_eapol(mac, sender.msdu)) {
    // ieee80211_802_1x_port_control, after decryption.
    judgement.verdict = Verdict::kPortClosed;
    judgement.why = had_key(judgement.tk_epoch, mac.ra().is_group()) +
                    ", but its port was not open yet: the handshake was not over";
  }
  return judgement;
}

// The receiver comes to its first pending frame.
void RunWalk::settle(Node& node, Observed observed) {
  const Pending pending = std::move(node.pending.front());
  node.pending.pop_front();
  if (node.pending.empty()) std::erase(running_, &node);

  const AirFrame& frame = evidence_.frames[pending.frame];
  const std::optional<Judgement> judged =
      judge(node, arrived_frame(pending), arrived_keys(pending));
  if (!judged) return;
  const Judgement& judgement = *judged;
  FrameVerdict verdict = describe_frame(frame, pending.sender, names_);
  verdict.t_ns = guest_time(frame);
  verdict.receiver = node.name;
  verdict.receiver_epoch = judgement.tk_epoch;
  verdict.receiver_mic_epoch = judgement.mic_epoch;
  verdict.verdict = judgement.verdict;
  verdict.at_replay_check = judgement.at_replay_check;
  verdict.poisoned_by = judgement.poisoned_by;
  verdict.observed =
      judgement.held && observed == Observed::kDroppedOther ? Observed::kHeld : observed;
  verdict.why = judgement.why;
  if (pending.air == AirEffect::kCorrupted)
    verdict.why = spoken_why(verdict) + "; the air had changed it";
  verdict.air = pending.air;
  verdict.air_delay_ns = pending.air_delay_ns;
  verdicts_.frames.push_back(std::move(verdict));
}

void RunWalk::on_add_key(const KernelEvent& event, int result, std::uint64_t switched) {
  Node* node = node_by_name(event.node);
  if (!node) return;
  const KeyLogEntry& entry = installs_.entry_for(event, result);
  if (result != 0) {
    verdicts_.undone.push_back(installs_.refused(entry, result));
    return;
  }
  const InstalledKey key = installs_.installed_key(entry);
  KeySwitch done;
  done.node = node->name;
  done.sta = reading_.sta_of(entry);
  done.pairwise = entry.pairwise;
  done.key_id = event.key_id;
  done.part = entry.part;
  done.tk_epoch = key.tk_epoch;
  done.mic_epoch = key.mic_epoch;
  done.asked_ns = entry.asked_ns;
  done.done_ns = switched_ns(switched, entry);
  done.after_frame = sent_;
  done.asked_epoch = installs_.asked_epoch(entry);
  done.altered = installs_.altered(entry);
  if (entry.pairwise && entry.peer) {
    done.effect = node->receiver.install_pairwise(*entry.peer, key);
  } else {
    done.effect = node->receiver.install_group(KeyId{event.key_id}, key);
  }
  verdicts_.switches.push_back(std::move(done));
}

void RunWalk::on_key_deleted(const KernelEvent& event) {
  Node* node = node_by_name(event.node);
  const auto peer = MacAddress::parse(event.address);
  if (!node) return;
  if (event.pairwise && peer) {
    node->receiver.remove_pairwise(*peer);
  } else {
    node->receiver.remove_group(KeyId{event.key_id});
  }
}

void RunWalk::on_station_removed(const KernelEvent& event) {
  Node* node = node_by_name(event.node);
  const auto station = MacAddress::parse(event.address);
  if (!node) return;
  if (!station || *station == MacAddress{}) {
    forget_all(*node);
  } else {
    node->receiver.remove_station(*station);
    node->open_ports.erase(*station);
  }
}

void RunWalk::forget_all(Node& node) {
  node.receiver.remove_all();
  node.open_ports.clear();
}

void RunWalk::on_port_control(const KernelEvent& event) {
  Node* node = node_by_name(event.node);
  const auto peer = MacAddress::parse(event.address);
  if (!node || !peer) return;
  if (event.open) {
    node->open_ports.insert(*peer);
  } else {
    node->open_ports.erase(*peer);
  }
}

}  // namespace keyrace
