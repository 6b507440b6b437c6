#include "lab/scenario/scenario_fields.h"

#include <limits>

#include "lab/scenario/sweep.h"

namespace keyrace {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// Enumerations: in the order of scenario.h.
constexpr Choice kWpaVersions[] = {{"wpa1", "WPA: the vendor's element of 2002"},
                                   {"wpa2", "WPA2: the RSN element"}};
constexpr Choice kCiphers[] = {{"tkip", "RC4 with a Michael MIC key for each direction"},
                               {"ccmp", "AES-CCM; one key, no MIC halves"}};
constexpr Choice kKeyManagements[] = {
    {"psk", "the passphrase"},
    {"eap-tls", "802.1X: STA and server show each other certificates"},
    {"peap-mschapv2", "802.1X: the server shows a certificate, the STA knows a password"}};
constexpr Choice kApStacks[] = {{"hostapd", "hostapd with its nl80211 driver"},
                                {"iwd", "iwd in AP mode; WPA2 only"},
                                {"command", "a program that the scenario says how to run"}};
constexpr Choice kStaStacks[] = {{"wpa_supplicant", "wpa_supplicant with its nl80211 driver"},
                                 {"iwd", "iwd in station mode"},
                                 {"command", "a program that the scenario says how to run"}};
constexpr Choice kInterposes[] = {
    {"auto", "preload, and seccomp for a program that preload is known not to reach"},
    {"preload", "the shim is loaded into the program (LD_PRELOAD)"},
    {"seccomp",
     "the kernel stops the program's calls and has the shim, in another process, make "
     "them: also for direct system calls"}};
constexpr Choice kDirections[] = {{"downlink", "from the PC on the AP's LAN side to the STA"},
                                  {"uplink", "from the STA to the PC on the AP's LAN side"}};
constexpr Choice kProtocols[] = {
    {"udp", "datagrams, each with a number of its own"},
    {"tcp", "one connection of the kernels' own TCP; a block is what is written at once"}};
constexpr Choice kPowerSaves[] = {
    {"off", "the STA is awake all the time"},
    {"on", "the STA sleeps after 100 ms without traffic, and the AP buffers for it"}};
constexpr Choice kKeyKinds[] = {{"pairwise", "the PTK's temporal key"}, {"group", "the GTK"}};
constexpr Choice kFaultKinds[] = {
    {"delay", "the request waits, and the stack with it"},
    {"split", "one half of the new TKIP key goes in beside the other half of the old one"},
    {"defer", "the stack is told at once that it is done; it is done later"},
    {"drop", "the stack is told that it is done; it never is"},
    {"fail", "it is not done, and the stack is told an error"},
    {"duplicate", "it is done, and later once more"},
    {"swap-mic", "the two MIC keys of a TKIP key change places"},
    {"corrupt", "a part of the key gets an octet that is wrong"},
    {"hold-until", "the request waits for an event, and the stack with it"},
    {"early", "the key is in before message 3/4 (AP) or 4/4 (STA) leaves; the stack asks later"}};
constexpr Choice kRequests[] = {{"install", "a new key"}, {"delete", "a key is removed"}};
constexpr Choice kParts[] = {{"tk", "the temporal key"},
                             {"tx-mic", "the MIC key of what the node sends"},
                             {"rx-mic", "the MIC key of what the node receives"}};
constexpr Choice kEvents[] = {
    {"peer-install",
     "the other side has installed as many pairwise keys as this node with this one"},
    {"4way-1", "message 1 of a 4-way handshake on the air, to or from the node"},
    {"4way-2", "message 2"},
    {"4way-3", "message 3"},
    {"4way-4", "message 4"},
    {"group-1", "message 1 of a group key handshake"},
    {"group-2", "message 2 of a group key handshake"},
    {"data-frame", "a protected data frame on the air, to or from the node"}};
constexpr Choice kSplitOrders[] = {{"tk-first", "the new TK beside the old MIC keys"},
                                   {"mic-first", "the new MIC keys beside the old TK"}};

constexpr Choice kSweepPoints[] = {
    {"grid", "every value of each with every value of the others; the last member changes fastest"},
    {"pairs", "the first values of all, then the second ones, and so on"},
    {"draws", "as many points as \"draws\" says, drawn from the run's seed"}};

constexpr Choice kLogDetails[] = {{"debug", "every step of the programs, with their keys"},
                                  {"info", "what they say by themselves; a run takes less time"}};
constexpr Choice kStrictRekey[] = {
    {"off", "the group key outlives a STA's leaving"},
    {"on", "a new GTK as soon as a STA that had the old one leaves"}};
constexpr Choice kTriggerActions[] = {
    {"rekey-ptk", "the AP's stack is told to start a 4-way handshake with the STA"},
    {"rekey-gtk", "the AP's stack is told to make a new GTK"},
    {"request-ptk", "the STA's stack is told to ask the AP for a new PTK"},
    {"request-gtk", "the STA's stack is told to ask the AP for a new GTK"},
    {"leave", "the STA's stack is told to disconnect"},
    {"return", "the STA's stack, which has left, is told to connect again"}};
constexpr Choice kTriggerEvents[] = {
    {"connected", "every STA is connected: once, at the beginning of the run"},
    {"install", "the node has installed a new pairwise key"},
    kEvents[1],  // what is on the air is the same for both
    kEvents[2],
    kEvents[3],
    kEvents[4],
    kEvents[5],
    kEvents[6],
    kEvents[7]};

constexpr TextRule kScenarioName{1,         64,   "baseline-rekey", "of a-z, 0-9 and -", {},
                                 "a-z0-9-", false};
constexpr TextRule kNodeName{
    1, 12, "sta1", "a lower-case letter and then only a-z, 0-9 and -", "a-z", "a-z0-9-", false};
constexpr TextRule kPassphrase{8, 63, "key-race-lab", "of printable ASCII", {}, " -~", false};
constexpr TextRule kSsid{1, 32, "keyrace"};
constexpr TextRule kPath{0, 4095, "/opt/build/wpa_supplicant"};
constexpr TextRule kConfLine{1, 1024, "disable_pmksa_caching=1"};
constexpr TextRule kArgument{1, 1024, "-i{interface}"};
constexpr TextRule kCommandLine{0, 1024, "ssid={ssid}"};
constexpr TextRule kReady{1, 1024, "CTRL-EVENT-CONNECTED"};
constexpr TextRule kExpectation{1, 1024, "frames.verdicts.mic_failure == 0"};
constexpr TextRule kAbout{0, 8192, "What it shows.", {}, {}, {}, true};

constexpr std::string_view kNoCommand = "\"stack\" is not \"command\"";

constexpr seconds kLongest(1'000'000);
constexpr DurationRule kRekey{seconds(0), kLongest, "2s", seconds(1)};
constexpr DurationRule kRun{milliseconds(1), kLongest, "10s"};
constexpr DurationRule kFaultDelay{Duration(0), seconds(1000), "50ms"};

constexpr DurationRule kAfter{seconds(0), kLongest, "2s"};
constexpr DurationRule kPeriod{milliseconds(1), kLongest, "1s"};

constexpr TextRule kErrno{2, 32, "EIO", "of A-Z and digits, beginning with E", "E", "A-Z0-9"};
constexpr TextRule kFaultNode{1, 12, "sta", "a node's name, or all", "a-z", "a-z0-9-", false};

constexpr char kInterposeDoc[] = "How the program's key requests are taken hold of.";
constexpr TextRule kVariantName{
    1,        24,         "2.11", "a lower-case letter or digit and then only a-z, 0-9, ., _ and -",
    "a-z0-9", "a-z0-9._-"};
constexpr TextRule kEditorSchema{0, 4095, "./keyrace.schema.json"};

constexpr CountRule kVariants{2, 8};
constexpr CountRule kNodes{1, 32};
constexpr CountRule kSwept{0, 16};
constexpr CountRule kMany{0, 64};
constexpr CountRule kConfLines{0, 1024};
constexpr CountRule kExpectations{0, 256};

}  // namespace

