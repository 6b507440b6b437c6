// What a run does: the whole scenario as plain data. Read from JSON by scenario_reader, carried to
// the guest as it is, and kept in the run directory as scenario.json (resolved: every default
// filled in). First arrow of the flow: scenario -> engine.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace keyrace {

// Virtual time. JSON spells durations as "50ms", "2s", "1500us", "0ns"; a bare number is an error.
using Duration = std::chrono::nanoseconds;

enum class WpaVersion { kWpa1, kWpa2 };  // "wpa1" (WPA IE) | "wpa2" (RSN IE)
enum class Cipher { kTkip, kCcmp };      // "tkip" | "ccmp", pairwise and group alike
enum class KeyManagement { kPsk, kEapTls, kPeapMschapv2 };  // "psk" | "eap-tls" | "peap-mschapv2"
enum class RadiusServer { kFreeradius, kHostapd };          // "freeradius" | "hostapd"
enum class RadiusFault {  // "none" | "unreachable" | "wrong-secret" | ... | "wrong-password"
  kNone,
  kUnreachable,
  kWrongSecret,
  kExpiredClientCertificate,
  kForeignClientCertificate,
  kExpiredServerCertificate,
  kForeignServerCertificate,
  kWrongPassword
};
enum class ApStack { kHostapd, kIwd, kCommand };         // "hostapd" | "iwd" | "command"
enum class StaStack { kWpaSupplicant, kIwd, kCommand };  // "wpa_supplicant" | "iwd" | "command"
enum class Interpose { kAuto, kPreload, kSeccomp };      // "auto" | "preload" | "seccomp"
enum class Direction { kDownlink, kUplink };             // "downlink": LAN PC to STA | "uplink"
enum class Protocol { kUdp, kTcp };                      // "udp" | "tcp"
enum class PowerSave { kOff, kOn };                      // "off" | "on"
enum class FaultKind {  // "delay" | "split" | "defer" | ... | "early"
  kDelay,
  kSplit,
  kDefer,
  kDrop,
  kFail,
  kDuplicate,
  kSwapMic,
  kCorrupt,
  kHoldUntil,
  kEarly
};
enum class KeyRequest { kInstall, kDelete };       // "install" | "delete"
enum class CorruptedPart { kTk, kTxMic, kRxMic };  // "tk" | "tx-mic" | "rx-mic"
enum class FaultEvent {                            // "peer-install" | "4way-1" | ... | "data-frame"
  kPeerInstall,
  k4Way1,
  k4Way2,
  k4Way3,
  k4Way4,
  kGroup1,
  kGroup2,
  kDataFrame
};
enum class SplitOrder { kTkFirst, kMicFirst };  // "tk-first" | "mic-first"
enum class LogDetail { kDebug, kInfo };         // "debug" | "info"
enum class StrictRekey { kOff, kOn };           // "off" | "on"
enum class TriggerAction {                      // "rekey-ptk" | "rekey-gtk" | ... | "return"
  kRekeyPtk,
  kRekeyGtk,
  kRequestPtk,
  kRequestGtk,
  kLeave,
  kReturn
};
enum class TriggerEvent {  // "connected" | "install" | "4way-1" | ... | "data-frame"
  kConnected,
  kInstall,
  k4Way1,
  k4Way2,
  k4Way3,
  k4Way4,
  kGroup1,
  kGroup2,
  kDataFrame
};
enum class AirAction {  // "drop" | "delay" | "duplicate" | "corrupt" | "drop-ack" | "pass"
  kDrop,
  kDelay,
  kDuplicate,
  kCorrupt,
  kDropAck,
  kPass
};
enum class AirPhase { kConnected, kConnecting, kAlways };   // "connected" | "connecting" | "always"
enum class AirDirection { kAny, kDownlink, kUplink };       // "any" | "downlink" | "uplink"
enum class AirType { kAny, kManagement, kControl, kData };  // "any" | "management" | ...
enum class AirSubtype {                                     // "any" | "association-request" | ...
  kAny,
  kAssociationRequest,
  kAssociationResponse,
  kReassociationRequest,
  kReassociationResponse,
  kProbeRequest,
  kProbeResponse,
  kBeacon,
  kDisassociation,
  kAuthentication,
  kDeauthentication,
  kAction,
  kPsPoll,
  kData,
  kNull,
  kQosData,
  kQosNull
};
enum class AirMessage {  // "any" | "eapol" | "4way-1" | ... | "group-2" | "mic-failure-report"
  kAny,
  kEapol,
  k4Way1,
  k4Way2,
  k4Way3,
  k4Way4,
  kGroup1,
  kGroup2,
  kMicFailureReport
};
enum class AirKey { kAny, kPairwise, kGroup };  // "any" | "pairwise" | "group"
enum class YesNo { kAny, kYes, kNo };           // "any" | "yes" | "no"
enum class AirOctets { kFrame, kMsdu };         // "frame" | "msdu"
enum class Icv { kKeep, kMend };                // "keep" | "mend"
enum class KeyKind { kPairwise, kGroup };       // "pairwise" | "group"

