// A network that is made up frame by frame: an AP, a STA, their handshakes with right MICs, and
// data under any of their keys. For tests of what a capture tells.
#pragma once

#include <openssl/evp.h>

#include <algorithm>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "lab/ccmp/mpdu.h"
#include "lab/dot11/eapol_key.h"
#include "lab/tkip/key_hierarchy.h"
#include "lab/tkip/michael.h"
#include "lab/tkip/mpdu.h"
#include "lab/tkip/rc4.h"
#include "lab/verify/air_frame.h"
#include "lab/verify/frame_cipher.h"

namespace keyrace {

class MadeUpAir {
 public:
  using Octets = std::vector<std::uint8_t>;

  struct Kind {
    KeyDescriptor descriptor = KeyDescriptor::kRsn;
    std::uint8_t version = 2;  // of the EAPOL-Key descriptor
    FrameCipher cipher = FrameCipher::kTkip;
    std::optional<std::uint8_t> akm{};  // suite type; absent: the PSK's of that version
  };
  // A data frame. Epochs are numbers of handshakes (group: of new_gtk()), from 1; 0: the newest.
  struct Sending {
    bool from_ap = true;
    int tk = 0;
    int mic = 0;
    bool other_direction = false;        // signed with the other direction's MIC key
    std::optional<std::uint64_t> tsc{};  // absent: the next under that key
    std::optional<std::uint16_t> seq{};  // absent: the next
    std::optional<std::uint8_t> tid{};   // QoS
    bool retry = false;
    bool group = false;
    bool four_addresses = false;
    bool a_msdu = false;
    AMsduBit a_msdu_bit = AMsduBit::kMasked;  // with CCMP
    Octets msdu = {0xaa, 0xaa, 3, 0, 0, 0, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  };

  static constexpr MacAddress kAp{{0x02, 0, 0, 0, 0, 0xa0}};
  static constexpr MacAddress kSta{{0x02, 0, 0, 0, 1, 0}};
  static constexpr MacAddress kPc{{0x02, 0, 0, 0, 9, 9}};
  static constexpr MacAddress kAll{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};
  static constexpr char kSsid[] = "made up";
  static constexpr char kPassphrase[] = "correct horse";

  explicit MadeUpAir(Kind kind) : kind_(kind), pmk_(pmk_from_passphrase(kPassphrase, kSsid)) {
    if (kind_.version == 0) pmk_.octets.fill(0x5a);  // the passphrase does not give it
    new_gtk(1);
  }
  MadeUpAir() : MadeUpAir(Kind{}) {}

  std::vector<AirFrame> frames;  // may be cleared; their numbers go on

  void beacon() {
    Octets body(12);
    body.insert(body.end(), {0, sizeof kSsid - 1});
    body.insert(body.end(), kSsid, kSsid + sizeof kSsid - 1);
    append(body, security_element());
    management(8, kAll, kAp, body);
  }
  void deauthenticate(std::uint16_t reason) {
    Octets body;
    append_le(body, reason);
    management(12, kSta, kAp, body);
  }