std::string_view fault_kind_name(FaultKind kind) {
  return kFaultKinds[static_cast<std::size_t>(kind)].name;
}

std::string_view trigger_action_name(TriggerAction action) {
  return kTriggerActions[static_cast<std::size_t>(action)].name;
}

std::string_view trigger_event_name(TriggerEvent event) {
  return kTriggerEvents[static_cast<std::size_t>(event)].name;
}

std::string_view protocol_name(Protocol protocol) {
  return kProtocols[static_cast<std::size_t>(protocol)].name;
}

std::string_view direction_name(Direction direction) {
  return kDirections[static_cast<std::size_t>(direction)].name;
}

std::string_view key_management_name(KeyManagement key_mgmt) {
  return kKeyManagements[static_cast<std::size_t>(key_mgmt)].name;
}

std::string_view stack_name(ApStack stack) {
  return kApStacks[static_cast<std::size_t>(stack)].name;
}

std::string_view stack_name(StaStack stack) {
  return kStaStacks[static_cast<std::size_t>(stack)].name;
}

namespace {

// The members of Command stand in the node itself, beside its path.
void describe_program(Fields& f, std::string& path, Command& c, bool is_command) {
  const auto of_command = [&](const char* name) {
    return only_when(name, is_command, "\"stack\" is \"command\"");
  };
  Key path_key("path");
  path_key.required = is_command;
  f.text(path_key, path, kPath,
         "Program to run: its path, or the name of a built stack or of a program in PATH; "
         "empty: the stack's usual one.");
  f.texts(of_command("arguments"), c.arguments, kArgument, kMany,
          "Arguments of the program; templates with {interface}, {config} and others.");
  f.texts(of_command("config"), c.config, kCommandLine, kConfLines,
          "Lines of the file {config}; templates, too.");
  Key ready = of_command("ready");
  ready.required = true;
  f.text(ready, c.ready, kReady,
         "Part of a line of the program's output. An AP: it beacons; a STA: it has its keys.");
  f.texts(of_command("rekey"), c.rekey, kArgument, kMany,
          "Program and arguments that make it renew the pairwise keys; templates, too. Started "
          "every \"ptk_rekey\" where that is not among the templates.");
}

}  // namespace