struct Network {
  std::string ssid = "keyrace";        // 1 to 32 octets
  WpaVersion wpa = WpaVersion::kWpa1;  //
  Cipher cipher = Cipher::kTkip;       //
  KeyManagement key_mgmt = KeyManagement::kPsk;
  std::string passphrase = "key-race-lab";  // kPsk only: 8 to 63 printable ASCII characters
  int channel = 1;                          // 1 to 11, 2.4 GHz

  bool operator==(const Network&) const = default;
};

// Who authenticates the STAs where the network's key management is 802.1X, and what is wrong there.
struct Radius {
  RadiusServer server = RadiusServer::kFreeradius;  // kHostapd: in the AP's own program, no RADIUS
  std::string path;                                 // kFreeradius only, as Ap::path
  RadiusFault fault = RadiusFault::kNone;

  bool operator==(const Radius&) const = default;
};

// How a program that the lab knows nothing of is run as a stack. All but `ready` are templates,
// with {names} of command_template.h.
struct Command {
  std::vector<std::string> arguments;  // behind the program's name
  std::vector<std::string> config;     // lines of the file {config}
  std::string ready;                   // part of a line of its output that says: ready
  std::vector<std::string> rekey;      // program and arguments that make it renew the pairwise keys

  bool operator==(const Command&) const = default;
};

struct Ap {
  // [a-z][a-z0-9-]{0,11}, unique among all nodes; also the interface's name, so "lo" and the like
  // (scenario_check.cc) are refused.
  std::string name = "ap";
  ApStack stack = ApStack::kHostapd;
  std::string path;       // program; empty: the stack's usual program from PATH
  Duration ptk_rekey{0};  // whole seconds, 0: never
  Duration gtk_rekey{0};  // whole seconds, 0: never
  StrictRekey strict_rekey = StrictRekey::kOff;  // hostapd's wpa_strict_rekey
  Duration eap_reauth_period{0};                 // 802.1X only: whole seconds, 0: never
  std::vector<std::string> extra_conf;           // lines appended to the stack's configuration
  Command command;                               // kCommand only
  Interpose interpose = Interpose::kAuto;        // how the shim takes hold of the program

  bool operator==(const Ap&) const = default;
};

struct Sta {
  std::string name = "sta";  // as Ap::name
  StaStack stack = StaStack::kWpaSupplicant;
  std::string path;
  Duration ptk_rekey{0};                   // the STA asks for a new PTK: whole seconds, 0: never
  std::vector<std::string> extra_conf;     // wpa_supplicant's network block, iwd's network file
  Command command;                         // kCommand only
  Interpose interpose = Interpose::kAuto;  // as Ap::interpose
  // Whether its mac80211 sleeps between beacons when there is nothing to send; set once connected.
  PowerSave power_save = PowerSave::kOff;

  bool operator==(const Sta&) const = default;
};

// Numbered datagrams (UDP) or blocks of one connection (TCP) between the PC on the AP's LAN side
// and one STA.
struct Flow {
  Protocol protocol = Protocol::kUdp;
  Direction direction = Direction::kDownlink;
  std::string sta;  // a Sta::name; default: the first; "all": every STA, by broadcast of the PC
  int rate = 100;   // datagrams or blocks per second, 1 to 100000
  int size = 64;    // of each, in octets of payload, 24 to 1400
  int burst = 1;    // UDP: so many back to back, then none until `rate` is met

  bool operator==(const Flow&) const = default;
};

// One fault in the key-install path of one node (emulator/shim applies it).
struct Fault {
  std::string node;  // an Ap::name or Sta::name, or "all"
  KeyKind key = KeyKind::kPairwise;
  KeyRequest request = KeyRequest::kInstall;
  FaultKind kind = FaultKind::kDelay;
  Duration by{0};  // delay, defer: how late; split, duplicate: the gap between the two; > 0
  SplitOrder order = SplitOrder::kTkFirst;      // split only
  std::string error;                            // fail only: an errno's name, "EIO"
  CorruptedPart part = CorruptedPart::kTk;      // corrupt only
  FaultEvent until = FaultEvent::kPeerInstall;  // hold-until only
  std::uint32_t count = 1;              // hold-until an EAPOL message or data frame: the n-th
  std::uint32_t first = 1;              // n-th such request on that node, from 1
  std::optional<std::uint32_t> last;    // inclusive; absent: all later ones too
  std::uint32_t every = 1;              // of these each k-th, beginning with the first
  std::optional<std::uint32_t> key_id;  // only requests for this key ID
  std::uint32_t percent = 100;          // how many of these, drawn from the run's seed

  bool operator==(const Fault&) const = default;
};

// Something that a node's own stack is told to do in the course of the run: `after` an event, and
// again until it was done `times` times. Events are counted from the moment all STAs are connected.
struct Trigger {
  TriggerAction action = TriggerAction::kRekeyPtk;  // "do"
  std::string sta;  // a Sta::name: who acts, or who gets a new PTK; default: the first
  TriggerEvent on = TriggerEvent::kConnected;
  std::string of;           // whose event, an Ap::name or Sta::name; default: `sta`
  std::uint32_t count = 1;  // on every n-th event; not kConnected
  Duration after{0};        // from the event to the action
  std::uint32_t times = 1;  // in all
  Duration every{0};        // kConnected and more than once: from one time to the next

