#include "lab/report/air_report.h"

#include <algorithm>
#include <map>

#include "lab/report/explain.h"
#include "lab/report/spoken.h"
#include "lab/scenario/scenario_fields.h"

namespace keyrace {
namespace {

using Json = nlohmann::ordered_json;

std::uint64_t met_by(const AirReport& air, AirAction action) {
  std::uint64_t frames = 0;
  for (const AirRuleReport& rule : air.rules) {
    if (rule.action == air_action_name(action)) frames += rule.frames.size();
  }
  return frames;
}

const char* past_tense(AirEffect effect) {
  switch (effect) {
    case AirEffect::kNone:
      return "left alone";
    case AirEffect::kDropped:
      return "dropped";
    case AirEffect::kDelayed:
      return "delayed";
    case AirEffect::kDuplicated:
      return "duplicated";
    case AirEffect::kCorrupted:
      return "corrupted";
    case AirEffect::kAckDropped:
      return "dropped the ACK of";
    case AirEffect::kPassed:
      return "passed";
  }
  return "";
}

// Empty: no message of a handshake.
std::string spoken_message(EapolKeyMessage message) {
  switch (message) {
    case EapolKeyMessage::k4Way1:
      return "message 1/4";
    case EapolKeyMessage::k4Way2:
      return "message 2/4";
    case EapolKeyMessage::k4Way3:
      return "message 3/4";
    case EapolKeyMessage::k4Way4:
      return "message 4/4";
    case EapolKeyMessage::kGroup1:
      return "group message 1/2";
    case EapolKeyMessage::kGroup2:
      return "group message 2/2";
    case EapolKeyMessage::kMicFailureReport:
      return "a report of a MIC failure";
    case EapolKeyMessage::kOther:
      return "";
  }
  return "";
}

// What all of the frames are: "message 4/4 from sta", "from ap to sta".
std::string kind_of(const std::vector<const AirMeeting*>& met, const RunVerdicts& verdicts) {
  const auto all = [&](auto member) {
    return std::ranges::all_of(
        met, [&](const AirMeeting* each) { return each->*member == met.front()->*member; });
  };
  const auto message_of = [&](const AirMeeting* each) -> std::string {
    const auto found = std::ranges::find(verdicts.eapol, each->n, &EapolSighting::n);
    return found == verdicts.eapol.end() ? "" : spoken_message(found->message);
  };
  const std::string message = message_of(met.front());
  const bool same =
      std::ranges::all_of(met, [&](const AirMeeting* each) { return message_of(each) == message; });
  std::string text = same && !message.empty() ? ", " + message : "";
  const std::string separator = text.empty() ? ", from " : " from ";
  if (all(&AirMeeting::sender) && !met.front()->sender.empty()) {
    text += separator + met.front()->sender;
  }
  if (all(&AirMeeting::receiver) && !met.front()->receiver.empty()) {
    text += " to " + (met.front()->receiver == "group" ? "the group" : met.front()->receiver);
  }
  return text;
}

// What became of them at the receivers: "3 icv_failure (sent under PTK 1; sta had PTK 2)".
std::string outcome(const std::vector<const AirMeeting*>& met, const RunVerdicts& verdicts) {
  std::map<std::string, std::uint64_t> outcomes;
  for (const FrameVerdict& frame : verdicts.frames) {
    if (frame.verdict == Verdict::kNotDelivered) continue;
    // The copy is what the rule is about.
    if (frame.air == AirEffect::kDuplicated && frame.air_delay_ns == 0) continue;
    const auto by_number = [&](const AirMeeting* each) { return each->n == frame.n; };
    if (std::ranges::none_of(met, by_number)) continue;
    std::string text = to_string(frame.verdict);
    if (frame.verdict != Verdict::kAccepted) {
      text += " at " + frame.receiver + ": sent under " + epoch_name(frame.tk_epoch, frame.group) +
              ", " + frame.receiver + " had " + epoch_name(frame.receiver_epoch, frame.group);
    }
    ++outcomes[text];
  }
  std::string text;
  for (const auto& [what, count] : outcomes) {
    text += (text.empty() ? "" : "; ") + std::to_string(count) + " " + what;
  }
  return text;
}

std::string sentence(const AirRuleReport& rule, const RunVerdicts& verdicts) {
  std::vector<const AirMeeting*> met;
  for (const AirMeeting& each : verdicts.air) {
    if (each.rule + 1 == rule.n) met.push_back(&each);
  }
  const std::string name = "Rule " + std::to_string(rule.n) + " of the air";
  if (met.empty()) return name + " (" + rule.action + ") never met a frame.";
  std::string text = name + " " + past_tense(met.front()->effect) + " " +
                     spoken_count(met.size(), "frame") + " (" +
                     (met.size() == 1 ? "frame " : "frames ") + spoken_list(rule.frames) + ", at " +
                     spoken_time(met.front()->t_ns);
  if (met.size() > 1) text += " to " + spoken_time(met.back()->t_ns);
  text += kind_of(met, verdicts) + ")";
  const std::string became = outcome(met, verdicts);
  if (became.empty()) return text + ".";
  const bool copies = met.front()->effect == AirEffect::kDuplicated;
  return text + (copies ? "; of the copies: " : "; of these: ") + became + ".";
}

}  // namespace

bool told_with_the_air(const FrameVerdict& frame) {
  switch (frame.air) {
    case AirEffect::kNone:
    case AirEffect::kAckDropped:
    case AirEffect::kPassed:
      return false;
    case AirEffect::kDuplicated:
      return frame.air_delay_ns > 0;
    case AirEffect::kDropped:
    case AirEffect::kDelayed:
    case AirEffect::kCorrupted:
      return true;
  }
  return false;
}

AirReport report_air(const Scenario& scenario, const RunVerdicts& verdicts) {
  AirReport report;
  for (const AirRule& rule : scenario.air) {
    AirRuleReport one;
    one.n = static_cast<std::uint32_t>(report.rules.size()) + 1;
    one.action = air_action_name(rule.action);
    report.rules.push_back(std::move(one));
  }
  for (const AirMeeting& each : verdicts.air) report.rules.at(each.rule).frames.push_back(each.n);
  return report;
}

Json air_json(const AirReport& air) {
  Json rules = Json::array();
  Json unused = Json::array();
  for (const AirRuleReport& rule : air.rules) {
    rules.push_back({{"n", rule.n},
                     {"action", rule.action},
                     {"met", rule.frames.size()},
                     {"frames", rule.frames}});
    if (rule.frames.empty()) unused.push_back(rule.n);
  }
  return {{"medium", !air.rules.empty()},
          {"rules", rules},
          {"dropped", met_by(air, AirAction::kDrop)},
          {"delayed", met_by(air, AirAction::kDelay)},
          {"duplicated", met_by(air, AirAction::kDuplicate)},
          {"corrupted", met_by(air, AirAction::kCorrupt)},
          {"acks_dropped", met_by(air, AirAction::kDropAck)},
          {"passed", met_by(air, AirAction::kPass)},
          {"unused", unused}};
}

std::vector<std::string> tell_air(const AirReport& air, const RunVerdicts& verdicts) {
  std::vector<std::string> lines;
  for (const AirRuleReport& rule : air.rules) lines.push_back(sentence(rule, verdicts));
  return lines;
}

}  // namespace keyrace