void describe(Fields& f, Network& n) {
  f.text("ssid", n.ssid, kSsid, "The network's name.");
  f.choice("wpa", n.wpa, kWpaVersions,
           "Which generation of WPA the AP offers and the STAs ask for.");
  f.choice("cipher", n.cipher, kCiphers, "Protects unicast and group frames alike.");
  f.choice("key_mgmt", n.key_mgmt, kKeyManagements,
           "What the PMK comes from; 802.1X needs hostapd and wpa_supplicant.");
  f.text(only_when("passphrase", n.key_mgmt == KeyManagement::kPsk, "\"key_mgmt\" is \"psk\""),
         n.passphrase, kPassphrase, "Every node's passphrase; the PMK comes from it.");
  f.number("channel", n.channel, {1, 11}, "Channel in the 2.4 GHz band.");
}

void describe(Fields& f, Ap& a) {
  f.text("name", a.name, kNodeName, "Name of the node and of its interface.");
  f.choice("stack", a.stack, kApStacks, "The program that is the AP.");
  describe_program(f, a.path, a.command, a.stack == ApStack::kCommand);
  f.duration("ptk_rekey", a.ptk_rekey, kRekey, "Time from one PTK to the next; \"0s\": never.");
  f.duration("gtk_rekey", a.gtk_rekey, kRekey, "Time from one GTK to the next; \"0s\": never.");
  f.choice("strict_rekey", a.strict_rekey, kStrictRekey,
           "Whether a STA that leaves takes the GTK with it.");
  f.duration("eap_reauth_period", a.eap_reauth_period, kRekey,
             "802.1X: time from one authentication of a STA to the next; \"0s\": never.");
  f.texts(only_when("extra_conf", a.stack != ApStack::kCommand, kNoCommand), a.extra_conf,
          kConfLine, kMany, "Lines appended to the configuration; iwd: to the AP's profile.");
  f.choice("interpose", a.interpose, kInterposes, kInterposeDoc);
}

void describe(Fields& f, Sta& s) {
  f.text("name", s.name, kNodeName, "Name of the node and of its interface.");
  f.choice("stack", s.stack, kStaStacks, "The program that is the STA.");
  describe_program(f, s.path, s.command, s.stack == StaStack::kCommand);
  f.duration("ptk_rekey", s.ptk_rekey, kRekey,
             "Time from one PTK until the STA asks for the next; \"0s\": never.");
  f.texts(only_when("extra_conf", s.stack != StaStack::kCommand, kNoCommand), s.extra_conf,
          kConfLine, kMany, "Lines appended to the network block; iwd: to the network's file.");
  f.choice("interpose", s.interpose, kInterposes, kInterposeDoc);
  f.choice("power_save", s.power_save, kPowerSaves,
           "The interface's power save, set through nl80211 when all STAs are connected.");
}