  bool operator==(const Trigger&) const = default;
};

// Whole numbers from `from` to `to`, both included; absent: no such end.
struct NumberRange {
  std::optional<std::uint64_t> from;
  std::optional<std::uint64_t> to;

  bool contains(std::uint64_t number) const {
    return (!from || number >= *from) && (!to || number <= *to);
  }
  bool operator==(const NumberRange&) const = default;
};

// Which frames are meant; every selector must fit.
struct AirMatch {
  std::string from;  // an Ap::name or Sta::name; empty: any
  std::string to;    // the same, or "group"; empty: any
  AirDirection direction = AirDirection::kAny;
  AirType type = AirType::kAny;
  AirSubtype subtype = AirSubtype::kAny;
  AirMessage message = AirMessage::kAny;  // also when it is encrypted
  YesNo encrypted = YesNo::kAny;          // "protected"
  AirKey key = AirKey::kAny;              // of protected data frames
  NumberRange epoch;                      // of the TK that opens it, as in frames.jsonl
  NumberRange tsc;                        // its TSC or PN
  YesNo retry = YesNo::kAny;
  std::optional<std::uint32_t> fragment;     // its number, 0 to 15
  std::string bytes;                         // hexadecimal; empty: any
  std::uint32_t offset = 0;                  // where they stand
  AirOctets counted_in = AirOctets::kFrame;  // "in": from Frame Control on, or opened from SNAP on

  bool operator==(const AirMatch&) const = default;
};

// What happens to certain frames between the radio that sends them and those that hear them. Each
// frame is done with by the first rule that meets it.
struct AirRule {
  AirAction action = AirAction::kDrop;  // "do"
  Duration by{0};                       // delay: how late; duplicate: how late the copy; > 0
  // corrupt only: this octet of the frame's body (behind the MAC header) is xored with `mask`. A
  // frame that has no such octet is not met.
  std::uint32_t at = 0;
  std::uint32_t mask = 1;
  Icv icv = Icv::kKeep;  // kMend: TKIP's encrypted ICV is made to fit; only whole MSDUs are met
  std::optional<int> signal;  // dBm at the receiver; absent: hwsim's own; not drop
  AirMatch match;
  AirPhase phase = AirPhase::kConnected;  // "during"
  Duration after{0};                      // kConnected only, from that moment on
  Duration until{0};                      // the same; 0: to the end
  std::uint32_t first = 1;                // n-th of the frames that match, from 1
  std::optional<std::uint32_t> last;      // inclusive; absent: all later ones too
  std::uint32_t every = 1;                // of these each k-th, beginning with the first
  std::uint32_t percent = 100;            // how many of these, drawn from the run's seed

  bool operator==(const AirRule&) const = default;
};

// A condition on report.json, such as "frames.verdicts.mic_failure == 0"; syntax in
// report/expectation.h.
struct Expectation {
  std::string text;
  std::string pointer;  // where it stands in the scenario file, for error messages

  bool operator==(const Expectation&) const = default;
};

// A value of the scenario that one variant changes.
struct Setting {
  std::string pointer;  // "/sta/0/path"
  std::string value;    // JSON text

  bool operator==(const Setting&) const = default;
};

// One of the runs that are laid side by side: the scenario with some values changed.
struct Variant {
  std::string name;  // also its run directory's
  std::vector<Setting> set;
  std::vector<std::string> expect;  // beside the scenario's own

  bool operator==(const Variant&) const = default;
};

enum class SweepPoints { kGrid, kPairs, kDraws };  // "grid" | "pairs" | "draws"

// Values that the scenario is run with, one run for each point.
struct Sweep {
  std::vector<Setting> set;  // each value is all that its member takes: see sweep_values.h
  SweepPoints points = SweepPoints::kGrid;
  std::uint32_t draws = 100;  // kDraws only

  bool operator==(const Sweep&) const = default;
};

struct Scenario {
  std::string name;   // [a-z0-9-]+
  std::string about;  // a paragraph for a person
  Network network;
  Radius radius;  // only with 802.1X
  Ap ap;
  std::vector<Sta> sta;  // at least 1
  std::vector<Flow> traffic;
  std::vector<Fault> faults;  // applied in this order
  std::vector<Trigger> triggers;
  std::vector<AirRule> air;                     // empty: hwsim carries the frames itself
  Duration duration{std::chrono::seconds(10)};  // virtual, from the moment all STAs are connected
  std::uint64_t seed = 1;                       // what chance decides: nonces, `percent`, draws
  Duration connect_deadline{std::chrono::seconds(30)};  // virtual, for the connection itself
  LogDetail logs = LogDetail::kDebug;                   // of hostapd, wpa_supplicant and iwd
  std::vector<Expectation> expect;
  std::vector<Variant> compare;  // empty: one run, as the scenario stands
  Sweep sweep;                   // sets nothing: one point, as the scenario stands

  bool operator==(const Scenario&) const = default;
};

}  // namespace keyrace
