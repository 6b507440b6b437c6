// A run told by made-up evidence: which outcome belongs to which frame, and which key was active.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lab/evidence/json_lines.h"
#include "lab/tkip/michael.h"
#include "lab/tkip/mpdu.h"
#include "lab/verify/run_walk.h"

namespace keyrace {
namespace {

using Octets = std::vector<std::uint8_t>;
using Type = KernelEventType;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr MacAddress kAp{{0x02, 0, 0, 0, 0, 0xa0}};
constexpr MacAddress kSta{{0x02, 0, 0, 0, 1, 0}};
constexpr MacAddress kSta2{{0x02, 0, 0, 0, 2, 0}};
constexpr MacAddress kPc{{0x02, 0, 0, 0, 9, 9}};
constexpr MacAddress kBroadcast{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};
constexpr std::uint64_t kUs = 1000;
constexpr std::int64_t kRealtimeOffset = 1'767'225'600'000'000'000;

enum Part : std::uint32_t { kRadiotap = 14, kMacHeader = 24 };  // octets before the body

TkipKey key_of(int epoch) {
  std::array<std::uint8_t, 32> octets{};
  for (std::size_t i = 0; i < octets.size(); ++i) {
    octets[i] = static_cast<std::uint8_t>(static_cast<std::size_t>(epoch) * 32 + i);
  }
  return TkipKey::from_authenticator(octets);
}

Octets data_msdu(std::size_t payload) {
  Octets octets{0xaa, 0xaa, 0x03, 0, 0, 0, 0x08, 0x00};
  octets.resize(octets.size() + payload, 0x11);
  return octets;
}

// An EAPOL-Key frame behind SNAP: 1/4 of a handshake.
Octets eapol_msdu() {
  Octets octets{0xaa, 0xaa, 0x03, 0, 0, 0, 0x88, 0x8e, 2, 3, 0, 95, 254, 0x00, 0x89};
  octets.resize(8 + 4 + 95);
  return octets;
}

// EAP-Request/Identity behind SNAP.
Octets identity_request_msdu() {
  return {0xaa, 0xaa, 0x03, 0, 0, 0, 0x88, 0x8e, 2, 0, 0, 5, 1, 7, 0, 5, 1};
}

struct Sending {
  MacAddress ta = kAp;
  MacAddress ra = kSta;
  int tk = 1;
  int mic = 1;
  std::uint64_t tsc = 1;
  KeyId key_id{};
  Octets msdu = data_msdu(40);
};

struct Install {
  std::string node;
  int tk = 1;
  int mic = 1;
  KeyPart part = KeyPart::kWhole;
  bool pairwise = true;
  std::uint8_t key_id = 0;
  std::string sta = "sta";
  std::optional<int> tx_mic{};  // the sending half; absent: of the same epoch
  std::optional<std::uint64_t> asked_ns{};
  int result = 0;
  int error = 0;
  bool logged = true;
  bool reaches_the_kernel = true;
};

// Evidence that grows in the kernel's order, a microsecond for each event.
class RunWalkTest : public ::testing::Test {
 protected:
  RunWalkTest() {
    GuestSummary& guest = evidence_.guest;
    guest.realtime_offset_ns = kRealtimeOffset;
    guest.nodes = {
        {"ap", kAp.to_string(), true, "hostapd", "/usr/sbin/hostapd"},
        {"sta", kSta.to_string(), false, "wpa_supplicant", "/usr/sbin/wpa_supplicant"},
        {"sta2", kSta2.to_string(), false, "wpa_supplicant", "/usr/sbin/wpa_supplicant"}};
    open_ports();
  }

  KernelEvent& event(Type type, const std::string& node = "") {
    now_ += kUs;
    KernelEvent event;
    event.t_ns = now_;
    event.type = type;
    event.node = node;
    evidence_.kernel.push_back(event);
    return evidence_.kernel.back();
  }

  void open_ports() {
    for (const auto& [node, peer] : std::vector<std::pair<std::string, MacAddress>>{
             {"ap", kSta}, {"ap", kSta2}, {"sta", kAp}, {"sta2", kAp}}) {
      KernelEvent& port = event(Type::kPortControl, node);
      port.address = peer.to_string();
      port.open = true;
    }
  }

  AirFrame& put_on_air(const MacAddress& ta, const MacAddress& ra) {
    AirFrame frame;
    frame.n = evidence_.frames.size() + 1;
    frame.t_ns = now_ + static_cast<std::uint64_t>(kRealtimeOffset);
    MacHeader& mac = frame.header;
    mac.type = FrameType::kData;
    mac.from_ds = ta == kAp;
    mac.to_ds = !mac.from_ds;
    mac.addr1 = ra;
    mac.addr2 = ta;
    mac.addr3 = kPc;
    mac.sequence = static_cast<std::uint16_t>(frame.n);
    evidence_.frames.push_back(frame);
    return evidence_.frames.back();
  }

  // The kernel's word for it comes with the frame as it is now.
  std::uint64_t tell_sent() {
    AirFrame& frame = evidence_.frames.back();
    frame.captured_length = static_cast<std::uint32_t>(kRadiotap + kMacHeader + frame.body.size());
    event(Type::kSent).length = frame.captured_length;
    return frame.n;
  }

  Octets signed_msdu(const Sending& how) {
    Octets octets = how.msdu;
    const TkipKey key = key_of(how.mic);
    const MicKey& mic_key = how.ta == kAp ? key.mic_from_authenticator : key.mic_from_supplicant;
    const MacAddress& da = how.ta == kAp ? how.ra : kPc;
    const MacAddress& sa = how.ta == kAp ? kPc : how.ta;
    const auto mic = michael_mic(mic_key, da, sa, 0, octets);
    octets.insert(octets.end(), mic.begin(), mic.end());
    return octets;
  }

  std::uint64_t send(const Sending& how) {
    AirFrame& frame = put_on_air(how.ta, how.ra);
    frame.header.protected_frame = true;
    frame.body = seal_mpdu(key_of(how.tk).tk, how.ta, Tsc{how.tsc}, how.key_id, signed_msdu(how));
    return tell_sent();
  }

