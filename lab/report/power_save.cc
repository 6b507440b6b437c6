#include "lab/report/power_save.h"

#include <algorithm>
#include <map>
#include <set>

#include "lab/dot11/tim.h"
#include "lab/report/report.h"
#include "lab/report/spoken.h"
#include "lab/verify/node_names.h"

namespace keyrace {
namespace {

constexpr std::uint8_t kPsPoll = 10;

// From the frame that said that the STA goes to sleep to the one that said that it is awake.
struct Sleep {
  std::uint64_t from_ns = 0;
  std::optional<std::uint64_t> to_ns;
};

// What the capture says of one STA so far.
struct Station {
  StaPowerSave counts;
  std::vector<Sleep> sleeps;
  std::optional<std::uint16_t> aid;

  bool asleep() const { return !sleeps.empty() && !sleeps.back().to_ns; }
  bool slept_at(std::uint64_t t_ns) const {
    return std::ranges::any_of(sleeps, [&](const Sleep& sleep) {
      return t_ns >= sleep.from_ns && (!sleep.to_ns || t_ns < *sleep.to_ns);
    });
  }
};

class PowerSaveWalk {
 public:
  explicit PowerSaveWalk(const RunEvidence& evidence)
      : evidence_(evidence), names_(evidence.guest) {
    for (const GuestNode& node : evidence.guest.nodes) {
      if (!node.is_ap) stations_[node.name].counts.sta = node.name;
    }
  }

  void walk() {
    for (const AirFrame& frame : evidence_.frames) {
      const std::uint64_t now = guest_time(frame);
      if (now > evidence_.guest.end_ns) return;
      if (frame.malformed.empty()) take(frame, now);
    }
  }

  PowerSaveReport report(const RunVerdicts& verdicts, const std::vector<Rekey>& rekeys) {
    for (const FrameVerdict& frame : verdicts.frames) take_datagram(frame, rekeys);
    for (const GuestNode& node : evidence_.guest.nodes) {
      if (!node.is_ap) report_.stas.push_back(stations_[node.name].counts);
    }
    return report_;
  }

 private:
  std::uint64_t guest_time(const AirFrame& frame) const {
    return static_cast<std::uint64_t>(static_cast<std::int64_t>(frame.t_ns) -
                                      evidence_.guest.realtime_offset_ns);
  }

  void take(const AirFrame& frame, std::uint64_t now) {
    const MacHeader& mac = frame.header;
    if (names_.is_ap(mac.ta())) {
      from_ap(frame);
    } else if (names_.is_ap(mac.ra())) {
      const auto found = stations_.find(names_.name_of(mac.ta()));
      if (found != stations_.end()) from_sta(found->second, frame, now);
    }
  }

  void from_ap(const AirFrame& frame) {
    const MacHeader& mac = frame.header;
    if (is_beacon(mac)) return count_tim(frame);
    const auto found = stations_.find(names_.name_of(mac.ra()));
    const bool ours = found != stations_.end();
    if (mac.more_data && (ours || mac.ra().is_group())) ++report_.more_data;
    if (!ours) return;
    if (const auto aid = granted_aid(mac, frame.body)) found->second.aid = aid;
  }

  void count_tim(const AirFrame& beacon) {
    const auto tim = parse_tim(beacon.body);
    if (!tim) return;
    if (tim->group) ++report_.dtim_group;
    const bool announces = std::ranges::any_of(
        stations_, [&](const auto& each) { return each.second.aid && tim->has(*each.second.aid); });
    if (announces) ++report_.tim;
  }

  // The bit counts in data frames, Null among them, and in most management frames; in a PS-Poll it
  // is set anyhow.
  void from_sta(Station& station, const AirFrame& frame, std::uint64_t now) {
    const MacHeader& mac = frame.header;
    if (mac.type == FrameType::kControl) {
      if (mac.subtype == kPsPoll) ++station.counts.ps_polls;
      return;
    }
    if (mac.power_management && !station.asleep()) {
      ++station.counts.sleeps;
      station.sleeps.push_back({now, std::nullopt});
    } else if (!mac.power_management && station.asleep()) {
      ++station.counts.wakes;
      station.sleeps.back().to_ns = now;
    }
  }

