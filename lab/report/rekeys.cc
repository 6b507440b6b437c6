#include "lab/report/rekeys.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace keyrace {
namespace {

constexpr std::uint64_t kForever = std::numeric_limits<std::uint64_t>::max();

struct NodeSwitch {
  std::optional<std::uint64_t> active_ns;
  std::optional<std::uint64_t> complete_ns;
};

NodeSwitch switch_of(const RunVerdicts& verdicts, const std::string& node, const std::string& sta,
                     bool pairwise, int epoch) {
  NodeSwitch result;
  for (const KeySwitch& each : verdicts.switches) {
    if (each.node != node || each.pairwise != pairwise) continue;
    if (pairwise && each.sta != sta) continue;
    if (each.tk_epoch == epoch && !result.active_ns) result.active_ns = each.done_ns;
    if (each.tk_epoch == epoch && each.mic_epoch == epoch && !result.complete_ns) {
      result.complete_ns = each.done_ns;
    }
  }
  return result;
}

// The association ended between two moments: what follows is no rekey but a new beginning.
bool left_between(const RunVerdicts& verdicts, const std::string& sta, std::uint64_t from,
                  std::uint64_t to) {
  return std::ranges::any_of(verdicts.leavings, [&](const Leaving& each) {
    return each.t_ns > from && each.t_ns < to && (each.sta.empty() || each.sta == sta);
  });
}

std::string cause_of(const RunVerdicts& verdicts, const std::string& sta, std::uint64_t from,
                     std::uint64_t to) {
  std::string cause = "unknown";
  for (const EapolSighting& each : verdicts.eapol) {
    if (each.t_ns <= from || each.t_ns > to || each.sta != sta) continue;
    if (each.message == EapolKeyMessage::kMicFailureReport) cause = "mic-failure-report";
    if (each.request && each.message != EapolKeyMessage::kMicFailureReport) cause = "sta-request";
    const bool starts =
        each.message == EapolKeyMessage::k4Way1 || each.message == EapolKeyMessage::kGroup1;
    if (starts && cause == "unknown") cause = "ap";
  }
  return cause;
}

int highest_epoch(const RunVerdicts& verdicts, const std::string& sta, bool pairwise) {
  int highest = 0;
  for (const KeySwitch& each : verdicts.switches) {
    if (each.pairwise == pairwise && (!pairwise || each.sta == sta)) {
      highest = std::max(highest, each.tk_epoch.value_or(0));
    }
  }
  return highest;
}

std::vector<Rekey> rekeys_of(const RunEvidence& evidence, const RunVerdicts& verdicts,
                             const std::string& ap, const std::string& sta, bool pairwise) {
  std::vector<Rekey> rekeys;
  std::uint64_t previous = 0;
  for (int epoch = 1; epoch <= highest_epoch(verdicts, sta, pairwise); ++epoch) {
    const NodeSwitch at_ap = switch_of(verdicts, ap, sta, pairwise, epoch);
    const NodeSwitch at_sta = switch_of(verdicts, sta, sta, pairwise, epoch);
    if (!at_ap.active_ns && !at_sta.active_ns) continue;
    Rekey rekey;
    rekey.kind = pairwise ? "pairwise" : "group";
    rekey.sta = sta;
    rekey.epoch = epoch;
    rekey.ap_active_ns = at_ap.active_ns;
    rekey.sta_active_ns = at_sta.active_ns;
    rekey.ap_complete_ns = at_ap.complete_ns;
    rekey.sta_complete_ns = at_sta.complete_ns;
    const std::uint64_t began = rekey.begin_ns();
    const bool first_key = began <= evidence.guest.connected_ns;
    if (!first_key && !left_between(verdicts, sta, previous, began)) {
      rekey.first =
          at_ap.active_ns.value_or(kForever) <= at_sta.active_ns.value_or(kForever) ? ap : sta;
      if (at_ap.active_ns && at_sta.active_ns) {
        rekey.window_ns = std::max(*at_ap.active_ns, *at_sta.active_ns) - began;
      }
      rekey.cause = cause_of(verdicts, sta, previous, began);
      rekeys.push_back(rekey);
    }
    previous = began;
  }
  return rekeys;
}

void count_failures(Rekey& rekey, std::uint64_t until, const RunVerdicts& verdicts) {
  for (const FrameVerdict& frame : verdicts.frames) {
    const bool concerns = frame.group == (rekey.kind == "group") &&
                          (frame.sender == rekey.sta || frame.receiver == rekey.sta);
    if (!concerns || frame.t_ns < rekey.begin_ns() || frame.t_ns >= until) continue;
    if (frame.verdict == Verdict::kIcvFailure) ++rekey.icv_failures;
    if (frame.verdict == Verdict::kMicFailure) ++rekey.mic_failures;
  }
}

void count_losses(Rekey& rekey, std::uint64_t until, const std::vector<TrafficRecord>& traffic) {
  for (const TrafficRecord& record : traffic) {
    if (record.sta != rekey.sta || record.received_ns) continue;
    if (record.sent_ns < rekey.begin_ns() || record.sent_ns >= until) continue;
    ++rekey.lost;
    if (record.sent_ns < rekey.end_ns()) ++rekey.lost_in_window;
  }
}

// The longest time without an arrival in one flow whose middle lies in [begin, until): a gap around
// a switch belongs to the rekey that it lies about, not to the one before.
void measure_outage(Rekey& rekey, std::uint64_t until, std::uint64_t run_end,
                    const std::vector<TrafficRecord>& traffic) {
  std::map<std::uint32_t, std::vector<std::uint64_t>> arrivals;
  for (const TrafficRecord& record : traffic) {
    if (record.sta != rekey.sta) continue;
    auto& times = arrivals[record.flow];
    if (record.received_ns) times.push_back(*record.received_ns);
  }
  for (auto& [flow, times] : arrivals) {
    std::ranges::sort(times);
    times.push_back(std::max(run_end, times.empty() ? 0 : times.back()));
    for (std::size_t i = 1; i < times.size(); ++i) {
      const std::uint64_t middle = std::midpoint(times[i - 1], times[i]);
      if (middle < rekey.begin_ns() || middle >= until) continue;
      rekey.outage_ns = std::max(rekey.outage_ns.value_or(0), times[i] - times[i - 1]);
    }
  }
}

}  // namespace

