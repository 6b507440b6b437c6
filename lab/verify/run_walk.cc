#include "lab/verify/run_walk.h"

#include <algorithm>

#include "lab/ccmp/mpdu.h"
#include "lab/dot11/llc.h"
#include "lab/evidence/json_lines.h"

namespace keyrace {
namespace {

constexpr std::uint64_t kTraceResolutionNs = 1000;
constexpr std::size_t kSnapLength = 8;

std::map<std::string, std::string> stas_by_mac(const GuestSummary& guest) {
  std::map<std::string, std::string> result;
  for (const GuestNode& node : guest.nodes) {
    if (!node.is_ap) result[node.mac] = node.name;
  }
  return result;
}

std::string ap_name(const GuestSummary& guest) {
  for (const GuestNode& node : guest.nodes) {
    if (node.is_ap) return node.name;
  }
  throw EvidenceError("guest.json: no access point among the nodes");
}

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

bool is_eapol(ByteSpan msdu) {
  const auto snap = parse_snap(msdu);
  return snap && snap->ethertype == kEthertypeEapol;
}

// The frame's replay counter and key ID, where it has them.
void read_cipher_header(const AirFrame& frame, FrameVerdict& verdict) {
  switch (verdict.cipher) {
    case FrameCipher::kTkip:
      if (const auto header = parse_tkip_header(frame.body)) {
        verdict.tsc = header->tsc;
        verdict.key_id = header->key_id;
      }
      break;
    case FrameCipher::kCcmp:
      if (const auto header = parse_ccmp_header(frame.body)) {
        verdict.tsc = header->pn;
        verdict.key_id = header->key_id;
      }
      break;
  }
}

std::optional<Datagram> carried_datagram(ByteSpan msdu) {
  constexpr std::size_t kIpv4AndUdp = 28;
  const auto snap = parse_snap(msdu);
  if (!snap || snap->ethertype != kEthertypeIpv4 || snap->payload.size() < kIpv4AndUdp) {
    return std::nullopt;
  }
  return Datagram::read(snap->payload.subspan(kIpv4AndUdp));
}

}  // namespace

RunVerdicts verify_run(const RunEvidence& evidence) {
  return RunWalk(evidence).run();
}

RunWalk::RunWalk(const RunEvidence& evidence)
    : evidence_(evidence),
      reading_(ap_name(evidence.guest), stas_by_mac(evidence.guest)),
      keys_(reading_.keys(evidence.keys)) {
  for (const GuestNode& node : evidence.guest.nodes) {
    const auto mac = MacAddress::parse(node.mac);
    if (!mac) throw EvidenceError("guest.json: " + node.mac + " is not a MAC address");
    nodes_.push_back({node.name, *mac, node.is_ap, {}, {}, 0, {}});
  }
  verdicts_.captured = evidence.frames.size();
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
      case Type::kDelivered:
      case Type::kEapolDelivered:
        if (node) on_outcome(*node, event, Observed::kDelivered);
        break;
      case Type::kMicFailure:
        if (node) on_outcome(*node, event, Observed::kMicFailure);
        mic_failure_told_ = true;
        break;
      case Type::kDropped:
        on_dropped(event);
        break;
      case Type::kAddKey:
        on_add_key(event, succeeded(i));
        break;
      case Type::kDelKey:
        if (succeeded(i)) on_key_deleted(event);
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
        break;
    }
  }
  for (Node& node : nodes_) {
    while (!node.pending.empty()) drop_out(node);
  }
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

RunWalk::Node& RunWalk::access_point() {
  return *std::ranges::find(nodes_, true, &Node::is_ap);
}

std::uint64_t RunWalk::guest_time(const AirFrame& frame) const {
  return static_cast<std::uint64_t>(static_cast<std::int64_t>(frame.t_ns) -
                                    evidence_.guest.realtime_offset_ns);
}

bool RunWalk::succeeded(std::size_t add_key_event) const {
  const std::string& node = evidence_.kernel[add_key_event].node;
  for (std::size_t i = add_key_event + 1; i < evidence_.kernel.size(); ++i) {
    const KernelEvent& event = evidence_.kernel[i];
    if (event.type == KernelEventType::kKeyReturned && event.node == node) return event.result == 0;
  }
  return false;
}

std::vector<RunWalk::Node*> RunWalk::receivers_of(const AirFrame& frame) {
  std::vector<Node*> result;
  if (!frame.header.ra().is_group()) {
    if (Node* node = node_by_mac(frame.header.ra())) result.push_back(node);
    return result;
  }
  for (Node& node : nodes_) {
    if (!node.is_ap && node.mac != *frame.header.ta()) result.push_back(&node);
  }
  return result;
}

std::string RunWalk::sta_of(const AirFrame& frame) {
  for (const auto& mac : {std::optional(frame.header.ra()), frame.header.ta()}) {
    const Node* node = mac ? node_by_mac(*mac) : nullptr;
    if (node && !node->is_ap) return node->name;
  }
  return "";
}

