// RC4, which encrypts TKIP MPDUs and WPA's key data. Called by mpdu and group_key.
// Arrow: capture -> verify. RFC 6229 has test vectors.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "lab/dot11/bytes.h"

namespace keyrace {

class Rc4 {
 public:
  explicit Rc4(ByteSpan key);  // 1 to 256 octets

  void apply(std::span<std::uint8_t> data);  // encrypts and decrypts, in place
  void skip(std::size_t octets);

 private:
  std::uint8_t next();

  std::array<std::uint8_t, 256> state_{};
  std::uint8_t i_ = 0;
  std::uint8_t j_ = 0;
};

}  // namespace keyrace
