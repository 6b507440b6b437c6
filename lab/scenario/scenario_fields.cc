#include "lab/scenario/scenario_fields.h"

#include <limits>

namespace keyrace {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// Enumerations: in the order of scenario.h.
constexpr Choice kWpaVersions[] = {{"wpa1", "WPA: the vendor's element of 2002"},
                                   {"wpa2", "WPA2: the RSN element"}};
constexpr Choice kCiphers[] = {{"tkip", "RC4 with a Michael MIC key for each direction"},
                               {"ccmp", "AES-CCM; one key, no MIC halves"}};
constexpr Choice kApStacks[] = {{"hostapd", "hostapd with its nl80211 driver"}};
constexpr Choice kStaStacks[] = {{"wpa_supplicant", "wpa_supplicant with its nl80211 driver"}};
constexpr Choice kDirections[] = {{"downlink", "from the PC on the AP's LAN side to the STA"},
                                  {"uplink", "from the STA to the PC on the AP's LAN side"}};
constexpr Choice kKeyKinds[] = {{"pairwise", "the PTK's temporal key"}, {"group", "the GTK"}};
constexpr Choice kFaultKinds[] = {
    {"delay", "the install waits, and the stack with it"},
    {"split", "one half of the new TKIP key goes in beside the other half of the old one"}};
constexpr Choice kSplitOrders[] = {{"tk-first", "the new TK beside the old MIC keys"},
                                   {"mic-first", "the new MIC keys beside the old TK"}};

constexpr TextRule kScenarioName{1,         64,   "baseline-rekey", "of a-z, 0-9 and -", {},
                                 "a-z0-9-", false};
constexpr TextRule kNodeName{
    1, 12, "sta1", "a lower-case letter and then only a-z, 0-9 and -", "a-z", "a-z0-9-", false};
constexpr TextRule kPassphrase{8, 63, "key-race-lab", "of printable ASCII", {}, " -~", false};
constexpr TextRule kSsid{1, 32, "keyrace"};
constexpr TextRule kPath{0, 4095, "/opt/build/wpa_supplicant"};
constexpr TextRule kConfLine{1, 1024, "disable_pmksa_caching=1"};
constexpr TextRule kExpectation{1, 1024, "frames.verdicts.mic_failure == 0"};
constexpr TextRule kAbout{0, 8192, "What it shows.", {}, {}, {}, true};

constexpr seconds kLongest(1'000'000);
constexpr DurationRule kRekey{seconds(0), kLongest, "2s", seconds(1)};
constexpr DurationRule kRun{milliseconds(1), kLongest, "10s"};
constexpr DurationRule kFaultDelay{Duration(1), seconds(1000), "50ms"};

constexpr CountRule kNodes{1, 32};
constexpr CountRule kMany{0, 64};
constexpr CountRule kExpectations{0, 256};

}  // namespace

void describe(Fields& f, Network& n) {
  f.text("ssid", n.ssid, kSsid, "The network's name.");
  f.choice("wpa", n.wpa, kWpaVersions,
           "Which generation of WPA the AP offers and the STAs ask for.");
  f.choice("cipher", n.cipher, kCiphers, "Protects unicast and group frames alike.");
  f.text("passphrase", n.passphrase, kPassphrase,
         "Every node's passphrase; the PMK comes from it.");
  f.number("channel", n.channel, {1, 11}, "Channel in the 2.4 GHz band.");
}

void describe(Fields& f, Ap& a) {
  f.text("name", a.name, kNodeName, "Name of the node and of its interface.");
  f.choice("stack", a.stack, kApStacks, "The program that is the AP.");
  f.text("path", a.path, kPath, "Program to run; empty: the stack's usual program from PATH.");
  f.duration("ptk_rekey", a.ptk_rekey, kRekey, "Time from one PTK to the next; \"0s\": never.");
  f.duration("gtk_rekey", a.gtk_rekey, kRekey, "Time from one GTK to the next; \"0s\": never.");
  f.texts("extra_conf", a.extra_conf, kConfLine, kMany, "Lines appended to the configuration.");
}

void describe(Fields& f, Sta& s) {
  f.text("name", s.name, kNodeName, "Name of the node and of its interface.");
  f.choice("stack", s.stack, kStaStacks, "The program that is the STA.");
  f.text("path", s.path, kPath, "Program to run; empty: the stack's usual program from PATH.");
  f.texts("extra_conf", s.extra_conf, kConfLine, kMany, "Lines appended to the network block.");
}

void describe(Fields& f, Flow& w) {
  f.choice("direction", w.direction, kDirections, "Which way the datagrams go.");
  f.text("sta", w.sta, kNodeName, "Name of the STA; default: the first.");
  f.number("rate", w.rate, {1, 100'000}, "Datagrams per second.");
  f.number("size", w.size, {24, 1400}, "UDP payload of each datagram, in octets.");
}

void describe(Fields& f, Fault& t) {
  constexpr std::int64_t kLastInstall = std::numeric_limits<std::uint32_t>::max();
  f.text(required("node"), t.node, kNodeName, "Name of the AP or STA whose installs it changes.");
  f.choice("key", t.key, kKeyKinds, "Which installs are meant and counted.");
  f.choice(required("fault"), t.kind, kFaultKinds, "What happens to the install.");
  f.duration(required("by"), t.by, kFaultDelay, "How late; split: the gap between the two halves.");
  f.choice(only_when("order", t.kind == FaultKind::kSplit, "\"fault\" is \"split\""), t.order,
           kSplitOrders, "Which half is installed first.");
  f.number("first", t.first, {1, kLastInstall}, "First install it changes, counted from 1.");
  f.number("last", t.last, {1, kLastInstall}, "Last install it changes; absent: no last one.");
}

void describe(Fields& f, Scenario& s) {
  int schema = 1;
  f.number("schema", schema, {1, 1}, "Version of this format.");
  f.text(required("name"), s.name, kScenarioName, "Name of the scenario and of its evidence.");
  f.text("about", s.about, kAbout, "A paragraph for a person: what it shows, and why.");
  f.object("network", s.network, "What the AP and the STAs have in common.");
  f.object("ap", s.ap, "The access point.");
  f.objects("sta", s.sta, kNodes, "The stations; absent: one, with every default.");
  f.objects("traffic", s.traffic, kMany, "Flows of UDP datagrams with sequence numbers.");
  f.objects("faults", s.faults, kMany, "Faults in the key-install path, applied in this order.");
  f.duration("duration", s.duration, kRun, "Virtual time from the moment all STAs are connected.");
  f.duration("connect_deadline", s.connect_deadline, kRun, "Virtual time the connection may take.");

  std::vector<std::string> conditions;
  for (const Expectation& expectation : s.expect) conditions.push_back(expectation.text);
  f.texts("expect", conditions, kExpectation, kExpectations, "Conditions on report.json.");
  s.expect.clear();
  for (std::size_t i = 0; i < conditions.size(); ++i) {
    s.expect.push_back({conditions[i], "/expect/" + std::to_string(i)});
  }
}

}  // namespace keyrace