  // The four messages of a new handshake, under which data is then sent, and, with WPA, those of
  // the group handshake. `encrypted_under`: the epoch's key, 0: in the clear.
  void handshake(const std::vector<int>& messages = {1, 2, 3, 4}, int encrypted_under = 0) {
    begin_handshake();
    for (const int message : messages) send_message(message, encrypted_under);
  }
  void begin_handshake() {
    const std::size_t n = ptks_.size() + 1;
    std::fill(anonce_.begin(), anonce_.end(), static_cast<std::uint8_t>(0xa0 + n));
    std::fill(snonce_.begin(), snonce_.end(), static_cast<std::uint8_t>(0x50 + n));
    anonce_[0] = static_cast<std::uint8_t>(anonce_[0] + n / 256);
    snonce_[0] = static_cast<std::uint8_t>(snonce_[0] + n / 256);
    handshake_counter_ = static_cast<std::uint16_t>(replay_counter_ + 1);
    replay_counter_ = static_cast<std::uint16_t>(replay_counter_ + 2);  // 1/4 and 3/4
    Pmk pmk = pmk_;
    if (is_ft()) pmk.octets[0] ^= 1;  // stands for what FT makes of it
    ptks_.push_back(derive_ptk(pmk, kAp, kSta, anonce_, snonce_, derivation()));
  }
  void send_message(int message, int encrypted_under = 0, bool right_mic = true) {
    const bool from_ap = message % 2 == 1;
    Octets octets = message_octets(message);
    if (message > 1) set_mic(octets, right_mic);
    send_eapol(from_ap, octets, encrypted_under);
  }
  void group_message(int encrypted_under = 0) {
    Octets octets = key_frame(0x0380, ++replay_counter_, {}, gtk_data());
    if (kind_.descriptor == KeyDescriptor::kWpa)
      octets[6] |= static_cast<std::uint8_t>(gtk_id_ << 4);
    set_mic(octets, true);
    send_eapol(true, octets, encrypted_under);
  }
  // The STA answers the last group_message().
  void group_answer(int encrypted_under = 0, bool right_mic = true) {
    Octets octets = key_frame(0x0300, replay_counter_, {}, {});
    set_mic(octets, right_mic);
    send_eapol(false, octets, encrypted_under);
  }
  // The STA tells of a Michael MIC failure.
  void mic_failure_report(int tk = 0, int mic = 0) {
    Octets octets = key_frame(0x0f08, 0, {}, {});
    set_mic(octets, true);
    Sending how;
    how.from_ap = false;
    how.tk = tk;
    how.mic = mic;
    how.msdu = eapol_msdu(octets);
    data(how);
  }
  void new_gtk(std::uint8_t key_id) {
    gtk_id_ = key_id;
    Octets gtk(kind_.cipher == FrameCipher::kTkip ? 32 : 16,
               static_cast<std::uint8_t>(0x70 + gtks_.size()));
    for (std::size_t i = 0; i < gtk.size(); ++i) gtk[i] = static_cast<std::uint8_t>(gtk[i] ^ i);
    gtks_.push_back(gtk);
  }

  std::uint64_t data(const Sending& how) {
    const AirFrame frame = protected_frame(how, how.msdu, 0, false, sequence(how));
    return send(frame);
  }
  std::uint64_t clear_data(bool from_ap) {
    AirFrame frame = empty_frame({.from_ap = from_ap}, sequence({.from_ap = from_ap}));
    frame.body = Sending{}.msdu;
    return send(frame);
  }
  // In two fragments, each under the TK that is given for it.
  std::pair<std::uint64_t, std::uint64_t> fragments(Sending how, int first_tk, int second_tk) {
    Octets signed_msdu = how.msdu;
    append(signed_msdu, mic_of(how));
    const std::size_t half = signed_msdu.size() / 2;
    const std::uint16_t seq = sequence(how);
    how.tk = first_tk;
    const auto first =
        send(sealed(how, Octets(signed_msdu.begin(), signed_msdu.begin() + half), 0, true, seq));
    how.tk = second_tk;
    const auto second =
        send(sealed(how, Octets(signed_msdu.begin() + half, signed_msdu.end()), 1, false, seq));
    return {first, second};
  }

  // As it goes over the air, without FCS: | frame control | duration | addresses | sequence control
  // | fourth address | QoS control | body |
  static Octets octets_of(const AirFrame& frame) {
    const MacHeader& mac = frame.header;
    const int flags = (mac.to_ds ? 1 : 0) | (mac.from_ds ? 2 : 0) | (mac.more_fragments ? 4 : 0) |
                      (mac.retry ? 8 : 0) | (mac.protected_frame ? 0x40 : 0);
    Octets out{static_cast<std::uint8_t>(mac.subtype << 4 | static_cast<int>(mac.type) << 2),
               static_cast<std::uint8_t>(flags), 0, 0};
    for (const auto& address : {mac.addr1, *mac.addr2, *mac.addr3}) append(out, address.octets);
    append_le(out, static_cast<std::uint16_t>(mac.sequence << 4 | mac.fragment));
    if (mac.addr4) append(out, mac.addr4->octets);
    if (mac.qos) append_le(out, static_cast<std::uint16_t>(mac.tid | (mac.a_msdu ? 0x80 : 0)));
    append(out, frame.body);
    return out;
  }

