#include "lab/tkip/key_hierarchy.h"

#include <openssl/evp.h>

#include <algorithm>
#include <span>
#include <stdexcept>
#include <string>

namespace keyrace {
namespace {

std::vector<std::uint8_t> hmac(const char* digest, ByteSpan key, ByteSpan data) {
  std::vector<std::uint8_t> out(EVP_MAX_MD_SIZE);
  std::size_t length = 0;
  if (EVP_Q_mac(nullptr, "HMAC", nullptr, digest, nullptr, key.data(), key.size(), data.data(),
                data.size(), out.data(), out.size(), &length) == nullptr) {
    throw std::runtime_error(std::string("PRF: OpenSSL can't compute HMAC ") + digest);
  }
  out.resize(length);
  return out;
}

void append(std::vector<std::uint8_t>& out, ByteSpan data) {
  out.insert(out.end(), data.begin(), data.end());
}

}  // namespace

// PSK = PBKDF2(HMAC-SHA1, passphrase, ssid, 4096 iterations, 32 octets)
Pmk pmk_from_passphrase(std::string_view passphrase, std::string_view ssid) {
  constexpr int kIterations = 4096;
  Pmk pmk;
  const std::vector<std::uint8_t> salt(ssid.begin(), ssid.end());
  if (PKCS5_PBKDF2_HMAC_SHA1(passphrase.data(), static_cast<int>(passphrase.size()), salt.data(),
                             static_cast<int>(salt.size()), kIterations,
                             static_cast<int>(pmk.octets.size()), pmk.octets.data()) != 1) {
    throw std::runtime_error("PSK: OpenSSL can't compute PBKDF2 with HMAC SHA1");
  }
  return pmk;
}

// R = HMAC-SHA1(K, A | 0 | B | 0) | HMAC-SHA1(K, A | 0 | B | 1) | ..., cut to the length
std::vector<std::uint8_t> prf(ByteSpan key, std::string_view label, ByteSpan data,
                              std::size_t length) {
  std::vector<std::uint8_t> input(label.begin(), label.end());
  input.push_back(0);
  append(input, data);
  input.push_back(0);  // the counter
  std::vector<std::uint8_t> out;
  while (out.size() < length) {
    append(out, hmac("SHA1", key, input));
    ++input.back();
  }
  out.resize(length);
  return out;
}

// R = HMAC-SHA256(K, i | A | B | n) for i = 1, 2, ..., cut to n bits; i and n as 16 bits, little
// endian
std::vector<std::uint8_t> kdf_sha256(ByteSpan key, std::string_view label, ByteSpan data,
                                     std::size_t length) {
  std::vector<std::uint8_t> out;
  for (std::uint16_t i = 1; out.size() < length; ++i) {
    std::vector<std::uint8_t> input;
    append_le(input, i);
    input.insert(input.end(), label.begin(), label.end());
    append(input, data);
    append_le(input, static_cast<std::uint16_t>(8 * length));
    append(out, hmac("SHA256", key, input));
  }
  out.resize(length);
  return out;
}

// PTK = PRF or KDF of (PMK, "Pairwise key expansion",
//               min(AA, SPA) | max(AA, SPA) | min(ANonce, SNonce) | max(ANonce, SNonce))
//     = | KCK (16) | KEK (16) | TK (16) | Michael key of the AP (8) | of the STA (8) |
Ptk derive_ptk(const Pmk& pmk, const MacAddress& aa, const MacAddress& spa, const Nonce& anonce,
               const Nonce& snonce, PtkDerivation derivation) {
  constexpr char kLabel[] = "Pairwise key expansion";
  constexpr std::size_t kLength = 64, kLengthWithoutMichael = 48;
  std::vector<std::uint8_t> data;
  append(data, std::min(aa, spa).octets);
  append(data, std::max(aa, spa).octets);
  append(data, std::min(anonce, snonce));
  append(data, std::max(anonce, snonce));
  std::vector<std::uint8_t> octets;
  switch (derivation) {
    case PtkDerivation::kSha1:
      octets = prf(pmk.octets, kLabel, data, kLength);
      break;
    case PtkDerivation::kSha256Tkip:
      octets = kdf_sha256(pmk.octets, kLabel, data, kLength);
      break;
    case PtkDerivation::kSha256Ccmp:
      octets = kdf_sha256(pmk.octets, kLabel, data, kLengthWithoutMichael);
      octets.resize(kLength);
      break;
  }
  Ptk ptk;
  std::copy_n(octets.begin(), 16, ptk.kck.octets.begin());
  std::copy_n(octets.begin() + 16, 16, ptk.kek.octets.begin());
  ptk.key = TkipKey::from_authenticator(std::span(octets).subspan<32, 32>());
  return ptk;
}

}  // namespace keyrace
