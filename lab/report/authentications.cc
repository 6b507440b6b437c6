#include "lab/report/authentications.h"

#include <algorithm>
#include <variant>

#include "lab/report/report.h"

namespace keyrace {
namespace {

using Event =
    std::variant<const EapSighting*, const EapolSighting*, const KeySwitch*, const Leaving*>;

// A switch stands behind the last frame that was captured before it.
std::pair<std::uint64_t, bool> place(const Event& event) {
  return std::visit(
      [](const auto* each) {
        if constexpr (std::is_same_v<decltype(each), const KeySwitch*>) {
          return std::pair(each->after_frame, true);
        } else {
          return std::pair(each->n, false);
        }
      },
      event);
}

bool begins(const EapPacket& packet) {
  return packet.type == EapolPacketType::kStart || packet.is(EapCode::kRequest, kEapIdentity);
}

bool brings_keys(EapolKeyMessage message) {
  return message != EapolKeyMessage::kMicFailureReport && message != EapolKeyMessage::kOther;
}

// Goes through what one STA and the AP did, in its order.
class StaWalk {
 public:
  StaWalk(std::string ap, std::string sta, const RunVerdicts& verdicts)
      : ap_(std::move(ap)), sta_(std::move(sta)), verdicts_(verdicts) {}

  std::vector<Authentication> walk() {
    for (const Event& event : events()) {
      std::visit([this](const auto* each) { on(*each); }, event);
    }
    return std::move(found_);
  }

 private:
  std::vector<Event> events() const {
    std::vector<Event> events;
    const auto add = [&](const auto& list, auto time, auto concerns) {
      for (const auto& each : list) {
        if (each.*time <= verdicts_.end_ns && concerns(each)) events.push_back(&each);
      }
    };
    const auto own = [this](const auto& each) { return each.sta == sta_; };
    add(verdicts_.eap, &EapSighting::t_ns, own);
    add(verdicts_.eapol, &EapolSighting::t_ns, own);
    add(verdicts_.leavings, &Leaving::t_ns,
        [&](const Leaving& each) { return each.sta.empty() || own(each); });
    add(verdicts_.switches, &KeySwitch::done_ns, [&](const KeySwitch& each) {
      return each.pairwise ? own(each) : each.node == ap_ || each.node == sta_;
    });
    std::ranges::stable_sort(events, {}, place);
    return events;
  }

  void on(const EapSighting& frame) {
    const EapPacket& packet = frame.packet;
    const bool asked = !found_.empty() && !found_.back().method.empty();
    const bool over = !found_.empty() && found_.back().end_ns;
    if (begins(packet) && (!open_ || asked || over)) begin(frame);
    if (!open_) return;
    Authentication& current = found_.back();
    current.steps.push_back(step(step_name(packet), frame));
    if (packet.method) current.steps.back().method = eap_method_name(*packet.method);
    if (packet.type != EapolPacketType::kEap) return;
    ++current.eap_frames;
    if (!frame.encrypted) ++current.eap_in_clear;
    const bool of_a_method = packet.method && *packet.method > kEapNotification;
    if (packet.code == EapCode::kRequest && of_a_method) {
      current.method = eap_method_name(*packet.method);
    }
    if (!packet.method && !current.end_ns) end(frame);
  }

  void on(const EapolSighting& frame) {
    if (!open_ || !brings_keys(frame.message)) return;
    if (is_another(frame)) {
      open_ = false;
      return;
    }
    Authentication& current = found_.back();
    current.steps.push_back(step(to_string(frame.message), frame));
    if (current.result != "success") return;
    if (frame.message == EapolKeyMessage::k4Way1 && !current.four_way_ns) {
      current.four_way_ns = frame.t_ns;
      current.gtk_in_four_way = frame.descriptor == KeyDescriptor::kRsn;
    }
    const bool took = current.four_way_ns && was_accepted(frame.n);
    if (frame.message == EapolKeyMessage::k4Way4 && took) has_pairwise_ = true;
    if (frame.message != EapolKeyMessage::kGroup2 || !current.four_way_ns) return;
    if (!current.group_done_ns) current.group_done_ns = frame.t_ns;
    if (took) has_group_ = true;
  }

  // An install of the very key that is there changes nothing; reinstalls are told elsewhere.
  void on(const KeySwitch& key) {
    if (key.pairwise) keyed_ = true;
    if (!open_ || key.effect != InstallEffect::kNewKey) return;
    Authentication& current = found_.back();
    current.steps.push_back(step(key));
    const bool of_4way = current.four_way_ns && key.asked_ns >= *current.four_way_ns;
    if (key.pairwise && of_4way && key.part != KeyPart::kMic) note(key, current);
  }

  void on(const Leaving& leaving) {
    if (open_ && !found_.back().end_ns) found_.back().left_ns = leaving.t_ns;
    open_ = keyed_ = false;
  }

  void begin(const EapSighting& frame) {
    Authentication fresh;
    fresh.sta = sta_;
    fresh.kind = keyed_ ? "reauthentication" : "first";
    fresh.begin_ns = frame.t_ns;
    found_.push_back(fresh);
    open_ = true;
    has_pairwise_ = has_group_ = false;
  }

