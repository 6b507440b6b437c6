#include <algorithm>
#include <map>
#include <tuple>

#include "lab/report/explain.h"
#include "lab/report/spoken.h"

namespace keyrace {
namespace {

// Of the pair that the frame belongs to; a group frame's is the receiver.
std::string sta_of(const RunVerdicts& verdicts, const FrameVerdict& frame) {
  const bool uplink = std::ranges::any_of(verdicts.switches, [&](const KeySwitch& each) {
    return each.pairwise && each.sta == frame.sender;
  });
  return uplink ? frame.sender : frame.receiver;
}

std::string poisoned_sentence(const FrameList& frames, const FrameVerdict* culprit) {
  const FrameVerdict& victim = *frames.front();
  std::string text = spoken_count(frames.size(), "frame") + " from " + victim.sender +
                     " failed the ICV at " + victim.receiver + " although they were sent under " +
                     epoch_name(victim.tk_epoch, victim.group) + ", the very key that it had (" +
                     frames_and_times(frames) +
                     "): its cached TKIP phase 1 was for another iv32. mac80211 computes phase 1 "
                     "anew when a frame's iv32 differs from that of the last frame accepted, and "
                     "keeps the result even if that frame then fails; ";
  if (culprit && culprit->tsc) {
    text += "frame " + std::to_string(culprit->n) + ", sent under " +
            epoch_name(culprit->tk_epoch, culprit->group) + " with TSC " +
            std::to_string(culprit->tsc->value) + ", did that. ";
  }
  return text;
}

}  // namespace

// mac80211's cached phase 1 (ieee80211_tkip_decrypt_data).
void tell_poisoned(const RunVerdicts& verdicts, Answer& answer) {
  std::map<std::tuple<std::string, std::uint64_t>, FrameList> victims;
  for (const FrameVerdict& frame : verdicts.frames) {
    if (frame.poisoned_by) victims[{frame.receiver, *frame.poisoned_by}].push_back(&frame);
  }
  for (const auto& [what, frames] : victims) {
    const auto& [receiver, poison] = what;
    const auto culprit = std::ranges::find_if(verdicts.frames, [&](const FrameVerdict& frame) {
      return frame.n == poison && frame.receiver == receiver;
    });
    const FrameVerdict& last = *frames.back();
    const std::string sta = sta_of(verdicts, last);
    answer.push_back(
        poisoned_sentence(frames, culprit == verdicts.frames.end() ? nullptr : &*culprit) +
        what_ended(verdicts, receiver, sta, last.group, last.t_ns));
  }
}

}  // namespace keyrace
