// RC4, which encrypts TKIP MPDUs and WPA's key data. Called by mpdu_batch, mpdu and group_key.
// Arrow: capture -> verify. RFC 6229 has test vectors.
//
// Each step of RC4 waits for what the one before stored, so one stream leaves most of a processor
// idle. Several streams go in turn, step by step, in lanes. The state's elements are wider than
// octets, because a processor forwards those from store to load sooner.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>

namespace keyrace {

template <std::size_t Lanes>
class Rc4Lanes {
 public:
  template <std::size_t KeyLength>
  using Keys = std::array<std::array<std::uint8_t, KeyLength>, Lanes>;

  // j = j + S[i] + K[i mod |K|], swap S[i] and S[j], for each i
  template <std::size_t KeyLength>
  explicit Rc4Lanes(const Keys<KeyLength>& keys) {
    static_assert(KeyLength >= 1 && KeyLength <= kStates);
    for (State& state : states_) begin_in_order(state);
    std::array<std::uint32_t, Lanes> j{};
    for (std::size_t begin = 0; begin < kStates; begin += KeyLength) {
#pragma GCC unroll 16
      for (std::size_t k = 0; k < KeyLength; ++k) {
        const std::size_t i = begin + k;
        if (kStates % KeyLength != 0 && i == kStates) return;
#pragma GCC unroll 4
        for (std::size_t lane = 0; lane < Lanes; ++lane) {
          State& state = states_[lane];
          const Element a = state[i];
          j[lane] += a + keys[lane][k];
          swap(a, state[i], state[j[lane] % kStates]);
        }
      }
    }
  }

  // Encrypts and decrypts, in place: octets [from, to) of each lane's data, in the lanes from First
  // on; those before it are used up. i = i + 1 for each octet.
  template <std::size_t First = 0>
  void apply(const std::array<std::uint8_t*, Lanes>& data, std::size_t from, std::size_t to) {
    auto j = j_;
    std::uint32_t i = i_;
    for (std::size_t n = from; n < to; ++n) {
      i = (i + 1) % kStates;
#pragma GCC unroll 4
      for (std::size_t lane = First; lane < Lanes; ++lane) {
        data[lane][n] = static_cast<std::uint8_t>(data[lane][n] ^ next(states_[lane], i, j[lane]));
      }
    }
    i_ = i;
    j_ = j;
  }

 private:
  static constexpr std::size_t kStates = 256;
  using Element = std::uint16_t;
  using State = std::array<Element, kStates>;

  static constexpr State kInOrder = [] {
    State state{};
    std::iota(state.begin(), state.end(), Element{0});
    return state;
  }();

  // A vector register or a few at a time: sooner than as one piece, which becomes a string
  // instruction.
  static void begin_in_order(State& state) {
    constexpr std::size_t kPiece = 32;
    for (std::size_t i = 0; i < kStates; i += kPiece) {
      std::copy_n(kInOrder.data() + i, kPiece, state.data() + i);
    }
  }

  // a: what s_i is. Gives what s_j was.
  static Element swap(Element a, Element& s_i, Element& s_j) {
    const Element b = s_j;
    s_i = b;
    s_j = a;
    return b;
  }

  // j = j + S[i], swap S[i] and S[j], the octet is S[S[i] + S[j]]
  static std::uint32_t next(State& state, std::uint32_t i, std::uint32_t& j) {
    const Element a = state[i];
    j += a;
    const Element b = swap(a, state[i], state[j % kStates]);
    return state[(a + b) % kStates];
  }

  std::array<State, Lanes> states_;
  std::array<std::uint32_t, Lanes> j_{};  // modulo kStates
  std::uint32_t i_ = 0;
};

// One stream.
class Rc4 {
 public:
  template <std::size_t KeyLength>
  explicit Rc4(const std::array<std::uint8_t, KeyLength>& key)
      : lanes_(Rc4Lanes<1>::Keys<KeyLength>{key}) {}

  // Encrypts and decrypts, in place.
  void apply(std::span<std::uint8_t> data) { lanes_.apply({data.data()}, 0, data.size()); }

 private:
  Rc4Lanes<1> lanes_;
};

}  // namespace keyrace
