#include "lab/report/rekey_costs.h"

#include <algorithm>
#include <numeric>

#include "lab/report/flows.h"

namespace keyrace {
namespace {

// The rekey that a moment belongs to: the last one that had begun. Null: none had.
Rekey* at(RekeyTrack& track, std::uint64_t t_ns) {
  const auto next = std::ranges::upper_bound(track.rekeys, t_ns, {}, &Rekey::begin_ns);
  return next == track.rekeys.begin() ? nullptr : &*std::prev(next);
}

void count_failure(RekeyTrack& track, const FrameVerdict& frame) {
  const bool concerns =
      frame.group != track.pairwise && (frame.sender == track.sta || frame.receiver == track.sta);
  Rekey* rekey = concerns ? at(track, frame.t_ns) : nullptr;
  if (!rekey) return;
  if (frame.verdict == Verdict::kIcvFailure) ++rekey->icv_failures;
  if (frame.verdict == Verdict::kMicFailure) ++rekey->mic_failures;
}

void count_loss(RekeyTrack& track, const TrafficRecord& record) {
  Rekey* rekey = record.sta == track.sta ? at(track, record.sent_ns) : nullptr;
  if (!rekey) return;
  ++rekey->lost;
  if (record.sent_ns < rekey->end_ns) ++rekey->lost_in_window;
}

// To the rekey that had begun when the datagram was sent.
void count_disorder(RekeyTrack& track, const TrafficRecord& record, std::uint64_t Rekey::*counter,
                    std::uint64_t count) {
  Rekey* rekey = record.sta == track.sta ? at(track, record.sent_ns) : nullptr;
  if (rekey) rekey->*counter += count;
}

using Arrivals = std::map<std::pair<std::string, std::uint32_t>, std::vector<std::uint64_t>>;

// By STA and flow, in order; the end of the run is the last of each.
Arrivals arrivals_of(const std::vector<TrafficRecord>& traffic, std::uint64_t run_end_ns) {
  Arrivals arrivals;
  for (const TrafficRecord& record : traffic) {
    auto& times = arrivals[{record.sta, record.flow}];
    if (record.received_ns) times.push_back(*record.received_ns);
  }
  for (auto& [flow, times] : arrivals) {
    std::ranges::sort(times);
    times.push_back(std::max(run_end_ns, times.empty() ? 0 : times.back()));
  }
  return arrivals;
}

// A time without an arrival belongs to the rekey that its middle lies behind: a gap around a switch
// is not the fault of the rekey before.
void measure_outages(RekeyTrack& track, const Arrivals& arrivals) {
  for (const auto& [flow, times] : arrivals) {
    if (flow.first != track.sta) continue;
    for (std::size_t i = 1; i < times.size(); ++i) {
      Rekey* rekey = at(track, std::midpoint(times[i - 1], times[i]));
      const std::uint64_t gap = times[i] - times[i - 1];
      if (!rekey || gap <= rekey->outage_ns.value_or(0)) continue;
      rekey->outage_ns = gap;
      rekey->outage_begin_ns = times[i - 1];
    }
  }
}

}  // namespace

void count_costs(std::vector<RekeyTrack>& tracks, const RunVerdicts& verdicts,
                 const std::vector<TrafficRecord>& traffic, std::uint64_t run_end_ns) {
  for (const FrameVerdict& frame : verdicts.frames) {
    if (frame.verdict != Verdict::kIcvFailure && frame.verdict != Verdict::kMicFailure) continue;
    for (RekeyTrack& track : tracks) count_failure(track, frame);
  }
  for (const TrafficRecord& record : traffic) {
    if (record.protocol != Protocol::kUdp) continue;
    for (RekeyTrack& track : tracks) {
      if (!record.received_ns) count_loss(track, record);
      if (record.copies > 1) count_disorder(track, record, &Rekey::duplicates, record.copies - 1);
    }
  }
  for (const TrafficRecord* record : overtaken(traffic)) {
    for (RekeyTrack& track : tracks) count_disorder(track, *record, &Rekey::reordered, 1);
  }
  const Arrivals arrivals = arrivals_of(traffic, run_end_ns);
  for (RekeyTrack& track : tracks) measure_outages(track, arrivals);
}

}  // namespace keyrace
