#include <algorithm>
#include <map>
#include <tuple>

#include "lab/report/air_report.h"
#include "lab/report/explain.h"
#include "lab/report/spoken.h"

namespace keyrace {
namespace {

// Frames with the same story.
struct Story {
  std::string sender;
  std::string receiver;
  bool group;
  std::optional<int> tk_epoch;
  std::optional<MicEpoch> mic_epoch;
  std::optional<int> receiver_epoch;
  std::optional<MicEpoch> receiver_mic_epoch;
  auto operator<=>(const Story&) const = default;
};

// How the TK and the MIC key that a node used together belong together.
enum class Fit { kWhole, kSwapped, kHalves };

Fit fit(std::optional<int> tk, const std::optional<MicEpoch>& mic) {
  if (!tk || !mic || mic->epoch != *tk) return Fit::kHalves;
  return is_reversed(mic) ? Fit::kSwapped : Fit::kWhole;
}

// Whose bug a MIC failure is, from which side's halves belong together.
std::string blame(const Story& story) {
  const std::string install = ": its install is at fault, not the timing.";
  const Fit sender = fit(story.tk_epoch, story.mic_epoch);
  const Fit receiver = fit(story.receiver_epoch, story.receiver_mic_epoch);
  if (sender == Fit::kWhole && receiver == Fit::kSwapped) {
    return story.sender + " used one key as it is meant; " + story.receiver +
           " has its two MIC keys in each other's place" + install;
  }
  if (sender == Fit::kSwapped && receiver == Fit::kWhole) {
    return story.receiver + " had one key as it is meant; " + story.sender +
           " has its two MIC keys in each other's place" + install;
  }
  if (sender == Fit::kWhole && receiver == Fit::kHalves) {
    return story.sender + " used one key for both; " + story.receiver + " had halves of two" +
           install;
  }
  if (sender == Fit::kHalves && receiver == Fit::kWhole) {
    return story.receiver + " had one whole key; " + story.sender +
           " encrypted and signed with different ones: the sender is at fault.";
  }
  return "Neither side's halves fit the other's.";
}

std::string mic_failure_sentence(const Story& story, const FrameList& frames) {
  return spoken_count(frames.size(), "frame") + " from " + story.sender +
         " failed the Michael MIC at " + story.receiver + " (" + frames_and_times(frames) +
         "): encrypted under " + epoch_name(story.tk_epoch, story.group) + " and signed with " +
         mic_key_name(story.mic_epoch, story.group) + ", while " + story.receiver +
         " had the TK of " + epoch_name(story.receiver_epoch, story.group) + " with " +
         mic_key_name(story.receiver_mic_epoch, story.group) + ". " + blame(story);
}

// ICV failures of all rekeys in one direction have one cause; one sentence tells them together.
// All frames are of one cipher.
std::string icv_failure_sentence(const std::string& sender, const std::string& receiver,
                                 const FrameList& frames) {
  const auto newer = std::ranges::count_if(frames, [](const FrameVerdict* frame) {
    return frame->tk_epoch.value_or(0) > frame->receiver_epoch.value_or(0);
  });
  const auto unknown = std::ranges::count_if(
      frames, [](const FrameVerdict* frame) { return !frame->tk_epoch.has_value(); });
  const auto all = static_cast<std::ptrdiff_t>(frames.size());
  const auto lost = std::ranges::count_if(
      frames, [](const FrameVerdict* frame) { return !frame->receiver_epoch.has_value(); });
  const FrameCipher cipher = frames.front()->cipher;
  const std::string check = integrity_check(cipher);
  std::string text = spoken_count(frames.size(), "frame") + " from " + sender + " failed the " +
                     check + " at " + receiver + " (" + frames_and_times(frames) + "): ";
  if (lost == all) {
    text += receiver + " had a key that no stack had asked for.";
  } else if (newer == all) {
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

std::string no_mic_failure_sentence(const RunVerdicts& verdicts, bool no_icv_failure) {
  const bool halves = std::ranges::any_of(verdicts.switches, [](const KeySwitch& each) {
    return each.mic_epoch && each.tk_epoch && each.mic_epoch->epoch != *each.tk_epoch;
  });
  const bool altered = std::ranges::any_of(
      verdicts.switches, [](const KeySwitch& each) { return !each.altered.empty(); });
  const FrameCipher cipher =
      verdicts.frames.empty() ? FrameCipher::kTkip : verdicts.frames.front().cipher;
  switch (cipher) {
    case FrameCipher::kTkip:
      if (no_icv_failure) return "No frame failed the ICV or the Michael MIC.";
      if (halves) {
        return "No frame failed the Michael MIC, although a node had halves of two keys: its TK "
               "was the old one, so the ICV was wrong first.";
      }
      if (altered) return "No frame failed the Michael MIC: with a wrong TK the ICV fails first.";
      return "No frame failed the Michael MIC: both sides only ever used whole keys, and sides "
             "that switch at different times fail the ICV first.";
    case FrameCipher::kCcmp:
      if (no_icv_failure) return "No frame failed the CCM MIC.";
      return "None of this is a Michael MIC failure: CCMP has one key and one MIC, so a wrong key "
             "can't look like tampering, and there are no countermeasures.";
  }
  return "";
}

}  // namespace

void tell_failures(const RunVerdicts& verdicts, Answer& answer) {
  std::map<Story, FrameList> mic;
  std::map<std::tuple<std::string, std::string, FrameCipher>, FrameList> icv;
  for (const FrameVerdict& frame : verdicts.frames) {
    if (told_with_the_air(frame)) continue;
    if (frame.verdict == Verdict::kMicFailure) {
      mic[{frame.sender, frame.receiver, frame.group, frame.tk_epoch, frame.mic_epoch,
           frame.receiver_epoch, frame.receiver_mic_epoch}]
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
  const bool by_the_air = std::ranges::any_of(verdicts.frames, [](const FrameVerdict& frame) {
    return told_with_the_air(frame) &&
           (frame.verdict == Verdict::kIcvFailure || frame.verdict == Verdict::kMicFailure);
  });
  if (mic.empty() && !by_the_air) answer.push_back(no_mic_failure_sentence(verdicts, icv.empty()));
}

void tell_reversed(const RunVerdicts& verdicts, Answer& answer) {
  FrameList frames;
  std::map<std::string, std::uint64_t> by_sender;
  for (const FrameVerdict& frame : verdicts.frames) {
    if (frame.verdict != Verdict::kAccepted || !is_reversed(frame.mic_epoch)) continue;
    frames.push_back(&frame);
    ++by_sender[frame.sender];
  }
  if (frames.empty()) return;
  std::string senders;
  for (const auto& [sender, count] : by_sender) {
    senders += (senders.empty() ? "" : ", ") + std::to_string(count) + " from " + sender;
  }
  answer.push_back(spoken_count(frames.size(), "frame") + " (" + senders + "; " +
                   frames_and_times(frames) +
                   ") arrived although signed with the MIC key for the other direction: the "
                   "receiver has its MIC keys in each other's place, too, so the two faults cancel "
                   "out. Off the air, and with any peer that has the key as it is meant, Michael "
                   "is wrong on each of them.");
}

// What was dropped for other reasons, told by the first frame's story.
void tell_other_drops(const RunVerdicts& verdicts, Answer& answer) {
  std::map<std::tuple<Verdict, std::string, std::string>, FrameList> drops;
  for (const FrameVerdict& frame : verdicts.frames) {
    if (told_with_the_air(frame)) continue;
    switch (frame.verdict) {
      case Verdict::kAccepted:
      case Verdict::kIcvFailure:
      case Verdict::kMicFailure:
      case Verdict::kNotDelivered:
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

}  // namespace keyrace
