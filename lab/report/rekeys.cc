#include "lab/report/rekeys.h"

#include <algorithm>
#include <limits>

#include "lab/report/key_arrivals.h"
#include "lab/report/rekey_costs.h"

namespace keyrace {
namespace {

constexpr std::uint64_t kForever = std::numeric_limits<std::uint64_t>::max();

std::string cause_of(const std::vector<EapolSighting>& since_the_key_before) {
  std::string cause = "unknown";
  for (const EapolSighting& each : since_the_key_before) {
    if (each.message == EapolKeyMessage::kMicFailureReport) cause = "mic-failure-report";
    if (each.request && each.message != EapolKeyMessage::kMicFailureReport) cause = "sta-request";
    const bool starts =
        each.message == EapolKeyMessage::k4Way1 || each.message == EapolKeyMessage::kGroup1;
    if (starts && cause == "unknown") cause = "ap";
  }
  return cause;
}

// Until when the two sides differed. `next`: the key after this one, null: none.
void find_end(Rekey& rekey, const KeyArrival& key, const KeyArrival* next,
              const std::vector<Leaving>& leavings, std::uint64_t run_end_ns) {
  if (rekey.ap_complete_ns && rekey.sta_complete_ns) {
    rekey.end = RekeyEnd::kComplete;
    rekey.end_ns = std::max(*rekey.ap_complete_ns, *rekey.sta_complete_ns);
    return;
  }
  const auto down = std::ranges::upper_bound(leavings, key.start, {}, &Leaving::n);
  if (down != leavings.end() && down->t_ns <= run_end_ns &&
      (!next || down->n <= next->first_after)) {
    rekey.end = RekeyEnd::kLinkDown;
    rekey.end_ns = down->t_ns;
  } else {
    rekey.end = next ? RekeyEnd::kNextKey : RekeyEnd::kRunEnd;
    rekey.end_ns = next ? next->begin_ns : run_end_ns;
  }
  rekey.end_ns = std::max(rekey.end_ns, rekey.begin_ns());
}

Rekey make_rekey(const KeyArrival& key, const std::string& ap, const std::string& sta,
                 bool pairwise) {
  Rekey rekey;
  rekey.kind = pairwise ? "pairwise" : "group";
  rekey.sta = sta;
  rekey.epoch = key.epoch;
  rekey.ap_active_ns = key.at_ap.active_ns;
  rekey.sta_active_ns = key.at_sta.active_ns;
  rekey.ap_complete_ns = key.at_ap.complete_ns;
  rekey.sta_complete_ns = key.at_sta.complete_ns;
  rekey.first =
      rekey.ap_active_ns.value_or(kForever) <= rekey.sta_active_ns.value_or(kForever) ? ap : sta;
  if (rekey.ap_active_ns && rekey.sta_active_ns) {
    rekey.window_ns = std::max(*rekey.ap_active_ns, *rekey.sta_active_ns) - key.begin_ns;
  }
  rekey.messages = key.messages;
  return rekey;
}

// A rekey needs an association with a pairwise key that is older than it: the first key of an
// association is none. Nor is a group key of which the STA neither heard nor got anything: the AP
// makes such keys when it starts countermeasures, and while nobody is there.
bool is_rekey(const KeyArrival& key, bool group, const std::vector<KeyArrival>& pairwise) {
  if (group && !key.at_sta.active_ns && key.messages.empty()) return false;
  const auto older = std::ranges::lower_bound(pairwise, key.start, {}, &KeyArrival::start);
  return older != pairwise.begin() && std::prev(older)->association == key.association;
}

std::vector<Rekey> rekeys_of(const KeyArrivals& all, const std::string& ap, const std::string& sta,
                             bool pairwise, std::uint64_t run_end_ns) {
  const std::vector<KeyArrival> pairwise_keys = all.of(sta, true);
  const std::vector<KeyArrival> keys = pairwise ? pairwise_keys : all.of(sta, false);
  std::vector<Rekey> rekeys;
  for (std::size_t i = 1; i < keys.size(); ++i) {
    if (!is_rekey(keys[i], !pairwise, pairwise_keys)) continue;
    Rekey rekey = make_rekey(keys[i], ap, sta, pairwise);
    rekey.cause = cause_of(all.eapol(sta, keys[i - 1].first_after, keys[i].first_after));
    find_end(rekey, keys[i], i + 1 < keys.size() ? &keys[i + 1] : nullptr, all.leavings(sta),
             run_end_ns);
    rekeys.push_back(rekey);
  }
  return rekeys;
}

}  // namespace

const char* to_string(RekeyEnd end) {
  switch (end) {
    case RekeyEnd::kComplete:
      return "complete";
    case RekeyEnd::kNextKey:
      return "next-key";
    case RekeyEnd::kLinkDown:
      return "link-down";
    case RekeyEnd::kRunEnd:
      return "run-end";
  }
  return "";
}

std::uint64_t Rekey::begin_ns() const {
  return std::min(ap_active_ns.value_or(kForever), sta_active_ns.value_or(kForever));
}

std::optional<bool> Rekey::message_4_encrypted() const {
  const auto found = std::ranges::find(messages, EapolKeyMessage::k4Way4, &EapolSighting::message);
  return found == messages.end() ? std::nullopt : std::optional(found->encrypted);
}

std::vector<Rekey> find_rekeys(const RunEvidence& evidence, const RunVerdicts& verdicts,
                               const std::vector<TrafficRecord>& traffic) {
  const auto ap = std::ranges::find(evidence.guest.nodes, true, &GuestNode::is_ap);
  const KeyArrivals all(verdicts, ap->name);
  std::vector<RekeyTrack> tracks;
  for (const GuestNode& node : evidence.guest.nodes) {
    if (node.is_ap) continue;
    for (const bool pairwise : {true, false}) {
      tracks.push_back({node.name, pairwise,
                        rekeys_of(all, ap->name, node.name, pairwise, evidence.guest.end_ns)});
    }
  }
  count_costs(tracks, verdicts, traffic, evidence.guest.end_ns);
  std::vector<Rekey> rekeys;
  for (const RekeyTrack& track : tracks) {
    rekeys.insert(rekeys.end(), track.rekeys.begin(), track.rekeys.end());
  }
  std::ranges::stable_sort(rekeys, {}, &Rekey::begin_ns);
  for (std::size_t i = 0; i < rekeys.size(); ++i) rekeys[i].n = static_cast<int>(i + 1);
  return rekeys;
}

}  // namespace keyrace