  void end(const EapSighting& frame) {
    Authentication& current = found_.back();
    const bool success = frame.packet.code == EapCode::kSuccess;
    current.result = success ? "success" : "failure";
    current.end_ns = frame.t_ns;
    if (success) keyed_ = true;
  }

  template <typename Sighting>
  static AuthenticationStep step(const std::string& what, const Sighting& frame) {
    AuthenticationStep step;
    step.what = what;
    step.n = frame.n;
    step.t_ns = frame.t_ns;
    step.node = frame.sender;
    step.encrypted = frame.encrypted;
    step.tk_epoch = frame.tk_epoch;
    return step;
  }

  AuthenticationStep step(const KeySwitch& key) const {
    AuthenticationStep step;
    step.what = key.node == ap_ ? "ap" : "sta";
    step.what += key.pairwise ? "-switch" : "-group-switch";
    step.t_ns = key.done_ns;
    step.node = key.node;
    step.tk_epoch = key.tk_epoch;
    step.part = key.part;
    if (key.part != KeyPart::kMic) return step;
    step.tk_epoch = key.mic_epoch ? std::optional(key.mic_epoch->epoch) : std::nullopt;
    return step;
  }

  // Where a handshake brings two keys, the newer one counts.
  static void note(const KeySwitch& key, Authentication& current) {
    if (!key.tk_epoch || key.tk_epoch < current.epoch) return;
    if (key.tk_epoch > current.epoch) current.ap_active_ns = current.sta_active_ns = std::nullopt;
    current.epoch = key.tk_epoch;
    auto& active = key.node == key.sta ? current.sta_active_ns : current.ap_active_ns;
    if (!active) active = key.done_ns;
  }

  // The first message of a handshake that the AP begins although it has had one of the kind.
  bool is_another(const EapolSighting& frame) const {
    if (frame.message == EapolKeyMessage::k4Way1) return has_pairwise_;
    const bool has_group = has_group_ || frame.descriptor == KeyDescriptor::kRsn;
    return frame.message == EapolKeyMessage::kGroup1 && has_pairwise_ && has_group;
  }

  // By the AP. EAPOL in the clear is not judged: it is.
  bool was_accepted(std::uint64_t n) const {
    bool judged = false;
    for (const FrameVerdict& frame : verdicts_.frames) {
      if (frame.n != n) continue;
      if (frame.verdict == Verdict::kAccepted) return true;
      judged = true;
    }
    return !judged;
  }

  const std::string ap_;
  const std::string sta_;
  const RunVerdicts& verdicts_;
  std::vector<Authentication> found_;
  bool open_ = false;          // what comes belongs to the last of them
  bool keyed_ = false;         // the association has had its EAP success, or a pairwise key
  bool has_pairwise_ = false;  // the AP accepted message 4/4 of the last of them
  bool has_group_ = false;     // and group message 2/2
};

std::optional<int> rekey_of(const Authentication& authentication,
                            const std::vector<Rekey>& rekeys) {
  const auto found = std::ranges::find_if(rekeys, [&](const Rekey& rekey) {
    return rekey.kind == "pairwise" && rekey.sta == authentication.sta &&
           rekey.epoch == authentication.epoch;
  });
  return found == rekeys.end() ? std::nullopt : std::optional(found->n);
}

}  // namespace

std::string step_name(const EapPacket& packet) {
  if (packet.type == EapolPacketType::kStart) return "eapol-start";
  if (packet.type == EapolPacketType::kLogoff) return "eapol-logoff";
  const std::string identity = packet.method == kEapIdentity ? "-identity" : "";
  switch (packet.code) {
    case EapCode::kRequest:
      return "eap-request" + identity;
    case EapCode::kResponse:
      return "eap-response" + identity;
    case EapCode::kSuccess:
      return "eap-success";
    case EapCode::kFailure:
      return "eap-failure";
  }
  return "";
}

std::vector<Authentication> find_authentications(const RunEvidence& evidence,
                                                 const RunVerdicts& verdicts,
                                                 const std::vector<Rekey>& rekeys) {
  const auto ap = std::ranges::find(evidence.guest.nodes, true, &GuestNode::is_ap);
  std::vector<Authentication> all;
  for (const GuestNode& node : evidence.guest.nodes) {
    if (node.is_ap) continue;
    std::ranges::move(StaWalk(ap->name, node.name, verdicts).walk(), std::back_inserter(all));
  }
  std::ranges::stable_sort(all, {}, &Authentication::begin_ns);
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i].n = static_cast<int>(i + 1);
    all[i].rekey = rekey_of(all[i], rekeys);
  }
  return all;
}

void note_reauthentications(const std::vector<Authentication>& authentications,
                            std::vector<Rekey>& rekeys) {
  for (const Authentication& each : authentications) {
    const auto rekey = std::ranges::find(rekeys, each.rekey, &Rekey::n);
    if (rekey != rekeys.end() && rekey->cause == "ap") rekey->cause = "reauthentication";
  }
}

}  // namespace keyrace