  // Signed with the MIC key of what the other end sends.
  std::uint64_t send_swapped(const Sending& how) {
    AirFrame& frame = put_on_air(how.ta, how.ra);
    frame.header.protected_frame = true;
    Octets octets = how.msdu;
    const TkipKey key = key_of(how.mic);
    const auto mic =
        michael_mic(how.ta == kAp ? key.mic_from_supplicant : key.mic_from_authenticator,
                    *frame.header.da(), *frame.header.sa(), 0, octets);
    octets.insert(octets.end(), mic.begin(), mic.end());
    frame.body = seal_mpdu(key_of(how.tk).tk, how.ta, Tsc{how.tsc}, how.key_id, octets);
    return tell_sent();
  }

  std::uint64_t send_clear(const MacAddress& ta, const MacAddress& ra, const Octets& msdu) {
    put_on_air(ta, ra).body = msdu;
    return tell_sent();
  }

  std::uint64_t send_management(std::uint8_t subtype, const MacAddress& ta, const MacAddress& ra,
                                const Octets& body) {
    AirFrame& frame = put_on_air(ta, ra);
    frame.header.type = FrameType::kManagement;
    frame.header.subtype = subtype;
    frame.body = body;
    return tell_sent();
  }

  void send_ack() {
    AirFrame& frame = put_on_air(kAp, kSta);
    frame.header.type = FrameType::kControl;
    frame.header.addr2 = frame.header.addr3 = std::nullopt;
    tell_sent();
  }

  void delivered(const std::string& node, std::uint32_t payload = 40) {
    event(Type::kDelivered, node).length = payload;
  }
  void eapol_delivered(const std::string& node, bool unencrypted) {
    event(Type::kEapolDelivered, node).unencrypted = unencrypted;
  }
  void dropped(const std::string& reason) {
    KernelEvent& drop = event(Type::kDropped);
    drop.reason = 0x10000;
    drop.reason_name = reason;
  }
  void mic_failure(const std::string& node, const MacAddress& ta = kAp) {
    event(Type::kMicFailure, node).address = ta.to_string();
  }

  MacAddress mac_of(const std::string& sta) { return sta == "sta" ? kSta : kSta2; }

  void install(const Install& how) {
    const bool at_ap = how.node == "ap";
    const MacAddress peer = at_ap ? mac_of(how.sta) : kAp;
    KeyLogEntry entry;
    entry.node = how.node;
    entry.pairwise = how.pairwise;
    entry.key_id = how.key_id;
    if (how.pairwise) entry.peer = peer;
    entry.cipher = kCipherTkip;
    const TkipKey mics = key_of(how.mic);
    const TemporalKey tk = key_of(how.tk).tk;
    const TkipKey tx_mics = key_of(how.tx_mic.value_or(how.mic));
    const MicKey& tx = at_ap ? tx_mics.mic_from_authenticator : tx_mics.mic_from_supplicant;
    const MicKey& rx = at_ap ? mics.mic_from_supplicant : mics.mic_from_authenticator;
    entry.material.assign(tk.octets.begin(), tk.octets.end());
    entry.material.insert(entry.material.end(), tx.octets.begin(), tx.octets.end());
    entry.material.insert(entry.material.end(), rx.octets.begin(), rx.octets.end());
    entry.part = how.part;
    entry.asked_ns = how.asked_ns.value_or(now_ + kUs + 200);
    if (how.reaches_the_kernel) {
      KernelEvent& add = event(Type::kAddKey, how.node);
      add.pairwise = how.pairwise;
      add.key_id = how.key_id;
      add.address = how.pairwise ? peer.to_string() : "00:00:00:00:00:00";
      event(Type::kKeyReturned, how.node).result = how.result;
    }
    entry.done_ns = now_ + 700;
    entry.error = how.error;
    if (how.logged) evidence_.keys.entries.push_back(entry);
  }

  // Both ends of the pairwise key n, as a 4-way handshake leaves them.
  void install_both(int epoch) {
    install({.node = "sta", .tk = epoch, .mic = epoch});
    install({.node = "ap", .tk = epoch, .mic = epoch});
  }

  void walk() {
    verdicts_ = verify_run(evidence_);
    by_frame_.clear();
    for (const FrameVerdict& each : verdicts_.frames) by_frame_[{each.n, each.receiver}] = each;
  }

  const FrameVerdict& at(std::uint64_t n, const std::string& receiver) {
    const auto found = by_frame_.find({n, receiver});
    if (found != by_frame_.end()) return found->second;
    ADD_FAILURE() << "frame " << n << " was not judged at " << receiver;
    static const FrameVerdict none;
    return none;
  }

  void expect(std::uint64_t n, const std::string& receiver, Verdict verdict, Observed observed) {
    const FrameVerdict& frame = at(n, receiver);
    EXPECT_STREQ(to_string(frame.verdict), to_string(verdict)) << "frame " << n << frame.why;
    ASSERT_TRUE(frame.observed) << "frame " << n;
    EXPECT_STREQ(to_string(*frame.observed), to_string(observed)) << "frame " << n;
  }

  std::string error_of_walk() {
    try {
      verify_run(evidence_);
    } catch (const EvidenceError& error) {
      return error.what();
    }
    return "no error";
  }

