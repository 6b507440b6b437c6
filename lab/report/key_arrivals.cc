#include "lab/report/key_arrivals.h"

#include <algorithm>
#include <limits>
#include <set>

namespace keyrace {
namespace {

using Sightings = std::vector<EapolSighting>;

// Those with first < n <= last.
Sightings between(const Sightings& all, std::uint64_t first, std::uint64_t last) {
  if (first >= last) return {};
  return {std::ranges::upper_bound(all, first, {}, &EapolSighting::n),
          std::ranges::upper_bound(all, last, {}, &EapolSighting::n)};
}

bool is_4way(EapolKeyMessage message) {
  return message == EapolKeyMessage::k4Way1 || message == EapolKeyMessage::k4Way2 ||
         message == EapolKeyMessage::k4Way3 || message == EapolKeyMessage::k4Way4;
}

bool is_group(EapolKeyMessage message) {
  return message == EapolKeyMessage::kGroup1 || message == EapolKeyMessage::kGroup2;
}

KeyArrival arrival(int epoch, const NodeSwitch& at_ap, const NodeSwitch& at_sta) {
  KeyArrival result;
  result.epoch = epoch;
  result.at_ap = at_ap;
  result.at_sta = at_sta;
  result.begin_ns = result.first_after = std::numeric_limits<std::uint64_t>::max();
  for (const NodeSwitch& each : {at_ap, at_sta}) {
    if (!each.active_ns) continue;
    result.begin_ns = std::min(result.begin_ns, *each.active_ns);
    result.first_after = std::min(result.first_after, each.after_frame);
    result.last_after = std::max(result.last_after, each.after_frame);
  }
  return result;
}

}  // namespace

KeyArrivals::KeyArrivals(const RunVerdicts& verdicts, std::string ap) : ap_(std::move(ap)) {
  std::set<std::string> stas;
  for (const KeySwitch& each : verdicts.switches) {
    if (!each.sta.empty()) stas.insert(each.sta);
    if (!each.tk_epoch) continue;
    NodeSwitch& node = switches_[{each.node, each.pairwise ? each.sta : ""}][*each.tk_epoch];
    if (!node.active_ns) {
      node.active_ns = each.done_ns;
      node.after_frame = each.after_frame;
    }
    if (each.tk_epoch == each.mic_epoch && !node.complete_ns) node.complete_ns = each.done_ns;
  }
  for (const EapolSighting& each : verdicts.eapol) eapol_[each.sta].push_back(each);
  for (const auto& [sta, all] : eapol_) sort_handshakes(sta, all);
  for (const Leaving& each : verdicts.leavings) {
    for (const std::string& sta : stas) {
      if (each.sta.empty() || each.sta == sta) leavings_[sta].push_back(each);
    }
  }
}

const KeyArrivals::Epochs& KeyArrivals::epochs(const std::string& node, const std::string& sta,
                                               bool pairwise) const {
  static const Epochs none;
  const auto found = switches_.find({node, pairwise ? sta : ""});
  return found == switches_.end() ? none : found->second;
}

std::vector<KeyArrival> KeyArrivals::of(const std::string& sta, bool pairwise) const {
  const Epochs& at_ap = epochs(ap_, sta, pairwise);
  const Epochs& at_sta = epochs(sta, sta, pairwise);
  std::map<int, std::pair<NodeSwitch, NodeSwitch>> both;
  for (const auto& [epoch, node] : at_ap) both[epoch].first = node;
  for (const auto& [epoch, node] : at_sta) both[epoch].second = node;
  std::vector<KeyArrival> arrivals;
  for (const auto& [epoch, nodes] : both) {
    arrivals.push_back(arrival(epoch, nodes.first, nodes.second));
  }
  std::ranges::stable_sort(arrivals, {}, &KeyArrival::begin_ns);
  find_handshakes(sta, pairwise, arrivals);
  for (KeyArrival& each : arrivals) {
    const auto& ends = leavings(sta);
    each.association = static_cast<std::size_t>(
        std::ranges::upper_bound(ends, each.start, {}, &Leaving::n) - ends.begin());
  }
  return arrivals;
}

const std::vector<Leaving>& KeyArrivals::leavings(const std::string& sta) const {
  static const std::vector<Leaving> none;
  const auto found = leavings_.find(sta);
  return found == leavings_.end() ? none : found->second;
}

std::vector<EapolSighting> KeyArrivals::eapol(const std::string& sta, std::uint64_t first,
                                              std::uint64_t last) const {
  const auto found = eapol_.find(sta);
  return found == eapol_.end() ? Sightings{} : between(found->second, first, last);
}

// With WPA1 (descriptor 254) each 4-way handshake is followed by a group handshake with the group
// key that is in use: no new key, so it is left out.
void KeyArrivals::sort_handshakes(const std::string& sta, const Sightings& all) {
  bool owed = false;
  for (const EapolSighting& each : all) {
    if (is_4way(each.message)) handshakes_[{sta, true}].push_back(each);
    if (is_group(each.message) && !owed) handshakes_[{sta, false}].push_back(each);
    if (each.message == EapolKeyMessage::k4Way4) owed = each.descriptor == KeyDescriptor::kWpa;
    if (each.message == EapolKeyMessage::kGroup2) owed = false;
  }
}

// A handshake begins with the last first message before the key's first switch, and lasts until the
// next first message after its last switch: message 4/4 may come after both.
void KeyArrivals::find_handshakes(const std::string& sta, bool pairwise,
                                  std::vector<KeyArrival>& arrivals) const {
  const EapolKeyMessage opening = pairwise ? EapolKeyMessage::k4Way1 : EapolKeyMessage::kGroup1;
  const auto found = handshakes_.find({sta, pairwise});
  const Sightings none;
  const Sightings& all = found == handshakes_.end() ? none : found->second;
  for (std::size_t i = 0; i < arrivals.size(); ++i) {
    KeyArrival& key = arrivals[i];
    const std::uint64_t before = i > 0 ? arrivals[i - 1].first_after : 0;
    const std::uint64_t after = i + 1 < arrivals.size() ? arrivals[i + 1].first_after
                                                        : std::numeric_limits<std::uint64_t>::max();
    key.start = key.first_after;
    for (const EapolSighting& each : between(all, before, after)) {
      if (each.message == opening && each.n > key.last_after) break;
      if (each.message == opening && each.n <= key.first_after) {
        key.start = each.n;
        key.messages.clear();
      }
      if (each.message == opening || !key.messages.empty()) key.messages.push_back(each);
    }
  }
}

}  // namespace keyrace
