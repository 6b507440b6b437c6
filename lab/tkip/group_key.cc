#include "lab/tkip/group_key.h"

#include <openssl/evp.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "lab/dot11/elements.h"
#include "lab/tkip/rc4.h"

namespace keyrace {
namespace {

using Octets = std::vector<std::uint8_t>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

std::optional<Octets> unwrap_key_data(const Kek& kek, const EapolKey& message) {
  if (message.version == 1) return unwrap_rc4(kek, message.iv, message.key_data);
  return unwrap_aes(kek, message.key_data);
}

// GTK KDE: | dd | length (1) | 00-0f-ac | 1 | key ID (bits 1-0), TX (2) | reserved (1) | GTK |
// Other elements: | ID | length (1) | ... |; dd 0 ... is the padding, which ends the list.
std::optional<GroupKey> find_gtk_kde(ByteSpan key_data) {
  constexpr std::array<std::uint8_t, 4> kGtkKde{0x00, 0x0f, 0xac, 0x01};
  constexpr std::size_t kFixed = 6;
  while (const auto element = take_element(key_data)) {
    const ByteSpan body = element->value;
    if (element->id != kElementVendor) continue;
    if (body.empty()) return std::nullopt;
    if (body.size() > kFixed && std::ranges::equal(body.first(4), kGtkKde)) {
      const ByteSpan gtk = body.subspan(kFixed);
      return GroupKey{KeyId{static_cast<std::uint8_t>(body[4] & 0x3)}, {gtk.begin(), gtk.end()}};
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<Octets> unwrap_rc4(const Kek& kek, const std::array<std::uint8_t, 16>& iv,
                                 ByteSpan wrapped) {
  if (wrapped.empty()) return std::nullopt;
  std::array<std::uint8_t, 32> key{};
  std::copy(iv.begin(), iv.end(), key.begin());
  std::copy(kek.octets.begin(), kek.octets.end(), key.begin() + 16);
  Rc4 rc4(key);
  std::array<std::uint8_t, 256> skipped{};
  rc4.apply(skipped);
  Octets plain(wrapped.begin(), wrapped.end());
  rc4.apply(plain);
  return plain;
}

std::optional<Octets> unwrap_aes(const Kek& kek, ByteSpan wrapped) {
  if (wrapped.size() < 24 || wrapped.size() % 8 != 0) return std::nullopt;
  const CipherContext context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  if (!context) throw std::runtime_error("key unwrap: OpenSSL gives no cipher context");
  EVP_CIPHER_CTX_set_flags(context.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
  if (EVP_DecryptInit_ex(context.get(), EVP_aes_128_wrap(), nullptr, kek.octets.data(), nullptr) !=
      1) {
    throw std::runtime_error("key unwrap: OpenSSL can't do AES-128 key wrap");
  }
  Octets plain(wrapped.size() + 8);
  int length = 0;
  if (EVP_DecryptUpdate(context.get(), plain.data(), &length, wrapped.data(),
                        static_cast<int>(wrapped.size())) != 1 ||
      length <= 0) {
    return std::nullopt;
  }
  plain.resize(static_cast<std::size_t>(length));
  return plain;
}

std::optional<GroupKey> group_key(const Kek& kek, const EapolKey& message) {
  const EapolKeyMessage kind = message.message();
  const bool is_wpa = message.descriptor == KeyDescriptor::kWpa;
  const bool carries_key =
      kind == EapolKeyMessage::kGroup1 || (kind == EapolKeyMessage::k4Way3 && !is_wpa);
  if (!carries_key || (!is_wpa && !message.encrypted)) return std::nullopt;
  auto plain = unwrap_key_data(kek, message);
  if (!plain) return std::nullopt;
  if (is_wpa) return GroupKey{KeyId{message.wpa_key_index}, std::move(*plain)};
  return find_gtk_kde(*plain);
}

}  // namespace keyrace