std::uint64_t Rekey::begin_ns() const {
  return std::min(ap_active_ns.value_or(kForever), sta_active_ns.value_or(kForever));
}

std::uint64_t Rekey::end_ns() const {
  if (!ap_complete_ns || !sta_complete_ns) return begin_ns();
  return std::max(*ap_complete_ns, *sta_complete_ns);
}

std::vector<Rekey> find_rekeys(const RunEvidence& evidence, const RunVerdicts& verdicts,
                               const std::vector<TrafficRecord>& traffic) {
  const auto ap = std::ranges::find(evidence.guest.nodes, true, &GuestNode::is_ap);
  std::vector<Rekey> rekeys;
  for (const GuestNode& node : evidence.guest.nodes) {
    if (node.is_ap) continue;
    for (const bool pairwise : {true, false}) {
      std::vector<Rekey> found = rekeys_of(evidence, verdicts, ap->name, node.name, pairwise);
      for (std::size_t i = 0; i < found.size(); ++i) {
        const std::uint64_t until = i + 1 < found.size() ? found[i + 1].begin_ns() : kForever;
        count_failures(found[i], until, verdicts);
        count_losses(found[i], until, traffic);
        measure_outage(found[i], until, evidence.guest.end_ns, traffic);
      }
      rekeys.insert(rekeys.end(), found.begin(), found.end());
    }
  }
  std::ranges::stable_sort(rekeys, {}, &Rekey::begin_ns);
  for (std::size_t i = 0; i < rekeys.size(); ++i) rekeys[i].n = static_cast<int>(i + 1);
  return rekeys;
}

}  // namespace keyrace