  void take_datagram(const FrameVerdict& frame, const std::vector<Rekey>& rekeys) {
    const auto found = stations_.find(frame.receiver);
    if (!frame.datagram || found == stations_.end()) return;
    const std::uint64_t sent_ns = frame.datagram->sent_ns;
    if (!found->second.slept_at(sent_ns)) return;
    // A flow of TCP blocks has none of these numbers; a frame that is sent again counts once.
    if (!counted_.insert({frame.datagram->flow, frame.datagram->sequence}).second) return;
    ++report_.buffered;
    report_.longest_buffered_ns =
        std::max(report_.longest_buffered_ns.value_or(0), frame.t_ns - sent_ns);
    for (const Rekey& rekey : rekeys) {
      const bool across = (rekey.kind == "group") == frame.group && rekey.sta == frame.receiver &&
                          rekey.ap_active_ns && sent_ns < *rekey.ap_active_ns &&
                          frame.t_ns > *rekey.ap_active_ns;
      if (!across) continue;
      report_.across_rekey.push_back({rekey.n, frame.n, frame.datagram->flow,
                                      frame.datagram->sequence, frame.tk_epoch, sent_ns, frame.t_ns,
                                      frame.verdict});
    }
  }

  const RunEvidence& evidence_;
  NodeNames names_;
  std::map<std::string, Station> stations_;
  std::set<std::pair<std::uint32_t, std::uint64_t>> counted_;  // flow and sequence
  PowerSaveReport report_;
};

std::string epochs_of(const std::vector<const AcrossRekey*>& frames, const Rekey& rekey) {
  std::vector<std::uint64_t> epochs;
  for (const AcrossRekey* frame : frames) {
    if (frame->tk_epoch) epochs.push_back(static_cast<std::uint64_t>(*frame->tk_epoch));
  }
  std::ranges::sort(epochs);
  epochs.erase(std::ranges::unique(epochs).begin(), epochs.end());
  const std::string which = "(" + rekey.kind + " epoch " + spoken_list(epochs) + ")";
  if (epochs.size() != 1) return "under different keys " + which;
  const std::string all = frames.size() == 1 ? "" : "all ";
  const auto fresh = static_cast<std::uint64_t>(rekey.epoch);
  return all + (epochs.front() >= fresh ? "under the new key " : "under the old key ") + which;
}

// "3 datagrams that the AP had buffered before rekey 2 were sent after it, all under the new key
// (pairwise epoch 3); sta accepted 3."
std::string across_sentence(const std::vector<const AcrossRekey*>& frames, const Rekey& rekey) {
  const auto accepted = std::ranges::count_if(
      frames, [](const AcrossRekey* frame) { return frame->verdict == Verdict::kAccepted; });
  const bool one = frames.size() == 1;
  return spoken_count(frames.size(), "datagram") + " that the AP had buffered before rekey " +
         std::to_string(rekey.n) + (one ? " was" : " were") + " sent after it, " +
         epochs_of(frames, rekey) + "; " + rekey.sta + " accepted " + std::to_string(accepted) +
         ".";
}

}  // namespace

PowerSaveReport report_power_save(const RunEvidence& evidence, const RunVerdicts& verdicts,
                                  const std::vector<Rekey>& rekeys) {
  PowerSaveWalk walk(evidence);
  walk.walk();
  return walk.report(verdicts, rekeys);
}

std::vector<std::string> tell_power_save(const PowerSaveReport& report,
                                         const std::vector<Rekey>& rekeys) {
  std::vector<std::string> lines;
  for (const StaPowerSave& each : report.stas) {
    if (each.sleeps == 0) continue;
    lines.push_back(each.sta + " went to sleep " + spoken_count(each.sleeps, "time") +
                    " and woke " + spoken_count(each.wakes, "time") + ".");
  }
  if (lines.empty()) return {};
  std::string buffering = "The AP buffered " + spoken_count(report.buffered, "datagram");
  if (report.longest_buffered_ns) {
    buffering += ", for " + spoken_duration(*report.longest_buffered_ns) + " at most";
  }
  lines.push_back(buffering + "; " + spoken_count(report.tim, "beacon") +
                  " announced frames for a STA, and " + spoken_count(report.more_data, "frame") +
                  " had More Data set.");
  for (const Rekey& rekey : rekeys) {
    std::vector<const AcrossRekey*> frames;
    for (const AcrossRekey& frame : report.across_rekey) {
      if (frame.rekey == rekey.n) frames.push_back(&frame);
    }
    if (!frames.empty()) lines.push_back(across_sentence(frames, rekey));
  }
  return lines;
}

}  // namespace keyrace
