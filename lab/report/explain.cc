// The answer in plain sentences: which frames, under which keys, what the receiver had, and why.
#include <algorithm>
#include <map>
#include <tuple>

#include "lab/report/report.h"
#include "lab/report/spoken.h"

namespace keyrace {
namespace {

// Frames with the same story.
struct Story {
  Verdict verdict;
  std::string sender;
  std::string receiver;
  bool group;
  std::optional<int> tk_epoch, mic_epoch, receiver_epoch, receiver_mic_epoch;
  auto operator<=>(const Story&) const = default;
};

using Stories = std::map<Story, std::vector<const FrameVerdict*>>;

std::string key(std::optional<int> epoch, bool group) {
  if (!epoch) return "an unknown key";
  return (group ? "GTK " : "PTK ") + std::to_string(*epoch);
}

std::string frames_and_times(const std::vector<const FrameVerdict*>& frames) {
  std::vector<std::uint64_t> numbers;
  for (const FrameVerdict* frame : frames) numbers.push_back(frame->n);
  std::string text = (frames.size() == 1 ? "frame " : "frames ") + spoken_list(numbers);
  text += ", at " + spoken_time(frames.front()->t_ns);
  if (frames.size() > 1) text += " to " + spoken_time(frames.back()->t_ns);
  return text;
}

// Whose bug a MIC failure is, from which side's halves belong together.
std::string blame(const Story& story) {
  const bool sender_whole = story.tk_epoch && story.tk_epoch == story.mic_epoch;
  const bool receiver_whole = story.receiver_epoch == story.receiver_mic_epoch;
  if (sender_whole && !receiver_whole) {
    return story.sender + " used one key for both; " + story.receiver +
           " had halves of two: its install is at fault, not the timing.";
  }
  if (!sender_whole && receiver_whole) {
    return story.receiver + " had one whole key; " + story.sender +
           " encrypted and signed with different ones: the sender is at fault.";
  }
  return "Neither side's halves fit the other's.";
}

std::string mic_failure_sentence(const Story& story,
                                 const std::vector<const FrameVerdict*>& frames) {
  return spoken_count(frames.size(), "frame") + " from " + story.sender +
         " failed the Michael MIC at " + story.receiver + " (" + frames_and_times(frames) +
         "): encrypted under " + key(story.tk_epoch, story.group) +
         " and signed with the MIC key of " + key(story.mic_epoch, story.group) + ", while " +
         story.receiver + " had the TK of " + key(story.receiver_epoch, story.group) +
         " with the MIC key of " + key(story.receiver_mic_epoch, story.group) + ". " + blame(story);
}

// ICV failures of all rekeys in one direction have one cause; one sentence tells them together.
// All frames are of one cipher.
std::string icv_failure_sentence(const std::string& sender, const std::string& receiver,
                                 const std::vector<const FrameVerdict*>& frames) {
  const auto newer = std::ranges::count_if(frames, [](const FrameVerdict* frame) {
    return frame->tk_epoch.value_or(0) > frame->receiver_epoch.value_or(0);
  });
  const auto unknown = std::ranges::count_if(
      frames, [](const FrameVerdict* frame) { return !frame->tk_epoch.has_value(); });
  const auto all = static_cast<std::ptrdiff_t>(frames.size());
  const FrameCipher cipher = frames.front()->cipher;
  const std::string check = integrity_check(cipher);
  std::string text = spoken_count(frames.size(), "frame") + " from " + sender + " failed the " +
                     check + " at " + receiver + " (" + frames_and_times(frames) + "): ";
  if (newer == all) {
    text += sender + " sent them under the new key while " + receiver + " still had the old one.";
  } else if (unknown == all) {
    text += sender + " sent them under a key that no stack had asked for.";
  } else if (newer + unknown == 0) {
    text += sender + " still sent them under the old key while " + receiver + " had the new one.";
  } else {
    text += std::to_string(newer) + " under a newer, " + std::to_string(all - newer - unknown) +
            " under an older and " + std::to_string(unknown) + " under an unknown key than " +
            receiver + " had.";
  }
  const auto early = std::ranges::count_if(frames, &FrameVerdict::at_replay_check);
  text += " Such a frame is dropped without a word";
  text += cipher == FrameCipher::kTkip ? ", before Michael is looked at." : ".";
  if (early > 0) {
    text += " mac80211 even dropped " +
            (static_cast<std::size_t>(early) == frames.size() ? "all" : std::to_string(early)) +
            " of them at its replay check, before the " + check + ": a new key's " +
            replay_counter(cipher) + " starts again at 1, below the counter of the old one.";
  }
  return text;
}

// What was dropped for other reasons, told by the first frame's story.
void tell_other_drops(const RunVerdicts& verdicts, std::vector<std::string>& answer) {
  std::map<std::tuple<Verdict, std::string, std::string>, std::vector<const FrameVerdict*>> drops;
  for (const FrameVerdict& frame : verdicts.frames) {
    switch (frame.verdict) {
      case Verdict::kAccepted:
      case Verdict::kIcvFailure:
      case Verdict::kMicFailure:
        break;
      case Verdict::kReplay:
      case Verdict::kNoKey:
      case Verdict::kUnprotected:
      case Verdict::kDuplicate:
      case Verdict::kFragmentDropped:
      case Verdict::kPortClosed:
      case Verdict::kMalformed:
        drops[{frame.verdict, frame.sender, frame.receiver}].push_back(&frame);
    }
  }
  for (const auto& [what, frames] : drops) {
    const auto& [verdict, sender, receiver] = what;
    answer.push_back(spoken_count(frames.size(), "frame") + " from " + sender + " to " + receiver +
                     " " + (frames.size() == 1 ? "was" : "were") + " dropped as " +
                     to_string(verdict) + " (" + frames_and_times(frames) +
                     "): " + frames.front()->why + ".");
  }
}

// What ended a poisoned phase 1: a new key at the receiver, perhaps after the link had gone down.
std::string what_ended(const RunVerdicts& verdicts, const FrameVerdict& last) {
  const auto next = std::ranges::find_if(verdicts.switches, [&](const KeySwitch& each) {
    return each.node == last.receiver && each.pairwise != last.group && each.done_ns > last.t_ns;
  });
  if (next == verdicts.switches.end()) return "Within the run no new key ended it.";
  const std::string cure =
      key(next->tk_epoch, last.group) + " at " + spoken_time(next->done_ns) + ".";
  const auto down = std::ranges::find_if(verdicts.leavings, [&](const Leaving& each) {
    return each.t_ns >= last.t_ns && each.t_ns < next->done_ns;
  });
  if (down == verdicts.leavings.end()) return "It ended with " + cure;
  return "It ended when " + down->sender + " took the link down (frame " + std::to_string(down->n) +
         ", reason " + std::to_string(down->reason) + ") and a new handshake brought " + cure;
}

// mac80211's cached phase 1 (ieee80211_tkip_decrypt_data): good frames of the right key fail.
void tell_poisoned(const RunVerdicts& verdicts, std::vector<std::string>& answer) {
  std::map<std::tuple<std::string, std::uint64_t>, std::vector<const FrameVerdict*>> victims;
  for (const FrameVerdict& frame : verdicts.frames) {
    if (frame.poisoned_by) victims[{frame.receiver, *frame.poisoned_by}].push_back(&frame);
  }
  for (const auto& [what, frames] : victims) {
    const auto& [receiver, poison] = what;
    const FrameVerdict& victim = *frames.front();
    const auto culprit = std::ranges::find_if(verdicts.frames, [&](const FrameVerdict& frame) {
      return frame.n == poison && frame.receiver == receiver;
    });
    std::string text = spoken_count(frames.size(), "frame") + " from " + victim.sender +
                       " failed the ICV at " + receiver + " although they were sent under " +
                       key(victim.tk_epoch, victim.group) + ", the very key that it had (" +
                       frames_and_times(frames) +
                       "): its cached TKIP phase 1 was for another iv32. mac80211 computes phase 1 "
                       "anew when a frame's iv32 differs from that of the last frame accepted, and "
                       "keeps the result even if that frame then fails; ";
    if (culprit != verdicts.frames.end() && culprit->tsc) {
      text += "frame " + std::to_string(poison) + ", sent under " +
              key(culprit->tk_epoch, culprit->group) + " with TSC " +
              std::to_string(culprit->tsc->value) + ", did that. ";
    }
    answer.push_back(text + what_ended(verdicts, *frames.back()));
  }
}

std::string no_mic_failure_sentence(const RunVerdicts& verdicts, bool no_icv_failure) {
  const bool halves = std::ranges::any_of(
      verdicts.switches, [](const KeySwitch& each) { return each.tk_epoch != each.mic_epoch; });
  const FrameCipher cipher =
      verdicts.frames.empty() ? FrameCipher::kTkip : verdicts.frames.front().cipher;
  switch (cipher) {
    case FrameCipher::kTkip:
      if (no_icv_failure) return "No frame failed the ICV or the Michael MIC.";
      if (halves) {
        return "No frame failed the Michael MIC, although a node had halves of two keys: its TK "
               "was the old one, so the ICV was wrong first.";
      }
      return "No frame failed the Michael MIC: both sides only ever used whole keys, and sides "
             "that switch at different times fail the ICV first.";
    case FrameCipher::kCcmp:
      if (no_icv_failure) return "No frame failed the CCM MIC.";
      return "None of this is a Michael MIC failure: CCMP has one key and one MIC, so a wrong key "
             "can't look like tampering, and there are no countermeasures.";
  }
  return "";
}

void tell_failures(const RunVerdicts& verdicts, std::vector<std::string>& answer) {
  Stories mic;
  std::map<std::tuple<std::string, std::string, FrameCipher>, std::vector<const FrameVerdict*>> icv;
  for (const FrameVerdict& frame : verdicts.frames) {
    if (frame.verdict == Verdict::kMicFailure) {
      mic[{frame.verdict, frame.sender, frame.receiver, frame.group, frame.tk_epoch,
           frame.mic_epoch, frame.receiver_epoch, frame.receiver_mic_epoch}]
          .push_back(&frame);
    }
    if (frame.verdict == Verdict::kIcvFailure && !frame.poisoned_by)
      icv[{frame.sender, frame.receiver, frame.cipher}].push_back(&frame);
  }
  for (const auto& [story, frames] : mic) answer.push_back(mic_failure_sentence(story, frames));
  for (const auto& [ends, frames] : icv) {
    answer.push_back(icv_failure_sentence(std::get<0>(ends), std::get<1>(ends), frames));
  }
  tell_poisoned(verdicts, answer);
  if (mic.empty()) answer.push_back(no_mic_failure_sentence(verdicts, icv.empty()));
}

// "ap switched first in each of 4 rekeys, sta followed 50.0 ms to 50.1 ms later."
void tell_windows(const Report& report, std::vector<std::string>& answer) {
  std::map<std::tuple<std::string, std::string, std::string>, std::vector<std::uint64_t>> windows;
  for (const Rekey& rekey : report.rekeys) {
    if (rekey.window_ns) windows[{rekey.kind, rekey.sta, rekey.first}].push_back(*rekey.window_ns);
  }
  for (const auto& [what, values] : windows) {
    const auto& [kind, sta, first] = what;
    const auto [low, high] = std::ranges::minmax(values);
    std::string text = "In " + spoken_count(values.size(), kind + " rekey") + " " + first +
                       " switched first, " + (first == sta ? "the AP" : sta) + " followed " +
                       spoken_duration(low);
    if (spoken_duration(low) != spoken_duration(high)) text += " to " + spoken_duration(high);
    answer.push_back(text + " later.");
  }
  for (const Rekey& rekey : report.rekeys) {
    if (rekey.window_ns) continue;
    answer.push_back("Rekey " + std::to_string(rekey.n) + " (" + rekey.kind + ", " + rekey.sta +
                     ") never finished: only " + rekey.first + " switched, at " +
                     spoken_time(rekey.begin_ns()) + ".");
  }
}

// Installs that came in halves.
void tell_splits(const RunVerdicts& verdicts, std::vector<std::string>& answer) {
  for (const KeySwitch& half : verdicts.switches) {
    if (half.tk_epoch == half.mic_epoch) continue;
    const auto rest = std::ranges::find_if(verdicts.switches, [&](const KeySwitch& each) {
      return each.node == half.node && each.sta == half.sta && each.pairwise == half.pairwise &&
             each.done_ns > half.done_ns;
    });
    std::string text = half.node + " had the TK of " + key(half.tk_epoch, !half.pairwise) +
                       " with the MIC key of " + key(half.mic_epoch, !half.pairwise) + " from " +
                       spoken_time(half.done_ns) + " on";
    if (rest != verdicts.switches.end()) {
      text += ", for " + spoken_duration(rest->done_ns - half.done_ns);
    }
    answer.push_back(text + ".");
  }
}

void tell_consequences(const Report& report, std::vector<std::string>& answer) {
  if (report.countermeasures_ns) {
    answer.push_back("TKIP countermeasures started at " + spoken_time(*report.countermeasures_ns) +
                     ": the link was taken down with reason 14, and TKIP is refused for 60 s.");
  }
  if (report.traffic.sent == 0) return;
  std::uint64_t in_window = 0;
  for (const Rekey& rekey : report.rekeys) in_window += rekey.lost_in_window;
  if (report.traffic.lost == 0) {
    answer.push_back("All " + spoken_count(report.traffic.sent, "datagram") + " arrived.");
    return;
  }
  std::string text = std::to_string(report.traffic.lost) + " of " +
                     spoken_count(report.traffic.sent, "datagram") + " were lost";
  text += ", " + (in_window == report.traffic.lost ? "all" : std::to_string(in_window)) +
          " of them sent while the two sides' keys differed";
  answer.push_back(text + ".");
}

void tell_agreement(const Report& report, std::vector<std::string>& answer) {
  if (report.disagreements.empty()) {
    answer.push_back("The receiver model and Linux " + report.kernel + " agree on all " +
                     spoken_count(report.compared, "frame") + ".");
    return;
  }
  const FrameVerdict& first = report.disagreements.front();
  answer.push_back("The receiver model and Linux " + report.kernel + " differ on " +
                   spoken_count(report.disagreements.size(), "frame") + " of " +
                   std::to_string(report.compared) + ", the first is frame " +
                   std::to_string(first.n) + ": " + to_string(first.verdict) + " was expected, " +
                   to_string(*first.observed) + " happened. This is a finding about one of them.");
}

void tell_missing_options(const Report& report, std::vector<std::string>& answer) {
  for (const StackReport& stack : report.stacks) {
    std::string options;
    for (const std::string& option : stack.missing_kernel_options) {
      options += (options.empty() ? "" : ", ") + option;
    }
    if (options.empty()) continue;
    answer.push_back(stack.node + "'s " + stack.name + " misses in this kernel: " + options +
                     ". It ran all the same, but not with everything it can.");
  }
}

}  // namespace

std::vector<std::string> explain(const Report& report, const RunVerdicts& verdicts) {
  std::vector<std::string> answer;
  tell_failures(verdicts, answer);
  tell_other_drops(verdicts, answer);
  tell_splits(verdicts, answer);
  tell_windows(report, answer);
  tell_consequences(report, answer);
  tell_agreement(report, answer);
  tell_missing_options(report, answer);
  return answer;
}

}  // namespace keyrace