  RunEvidence evidence_;
  RunVerdicts verdicts_;
  std::map<std::pair<std::uint64_t, std::string>, FrameVerdict> by_frame_;
  std::uint64_t now_ = 1'000'000;
};

TEST_F(RunWalkTest, JudgesAFrameWithTheKeysOfItsMoment) {
  install_both(1);
  const auto down = send({.tsc = 7});
  delivered("sta");
  const auto up = send({.ta = kSta, .ra = kAp, .tsc = 9});
  delivered("ap");
  walk();
  expect(down, "sta", Verdict::kAccepted, Observed::kDelivered);
  expect(up, "ap", Verdict::kAccepted, Observed::kDelivered);
  const FrameVerdict& frame = at(down, "sta");
  EXPECT_EQ(frame.sender, "ap");
  EXPECT_EQ(frame.ta, kAp);
  EXPECT_EQ(frame.ra, kSta);
  EXPECT_EQ(frame.tsc, Tsc{7});
  EXPECT_EQ(frame.key_id, KeyId{0});
  EXPECT_EQ(frame.tk_epoch, 1);
  EXPECT_EQ(frame.mic_epoch, 1);
  EXPECT_EQ(frame.receiver_epoch, 1);
  EXPECT_EQ(frame.receiver_mic_epoch, 1);
  EXPECT_LT(frame.t_ns, now_);  // the guest's clock, not the capture's
  EXPECT_FALSE(frame.group);
  EXPECT_TRUE(frame.protected_frame);
  EXPECT_EQ(verdicts_.captured, 2U);
}

TEST_F(RunWalkTest, AKeyCountsFromItsInstallOn) {
  install_both(1);
  install({.node = "ap", .tk = 2, .mic = 2});
  const auto early = send({.tk = 2, .mic = 2, .tsc = 5});
  dropped("RX_DROP_U_TKIP_FAIL");
  install({.node = "sta", .tk = 2, .mic = 2});
  const auto after = send({.tk = 2, .mic = 2, .tsc = 6});
  delivered("sta");
  walk();
  expect(early, "sta", Verdict::kIcvFailure, Observed::kTkipFailure);
  EXPECT_EQ(at(early, "sta").tk_epoch, 2);
  EXPECT_EQ(at(early, "sta").receiver_epoch, 1);
  expect(after, "sta", Verdict::kAccepted, Observed::kDelivered);
  EXPECT_EQ(at(after, "sta").receiver_epoch, 2);
}

TEST_F(RunWalkTest, AKeyCountsWhenTheReceiverComesToTheFrameNotWhenItIsSent) {
  install_both(1);
  const auto on_its_way = send({.tk = 1, .tsc = 5});
  install({.node = "sta", .tk = 2, .mic = 2});
  dropped("RX_DROP_U_TKIP_FAIL");
  walk();
  expect(on_its_way, "sta", Verdict::kIcvFailure, Observed::kTkipFailure);
  EXPECT_EQ(at(on_its_way, "sta").receiver_epoch, 2);
}

TEST_F(RunWalkTest, OutcomesGoToTheirReceivers) {
  install_both(1);
  install({.node = "sta2", .tk = 3, .mic = 3});
  install({.node = "ap", .tk = 3, .mic = 3, .sta = "sta2"});
  // each node's outcomes keep the order of its frames; the nodes' are mixed
  const auto first = send({.tsc = 1});
  const auto up = send({.ta = kSta, .ra = kAp, .tsc = 1});
  const auto other = send({.ra = kSta2, .tk = 1, .tsc = 1});
  delivered("ap");
  dropped("RX_DROP_U_TKIP_FAIL");  // sta's tasklet was scheduled first
  mic_failure("sta2");
  walk();
  EXPECT_EQ(at(up, "ap").observed, Observed::kDelivered);
  EXPECT_EQ(at(first, "sta").observed, Observed::kTkipFailure);
  EXPECT_EQ(at(other, "sta2").observed, Observed::kMicFailure);
}

TEST_F(RunWalkTest, DropsGoToTheTaskletThatWasScheduledFirst) {
  install_both(1);
  install({.node = "sta2", .tk = 3, .mic = 3});
  install({.node = "ap", .tk = 3, .mic = 3, .sta = "sta2"});
  const auto second = send({.ra = kSta2, .tk = 3, .mic = 1, .tsc = 1});
  const auto first = send({.ta = kSta, .ra = kAp, .tk = 2, .mic = 2, .tsc = 1});
  const auto third = send({.ra = kSta2, .tk = 2, .mic = 2, .tsc = 2});
  mic_failure("sta2");
  dropped("RX_DROP_U_MMIC_FAIL");
  dropped("RX_DROP_U_TKIP_FAIL");  // a tasklet empties its queue
  dropped("RX_DROP_U_DUP");
  walk();
  expect(second, "sta2", Verdict::kMicFailure, Observed::kMicFailure);
  expect(third, "sta2", Verdict::kIcvFailure, Observed::kTkipFailure);
  expect(first, "ap", Verdict::kIcvFailure, Observed::kDroppedOther);
}

TEST_F(RunWalkTest, ATaskletThatWasDoneIsScheduledAnew) {
  install_both(1);
  send({.tsc = 1});
  delivered("sta");
  const auto up = send({.ta = kSta, .ra = kAp, .tk = 2, .mic = 2, .tsc = 1});
  const auto down = send({.tk = 2, .mic = 2, .tsc = 2});
  dropped("RX_DROP_U_TKIP_FAIL");
  dropped("RX_DROP_U_DUP");
  walk();
  EXPECT_EQ(at(up, "ap").observed, Observed::kTkipFailure);
  EXPECT_EQ(at(down, "sta").observed, Observed::kDroppedOther);
}

TEST_F(RunWalkTest, TheDropBehindAMicFailureEventIsTheSameFrame) {
  install_both(1);
  install({.node = "sta", .tk = 2, .mic = 1, .part = KeyPart::kTk});
  install({.node = "ap", .tk = 2, .mic = 2});
  const auto first = send({.tk = 2, .mic = 2, .tsc = 1});
  const auto second = send({.tk = 2, .mic = 2, .tsc = 2});
  mic_failure("sta");
  dropped("RX_DROP_U_MMIC_FAIL");
  mic_failure("sta");
  dropped("RX_DROP_U_MMIC_FAIL");
  const auto third = send({.tk = 2, .mic = 1, .tsc = 3});
  delivered("sta");
  walk();
  ASSERT_EQ(verdicts_.frames.size(), 3U);
  expect(first, "sta", Verdict::kMicFailure, Observed::kMicFailure);
  expect(second, "sta", Verdict::kMicFailure, Observed::kMicFailure);
  expect(third, "sta", Verdict::kAccepted, Observed::kDelivered);
  EXPECT_EQ(at(first, "sta").receiver_epoch, 2);
  EXPECT_EQ(at(first, "sta").receiver_mic_epoch, 1);
}

TEST_F(RunWalkTest, AMicFailureWithoutADropReasonIsStillOne) {
  // as 6.1 has it
  install_both(1);
  const auto bad = send({.tk = 1, .mic = 2, .tsc = 1});
  mic_failure("sta");
  const auto good = send({.tsc = 2});
  delivered("sta");
  walk();
  expect(bad, "sta", Verdict::kMicFailure, Observed::kMicFailure);
  expect(good, "sta", Verdict::kAccepted, Observed::kDelivered);
}

TEST_F(RunWalkTest, SilentDropsAreToldByWhatComesAfterThem) {
  install_both(1);
  const auto lost = send({.tk = 2, .mic = 2, .tsc = 1, .msdu = data_msdu(100)});
  const auto arrived = send({.tsc = 2});
  delivered("sta", 40);
  const auto last = send({.tk = 2, .mic = 2, .tsc = 3});
  walk();
  expect(lost, "sta", Verdict::kIcvFailure, Observed::kDroppedOther);
  expect(arrived, "sta", Verdict::kAccepted, Observed::kDelivered);
  expect(last, "sta", Verdict::kIcvFailure, Observed::kDroppedOther);
}

TEST_F(RunWalkTest, ADeliveryIsNotTakenForASilentlyDroppedEapolFrameNorTheOtherWayRound) {
  install_both(1);
  const auto data = send({.tk = 2, .mic = 2, .tsc = 1});
  send_clear(kAp, kSta, eapol_msdu());
  eapol_delivered("sta", true);
  const auto more = send({.tk = 2, .mic = 2, .tsc = 2});
  const auto encrypted = send({.tsc = 3, .msdu = eapol_msdu()});
  eapol_delivered("sta", false);
  walk();
  expect(data, "sta", Verdict::kIcvFailure, Observed::kDroppedOther);
  expect(more, "sta", Verdict::kIcvFailure, Observed::kDroppedOther);
  expect(encrypted, "sta", Verdict::kAccepted, Observed::kDelivered);
}

TEST_F(RunWalkTest, AMicFailureIsNotTakenForAnotherTransmittersFrame) {
  install_both(1);
  install({.node = "sta2", .tk = 3, .mic = 3});
  install({.node = "ap", .tk = 3, .mic = 3, .sta = "sta2"});
  const auto ours = send({.ta = kSta, .ra = kAp, .tk = 2, .mic = 2, .tsc = 1});
  const auto theirs = send({.ta = kSta2, .ra = kAp, .tk = 3, .mic = 1, .tsc = 1});
  mic_failure("ap", kSta2);
  walk();
  expect(ours, "ap", Verdict::kIcvFailure, Observed::kDroppedOther);
  expect(theirs, "ap", Verdict::kMicFailure, Observed::kMicFailure);
}

TEST_F(RunWalkTest, TheAccessPointsLayer2UpdateIsNobodysFrame) {
  install_both(1);
  delivered("ap", 6);  // cfg80211_send_layer2_update: never on the air
  const auto up = send({.ta = kSta, .ra = kAp, .tsc = 1});
  delivered("ap", 6);
  delivered("ap");
  walk();
  ASSERT_EQ(verdicts_.frames.size(), 1U);
  expect(up, "ap", Verdict::kAccepted, Observed::kDelivered);
}

TEST_F(RunWalkTest, ADropWithoutAPendingFrameIsOfNoInterest) {
  install_both(1);
  dropped("RX_DROP_U_UNHANDLED_MGMT");
  const auto sent = send({.tsc = 1});
  delivered("sta");
  dropped("RX_DROP_U_TKIP_FAIL");
  walk();
  ASSERT_EQ(verdicts_.frames.size(), 1U);
  expect(sent, "sta", Verdict::kAccepted, Observed::kDelivered);
}

TEST_F(RunWalkTest, AcksAndManagementFramesAreNotJudged) {
  install_both(1);
  send_ack();
  send_management(8, kAp, kBroadcast, {});
  const auto sent = send({.tsc = 1});
  send_ack();
  delivered("sta");
  walk();
  ASSERT_EQ(verdicts_.frames.size(), 1U);
  EXPECT_EQ(verdicts_.frames[0].n, sent);
  EXPECT_EQ(verdicts_.captured, 4U);
}

TEST_F(RunWalkTest, ClearFramesBeforeAnyKeyAreNotJudged) {
  send_clear(kAp, kSta, data_msdu(40));
  delivered("sta");
  install_both(1);
  send_clear(kAp, kSta, eapol_msdu());
  eapol_delivered("sta", true);
  const auto clear = send_clear(kAp, kSta, data_msdu(40));
  dropped("RX_DROP_U_PORT_CONTROL");
  walk();
  ASSERT_EQ(verdicts_.frames.size(), 1U);
  expect(clear, "sta", Verdict::kUnprotected, Observed::kDroppedOther);
  EXPECT_FALSE(at(clear, "sta").protected_frame);
  EXPECT_FALSE(at(clear, "sta").tsc);
  ASSERT_EQ(verdicts_.eapol.size(), 1U);
  EXPECT_EQ(verdicts_.eapol[0].message, EapolKeyMessage::k4Way1);
  EXPECT_EQ(verdicts_.eapol[0].sender, "ap");
  EXPECT_EQ(verdicts_.eapol[0].sta, "sta");
  EXPECT_FALSE(verdicts_.eapol[0].encrypted);
}

TEST_F(RunWalkTest, EapIsSeenInTheClearAndUnderAKey) {
  const auto first = send_clear(kSta, kAp, {0xaa, 0xaa, 0x03, 0, 0, 0, 0x88, 0x8e, 1, 1, 0, 0});
  eapol_delivered("ap", true);
  install_both(1);
  const auto again = send({.tsc = 3, .msdu = identity_request_msdu()});
  eapol_delivered("sta", false);
  send({.tsc = 4, .msdu = eapol_msdu()});
  eapol_delivered("sta", false);
  walk();
  ASSERT_EQ(verdicts_.eap.size(), 2U);
  const EapSighting& start = verdicts_.eap[0];
  EXPECT_EQ(start.n, first);
  EXPECT_EQ(start.sender, "sta");
  EXPECT_EQ(start.sta, "sta");
  EXPECT_EQ(start.packet.type, EapolPacketType::kStart);
  EXPECT_FALSE(start.encrypted);
  EXPECT_FALSE(start.tk_epoch);
  const EapSighting& request = verdicts_.eap[1];
  EXPECT_EQ(request.n, again);
  EXPECT_EQ(request.sender, "ap");
  EXPECT_EQ(request.sta, "sta");
  EXPECT_TRUE(request.packet.is(EapCode::kRequest, kEapIdentity));
  EXPECT_EQ(request.packet.identifier, 7);
  EXPECT_TRUE(request.encrypted);
  EXPECT_EQ(request.tk_epoch, 1);
  EXPECT_LT(request.t_ns, now_);  // the guest's clock, not the capture's
  EXPECT_EQ(verdicts_.eapol.size(), 1U);
}

TEST_F(RunWalkTest, AGroupFrameIsJudgedAtEachStation) {
  for (const std::string node : {"ap", "sta", "sta2"}) {
    install({.node = node, .tk = 5, .mic = 5, .pairwise = false, .key_id = 1});
  }
  install({.node = "ap", .tk = 6, .mic = 6, .pairwise = false, .key_id = 2});
  install({.node = "sta", .tk = 6, .mic = 6, .pairwise = false, .key_id = 2});
  const auto sent = send({.ra = kBroadcast, .tk = 6, .mic = 6, .tsc = 1, .key_id = KeyId{2}});
  delivered("sta");
  dropped("RX_DROP_U_UNPROTECTED");
  walk();
  ASSERT_EQ(verdicts_.frames.size(), 2U);
  expect(sent, "sta", Verdict::kAccepted, Observed::kDelivered);
  expect(sent, "sta2", Verdict::kNoKey, Observed::kDroppedOther);
  EXPECT_TRUE(at(sent, "sta").group);
  EXPECT_EQ(at(sent, "sta").tk_epoch, 2);
}

TEST_F(RunWalkTest, ASplitInstallIsTwoSwitches) {
  install_both(1);
  const std::uint64_t asked = now_ + kUs + 200;
  install({.node = "sta", .tk = 2, .mic = 1, .part = KeyPart::kTk, .asked_ns = asked});
  install({.node = "ap", .tk = 2, .mic = 2});
  const auto between = send({.tk = 2, .mic = 2, .tsc = 1});
  mic_failure("sta");
  dropped("RX_DROP_U_MMIC_FAIL");
  install({.node = "sta", .tk = 2, .mic = 2, .part = KeyPart::kMic, .asked_ns = asked});
  const auto after = send({.tk = 2, .mic = 2, .tsc = 2});
  delivered("sta");
  walk();
  expect(between, "sta", Verdict::kMicFailure, Observed::kMicFailure);
  expect(after, "sta", Verdict::kAccepted, Observed::kDelivered);
  ASSERT_EQ(verdicts_.switches.size(), 5U);
  const KeySwitch& tk = verdicts_.switches[2];
  EXPECT_EQ(tk.node, "sta");
  EXPECT_EQ(tk.sta, "sta");
  EXPECT_EQ(tk.part, KeyPart::kTk);
  EXPECT_EQ(tk.tk_epoch, 2);
  EXPECT_EQ(tk.mic_epoch, 1);
  EXPECT_EQ(tk.asked_ns, asked);
  EXPECT_EQ(tk.after_frame, 0U);
  const KeySwitch& mic = verdicts_.switches[4];
  EXPECT_EQ(mic.part, KeyPart::kMic);
  EXPECT_EQ(mic.tk_epoch, 2);
  EXPECT_EQ(mic.mic_epoch, 2);
  EXPECT_EQ(mic.asked_ns, asked);
  EXPECT_GT(mic.done_ns, tk.done_ns);
  EXPECT_EQ(mic.after_frame, between);
}

TEST_F(RunWalkTest, TheReceivingHalfDecidesTheMicEpoch) {
  install_both(1);
  walk();
  ASSERT_EQ(verdicts_.switches.size(), 2U);
  for (const KeySwitch& each : verdicts_.switches) {
    EXPECT_EQ(each.tk_epoch, 1);
    EXPECT_EQ(each.mic_epoch, 1);
    EXPECT_EQ(each.sta, "sta");
    EXPECT_TRUE(each.pairwise);
  }
}

TEST_F(RunWalkTest, AWrongSendingHalfSpoilsOneDirectionOnly) {
  install({.node = "sta", .tk = 1, .mic = 1});
  install({.node = "ap", .tk = 1, .mic = 1, .tx_mic = 4});
  const auto down = send({.tk = 1, .mic = 4, .tsc = 1});
  mic_failure("sta");
  dropped("RX_DROP_U_MMIC_FAIL");
  const auto up = send({.ta = kSta, .ra = kAp, .tk = 1, .mic = 1, .tsc = 1});
  delivered("ap");
  walk();
  expect(down, "sta", Verdict::kMicFailure, Observed::kMicFailure);
  expect(up, "ap", Verdict::kAccepted, Observed::kDelivered);
}

TEST_F(RunWalkTest, MicKeysSwappedOnBothSidesAreTold) {
  // the two halves of one epoch in each other's place are halves of a mirrored key
  install_both(1);
  for (KeyLogEntry& entry : evidence_.keys.entries) {
    entry.asked = entry.material;
    std::swap_ranges(entry.material.begin() + 16, entry.material.begin() + 24,
                     entry.material.begin() + 24);
  }
  const auto down = send_swapped({.tsc = 1});
  delivered("sta");
  const auto up = send({.ta = kSta, .ra = kAp, .tsc = 1});
  mic_failure("ap", kSta);
  dropped("RX_DROP_U_MMIC_FAIL");
  walk();
  const MicEpoch reversed{1, MicDirection::kOther};
  expect(down, "sta", Verdict::kAccepted, Observed::kDelivered);
  EXPECT_EQ(at(down, "sta").mic_epoch, reversed);
  EXPECT_EQ(at(down, "sta").receiver_mic_epoch, reversed);
  expect(up, "ap", Verdict::kMicFailure, Observed::kMicFailure);
  EXPECT_EQ(at(up, "ap").mic_epoch, 1);
  EXPECT_EQ(at(up, "ap").receiver_mic_epoch, reversed);
  for (const KeySwitch& each : verdicts_.switches) {
    EXPECT_EQ(each.tk_epoch, 1);
    EXPECT_EQ(each.mic_epoch, reversed);
  }
}

TEST_F(RunWalkTest, AnAlteredHalfIsTold) {
  struct Case {
    std::size_t octet;
    KeyHalf half;
  };
  for (const Case& each :
       {Case{0, KeyHalf::kTk}, Case{16, KeyHalf::kTxMic}, Case{31, KeyHalf::kRxMic}}) {
    evidence_.keys = {};
    evidence_.kernel.clear();
    install_both(1);
    for (KeyLogEntry& entry : evidence_.keys.entries) entry.asked = entry.material;
    evidence_.keys.entries[0].material[each.octet] ^= 1;
    walk();
    ASSERT_EQ(verdicts_.switches.size(), 2U);
    EXPECT_EQ(verdicts_.switches[0].altered, std::vector{each.half}) << each.octet;
    EXPECT_EQ(verdicts_.switches[0].asked_epoch, 1);
    EXPECT_TRUE(verdicts_.switches[1].altered.empty());
  }
}

TEST_F(RunWalkTest, TheSameKeyAgainIsTold) {
  install_both(1);
  install({.node = "sta", .tk = 1, .mic = 1});
  install({.node = "sta", .tk = 2, .mic = 2});
  walk();
  ASSERT_EQ(verdicts_.switches.size(), 4U);
  EXPECT_EQ(verdicts_.switches[0].effect, InstallEffect::kNewKey);
  EXPECT_EQ(verdicts_.switches[2].effect, InstallEffect::kSameAgain);
  EXPECT_EQ(verdicts_.switches[3].effect, InstallEffect::kNewKey);
}

TEST_F(RunWalkTest, InstallsThatTheKernelNeverGotAreTold) {
  install_both(1);
  install({.node = "sta", .tk = 2, .mic = 2, .error = -5, .reaches_the_kernel = false});
  evidence_.keys.entries.back().sent = false;
  evidence_.keys.entries.back().fault = "fail";
  install({.node = "ap", .tk = 2, .mic = 2, .reaches_the_kernel = false});
  evidence_.keys.entries.back().sent = false;
  evidence_.keys.entries.back().fault = "drop";
  install({.node = "ap", .tk = 2, .mic = 2, .reaches_the_kernel = false});
  evidence_.keys.entries.back().sent = false;
  evidence_.keys.entries.back().fault = "duplicate";  // a copy: the key itself came before it
  walk();
  ASSERT_EQ(verdicts_.undone.size(), 2U);
  EXPECT_EQ(verdicts_.undone[0].node, "sta");
  EXPECT_EQ(verdicts_.undone[0].sta, "sta");
  EXPECT_TRUE(verdicts_.undone[0].pairwise);
  EXPECT_EQ(verdicts_.undone[0].epoch, 2);
  EXPECT_EQ(verdicts_.undone[0].error, -5);
  EXPECT_EQ(verdicts_.undone[0].fault, "fail");
  EXPECT_EQ(verdicts_.undone[1].node, "ap");
  EXPECT_EQ(verdicts_.undone[1].sta, "sta");
  EXPECT_EQ(verdicts_.undone[1].epoch, 2);
  EXPECT_EQ(verdicts_.undone[1].error, 0);
  EXPECT_EQ(verdicts_.undone[1].fault, "drop");
}

TEST_F(RunWalkTest, AnInstallThatTheKernelRefusesIsToldWithItsError) {
  install_both(1);
  install({.node = "sta", .tk = 2, .mic = 2, .result = -22});
  walk();
  ASSERT_EQ(verdicts_.undone.size(), 1U);
  EXPECT_EQ(verdicts_.undone[0].node, "sta");
  EXPECT_EQ(verdicts_.undone[0].epoch, 2);
  EXPECT_EQ(verdicts_.undone[0].error, -22);
  EXPECT_EQ(verdicts_.undone[0].fault, "");
}

TEST_F(RunWalkTest, AnInstallThatTheDriverRefusesChangesNothing) {
  install_both(1);
  install({.node = "sta", .tk = 2, .mic = 2, .result = -2});
  const auto sent = send({.tk = 1, .tsc = 1});
  delivered("sta");
  walk();
  expect(sent, "sta", Verdict::kAccepted, Observed::kDelivered);
  EXPECT_EQ(verdicts_.switches.size(), 2U);
}

TEST_F(RunWalkTest, AnInstallThatNeverReachedTheDriverIsSkipped) {
  install_both(1);
  install({.node = "sta", .tk = 2, .mic = 2, .reaches_the_kernel = false});
  now_ += 5 * kUs;
  install({.node = "sta", .tk = 3, .mic = 3});
  const auto sent = send({.tk = 3, .mic = 3, .tsc = 1});
  delivered("sta");
  walk();
  expect(sent, "sta", Verdict::kAccepted, Observed::kDelivered);
  ASSERT_EQ(verdicts_.switches.size(), 3U);
  EXPECT_EQ(verdicts_.switches[2].tk_epoch, 3);
}

TEST_F(RunWalkTest, ARequestThatFailedIsNoSuccessfulInstall) {
  install_both(1);
  // at the same moment, by its times alone it could be the one
  install({.node = "sta", .tk = 2, .mic = 2, .error = -11, .reaches_the_kernel = false});
  install({.node = "sta", .tk = 3, .mic = 3, .asked_ns = now_ + 100});
  const auto sent = send({.tk = 3, .mic = 3, .tsc = 1});
  delivered("sta");
  walk();
  expect(sent, "sta", Verdict::kAccepted, Observed::kDelivered);
}

TEST_F(RunWalkTest, ARefusedInstallIsMatchedToTheRequestThatFailed) {
  install_both(1);
  install({.node = "sta", .tk = 2, .mic = 2, .result = -95, .error = -95});
  install({.node = "sta", .tk = 3, .mic = 3});
  walk();
  ASSERT_EQ(verdicts_.switches.size(), 3U);
  EXPECT_EQ(verdicts_.switches[2].tk_epoch, 3);
}

TEST_F(RunWalkTest, ARequestWithoutAKeyIdMatchesNoInstall) {
  install_both(1);
  KeyLogEntry nameless = evidence_.keys.entries.front();
  nameless.key_id = std::nullopt;
  evidence_.keys.entries.insert(evidence_.keys.entries.begin(), nameless);
  walk();
  EXPECT_EQ(verdicts_.switches.size(), 2U);
}

TEST_F(RunWalkTest, KeySeqPresetsTheCounter) {
  install_both(1);
  evidence_.keys.entries[0].receive_seq = {0x02, 0x01, 0, 0, 0, 0};  // 0x102, least first
  const auto low = send({.tsc = 0x102});
  dropped("RX_DROP_U_TKIP_FAIL");
  const auto high = send({.tsc = 0x103});
  delivered("sta");
  walk();
  expect(low, "sta", Verdict::kReplay, Observed::kTkipFailure);
  expect(high, "sta", Verdict::kAccepted, Observed::kDelivered);
}

TEST_F(RunWalkTest, ADeletedKeyOpensNothing) {
  install_both(1);
  install({.node = "sta", .tk = 5, .mic = 5, .pairwise = false, .key_id = 1});
  install({.node = "ap", .tk = 5, .mic = 5, .pairwise = false, .key_id = 1});
  KernelEvent& refused = event(Type::kDelKey, "sta");
  refused.pairwise = true;
  refused.address = kAp.to_string();
  event(Type::kKeyReturned, "sta").result = -2;
  const auto still = send({.tsc = 1});
  delivered("sta");
  KernelEvent& pairwise = event(Type::kDelKey, "sta");
  pairwise.pairwise = true;
  pairwise.address = kAp.to_string();
  event(Type::kKeyReturned, "sta");
  const auto gone = send({.tsc = 2});
  dropped("RX_DROP_U_UNPROTECTED");
  const auto group = send({.ra = kBroadcast, .tk = 5, .mic = 5, .tsc = 1, .key_id = KeyId{1}});
  delivered("sta");
  KernelEvent& group_key = event(Type::kDelKey, "sta");
  group_key.key_id = 1;
  group_key.address = "00:00:00:00:00:00";
  event(Type::kKeyReturned, "sta");
  const auto group_gone = send({.ra = kBroadcast, .tk = 5, .mic = 5, .tsc = 2, .key_id = KeyId{1}});
  walk();
  expect(still, "sta", Verdict::kAccepted, Observed::kDelivered);
  expect(gone, "sta", Verdict::kNoKey, Observed::kDroppedOther);
  expect(group, "sta", Verdict::kAccepted, Observed::kDelivered);
  expect(group_gone, "sta", Verdict::kNoKey, Observed::kDroppedOther);
}

TEST_F(RunWalkTest, TheAccessPointForgetsARemovedStation) {
  install_both(1);
  install({.node = "sta2", .tk = 3, .mic = 3});
  install({.node = "ap", .tk = 3, .mic = 3, .sta = "sta2"});
  event(Type::kStationRemoved, "ap").address = kSta.to_string();
  const auto forgotten = send({.ta = kSta, .ra = kAp, .tsc = 1});
  dropped("RX_DROP_U_UNPROTECTED");
  const auto kept = send({.ta = kSta2, .ra = kAp, .tk = 3, .mic = 3, .tsc = 1});
  delivered("ap");
  event(Type::kStationRemoved, "ap").address = "00:00:00:00:00:00";
  const auto nobody = send({.ta = kSta2, .ra = kAp, .tk = 3, .mic = 3, .tsc = 2});
  walk();
  expect(forgotten, "ap", Verdict::kNoKey, Observed::kDroppedOther);
  expect(kept, "ap", Verdict::kAccepted, Observed::kDelivered);
  expect(nobody, "ap", Verdict::kNoKey, Observed::kDroppedOther);
}

TEST_F(RunWalkTest, LeavingTakesTheStationsKeys) {
  for (const Type type : {Type::kMlmeReceived, Type::kMlmeSent}) {
    evidence_.keys = {};
    evidence_.kernel.clear();
    evidence_.frames.clear();
    open_ports();
    install_both(1);
    event(type, "sta");  // an authentication or association response
    const auto before = send({.tsc = 1});
    delivered("sta");
    event(type, "sta").leaves = true;
    const auto after = send({.tsc = 2});
    walk();
    expect(before, "sta", Verdict::kAccepted, Observed::kDelivered);
    expect(after, "sta", Verdict::kNoKey, Observed::kDroppedOther);
  }
}

TEST_F(RunWalkTest, BehindAClosedPortOnlyEapolIsTaken) {
  install_both(1);
  event(Type::kPortControl, "sta").address = kAp.to_string();
  const auto data = send({.tsc = 1});
  dropped("RX_DROP_U_PORT_CONTROL");
  const auto eapol = send({.tsc = 2, .msdu = eapol_msdu()});
  eapol_delivered("sta", false);
  KernelEvent& opened = event(Type::kPortControl, "sta");
  opened.address = kAp.to_string();
  opened.open = true;
  const auto more = send({.tsc = 3});
  delivered("sta");
  walk();
  expect(data, "sta", Verdict::kPortClosed, Observed::kDroppedOther);
  expect(eapol, "sta", Verdict::kAccepted, Observed::kDelivered);
  expect(more, "sta", Verdict::kAccepted, Observed::kDelivered);
}

TEST_F(RunWalkTest, FragmentsWaitForTheirLast) {
  install_both(1);
  const Sending how{.tsc = 1};
  const Octets whole = signed_msdu(how);
  std::vector<std::uint64_t> numbers;
  for (std::uint8_t i = 0; i < 2; ++i) {
    AirFrame& frame = put_on_air(kAp, kSta);
    frame.header.protected_frame = true;
    frame.header.sequence = 77;
    frame.header.fragment = i;
    frame.header.more_fragments = i == 0;
    const ByteSpan piece = i == 0 ? ByteSpan(whole).first(20) : ByteSpan(whole).subspan(20);
    frame.body = seal_mpdu(key_of(1).tk, kAp, Tsc{i + 1U}, KeyId{}, piece);
    numbers.push_back(tell_sent());
  }
  delivered("sta");
  walk();
  expect(numbers[0], "sta", Verdict::kAccepted, Observed::kHeld);
  expect(numbers[1], "sta", Verdict::kAccepted, Observed::kDelivered);
  EXPECT_EQ(at(numbers[1], "sta").frag, 1);
}

TEST_F(RunWalkTest, NotesWhoLeftAndWhy) {
  install_both(1);
  const auto deauthentication = send_management(12, kAp, kSta, {14, 0});
  const auto disassociation = send_management(10, kSta2, kAp, {8, 0});
  const auto everyone = send_management(12, kAp, kBroadcast, {0x01, 0x02});
  send_management(12, kAp, kSta, {1});  // cut short
  walk();
  ASSERT_EQ(verdicts_.leavings.size(), 3U);
  EXPECT_EQ(verdicts_.leavings[0].n, deauthentication);
  EXPECT_EQ(verdicts_.leavings[0].sender, "ap");
  EXPECT_EQ(verdicts_.leavings[0].sta, "sta");
  EXPECT_EQ(verdicts_.leavings[0].reason, 14);
  EXPECT_EQ(verdicts_.leavings[1].n, disassociation);
  EXPECT_EQ(verdicts_.leavings[1].sender, "sta2");
  EXPECT_EQ(verdicts_.leavings[1].sta, "sta2");
  EXPECT_EQ(verdicts_.leavings[2].n, everyone);
  EXPECT_EQ(verdicts_.leavings[2].sta, "");
  EXPECT_EQ(verdicts_.leavings[2].reason, 0x0201);
}

TEST_F(RunWalkTest, NamesTheDatagramThatAFrameCarries) {
  install_both(1);
  const Datagram datagram{.flow = 1, .sequence = 42, .sent_ns = 5};
  Octets msdu = data_msdu(28 + Datagram::kSize);
  datagram.write(std::span(msdu).subspan(8 + 28));
  const auto sent = send({.tsc = 1, .msdu = msdu});
  delivered("sta", 28 + Datagram::kSize);
  const auto unreadable = send({.tk = 7, .mic = 7, .tsc = 2, .msdu = msdu});
  walk();
  ASSERT_TRUE(at(sent, "sta").datagram);
  EXPECT_EQ(at(sent, "sta").datagram->sequence, 42U);
  EXPECT_FALSE(at(unreadable, "sta").datagram);
  EXPECT_FALSE(at(unreadable, "sta").tk_epoch);
}

TEST_F(RunWalkTest, ACaptureShorterThanTheTraceIsAContradiction) {
  install_both(1);
  send({.tsc = 1});
  delivered("sta");
  event(Type::kSent).length = 24;
  EXPECT_EQ(error_of_walk(), "kernel.jsonl tells of frame 2, air.pcapng ends after frame 1");
}

TEST_F(RunWalkTest, AnotherLengthIsAContradiction) {
  install_both(1);
  send({.tsc = 1});
  evidence_.kernel.back().length += 1;
  const std::string length = std::to_string(evidence_.frames[0].captured_length);
  const std::string other = std::to_string(evidence_.frames[0].captured_length + 1);
  EXPECT_EQ(error_of_walk(),
            "frame 1 has " + other + " octets in kernel.jsonl and " + length + " in air.pcapng");
}

TEST_F(RunWalkTest, AnInstallThatNoShimLoggedIsAContradiction) {
  install({.node = "sta"});
  install({.node = "ap", .logged = false});
  EXPECT_THAT(error_of_walk(), HasSubstr("installed a key on ap"));
  EXPECT_THAT(error_of_walk(), HasSubstr("keys.jsonl"));
}

TEST_F(RunWalkTest, ALaterInstallsLineIsNotTakenForAnEarlierOne) {
  install({.node = "sta", .tk = 1, .mic = 1, .logged = false});
  const std::uint64_t unlogged = evidence_.kernel[evidence_.kernel.size() - 2].t_ns;
  now_ += 2'000'000'000;
  install({.node = "sta", .tk = 2, .mic = 2});
  EXPECT_THAT(error_of_walk(), HasSubstr("sta at " + std::to_string(unlogged) + " ns"));
}

TEST_F(RunWalkTest, AGuestWithoutAccessPointOrMacIsAContradiction) {
  evidence_.guest.nodes[0].mac = "02:00";
  EXPECT_THAT(error_of_walk(), HasSubstr("02:00 is not a MAC address"));
  evidence_.guest.nodes.erase(evidence_.guest.nodes.begin());
  EXPECT_THAT(error_of_walk(), HasSubstr("no access point"));
}

}  // namespace
}  // namespace keyrace