  const Ptk& ptk(int epoch = 0) const {
    return ptks_[(epoch == 0 ? ptks_.size() : static_cast<std::size_t>(epoch)) - 1];
  }
  const Pmk& pmk() const { return pmk_; }

 private:
  static void append(Octets& out, const auto& octets) {
    out.insert(out.end(), octets.begin(), octets.end());
  }
  PtkDerivation derivation() const {
    if (kind_.version == 1 || kind_.version == 2) return PtkDerivation::kSha1;
    return kind_.cipher == FrameCipher::kTkip ? PtkDerivation::kSha256Tkip
                                              : PtkDerivation::kSha256Ccmp;
  }

  bool is_ft() const { return kind_.akm == 3 || kind_.akm == 4 || kind_.akm == 9; }

  Octets security_element() const {
    const std::uint8_t cipher = kind_.cipher == FrameCipher::kTkip ? 2 : 4;
    if (kind_.descriptor == KeyDescriptor::kWpa) {
      return {0xdd, 22, 0, 0x50, 0xf2, 1,      1, 0, 0, 0x50, 0xf2, cipher,
              1,    0,  0, 0x50, 0xf2, cipher, 1, 0, 0, 0x50, 0xf2, 2};
    }
    const std::uint8_t akm = kind_.akm.value_or(kind_.version == 3 ? 6 : 2);
    return {0x30, 20,   1,      0, 0, 0x0f, 0xac, cipher, 1,   0, 0,
            0x0f, 0xac, cipher, 1, 0, 0,    0x0f, 0xac,   akm, 0, 0};
  }

