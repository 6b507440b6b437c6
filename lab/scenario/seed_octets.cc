#include "lab/scenario/seed_octets.h"

#include <openssl/evp.h>

#include <stdexcept>

namespace keyrace {

SeedOctets seed_octets(std::uint64_t seed, const std::string& purpose, const std::string& name) {
  const std::string text = "keyrace " + purpose + " " + std::to_string(seed) + " " + name;
  SeedOctets octets{};
  if (EVP_Digest(text.data(), text.size(), octets.data(), nullptr, EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error("draw from the seed: OpenSSL can't compute SHA-256");
  }
  return octets;
}

}  // namespace keyrace
