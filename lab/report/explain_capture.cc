#include "lab/report/explain_capture.h"

#include <algorithm>
#include <iterator>

#include "lab/capture/pattern.h"
#include "lab/dot11/reason_code.h"
#include "lab/report/capture_report.h"
#include "lab/report/spoken.h"

namespace keyrace {
namespace {

std::uint64_t count(const DirectionFindings& direction, Verdict verdict) {
  const auto found = direction.verdicts.find(verdict);
  return found == direction.verdicts.end() ? 0 : found->second;
}

std::string ptk(int epoch) {
  return epoch_name(epoch, false);
}

std::string side_switch(const SessionWords& words, const SideFindings& side,
                        const std::string& name) {
  if (!side.first_new) return "the " + name + " sent nothing under it";
  std::string text = "the " + name + "'s first frame under it is " + words.frame(side.first_new);
  if (side.last_before) {
    text += ", its last one before that " + words.frame(side.last_before);
  }
  return text;
}

// When each side switched, as far as the air tells.
std::string switches(const SessionWords& words, const Changeover& change) {
  std::string text = ptk(change.epoch) + words.whose() + ": ";
  const auto& fourth = change.handshake.messages[3];
  const auto& third = change.handshake.messages[2];
  if (fourth.first) {
    text += "message 4/4 is " + words.frame(fourth.first);
    if (fourth.times > 1) text += ", sent " + std::to_string(fourth.times) + " times";
    if (fourth.encrypted) text += ", encrypted";
    text += "; ";
  }
  const bool any = std::ranges::any_of(change.handshake.messages,
                                       [](const auto& message) { return bool{message.first}; });
  const std::string lost = any ? missing_messages(change.handshake) : "";
  if (!lost.empty()) text += lost + "; ";
  if (any && !fourth.first) {
    text += "when its handshake ended, the air does not tell; ";
    if (third.first) text += "message 3/4 is " + words.frame(third.first) + "; ";
  }
  return text + side_switch(words, change.sta, "STA") + "; " + side_switch(words, change.ap, "AP") +
         ".";
}

std::string failures(const std::string& to, const DirectionFindings& direction) {
  std::string text;
  const std::uint64_t icv = count(direction, Verdict::kIcvFailure);
  const std::uint64_t mic = count(direction, Verdict::kMicFailure);
  if (icv > 0) text += spoken_count(icv, "ICV failure");
  if (mic > 0) text += (text.empty() ? "" : " and ") + spoken_count(mic, "MIC failure");
  return text.empty() ? ""
                      : text + " at the " + to + " (frames " + spoken_list(direction.failed) + ")";
}

// Frames under the new key before their receiver had sent anything under it.
std::string cannot_tell(const DirectionFindings& direction, const std::string& to,
                        const SideFindings& receiver) {
  if (direction.assumed == 0) return "";
  std::string text = "; whether the " + to + " had the key already for " +
                     spoken_count(direction.assumed, "frame") + " (" +
                     std::to_string(direction.first_assumed.n);
  if (direction.assumed > 1) text += " to " + std::to_string(direction.last_assumed.n);
  text += "), the air does not tell: ";
  return text + (receiver.first_new ? "it sent nothing under it until frame " +
                                          std::to_string(receiver.first_new.n)
                                    : "it sent nothing under it");
}

std::string in_between(const Changeover& change) {
  const std::string sta = failures("STA", change.to_sta), ap = failures("AP", change.to_ap);
  std::string text = sta + (sta.empty() || ap.empty() ? "" : ", ") + ap;
  if (text.empty()) text = "No frame is seen to fail";
  text +=
      cannot_tell(change.to_sta, "STA", change.sta) + cannot_tell(change.to_ap, "AP", change.ap);
  return text + ".";
}

// The side whose own frames are mixed.
std::string mixed_frames(const SessionWords& words, const SideFindings& side,
                         const std::string& name, int epoch) {
  const std::string signer =
      side.mixed_with ? (side.reversed == side.mixed
                             ? mic_key_name(MicEpoch{*side.mixed_with, MicDirection::kOther}, false)
                             : mic_key_name(MicEpoch{*side.mixed_with}, false))
                      : "no MIC key that is known";
  return "The " + name + " encrypted " + spoken_count(side.mixed, "frame") + " under " +
         ptk(epoch) + " and signed them with " + signer + ", from " +
         words.frame(side.first_mixed) + " to " + words.frame(side.last_mixed) + ".";
}

std::string diagnosis_of_mixed(Pattern pattern, const std::string& name, std::uint64_t reports) {
  switch (pattern) {
    case Pattern::kSplitInstall:
      return " It also reported " + spoken_count(reports, "Michael MIC failure") +
             " in that time, so it checked with that MIC key, too: its install is split, the TK "
             "came "
             "before the MIC keys. The fault is the " +
             name + "'s.";
    case Pattern::kSwapped:
      return " Its two MIC keys are the wrong way round: the fault is in the " + name +
             "'s install.";
    case Pattern::kMixedSender:
      return " The fault is the " + name +
             "'s: either its install is split (TK first, MIC keys later), or it signs a frame when "
             "it "
             "is queued and encrypts it when it is sent. MIC failures that the " +
             name +
             " itself counts in that time would tell: with a split install there are some, with "
             "the "
             "other there are none.";
    case Pattern::kUnknownKey:
      return " They were changed on their way, or the key is of a handshake that was not captured.";
    case Pattern::kClean:
    case Pattern::kTiming:
    case Pattern::kCannotTell:
      return "";
  }
  return "";
}

std::string later_side(const SessionWords& words, const Changeover& change) {
  const bool at_sta = count(change.to_sta, Verdict::kIcvFailure) > 0;
  const bool at_ap = count(change.to_ap, Verdict::kIcvFailure) > 0;
  if (!change.ap.first_new || !change.sta.first_new) {
    const std::string never = change.ap.first_new ? "STA" : "AP";
    return "The pattern is timing: ICV failures only. The " + never +
           " never sent a frame under the new key.";
  }
  const bool sta_late = change.sta.first_new.n > change.ap.first_new.n;
  const SideFindings& late = sta_late ? change.sta : change.ap;
  const SideFindings& early = sta_late ? change.ap : change.sta;
  std::string text = "The pattern is timing: ICV failures only";
  if (at_sta || at_ap) {
    text += ". The " + std::string(sta_late ? "STA" : "AP") + " was " +
            spoken_duration(late.first_new.t_ns - early.first_new.t_ns) +
            " later than the other side";
    if (late.last_before && late.last_before.n > early.first_new.n) {
      text += "; it still sent under the old key in " + words.frame(late.last_before);
    }
  }
  return text + ".";
}

std::string split_by_reports(const SessionWords& words, const Changeover& change,
                             std::size_t reports) {
  const std::string text = " The STA reported " + spoken_count(reports, "Michael MIC failure") +
                           ", yet the frames before that are encrypted under " + ptk(change.epoch) +
                           " and signed with its MIC key, so the AP was right: the STA had the TK, "
                           "but not that MIC key. ";
  if (!change.sta.first_whole) {
    return text +
           "An install in two steps (the TK before the MIC keys) and swapped MIC keys look the "
           "same here; a frame of its own under the new key would tell.";
  }
  return text + "Its own " + words.frame(change.sta.first_whole) +
         " is right again: that speaks for an install in two steps, the TK before the MIC keys, "
         "and "
         "against swapped MIC keys.";
}

std::string diagnosis(const SessionWords& words, const SessionFindings& session,
                      const Changeover& change) {
  const Pattern pattern = pattern_of(session, change);
  const std::size_t reports = reports_in(session, change).size();
  const bool both = change.sta.mixed > 0 && change.ap.mixed > 0;
  if (pattern == Pattern::kSwapped && both && change.ap.reversed == change.ap.mixed) {
    return " Both sides sign with the MIC key of the other direction: the two faults cancel out, "
           "and "
           "frames arrive.";
  }
  if (change.sta.mixed > 0) {
    return " " + mixed_frames(words, change.sta, "STA", change.epoch) +
           diagnosis_of_mixed(pattern, "STA", reports);
  }
  if (change.ap.mixed > 0) {
    return " " + mixed_frames(words, change.ap, "AP", change.epoch) +
           diagnosis_of_mixed(pattern, "AP", reports);
  }
  switch (pattern) {
    case Pattern::kSplitInstall:
      return split_by_reports(words, change, reports);
    case Pattern::kTiming:
      return " " + later_side(words, change);
    case Pattern::kCannotTell:
      return " What the STA reports, the capture does not explain: the frames before its reports "
             "are "
             "encrypted and signed under one key. It checks with another MIC key; its own frames "
             "in "
             "that time would tell which, there are none.";
    case Pattern::kClean:
    case Pattern::kSwapped:
    case Pattern::kMixedSender:
    case Pattern::kUnknownKey:
      return "";
  }
  return "";
}

void tell_changeover(const SessionWords& words, const SessionFindings& session,
                     const Changeover& change, Answer& answer) {
  std::string text =
      switches(words, change) + " " + in_between(change) + diagnosis(words, session, change);
  for (const auto& [side, name] : {std::pair(&change.sta, "STA"), std::pair(&change.ap, "AP")}) {
    if (side->late == 0) continue;
    text += " After that the " + std::string(name) + " sent " + spoken_count(side->late, "frame") +
            " under an older key.";
  }
  answer.push_back(text);
}

std::uint64_t later_by(const Moment& one, const Moment& other) {
  return one && other && one.t_ns > other.t_ns ? one.t_ns - other.t_ns : 0;
}

// Rekeys without a failure, all in one.
void tell_clean(const SessionWords& words, const std::vector<const Changeover*>& clean,
                Answer& answer) {
  std::uint64_t sta_ns = 0, ap_ns = 0, assumed = 0, without_fourth = 0;
  for (const Changeover* change : clean) {
    if (!change->handshake.messages[3].first) ++without_fourth;
    const Moment& fourth = change->handshake.messages[3].last;
    sta_ns = std::max(sta_ns, later_by(change->sta.first_new, fourth));
    ap_ns = std::max(ap_ns, later_by(change->ap.first_new, fourth));
    assumed += change->to_sta.assumed + change->to_ap.assumed;
  }
  std::string text = spoken_count(clean.size(), "rekey") + words.whose() + " (" +
                     ptk(clean.front()->epoch) + " to " + ptk(clean.back()->epoch) +
                     ") without a frame that is seen to fail: the STA's first frame under the new "
                     "key comes at most " +
                     spoken_duration(sta_ns) + " after message 4/4, the AP's at most " +
                     spoken_duration(ap_ns) + ".";
  if (without_fourth > 0) {
    text += " Of " + spoken_count(without_fourth, "rekey") +
            " message 4/4 was not captured: when its handshake ended, the air does not tell.";
  }
  if (assumed > 0) {
    text += " Of " + spoken_count(assumed, "frame") +
            " the air does not tell whether the receiver had the key already: it had sent nothing "
            "under it.";
  }
  answer.push_back(text);
}

void tell_changeovers(const SessionWords& words, const SessionFindings& session, Answer& answer) {
  std::vector<const Changeover*> clean;
  for (const Changeover& change : session.changeovers) {
    const bool is_clean = pattern_of(session, change) == Pattern::kClean;
    if (!is_clean) {
      tell_changeover(words, session, change, answer);
    } else if (!change.fresh) {
      clean.push_back(&change);
    }
  }
  if (clean.size() == 1) tell_changeover(words, session, *clean.front(), answer);
  if (clean.size() > 1) tell_clean(words, clean, answer);
}

void tell_ends(const SessionWords& words, const SessionFindings& session, Answer& answer) {
  constexpr std::size_t kTold = 3;
  for (std::size_t i = 0; i < std::min(session.ends.size(), kTold); ++i) {
    const LinkEnd& end = session.ends[i];
    std::string text = "The link" + words.whose() + " ended in " + words.frame(end.at) + ": " +
                       (end.by == session.ap ? "the AP" : "the STA") + " left it";
    if (end.reason != 0) text += " with " + spoken_reason(end.reason);
    answer.push_back(text + ".");
  }
  if (session.ends.size() > kTold) {
    answer.push_back("It ended " + spoken_count(session.ends.size() - kTold, "more time") + ".");
  }
}

void tell_reports(const SessionWords& words, const SessionFindings& session, Answer& answer) {
  if (session.reports.empty()) return;
  std::string text = session.sta.to_string() + " reported " +
                     spoken_count(session.reports.size(), "Michael MIC failure") + ": ";
  const char* separator = "";
  for (const MicFailureReport& report : session.reports) {
    text += separator + words.frame(report.at);
    text += report.cause ? " for frame " + std::to_string(*report.cause)
                         : std::string(" for no frame that can be told");
    separator = ", ";
  }
  answer.push_back(text + ".");
}

}  // namespace

std::vector<std::string> explain_capture(const CaptureFindings& findings) {
  Answer answer;
  std::vector<Answer> changeovers;  // of each session: whether there is any comes first
  std::size_t keys = 0;
  for (const SessionFindings& session : findings.sessions) {
    tell_changeovers(SessionWords(findings, session), session, changeovers.emplace_back());
    keys += session.changeovers.size();
  }
  if (keys > 0 && std::ranges::all_of(changeovers, &Answer::empty)) {
    answer.push_back("No rekey, and no frame that is seen to fail for its key: " +
                     spoken_count(keys, "pairwise key") + " from " +
                     spoken_count(keys, "handshake") + ".");
  }
  for (std::size_t i = 0; i < findings.sessions.size(); ++i) {
    const SessionFindings& session = findings.sessions[i];
    const SessionWords words(findings, session);
    tell_handshakes(session, answer);
    std::ranges::move(changeovers[i], std::back_inserter(answer));
    tell_handshakes_without_epoch(session, answer);
    tell_group_handshakes(words, findings, session, answer);
    tell_reports(words, session, answer);
    tell_ends(words, session, answer);
  }
  if (findings.early > 0) {
    answer.push_back(spoken_count(findings.early, "frame") +
                     " could be opened only with a key that a later message told.");
  }
  if (findings.protected_frames == 0) answer.push_back("The capture has no protected data frame.");
  if (findings.truncated) {
    answer.push_back("The file ends inside of a packet; everything before it was used.");
  }
  if (findings.malformed > 0) {
    answer.push_back(spoken_count(findings.malformed, "packet") +
                     " could not be taken apart; the first is " + findings.first_malformed + ".");
  }
  return answer;
}

}  // namespace keyrace