  Octets key_frame(std::uint16_t information, std::uint16_t replay_counter,
                   const std::optional<Nonce>& nonce, const Octets& data) {
    Octets out{1, 3, 0, 0, static_cast<std::uint8_t>(kind_.descriptor)};
    information = static_cast<std::uint16_t>(information | kind_.version);
    const bool encrypted =
        kind_.descriptor == KeyDescriptor::kRsn && (information & 0x0080) != 0 && !data.empty();
    if (encrypted) information |= 0x1000;
    out.push_back(static_cast<std::uint8_t>(information >> 8));
    out.push_back(static_cast<std::uint8_t>(information));
    out.insert(out.end(), {0, 32, 0, 0, 0, 0, 0, 0, static_cast<std::uint8_t>(replay_counter >> 8),
                           static_cast<std::uint8_t>(replay_counter)});
    append(out, nonce.value_or(Nonce{}));
    out.insert(out.end(), 16 + 8 + 8 + 16, 0);  // IV, RSC, reserved, MIC
    out.push_back(static_cast<std::uint8_t>(data.size() >> 8));
    out.push_back(static_cast<std::uint8_t>(data.size()));
    append(out, data);
    const std::size_t body = out.size() - 4;
    out[2] = static_cast<std::uint8_t>(body >> 8);
    out[3] = static_cast<std::uint8_t>(body);
    return out;
  }
  // A STA's message has the replay counter of the one that it answers.
  Octets message_octets(int message) {
    const auto second = static_cast<std::uint16_t>(handshake_counter_ + 1);
    switch (message) {
      case 1:
        return key_frame(0x0088, handshake_counter_, anonce_, {});
      case 2:
        return key_frame(0x0108, handshake_counter_, snonce_, security_element());
      case 3:
        return key_frame(0x01c8, second, anonce_,
                         kind_.descriptor == KeyDescriptor::kWpa ? security_element() : gtk_data());
      default:
        return key_frame(0x0108, second, std::nullopt, {});
    }
  }
  // The group key as key data, encrypted under the newest KEK.
  Octets gtk_data() {
    Octets plain = gtks_.back();
    if (kind_.descriptor == KeyDescriptor::kRsn) {
      plain = {
          0xdd, static_cast<std::uint8_t>(6 + gtks_.back().size()), 0x00, 0x0f, 0xac, 1, gtk_id_,
          0};
      append(plain, gtks_.back());
      if (kind_.version != 1 && plain.size() % 8 != 0) {
        plain.push_back(0xdd);
        plain.resize((plain.size() + 7) / 8 * 8);
      }
    }
    if (ptks_.empty()) return plain;
    return kind_.version == 1 ? rc4_wrapped(plain) : aes_wrapped(plain);
  }
  Octets rc4_wrapped(Octets plain) const {
    std::array<std::uint8_t, 32> key{};  // the IV: zeros, as in key_frame
    std::ranges::copy(ptk().kek.octets, key.begin() + 16);
    Rc4 rc4(key);
    std::array<std::uint8_t, 256> skipped{};
    rc4.apply(skipped);
    rc4.apply(plain);
    return plain;
  }
  Octets aes_wrapped(const Octets& plain) const {
    EVP_CIPHER_CTX* context = EVP_CIPHER_CTX_new();
    EVP_CIPHER_CTX_set_flags(context, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
    EVP_EncryptInit_ex(context, EVP_aes_128_wrap(), nullptr, ptk().kek.octets.data(), nullptr);
    Octets out(plain.size() + 16);
    int length = 0;
    EVP_EncryptUpdate(context, out.data(), &length, plain.data(), static_cast<int>(plain.size()));
    EVP_CIPHER_CTX_free(context);
    out.resize(static_cast<std::size_t>(length));
    return out;
  }
  void set_mic(Octets& eapol, bool right) const {
    constexpr std::size_t kMicAt = 81;
    const bool is_sae = kind_.akm == 8 || kind_.akm == 9;
    const char* const names[] = {is_sae ? "CMAC" : "HMAC", "HMAC", "HMAC", "CMAC"};
    const char* const of[] = {is_sae ? "AES-128-CBC" : "SHA256", "MD5", "SHA1", "AES-128-CBC"};
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> mic{};
    std::size_t length = 0;
    const Kck& kck = ptk().kck;
    if (!EVP_Q_mac(nullptr, names[kind_.version], nullptr, of[kind_.version], nullptr,
                   kck.octets.data(), kck.octets.size(), eapol.data(), eapol.size(), mic.data(),
                   mic.size(), &length)) {
      throw std::runtime_error("no MIC");
    }
    if (!right) mic[0] ^= 1;
    std::copy_n(mic.begin(), 16, eapol.begin() + kMicAt);
  }
  static Octets eapol_msdu(const Octets& eapol) {
    Octets msdu{0xaa, 0xaa, 3, 0, 0, 0, 0x88, 0x8e};
    append(msdu, eapol);
    return msdu;
  }
  void send_eapol(bool from_ap, const Octets& eapol, int encrypted_under) {
    Sending how;
    how.from_ap = from_ap;
    how.msdu = eapol_msdu(eapol);
    if (encrypted_under != 0) {
      how.tk = how.mic = encrypted_under;
      data(how);
      return;
    }
    AirFrame frame = empty_frame(how, sequence(how));
    frame.header.protected_frame = false;
    frame.body = how.msdu;
    send(frame);
  }

  void management(std::uint8_t subtype, const MacAddress& ra, const MacAddress& ta,
                  const Octets& body) {
    AirFrame frame;
    frame.header.type = FrameType::kManagement;
    frame.header.subtype = subtype;
    frame.header.addr1 = ra;
    frame.header.addr2 = ta;
    frame.header.addr3 = kAp;
    frame.body = body;
    send(frame);
  }
  std::uint16_t sequence(const Sending& how) {
    std::uint16_t& last = sequence_[how.from_ap];
    if (how.seq) return *how.seq;
    return ++last;
  }
  AirFrame empty_frame(const Sending& how, std::uint16_t seq) {
    AirFrame frame;
    MacHeader& mac = frame.header;
    mac.type = FrameType::kData;
    mac.from_ds = how.from_ap || how.four_addresses;
    mac.to_ds = !how.from_ap || how.four_addresses;
    mac.retry = how.retry;
    mac.qos = how.tid.has_value();
    mac.subtype = mac.qos ? 8 : 0;
    mac.tid = how.tid.value_or(0);
    mac.a_msdu = how.a_msdu;
    const MacAddress ra = how.from_ap ? (how.group ? kAll : kSta) : kAp;
    mac.addr1 = ra;
    mac.addr2 = how.from_ap ? kAp : kSta;
    mac.addr3 = how.a_msdu ? kAp : kPc;  // Table 9-30: each subframe has a DA and SA of its own
    if (how.four_addresses) mac.addr4 = kPc;
    mac.sequence = seq;
    return frame;
  }
  // The key's octets of a group or pairwise epoch.
  TkipKey key_of(bool group, int epoch) const {
    if (!group) return ptk(epoch).key;
    const Octets& gtk = gtks_[(epoch == 0 ? gtks_.size() : static_cast<std::size_t>(epoch)) - 1];
    TkipKey key;
    if (gtk.size() == 32) return TkipKey::from_authenticator(std::span(gtk).first<32>());
    std::ranges::copy(gtk, key.tk.octets.begin());
    return key;
  }
  Octets mic_of(const Sending& how) {
    const MacHeader mac = empty_frame(how, 0).header;
    const TkipKey key = key_of(how.group, how.mic);
    const bool of_ap = how.from_ap != how.other_direction;
    const auto mic = michael_mic(of_ap ? key.mic_from_authenticator : key.mic_from_supplicant,
                                 *mac.da(), *mac.sa(), mac.tid, how.msdu);
    return {mic.begin(), mic.end()};
  }
  AirFrame protected_frame(const Sending& how, const Octets& msdu, std::uint8_t fragment, bool more,
                           std::uint16_t seq) {
    Octets plain = msdu;
    if (kind_.cipher == FrameCipher::kTkip) append(plain, mic_of(how));
    return sealed(how, plain, fragment, more, seq);
  }
  AirFrame sealed(const Sending& how, const Octets& plain, std::uint8_t fragment, bool more,
                  std::uint16_t seq) {
    AirFrame frame = empty_frame(how, seq);
    frame.header.protected_frame = true;
    frame.header.fragment = fragment;
    frame.header.more_fragments = more;
    const TkipKey key = key_of(how.group, how.tk);
    std::uint64_t& last = tsc_[{key.tk, how.from_ap}];
    const Tsc tsc{how.tsc ? *how.tsc : ++last};
    const KeyId id{how.group ? gtk_id_ : std::uint8_t{0}};
    frame.body = kind_.cipher == FrameCipher::kTkip
                     ? seal_mpdu(key.tk, *frame.header.ta(), tsc, id, plain)
                     : seal_ccmp_mpdu(key.tk, frame.header, tsc, id, plain, how.a_msdu_bit);
    return frame;
  }
  std::uint64_t send(AirFrame frame) {
    frame.n = ++sent_;
    frame.t_ns = frame.n * 1'000'000;
    frames.push_back(std::move(frame));
    return sent_;
  }

  Kind kind_;
  Pmk pmk_;
  std::uint64_t sent_ = 0;
  std::vector<Ptk> ptks_;
  std::vector<Octets> gtks_;
  std::uint8_t gtk_id_ = 1;
  Nonce anonce_{}, snonce_{};
  std::uint16_t replay_counter_ = 0;                           // the AP's last one
  std::uint16_t handshake_counter_ = 0;                        // of the newest 1/4
  std::map<bool, std::uint16_t> sequence_;                     // by from_ap
  std::map<std::pair<TemporalKey, bool>, std::uint64_t> tsc_;  // by key, from_ap
};

}  // namespace keyrace