// Without drop reasons a drop leaves no trace. But receive tasklets run before virtual time goes
// on, so what still waits when a later frame is sent was dropped.
void RunWalk::drop_overdue(const KernelEvent& event) {
  for (Node& node : nodes_) {
    while (!node.pending.empty() &&
           guest_time(evidence_.frames[node.pending.front().frame]) + 2 * kTraceResolutionNs <=
               event.t_ns) {
      drop_out(node);
    }
  }
}

void RunWalk::on_sent(const KernelEvent& event) {
  if (!evidence_.drop_reasons) drop_overdue(event);
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
  if (frame.malformed.empty() && frame.header.type == FrameType::kManagement) {
    note_management(frame);
  }
  if (!frame.is_data()) return;

  SenderKeys sender;
  if (frame.header.protected_frame) {
    const Node* from = node_by_mac(*frame.header.ta());
    const KeyEpochs& epochs =
        frame.header.ra().is_group() ? keys_.group : keys_.pairwise[sta_of(frame)];
    sender = finder_.find(frame, epochs, from && from->is_ap);
    note_eapol(frame, sender, sender.msdu);
  } else {
    note_eapol(frame, sender, frame.body);
  }
  for (Node* node : receivers_of(frame)) {
    Pending pending{index, sender, std::nullopt};
    // A kernel that does not tell of drops does not tell when they happened: at once.
    if (!evidence_.drop_reasons) pending.judgement = judge(*node, frame, sender);
    node->pending.push_back(std::move(pending));
    if (std::ranges::find(running_, node) == running_.end()) running_.push_back(node);
  }
}

void RunWalk::note_management(const AirFrame& frame) {
  constexpr std::uint8_t kDisassociation = 10, kDeauthentication = 12;
  const MacHeader& mac = frame.header;
  if (mac.subtype != kDisassociation && mac.subtype != kDeauthentication) return;
  if (mac.protected_frame || frame.body.size() < 2) return;
  const Node* from = node_by_mac(*mac.ta());
  verdicts_.leavings.push_back({frame.n, guest_time(frame), from ? from->name : "", sta_of(frame),
                                load_le<std::uint16_t>(frame.body, 0)});
}

void RunWalk::note_eapol(const AirFrame& frame, const SenderKeys& sender, ByteSpan msdu) {
  const auto snap = parse_snap(msdu);
  if (!snap || snap->ethertype != kEthertypeEapol) return;
  const auto key = parse_eapol_key(snap->payload);
  if (!key) return;
  const Node* from = node_by_mac(*frame.header.ta());
  EapolSighting sighting;
  sighting.n = frame.n;
  sighting.t_ns = guest_time(frame);
  sighting.sender = from ? from->name : "";
  sighting.sta = sta_of(frame);
  sighting.message = key->message();
  sighting.request = key->request;
  sighting.encrypted = frame.header.protected_frame;
  sighting.tk_epoch = sender.tk_epoch;
  verdicts_.eapol.push_back(sighting);
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
  if (observed == Observed::kMicFailure && std::exchange(mic_failure_told_, false)) return;
  while (!running_.empty()) {
    Node& node = *running_.front();
    while (!node.pending.empty() && !expects(node.pending.front(), event)) drop_out(node);
    if (!node.pending.empty()) return settle(node, observed);
    running_.pop_front();
  }
  // No data frame: drops of management frames are not the lab's business.
}

bool RunWalk::expects(const Pending& pending, const KernelEvent& event) const {
  const AirFrame& frame = evidence_.frames[pending.frame];
  if (event.type == KernelEventType::kEapolDelivered) {
    return frame.header.protected_frame != event.unencrypted &&
           is_eapol(frame.header.protected_frame ? pending.sender.msdu : frame.body);
  }
  if (event.type == KernelEventType::kMicFailure) {
    return frame.header.protected_frame && !frame.header.more_fragments &&
           frame.header.ta()->to_string() == event.address;
  }
  if (event.type != KernelEventType::kDelivered) return !frame.header.more_fragments;
  // The MSDU's length is only known here where the frame is not one of several fragments.
  if (frame.header.more_fragments) return false;
  if (frame.header.fragment > 0) return true;
  const std::size_t around = frame.header.protected_frame ? overhead(pending.sender.cipher) : 0;
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
  if (!mac.protected_frame && (is_eapol(frame.body) || !node.receiver.has_keys()))
    return std::nullopt;
  Judgement judgement = node.receiver.process(frame, sender);
  if (judgement.verdict == Verdict::kAccepted && !judgement.held &&
      !node.open_ports.contains(*mac.ta()) && !is_eapol(sender.msdu)) {
    // ieee80211_802_1x_port_control, after decryption.
    judgement.verdict = Verdict::kPortClosed;
    judgement.why += ", but its port was not open yet: the handshake was not over";
  }
  return judgement;
}

