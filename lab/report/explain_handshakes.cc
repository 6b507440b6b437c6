// Handshakes in the answer of `keyrace verify`.
#include <algorithm>

#include "lab/capture/key_advice.h"
#include "lab/report/explain_capture.h"

namespace keyrace {
namespace {

constexpr std::size_t kTold = 3;  // of the same kind

std::string numbered(const std::vector<std::string>& messages) {
  std::string text = messages.size() == 1 ? "message " : "messages ";
  for (std::size_t i = 0; i < messages.size(); ++i) {
    if (i > 0) text += i + 1 == messages.size() ? " and " : ", ";
    text += messages[i];
  }
  return text + (messages.size() == 1 ? " was" : " were") + " not captured";
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

}  // namespace

std::string missing_messages(const HandshakeFindings& handshake) {
  std::vector<std::string> messages;
  for (std::size_t i = 0; i < handshake.messages.size(); ++i) {
    if (!handshake.messages[i].first) messages.push_back(std::to_string(i + 1) + "/4");
  }
  return messages.empty() ? "" : numbered(messages);
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

void tell_handshakes_without_epoch(const SessionFindings& session, Answer& answer) {
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
    const std::string lost = missing_messages(each.handshake);
    std::string text;
    if (each.key_known) {
      text = "No frame is under the key of" + which + (lost.empty() ? "" : ", and " + lost) +
             ": whether either side installed it, the air does not tell.";
    } else {
      text = "The key of" + which + " can't be told, for a nonce is missing: " +
             (lost.empty() ? "one of its messages has zeros in its place" : lost) + ".";
    }
    answer.push_back(text);
  }
  if (session.without_epoch.size() > kTold) {
    answer.push_back("So it is with " +
                     spoken_count(session.without_epoch.size() - kTold, "more handshake") + ".");
  }
}

void tell_group_handshakes(const SessionWords& words, const CaptureFindings& findings,
                           const SessionFindings& session, Answer& answer) {
  std::size_t found = 0;
  for (const GroupHandshake& handshake : session.group_handshakes) {
    const Moment use = first_use(findings, session, handshake);
    const bool repeated = handshake.message_1.size() > 1;
    const bool in_use = use && (!handshake.message_2 || use.n < handshake.message_2.n);
    if ((!repeated && !in_use) || ++found > kTold) continue;
    std::string text = session.sta.to_string();
    if (handshake.message_2) {
      text += " answered " + message_1_of(handshake) + ", as far as was captured, only in " +
              words.frame(handshake.message_2);
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
  if (found > kTold) {
    answer.push_back("So it was with " + spoken_count(found - kTold, "more group handshake") +
                     " of it.");
  }
}

}  // namespace keyrace
