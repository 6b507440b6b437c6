#include <algorithm>

#include "lab/capture/key_advice.h"
#include "lab/capture/pattern.h"
#include "lab/dot11/reason_code.h"
#include "lab/report/capture_report.h"
#include "lab/report/spoken.h"

namespace keyrace {
namespace {

using Answer = std::vector<std::string>;

std::uint64_t count(const DirectionFindings& direction, Verdict verdict) {
  const auto found = direction.verdicts.find(verdict);
  return found == direction.verdicts.end() ? 0 : found->second;
}

std::string ptk(int epoch) {
  return epoch_name(epoch, false);
}

// What all sentences on one session need.
class SessionWords {
 public:
  SessionWords(const CaptureFindings& findings, const SessionFindings& session)
      : findings_(findings), session_(session) {}

  std::string frame(const Moment& moment) const {
    return "frame " + std::to_string(moment.n) + " (" + time(moment) + ")";
  }
  std::string time(const Moment& moment) const {
    return spoken_time(moment.t_ns - std::min(moment.t_ns, findings_.first.t_ns));
  }
  // Only where there is more than one.
  std::string whose() const {
    return findings_.sessions.size() > 1 ? " of " + session_.sta.to_string() : "";
  }

 private:
  const CaptureFindings& findings_;
  const SessionFindings& session_;
};

std::string numbered(const std::vector<std::string>& messages) {
  std::string text = messages.size() == 1 ? "message " : "messages ";
  for (std::size_t i = 0; i < messages.size(); ++i) {
    if (i > 0) text += i + 1 == messages.size() ? " and " : ", ";
    text += messages[i];
  }
  return text + (messages.size() == 1 ? " was" : " were") + " not captured";
}

// "messages 1/4 and 4/4 were not captured"; all were: "".
std::string missing(const HandshakeFindings& handshake) {
  std::vector<std::string> messages;
  for (std::size_t i = 0; i < handshake.messages.size(); ++i) {
    if (!handshake.messages[i].first) messages.push_back(std::to_string(i + 1) + "/4");
  }
  return messages.empty() ? "" : numbered(messages);
}

// Those without an epoch: what became of them, the capture does not tell.
void tell_unfinished(const SessionFindings& session, Answer& answer) {
  constexpr std::size_t kTold = 3;
  if (!why_no_pmk_helps(session.security).empty()) return;
  for (std::size_t i = 0; i < std::min(session.without_epoch.size(), kTold); ++i) {
    const HandshakeWithoutEpoch& each = session.without_epoch[i];
    std::vector<std::uint64_t> frames;
    for (const auto& message : each.handshake.messages) {
      if (message.first) frames.push_back(message.first.n);
    }
    std::ranges::sort(frames);
    const std::string which =
        " a handshake of " + session.sta.to_string() + " at " + session.ap.to_string() + " (" +
        (frames.size() == 1 ? "frame " : "frames ") + spoken_list(frames) + ")";
    const std::string lost = missing(each.handshake);
    std::string text;
    if (each.key_known) {
      text = "No frame is under the key of" + which + (lost.empty() ? "" : ", and " + lost) +
             ": whether either side installed it, the air does not tell.";
    } else {
      text = "The key of" + which + " can't be told, for a nonce is missing: " + lost + ".";
    }
    answer.push_back(text);
  }
  if (session.without_epoch.size() > kTold) {
    answer.push_back("So it is with " +
                     spoken_count(session.without_epoch.size() - kTold, "more handshake") + ".");
  }
}

void tell_handshakes(const SessionFindings& session, Answer& answer) {
  const std::string link = session.sta.to_string() + " at " + session.ap.to_string();
  const std::string never = why_no_pmk_helps(session.security);
  const std::string advice = pmk_advice(session.security);
  if (!never.empty()) {
    const bool tell = session.epochs.empty() && session.unopened + session.mics_wrong > 0;
    if (tell) answer.push_back("The frames of " + link + " stay closed: " + never + ".");
  } else if (session.mics_wrong > 0 && session.mics_right > 0) {
    answer.push_back("The MIC of " + spoken_count(session.mics_wrong, "handshake message") +
                     " of " + link + " fits none of the keys that were given, that of " +
                     std::to_string(session.mics_right) +
                     " does: the others were damaged, or are of another authentication.");
  } else if (session.mics_wrong > 0) {
    answer.push_back(
        "The handshake of " + link + " fits none of the keys that were given: the MIC of " +
        spoken_count(session.mics_wrong, "message") + " is that of another key. " +
        (advice.empty() ? "Passphrase or SSID are wrong, or the PMK is of another authentication."
                        : advice + "."));
  } else if (session.mics_unchecked > 0 && session.mics_right == 0 &&
             session.without_epoch.empty()) {
    answer.push_back(
        "The handshake of " + link +
        " can't be used: messages with a nonce of either side are needed, and one was not "
        "captured.");
  } else if (session.epochs.empty() && session.unopened > 0 && session.mics_right == 0) {
    answer.push_back("The capture has no handshake of " + link + " that a given key fits: " +
                     spoken_count(session.unopened, "frame") + " stay closed.");
  }
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
  const std::string lost = any ? missing(change.handshake) : "";
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

// The first frame to groups under the key, of those after the handshake began; none: there is none.
Moment first_use(const CaptureFindings& findings, const SessionFindings& session,
                 const GroupHandshake& handshake) {
  for (const NetworkFindings& network : findings.networks) {
    if (network.bssid != session.ap || handshake.epoch == 0) continue;
    const Moment& first = network.epochs[static_cast<std::size_t>(handshake.epoch - 1)].first;
    if (first.n > handshake.message_1.front().at.n) return first;
  }
  return {};
}

std::string message_1_of(const GroupHandshake& handshake) {
  std::vector<std::uint64_t> frames;
  for (const auto& message : handshake.message_1) frames.push_back(message.at.n);
  return "group message 1/2 of " +
         (handshake.epoch == 0 ? "a group key" : epoch_name(handshake.epoch, true)) +
         (frames.size() == 1 ? " (frame " : " (frames ") + spoken_list(frames) + ")";
}

// Group keys that the STA may have had too late, or not at all.
void tell_group_handshakes(const SessionWords& words, const CaptureFindings& findings,
                           const SessionFindings& session, Answer& answer) {
  for (const GroupHandshake& handshake : session.group_handshakes) {
    const Moment use = first_use(findings, session, handshake);
    const bool repeated = handshake.message_1.size() > 1;
    const bool in_use = use && (!handshake.message_2 || use.n < handshake.message_2.n);
    if (!repeated && !in_use) continue;
    std::string text = session.sta.to_string();
    if (handshake.message_2) {
      text +=
          " answered " + message_1_of(handshake) + " only in " + words.frame(handshake.message_2);
      if (in_use) text += ", after the first frame under that key, " + words.frame(use);
    } else {
      text += " never answered " + message_1_of(handshake);
      if (in_use) text += "; the first frame under that key is " + words.frame(use);
      text += repeated
                  ? ". The AP repeated the message, so it got no answer either: the STA may not "
                    "have that key"
                  : ". It may not have that key, or its message 2/2 was not captured";
    }
    answer.push_back(text + ".");
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
  std::size_t keys = 0, told = 0;
  for (const SessionFindings& session : findings.sessions) {
    const SessionWords words(findings, session);
    tell_handshakes(session, answer);
    tell_unfinished(session, answer);
    const std::size_t before = answer.size();
    tell_changeovers(words, session, answer);
    keys += session.changeovers.size();
    told += answer.size() - before;
    tell_group_handshakes(words, findings, session, answer);
    tell_reports(words, session, answer);
    tell_ends(words, session, answer);
  }
  if (keys > 0 && told == 0) {
    answer.push_back("No rekey, and no frame that is seen to fail for its key: " +
                     spoken_count(keys, "pairwise key") + " from " +
                     spoken_count(keys, "handshake") + ".");
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
