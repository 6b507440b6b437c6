#include "lab/dot11/eapol_key.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <stdexcept>
#include <string>

namespace keyrace {
namespace {

using Result = Parsed<EapolKey>;

// | protocol version (1) | type = 3 (1) | body length (2) |                     0
// | descriptor (1) | key information (2) | key length (2) | replay (8) |        4
// | nonce (32) | IV (16) | RSC (8) | reserved (8) | MIC (16) | length (2) |    17
// | key data |                                                                 99   all big endian
constexpr std::size_t kDescriptorAt = 4;
constexpr std::size_t kKeyInformationAt = 5;
constexpr std::size_t kKeyLengthAt = 7;
constexpr std::size_t kReplayAt = 9;
constexpr std::size_t kNonceAt = 17;
constexpr std::size_t kIvAt = 49;
constexpr std::size_t kRscAt = 65;
constexpr std::size_t kMicAt = 81;
constexpr std::size_t kKeyDataLengthAt = 97;
constexpr std::size_t kKeyDataAt = 99;
constexpr std::uint8_t kEapolTypeKey = 3;

template <std::size_t N>
void copy_field(ByteSpan frame, std::size_t at, std::array<std::uint8_t, N>& out) {
  std::copy_n(frame.begin() + static_cast<std::ptrdiff_t>(at), N, out.begin());
}

// The EAPOL frame without padding; empty if the body is cut short.
ByteSpan whole_frame(ByteSpan eapol) {
  if (eapol.size() < 4) return {};
  const std::size_t length = 4U + load_be<std::uint16_t>(eapol, 2);
  return length <= eapol.size() ? eapol.first(length) : ByteSpan{};
}

// bit 13 SMK | 12 encrypted | 11 request | 10 error | 9 secure | 8 MIC | 7 ack | 6 install |
// 5-4 key index (WPA) | 3 pairwise | 2-0 version
void set_key_information(EapolKey& key, std::uint16_t bits) {
  key.version = bits & 0x7;
  key.pairwise = (bits & 0x0008) != 0;
  key.wpa_key_index = (bits >> 4) & 0x3;
  key.install = (bits & 0x0040) != 0;
  key.ack = (bits & 0x0080) != 0;
  key.mic_present = (bits & 0x0100) != 0;
  key.secure = (bits & 0x0200) != 0;
  key.error = (bits & 0x0400) != 0;
  key.request = (bits & 0x0800) != 0;
  key.encrypted = (bits & 0x1000) != 0;
}

struct MicAlgorithm {
  const char* name;
  const char* sub_algorithm;
};

// Table 12-8; longer results are cut to 16 octets. By descriptor version: 0 is AES-128-CMAC with
// SAE (AKM 8), and HMAC-SHA-256 with Suite B (AKM 11), OWE (AKM 18, RFC 8110) and SAE with a PMK of
// variable length (AKM 24), of the last two with a group whose hash is SHA-256.
std::span<const MicAlgorithm> algorithms_of(std::uint8_t version) {
  static constexpr std::array<MicAlgorithm, 1> kMd5{{{"HMAC", "MD5"}}};
  static constexpr std::array<MicAlgorithm, 1> kSha1{{{"HMAC", "SHA1"}}};
  static constexpr std::array<MicAlgorithm, 2> kCmacOrSha256{
      {{"CMAC", "AES-128-CBC"}, {"HMAC", "SHA256"}}};
  switch (version) {
    case 0:
      return kCmacOrSha256;
    case 1:
      return kMd5;
    case 2:
      return kSha1;
    case 3:
      return std::span(kCmacOrSha256).first(1);
  }
  return {};
}

std::array<std::uint8_t, 16> mic_of(const MicAlgorithm& algorithm, ByteSpan kck, ByteSpan frame) {
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> out{};
  std::size_t length = 0;
  if (EVP_Q_mac(nullptr, algorithm.name, nullptr, algorithm.sub_algorithm, nullptr, kck.data(),
                kck.size(), frame.data(), frame.size(), out.data(), out.size(),
                &length) == nullptr) {
    throw std::runtime_error(std::string("EAPOL MIC: OpenSSL can't compute ") + algorithm.name +
                             " " + algorithm.sub_algorithm);
  }
  std::array<std::uint8_t, 16> mic{};
  std::copy_n(out.begin(), mic.size(), mic.begin());
  return mic;
}

}  // namespace

EapolKeyMessage EapolKey::message() const {
  if (request) return error ? EapolKeyMessage::kMicFailureReport : EapolKeyMessage::kOther;
  if (error) return EapolKeyMessage::kOther;
  if (!pairwise) {
    if (!mic_present) return EapolKeyMessage::kOther;
    return ack ? EapolKeyMessage::kGroup1 : EapolKeyMessage::kGroup2;
  }
  if (ack) return mic_present ? EapolKeyMessage::k4Way3 : EapolKeyMessage::k4Way1;
  if (!mic_present) return EapolKeyMessage::kOther;
  return key_data.empty() ? EapolKeyMessage::k4Way4 : EapolKeyMessage::k4Way2;
}

const char* to_string(EapolKeyMessage message) {
  switch (message) {
    case EapolKeyMessage::k4Way1:
      return "4way-1";
    case EapolKeyMessage::k4Way2:
      return "4way-2";
    case EapolKeyMessage::k4Way3:
      return "4way-3";
    case EapolKeyMessage::k4Way4:
      return "4way-4";
    case EapolKeyMessage::kGroup1:
      return "group-1";
    case EapolKeyMessage::kGroup2:
      return "group-2";
    case EapolKeyMessage::kMicFailureReport:
      return "mic-failure-report";
    case EapolKeyMessage::kOther:
      return "other";
  }
  return "";
}

Parsed<EapolKey> parse_eapol_key(ByteSpan eapol) {
  if (eapol.size() < 4) return Result::malformed("EAPOL: fewer than 4 octets");
  if (eapol[1] != kEapolTypeKey) return Result::malformed("EAPOL: type is not 3 (Key)");
  const ByteSpan frame = whole_frame(eapol);
  if (frame.empty()) return Result::malformed("EAPOL: body cut short");
  if (frame.size() < kKeyDataAt)
    return Result::malformed("EAPOL-Key: body of fewer than 95 octets");

  EapolKey key;
  const std::uint8_t descriptor = frame[kDescriptorAt];
  if (descriptor != 2 && descriptor != 254) {
    return Result::malformed("EAPOL-Key: descriptor type is neither 2 (RSN) nor 254 (WPA)");
  }
  key.descriptor = static_cast<KeyDescriptor>(descriptor);
  set_key_information(key, load_be<std::uint16_t>(frame, kKeyInformationAt));
  key.key_length = load_be<std::uint16_t>(frame, kKeyLengthAt);
  key.replay_counter = load_be<std::uint64_t>(frame, kReplayAt);
  copy_field(frame, kNonceAt, key.nonce);
  copy_field(frame, kIvAt, key.iv);
  copy_field(frame, kRscAt, key.rsc);
  copy_field(frame, kMicAt, key.mic);
  const std::size_t key_data_length = load_be<std::uint16_t>(frame, kKeyDataLengthAt);
  if (key_data_length > frame.size() - kKeyDataAt) {
    return Result::malformed("EAPOL-Key: key data runs beyond the body");
  }
  const ByteSpan key_data = frame.subspan(kKeyDataAt, key_data_length);
  key.key_data.assign(key_data.begin(), key_data.end());
  key.mic_input.assign(frame.begin(), frame.end());
  std::fill_n(key.mic_input.begin() + kMicAt, key.mic.size(), std::uint8_t{0});
  return key;
}

EapolMicCheck verify_mic(std::span<const std::uint8_t, 16> kck, const EapolKey& key) {
  if (!key.mic_present) return EapolMicCheck::kNotChecked;
  const std::span<const MicAlgorithm> algorithms = algorithms_of(key.version);
  if (algorithms.empty()) return EapolMicCheck::kNotChecked;
  const bool right = std::ranges::any_of(algorithms, [&](const MicAlgorithm& algorithm) {
    const auto expected = mic_of(algorithm, kck, key.mic_input);
    return CRYPTO_memcmp(expected.data(), key.mic.data(), expected.size()) == 0;
  });
  return right ? EapolMicCheck::kRight : EapolMicCheck::kWrong;
}

}  // namespace keyrace
