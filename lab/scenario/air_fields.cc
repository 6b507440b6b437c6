#include <limits>

#include "lab/scenario/scenario_fields.h"

namespace keyrace {
namespace {

using std::chrono::seconds;

// Enumerations: in the order of scenario.h.
constexpr Choice kActions[] = {
    {"drop", "nobody hears it; its sender gets no ACK, and hwsim's radios never try again"},
    {"delay", "it is heard later; its sender gets the ACK at once"},
    {"duplicate", "it is heard, and later once more"},
    {"corrupt", "an octet of its body is heard wrong"},
    {"drop-ack", "it is heard, and its sender gets no ACK"},
    {"pass", "it is heard as it is: an exception from the rules behind this one"}};
constexpr Choice kIcvs[] = {
    {"keep", "the ICV or CCM MIC is then wrong"},
    {"mend", "TKIP's ICV is made to fit, so that only Michael is wrong; fragments are left alone"}};
constexpr Choice kPhases[] = {{"connected", "from the moment all STAs are connected"},
                              {"connecting", "before that moment: the initial connection"},
                              {"always", "in the whole run"}};
constexpr Choice kDirections[] = {
    {"any", "every way"}, {"downlink", "sent by the AP"}, {"uplink", "sent by a STA"}};
constexpr Choice kTypes[] = {{"any", "every type"},
                             {"management", "a management frame"},
                             {"control", "a control frame"},
                             {"data", "a data frame, null frames included"}};
constexpr Choice kSubtypes[] = {{"any", "every subtype"},
                                {"association-request", "management"},
                                {"association-response", "management"},
                                {"reassociation-request", "management"},
                                {"reassociation-response", "management"},
                                {"probe-request", "management"},
                                {"probe-response", "management"},
                                {"beacon", "management"},
                                {"disassociation", "management"},
                                {"authentication", "management"},
                                {"deauthentication", "management"},
                                {"action", "management"},
                                {"ps-poll", "control"},
                                {"data", "data without QoS"},
                                {"null", "data without a body or QoS"},
                                {"qos-data", "data with QoS"},
                                {"qos-null", "data without a body, with QoS"}};
constexpr Choice kMessages[] = {{"any", "every frame"},
                                {"eapol", "every EAPOL frame, EAP included"},
                                {"4way-1", "message 1 of a 4-way handshake"},
                                {"4way-2", "message 2"},
                                {"4way-3", "message 3"},
                                {"4way-4", "message 4"},
                                {"group-1", "message 1 of a group key handshake"},
                                {"group-2", "message 2 of a group key handshake"},
                                {"mic-failure-report", "a STA's report of a Michael MIC failure"}};
constexpr Choice kYesNo[] = {{"any", "both"}, {"yes", "only with it"}, {"no", "only without it"}};
constexpr Choice kKeys[] = {{"any", "every frame"},
                            {"pairwise", "protected data sent to one"},
                            {"group", "protected data sent to a group"}};
constexpr Choice kOctets[] = {{"frame", "the frame as it is sent, from Frame Control on"},
                              {"msdu", "what it carries, opened, from the SNAP header on"}};

constexpr TextRule kSender{0, 12, "sta", "a node's name", "a-z", "a-z0-9-"};
constexpr TextRule kReceiver{0, 12, "sta", "a node's name, or group", "a-z", "a-z0-9-"};
constexpr TextRule kBytes{0, 128, "888e0103", "of hexadecimal digits", {}, "0-9a-fA-F"};
constexpr DurationRule kLateness{Duration(1), seconds(1000), "50ms"};
constexpr DurationRule kMoment{seconds(0), seconds(1'000'000), "2s"};
constexpr std::int64_t kMostFrames = std::numeric_limits<std::uint32_t>::max();
constexpr std::int64_t kLargestFrame = 2303;
constexpr std::int64_t kLargestTsc = (std::int64_t{1} << 48) - 1;

}  // namespace

std::string_view air_action_name(AirAction action) {
  return kActions[static_cast<std::size_t>(action)].name;
}

void describe(Fields& f, NumberRange& r) {
  f.number("from", r.from, {0, kLargestTsc}, "The first number; absent: from the lowest on.");
  f.number("to", r.to, {0, kLargestTsc}, "The last number; absent: to the highest.");
}

void describe(Fields& f, AirMatch& m) {
  f.text("from", m.from, kSender, "Name of the node that sends it; empty: any.");
  f.text("to", m.to, kReceiver,
         "Name of the node that it is sent to, or \"group\" for a group address; empty: any.");
  f.choice("direction", m.direction, kDirections, "Whether the AP or a STA sends it.");
  f.choice("type", m.type, kTypes, "Its type.");
  f.choice("subtype", m.subtype, kSubtypes, "Its subtype.");
  f.choice("message", m.message, kMessages,
           "The EAPOL message that it carries, also when it is encrypted.");
  f.choice("protected", m.encrypted, kYesNo, "Whether it is encrypted.");
  f.choice("key", m.key, kKeys, "Under which kind of key it is encrypted.");
  f.object("epoch", m.epoch, "Number of the TK that opens it, as in frames.jsonl.");
  f.object("tsc", m.tsc, "Its TSC or PN.");
  f.choice("retry", m.retry, kYesNo, "Whether its Retry bit is set.");
  f.number("fragment", m.fragment, {0, 15}, "Its fragment number; absent: any.");
  f.text("bytes", m.bytes, kBytes,
         "Octets that it has at \"offset\"; a frame that is too short does not match. Empty: any.");
  f.number("offset", m.offset, {0, kLargestFrame}, "Where \"bytes\" stand.");
  f.choice("in", m.counted_in, kOctets, "In what they stand.");
}

void describe(Fields& f, AirRule& r) {
  f.choice(required("do"), r.action, kActions, "What happens to the frame.");
  const auto needed_by = [](const char* name, bool applies, std::string_view condition) {
    Key key = only_when(name, applies, condition);
    key.required = true;
    return key;
  };
  const bool late = r.action == AirAction::kDelay || r.action == AirAction::kDuplicate;
  const bool corrupt = r.action == AirAction::kCorrupt;
  constexpr std::string_view kCorrupts = "\"do\" is \"corrupt\"";
  f.duration(needed_by("by", late, "\"do\" is \"delay\" or \"duplicate\""), r.by, kLateness,
             "How late; duplicate: how late the copy.");
  f.number(needed_by("at", corrupt, kCorrupts), r.at, {0, kLargestFrame},
           "The octet that is wrong, counted from 0 behind the MAC header: TKIP's and CCMP's own "
           "header has 8. A frame without such an octet is not met.");
  f.number(only_when("mask", corrupt, kCorrupts), r.mask, {1, 255}, "The bits that are wrong.");
  f.choice(only_when("icv", corrupt, kCorrupts), r.icv, kIcvs, "What becomes of its ICV.");
  f.number(only_when("signal", r.action != AirAction::kDrop, "\"do\" is not \"drop\""), r.signal,
           {-100, 0}, "Strength at the receiver in dBm; absent: -50, as for every other frame.");
  f.object("match", r.match, "Which frames are meant; absent: all.");
  f.choice("during", r.phase, kPhases, "In which part of the run.");
  const bool timed = r.phase == AirPhase::kConnected;
  constexpr std::string_view kTimed = "\"during\" is \"connected\"";
  f.duration(only_when("after", timed, kTimed), r.after, kMoment,
             "Only so long after the STAs are connected.");
  f.duration(only_when("until", timed, kTimed), r.until, kMoment,
             "Only until so long after the STAs are connected; \"0s\": to the end.");
  f.number("first", r.first, {1, kMostFrames},
           "First of the matching frames that it meets, counted from 1.");
  f.number("last", r.last, {1, kMostFrames}, "Last one that it meets; absent: no last one.");
  f.number("every", r.every, {1, kMostFrames}, "Of these each k-th, beginning with the first.");
  f.number("percent", r.percent, {1, 100}, "How many of these, drawn from the run's seed.");
}

}  // namespace keyrace