void describe(Fields& f, Flow& w) {
  f.choice("protocol", w.protocol, kProtocols, "What carries it.");
  f.choice("direction", w.direction, kDirections, "Which way the payload goes.");
  f.text("sta", w.sta, kNodeName,
         "Name of the STA; default: the first; \"all\": every STA, as broadcast of the PC.");
  f.number("rate", w.rate, {1, 100'000}, "Datagrams (TCP: blocks) per second.");
  f.number("size", w.size, {24, 1400}, "Payload of each datagram or block, in octets.");
  f.number(only_when("burst", w.protocol == Protocol::kUdp, "\"protocol\" is \"udp\""), w.burst,
           {1, 1000},
           "So many datagrams are sent back to back, then none until \"rate\" is met: a burst of 4 "
           "at a rate of 10 comes every 400 ms.");
}

void describe(Fields& f, Fault& t) {
  constexpr std::int64_t kLastInstall = std::numeric_limits<std::uint32_t>::max();
  const auto needed_by = [&](const char* name, bool applies, std::string_view condition) {
    Key key = only_when(name, applies, condition);
    key.required = true;
    return key;
  };
  f.text(required("node"), t.node, kFaultNode,
         "Name of the AP or STA whose requests it changes; \"all\": every node's.");
  f.choice("key", t.key, kKeyKinds, "Which keys are meant and counted.");
  f.choice("request", t.request, kRequests, "Which requests are meant and counted.");
  f.choice(required("fault"), t.kind, kFaultKinds, "What happens to the request.");
  const bool timed = t.kind == FaultKind::kDelay || t.kind == FaultKind::kSplit ||
                     t.kind == FaultKind::kDefer || t.kind == FaultKind::kDuplicate;
  f.duration(
      needed_by("by", timed, "\"fault\" is \"delay\", \"split\", \"defer\" or \"duplicate\""), t.by,
      kFaultDelay, "How late; split and duplicate: the gap between the two.");
  f.text(needed_by("error", t.kind == FaultKind::kFail, "\"fault\" is \"fail\""), t.error, kErrno,
         "Name of the error that the stack is told.");
  f.choice(only_when("part", t.kind == FaultKind::kCorrupt, "\"fault\" is \"corrupt\""), t.part,
           kParts, "Which part of the key is wrong.");
  f.choice(needed_by("until", t.kind == FaultKind::kHoldUntil, "\"fault\" is \"hold-until\""),
           t.until, kEvents, "What it waits for, from the moment the stack asks.");
  f.number(
      only_when("count", t.kind == FaultKind::kHoldUntil && t.until != FaultEvent::kPeerInstall,
                "\"until\" is a message or a frame"),
      t.count, {1, 1'000'000}, "Waits for the n-th of them.");
  f.choice(only_when("order", t.kind == FaultKind::kSplit, "\"fault\" is \"split\""), t.order,
           kSplitOrders, "Which half is installed first.");
  f.number("first", t.first, {1, kLastInstall}, "First install it changes, counted from 1.");
  f.number("last", t.last, {1, kLastInstall}, "Last install it changes; absent: no last one.");
  f.number("every", t.every, {1, kLastInstall}, "Of these each k-th, beginning with the first.");
  f.number("key_id", t.key_id, {0, 7}, "Only requests for this key ID; absent: any.");
  f.number("percent", t.percent, {1, 100}, "How many of these, drawn from the run's seed.");
}

void describe(Fields& f, Trigger& t) {
  constexpr std::string_view kOnEvent = "\"on\" is an event other than \"connected\"";
  f.choice(required("do"), t.action, kTriggerActions, "What a stack is told to do.");
  f.text(only_when("sta", t.action != TriggerAction::kRekeyGtk, "\"do\" is not \"rekey-gtk\""),
         t.sta, kNodeName, "Name of the STA that does it or gets a new PTK; default: the first.");
  f.choice("on", t.on, kTriggerEvents,
           "What it waits for, counted from the moment all STAs are connected.");
  const bool counted = t.on != TriggerEvent::kConnected;
  f.text(only_when("of", counted, kOnEvent), t.of, kNodeName,
         "Name of the node whose event it is; default: the STA.");
  f.number(only_when("count", counted, kOnEvent), t.count, {1, 1'000'000},
           "Done on every n-th of these events.");
  f.duration("after", t.after, kAfter, "Time from the event until it is done.");
  f.number("times", t.times, {1, 1'000'000}, "How often it is done in all.");
  Key every = only_when("every", !counted && t.times > 1,
                        "\"on\" is \"connected\" and \"times\" is more than 1");
  every.required = true;
  f.duration(every, t.every, kPeriod, "Time from one time to the next.");
}

void describe(Fields& f, Variant& v) {
  f.text(required("name"), v.name, kVariantName,
         "Its column's title and its run directory's name.");
  f.settings(
      "set", v.set, kMany,
      "What it changes, as --set does: JSON pointers into the scenario and their values; applied "
      "in alphabetical order.");
  f.texts("expect", v.expect, kExpectation, kExpectations,
          "Conditions on its report.json, beside those of the scenario.");
}

void describe(Fields& f, Sweep& s) {
  f.settings("set", s.set, kSwept,
             "What changes: JSON pointers into the scenario, and all the values that each takes: a "
             "list such as \"10ms,20ms\", a range such as \"0ms..200ms:1ms\" or \"1..10\", both, "
             "or a JSON list of values. In alphabetical order.");
  f.choice("points", s.points, kSweepPoints, "How the values of several members come together.");
  f.number(only_when("draws", s.points == SweepPoints::kDraws, "\"points\" is \"draws\""), s.draws,
           {1, kMostSweepPoints}, "How many points are drawn.");
}

void describe(Fields& f, Scenario& s) {
  Key for_editors("$schema");
  for_editors.kept = false;
  std::string editor_schema;
  f.text(for_editors, editor_schema, kEditorSchema,
         "Where an editor finds the JSON Schema that `keyrace schema` prints; not used otherwise.");
  int schema = 1;
  f.number("schema", schema, {1, 1}, "Version of this format.");
  f.text(required("name"), s.name, kScenarioName, "Name of the scenario and of its evidence.");
  f.text("about", s.about, kAbout, "A paragraph for a person: what it shows, and why.");
  f.object("network", s.network, "What the AP and the STAs have in common.");
  f.object(only_when("radius", s.network.key_mgmt != KeyManagement::kPsk,
                     "/network/key_mgmt is not \"psk\""),
           s.radius, "Who authenticates the STAs: 802.1X's authentication server.");
  f.object("ap", s.ap, "The access point.");
  f.objects("sta", s.sta, kNodes, "The stations; absent: one, with every default.");
  f.objects("traffic", s.traffic, kMany,
            "Flows of numbered UDP datagrams, or of blocks in a TCP connection.");
  f.objects("faults", s.faults, kMany, "Faults in the key-install path, applied in this order.");
  f.objects("triggers", s.triggers, kMany,
            "What the stacks are told to do in the course of the run.");
  f.objects("air", s.air, kMany,
            "Rules for frames on the air; the first one that meets a frame decides.");
  f.duration("duration", s.duration, kRun, "Virtual time from the moment all STAs are connected.");
  f.number(
      "seed", s.seed, {0, std::numeric_limits<std::int64_t>::max()},
      "Decides what is left to chance: the nonces and keys of the programs, what a fault or rule "
      "with \"percent\" meets, a sweep's draws.");
  f.duration("connect_deadline", s.connect_deadline, kRun, "Virtual time the connection may take.");
  f.choice(
      "logs", s.logs, kLogDetails,
      "What hostapd, wpa_supplicant and iwd write to stacks/*.log. The clock counts how often it "
      "is read, so times differ by some ns.");

  std::vector<std::string> conditions;
  for (const Expectation& expectation : s.expect) conditions.push_back(expectation.text);
  f.texts("expect", conditions, kExpectation, kExpectations,
          "Conditions on report.json; docs/expectations.md has how they are written.");
  s.expect.clear();
  for (std::size_t i = 0; i < conditions.size(); ++i) {
    s.expect.push_back({conditions[i], "/expect/" + std::to_string(i)});
  }
  f.objects("compare", s.compare, kVariants,
            "Variants to lay side by side, each a run of its own; absent: one run.");
  Key sweep("sweep");
  sweep.kept = !s.sweep.set.empty();
  f.object(sweep, s.sweep, "Values to run the scenario with, a run for each point.");
}

}  // namespace keyrace
