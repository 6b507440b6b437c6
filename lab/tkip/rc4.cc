#include "lab/tkip/rc4.h"

#include <numeric>
#include <utility>

namespace keyrace {

// j = j + S[i] + K[i mod |K|], swap S[i] and S[j], for each i
Rc4::Rc4(ByteSpan key) {
  std::iota(state_.begin(), state_.end(), std::uint8_t{0});
  std::uint8_t j = 0;
  for (std::size_t i = 0; i < state_.size(); ++i) {
    j = static_cast<std::uint8_t>(j + state_[i] + key[i % key.size()]);
    std::swap(state_[i], state_[j]);
  }
}

// i = i + 1, j = j + S[i], swap S[i] and S[j], the octet is S[S[i] + S[j]]
std::uint8_t Rc4::next() {
  i_ = static_cast<std::uint8_t>(i_ + 1);
  j_ = static_cast<std::uint8_t>(j_ + state_[i_]);
  std::swap(state_[i_], state_[j_]);
  return state_[static_cast<std::uint8_t>(state_[i_] + state_[j_])];
}

void Rc4::apply(std::span<std::uint8_t> data) {
  for (std::uint8_t& octet : data) octet = static_cast<std::uint8_t>(octet ^ next());
}

void Rc4::skip(std::size_t octets) {
  for (std::size_t i = 0; i < octets; ++i) next();
}

}  // namespace keyrace