// The receiver comes to its first pending frame.
void RunWalk::settle(Node& node, Observed observed) {
  const Pending pending = std::move(node.pending.front());
  node.pending.pop_front();
  if (node.pending.empty()) std::erase(running_, &node);

  const AirFrame& frame = evidence_.frames[pending.frame];
  const MacHeader& mac = frame.header;
  const std::optional<Judgement> judged =
      evidence_.drop_reasons ? judge(node, frame, pending.sender) : pending.judgement;
  if (!judged) return;
  const Judgement& judgement = *judged;
  FrameVerdict verdict;
  verdict.n = frame.n;
  verdict.t_ns = guest_time(frame);
  verdict.ta = *mac.ta();
  verdict.ra = mac.ra();
  const Node* sender = node_by_mac(*mac.ta());
  verdict.sender = sender ? sender->name : "";
  verdict.receiver = node.name;
  verdict.seq = mac.sequence;
  verdict.frag = mac.fragment;
  verdict.retry = mac.retry;
  verdict.group = mac.ra().is_group();
  verdict.protected_frame = mac.protected_frame;
  verdict.cipher = pending.sender.cipher;
  if (mac.protected_frame) read_cipher_header(frame, verdict);
  verdict.tk_epoch = pending.sender.tk_epoch;
  verdict.mic_epoch = pending.sender.mic_epoch;
  verdict.receiver_epoch = judgement.tk_epoch;
  verdict.receiver_mic_epoch = judgement.mic_epoch;
  verdict.verdict = judgement.verdict;
  verdict.at_replay_check = judgement.at_replay_check;
  verdict.poisoned_by = judgement.poisoned_by;
  verdict.observed =
      judgement.held && observed == Observed::kDroppedOther ? Observed::kHeld : observed;
  verdict.why = judgement.why;
  verdict.datagram = carried_datagram(pending.sender.msdu);
  verdicts_.frames.push_back(std::move(verdict));
}

const KeyLogEntry& RunWalk::entry_for(const KernelEvent& event, bool succeeded, Node& node) {
  const auto& entries = evidence_.keys.entries;
  for (std::size_t i = node.next_key_entry; i < entries.size(); ++i) {
    const KeyLogEntry& entry = entries[i];
    if (entry.node != node.name || entry.action != KeyAction::kInstall ||
        entry.pairwise != event.pairwise || entry.key_id != event.key_id) {
      continue;
    }
    if (!entry.sent || (succeeded && entry.error != 0)) continue;
    // One that was over before this event never reached the driver (the kernel refused it, or the
    // shim swallowed it); one that was not asked for yet is another install's.
    if (entry.done_ns + kTraceResolutionNs < event.t_ns) continue;
    if (entry.asked_ns >= event.t_ns + kTraceResolutionNs) break;
    node.next_key_entry = i + 1;
    return entry;
  }
  throw EvidenceError("keys.jsonl: the kernel installed a key on " + node.name + " at " +
                      std::to_string(event.t_ns) + " ns that no shim logged");
}

InstalledKey RunWalk::installed_key(const KeyLogEntry& entry, const Node& node) const {
  InstalledKey installed;
  const auto key = reading_.key(entry);
  if (!key) return installed;
  const bool from_ap = !node.is_ap;  // what this node receives
  const auto epochs = keys_.pairwise.find(reading_.sta_of(entry));
  installed.cipher = key->cipher;
  installed.tk = key->tk;
  installed.rx_mic = key->mic_key(from_ap);
  installed.tx_mic = key->mic_key(!from_ap);
  const KeyEpochs* known =
      entry.pairwise ? (epochs == keys_.pairwise.end() ? nullptr : &epochs->second) : &keys_.group;
  if (known) {
    installed.tk_epoch = known->tk_epoch(installed.tk);
    installed.mic_epoch = key->cipher == FrameCipher::kTkip
                              ? known->mic_epoch(installed.rx_mic, from_ap)
                              : installed.tk_epoch;
  }
  for (std::size_t i = std::min<std::size_t>(entry.receive_seq.size(), 6); i > 0; --i) {
    installed.initial_tsc.value = installed.initial_tsc.value << 8 | entry.receive_seq[i - 1];
  }
  return installed;
}

void RunWalk::on_add_key(const KernelEvent& event, bool succeeded) {
  Node* node = node_by_name(event.node);
  if (!node) return;
  const KeyLogEntry& entry = entry_for(event, succeeded, *node);
  if (!succeeded) return;
  const InstalledKey key = installed_key(entry, *node);
  if (entry.pairwise && entry.peer) {
    node->receiver.install_pairwise(*entry.peer, key);
  } else {
    node->receiver.install_group(KeyId{event.key_id}, key);
  }
  verdicts_.switches.push_back({node->name, reading_.sta_of(entry), entry.pairwise, event.key_id,
                                entry.part, key.tk_epoch, key.mic_epoch, entry.asked_ns,
                                entry.done_ns, sent_});
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
