// The public captures, opened from their passphrases: handshake, PTK, EAPOL MICs, ICV and Michael.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "lab/dot11/capture_reader.h"
#include "lab/dot11/eapol_key.h"
#include "lab/dot11/llc.h"
#include "lab/dot11/mac_header.h"
#include "lab/dot11/radiotap.h"
#include "lab/tkip/group_key.h"
#include "lab/tkip/key_hierarchy.h"
#include "lab/tkip/michael.h"
#include "lab/tkip/mpdu.h"
#include "tests/locations.h"

namespace keyrace {
namespace {

struct Direction {
  int opened = 0;     // ICV right
  int authentic = 0;  // and Michael right
  int icv_failures = 0;
};

struct Outcome {
  int frames = 0;
  int mics_right = 0;
  int mics_wrong = 0;
  Direction to_sta, to_ap, group;
};

// Follows one AP and its STA through a capture.
class Opener {
 public:
  explicit Opener(const Pmk& pmk) : pmk_(pmk) {}

  void take(const CapturedPacket& packet) {
    ++outcome.frames;
    ByteSpan frame = packet.bytes;
    if (packet.interface->link_type == kLinkTypeIeee80211Radiotap) {
      const auto radiotap = parse_radiotap(frame);
      ASSERT_TRUE(radiotap) << radiotap.error;
      frame = frame.subspan(radiotap->length);
      if (radiotap->fcs_at_end()) frame = frame.first(frame.size() - 4);
    }
    const auto header = parse_mac_header(frame);
    ASSERT_TRUE(header) << "frame " << packet.number << ": " << header.error;
    if (!header->is_data_with_body()) return;
    const ByteSpan body = frame.subspan(header->length);
    if (header->protected_frame) return open(*header, body);
    if (const auto snap = parse_snap(body)) eapol(*header, *snap);
  }

  Outcome outcome;

 private:
  void eapol(const MacHeader& header, const SnapMsdu& snap) {
    if (snap.ethertype != kEthertypeEapol) return;
    const auto key = parse_eapol_key(snap.payload);
    if (!key) return;
    const auto message = key->message();
    if (message == EapolKeyMessage::k4Way1) {
      aa_ = *header.ta();
      spa_ = header.ra();
      anonce_ = key->nonce;
    }
    if (message == EapolKeyMessage::k4Way2) {
      ptk_ = derive_ptk(pmk_, aa_, spa_, anonce_, key->nonce);
    }
    if (!ptk_ || !key->mic_present) return;
    const auto check = verify_mic(ptk_->kck.octets, *key);
    ++(check == EapolMicCheck::kRight ? outcome.mics_right : outcome.mics_wrong);
    if (const auto group = group_key(ptk_->kek, *key)) {
      ASSERT_EQ(group->gtk.size(), 32U);
      gtk_ = TkipKey::from_authenticator(std::span<const std::uint8_t>(group->gtk).first<32>());
    }
  }

  void open(const MacHeader& header, ByteSpan body) {
    if (!ptk_ || (header.ta() != aa_ && header.ta() != spa_)) return;
    const bool from_ap = header.ta() == aa_;
    const bool group = header.ra().is_group();
    if (group && !gtk_) return;
    const TkipKey& key = group ? *gtk_ : ptk_->key;
    const auto opened = open_mpdu(key.tk, *header.ta(), body);
    ASSERT_TRUE(opened);
    Direction& direction = group ? outcome.group : from_ap ? outcome.to_sta : outcome.to_ap;
    if (!opened->icv_ok) {
      ++direction.icv_failures;
      return;
    }
    ++direction.opened;
    ASSERT_TRUE(parse_tkip_header(body)->wep_seed_ok);
    ASSERT_GE(opened->plaintext.size(), 8U);
    const ByteSpan plain = opened->plaintext;
    const ByteSpan msdu = plain.first(plain.size() - 8);
    const auto mic = michael_mic(from_ap ? key.mic_from_authenticator : key.mic_from_supplicant,
                                 *header.da(), *header.sa(), header.tid, msdu);
    if (std::ranges::equal(mic, plain.last(8))) ++direction.authentic;
    if (const auto snap = parse_snap(msdu)) eapol(header, *snap);
  }

  Pmk pmk_;
  MacAddress aa_, spa_;
  Nonce anonce_{};
  std::optional<Ptk> ptk_;
  std::optional<TkipKey> gtk_;
};

std::filesystem::path shared(const char* name) {
  return std::filesystem::path(kSharedData) / name;
}

Outcome open_capture(const std::filesystem::path& path, const Pmk& pmk) {
  std::ifstream file(path, std::ios::binary);
  CaptureReader reader(file, path.string());
  Opener opener(pmk);
  CapturedPacket packet;
  while (reader.next(packet)) opener.take(packet);
  EXPECT_FALSE(reader.truncated());
  return opener.outcome;
}

TEST(TkipCapture, OpensLinksys) {
  const auto path = shared("wpa-psk-linksys.cap");
  if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is missing";
  const Outcome outcome = open_capture(path, pmk_from_passphrase("dictionary", "linksys"));
  EXPECT_EQ(outcome.frames, 587);
  EXPECT_EQ(outcome.mics_right, 6);  // 2/4, 3/4, 4/4, group 1/2 twice, 2/2
  EXPECT_EQ(outcome.mics_wrong, 0);
  EXPECT_EQ(outcome.to_sta.authentic, 23);
  EXPECT_EQ(outcome.to_ap.authentic, 32);
  EXPECT_EQ(outcome.to_sta.opened, 23);
  EXPECT_EQ(outcome.to_ap.opened, 32);
  EXPECT_EQ(outcome.to_sta.icv_failures + outcome.to_ap.icv_failures, 0);
  EXPECT_EQ(outcome.group.authentic, outcome.group.opened);
  EXPECT_EQ(outcome.group.icv_failures, 0);
  EXPECT_GT(outcome.group.opened, 0);
}

TEST(TkipCapture, OpensLibtins) {
  const auto path = shared("libtins-tkip.pcap");
  if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is missing";
  const Outcome outcome = open_capture(path, pmk_from_passphrase("libtinstest", "NODO"));
  EXPECT_EQ(outcome.frames, 7);
  EXPECT_EQ(outcome.mics_right, 3);
  EXPECT_EQ(outcome.mics_wrong, 0);
  EXPECT_EQ(outcome.to_ap.authentic, 2);
  EXPECT_EQ(outcome.to_ap.opened, 2);
  EXPECT_EQ(outcome.to_sta.opened + outcome.to_sta.icv_failures, 0);
}

TEST(TkipCapture, AWrongPassphraseOpensNothing) {
  const auto path = shared("wpa-psk-linksys.cap");
  if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is missing";
  const Outcome outcome = open_capture(path, pmk_from_passphrase("dictionarz", "linksys"));
  EXPECT_EQ(outcome.mics_right, 0);
  EXPECT_EQ(outcome.mics_wrong, 3);
  EXPECT_EQ(outcome.to_sta.opened + outcome.to_ap.opened + outcome.group.opened, 0);
  EXPECT_EQ(outcome.to_sta.icv_failures, 23);
  EXPECT_EQ(outcome.to_ap.icv_failures, 32);
}

}  // namespace
}  // namespace keyrace
