// The 16-bit S-box of TKIP mixing, computed at compile time from the AES S-box. Used by mixing.cc.
// Arrow: capture -> verify. IEEE 802.11-2020, 12.5.2.5.1 (table), FIPS 197, 5.1.1 (AES).
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace keyrace {

// x * 2 in GF(2^8) modulo x^8 + x^4 + x^3 + x + 1
constexpr std::uint8_t gf_double(std::uint8_t x) {
  return static_cast<std::uint8_t>((x << 1) ^ ((x & 0x80) != 0 ? 0x1b : 0));
}

// 3^i for i = 0 to 254: every element but 0, since 3 generates the field's multiplicative group.
constexpr std::array<std::uint8_t, 255> gf_powers_of_3() {
  std::array<std::uint8_t, 255> powers{1};
  for (std::size_t i = 1; i < powers.size(); ++i) {
    powers[i] = static_cast<std::uint8_t>(powers[i - 1] ^ gf_double(powers[i - 1]));
  }
  return powers;
}

// A(b) = b ^ b<<<1 ^ b<<<2 ^ b<<<3 ^ b<<<4 ^ 63
constexpr std::uint8_t aes_affine(std::uint8_t b) {
  std::uint8_t sum = 0x63;
  for (int turn = 0; turn <= 4; ++turn) sum = static_cast<std::uint8_t>(sum ^ std::rotl(b, turn));
  return sum;
}

// SubBytes(x) = A(1/x), SubBytes(0) = A(0); 1/3^i = 3^(255-i)
constexpr std::array<std::uint8_t, 256> aes_s_box() {
  constexpr std::array<std::uint8_t, 255> kPowers = gf_powers_of_3();
  std::array<std::uint8_t, 256> box{};
  box[0] = aes_affine(0);
  for (std::size_t i = 0; i < kPowers.size(); ++i) {
    box[kPowers[i]] = aes_affine(kPowers[(kPowers.size() - i) % kPowers.size()]);
  }
  return box;
}

// T(x) = (2 * SubBytes(x)) << 8 | 3 * SubBytes(x)
constexpr std::array<std::uint16_t, 256> tkip_s_box() {
  constexpr std::array<std::uint8_t, 256> kAes = aes_s_box();
  std::array<std::uint16_t, 256> box{};
  for (std::size_t i = 0; i < box.size(); ++i) {
    const std::uint8_t twice = gf_double(kAes[i]);
    box[i] = static_cast<std::uint16_t>(twice << 8 | (twice ^ kAes[i]));
  }
  return box;
}

}  // namespace keyrace
