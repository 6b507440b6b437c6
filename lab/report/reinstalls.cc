#include "lab/report/reinstalls.h"

#include <algorithm>
#include <map>

namespace keyrace {
namespace {

// Frames that opened, of one direction of a pair, in the order of the capture: one receiver's are.
using Sent = std::map<std::pair<std::string, std::string>, std::vector<const FrameVerdict*>>;

Sent sent_frames(const RunVerdicts& verdicts) {
  Sent sent;
  for (const FrameVerdict& frame : verdicts.frames) {
    if (!frame.group && frame.tk_epoch && frame.tsc) {
      sent[{frame.sender, frame.receiver}].push_back(&frame);
    }
  }
  return sent;
}

std::uint64_t number(const FrameVerdict* frame) {
  return frame->n;
}

// A key object has one transmit counter for all TIDs (key->conf.tx_pn), so one that goes on is the
// same object.
void judge_counters(const std::vector<const FrameVerdict*>& frames, std::uint64_t after_frame,
                    Reinstall& reinstall) {
  const auto next = std::ranges::upper_bound(frames, after_frame, {}, number);
  if (next == frames.begin() || next == frames.end()) return;
  const FrameVerdict& before = **std::prev(next);
  const FrameVerdict& after = **next;
  if (before.tk_epoch != reinstall.epoch || after.tk_epoch != reinstall.epoch) return;
  reinstall.before = before.tsc;
  reinstall.after = after.tsc;
  reinstall.frame = after.n;
  reinstall.cipher = after.cipher;
  reinstall.counters = *before.tsc < *after.tsc ? Counters::kKept : Counters::kRestarted;
}

}  // namespace

const char* to_string(Counters counters) {
  switch (counters) {
    case Counters::kKept:
      return "kept";
    case Counters::kRestarted:
      return "restarted";
    case Counters::kUnknown:
      return "unknown";
  }
  return "";
}

std::vector<Reinstall> find_reinstalls(const RunVerdicts& verdicts) {
  const Sent sent = sent_frames(verdicts);
  std::vector<Reinstall> reinstalls;
  for (const KeySwitch& each : verdicts.switches) {
    if (!each.pairwise || each.effect != InstallEffect::kSameAgain || !each.tk_epoch) continue;
    Reinstall reinstall;
    reinstall.node = each.node;
    reinstall.sta = each.sta;
    reinstall.epoch = *each.tk_epoch;
    reinstall.at_ns = each.done_ns;
    for (const auto& [pair, frames] : sent) {
      const auto& [sender, receiver] = pair;
      // Towards the other end: the STA, or whoever is not the STA.
      const bool towards = sender == each.node && (sender == each.sta || receiver == each.sta);
      if (towards) judge_counters(frames, each.after_frame, reinstall);
    }
    reinstalls.push_back(reinstall);
  }
  return reinstalls;
}

}  // namespace keyrace
