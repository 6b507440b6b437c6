#include "lab/ccmp/ccm.h"

#include <openssl/evp.h>

#include <memory>
#include <stdexcept>

namespace keyrace {
namespace {

using Octets = std::vector<std::uint8_t>;
using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

void check(int result) {
  if (result != 1) throw std::runtime_error("CCM: OpenSSL can't do AES-128 in CCM mode");
}

int size_of(ByteSpan octets) {
  return static_cast<int>(octets.size());
}

// Fetched once: every frame is tried with many keys.
const EVP_CIPHER* cipher() {
  static const std::unique_ptr<EVP_CIPHER, decltype(&EVP_CIPHER_free)> fetched(
      EVP_CIPHER_fetch(nullptr, "AES-128-CCM", nullptr), EVP_CIPHER_free);
  check(fetched != nullptr);
  return fetched.get();
}

// Ready for the text: key, nonce, its length and the AAD are in. mic: the one to check, or null.
Context start(bool sealing, const TemporalKey& tk, const CcmNonce& nonce, ByteSpan aad,
              const std::uint8_t* mic, int text_length) {
  Context context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  EVP_CIPHER_CTX* const raw = context.get();
  const int encrypt = sealing ? 1 : 0;
  int length = 0;
  check(raw != nullptr);
  check(EVP_CipherInit_ex(raw, cipher(), nullptr, nullptr, nullptr, encrypt));
  check(EVP_CIPHER_CTX_ctrl(raw, EVP_CTRL_AEAD_SET_IVLEN, static_cast<int>(nonce.size()), nullptr));
  check(EVP_CIPHER_CTX_ctrl(raw, EVP_CTRL_AEAD_SET_TAG, kCcmMicLength,
                            const_cast<std::uint8_t*>(mic)));
  check(EVP_CipherInit_ex(raw, nullptr, nullptr, tk.octets.data(), nonce.data(), encrypt));
  check(EVP_CipherUpdate(raw, nullptr, &length, nullptr, text_length));
  check(EVP_CipherUpdate(raw, nullptr, &length, aad.data(), size_of(aad)));
  return context;
}

}  // namespace

std::optional<Octets> ccm_open(const TemporalKey& tk, const CcmNonce& nonce, ByteSpan aad,
                               ByteSpan sealed) {
  if (sealed.size() < kCcmMicLength) return std::nullopt;
  const ByteSpan ciphertext = sealed.first(sealed.size() - kCcmMicLength);
  const ByteSpan mic = sealed.last(kCcmMicLength);
  const Context context = start(false, tk, nonce, aad, mic.data(), size_of(ciphertext));
  // Room for the MIC, too: an output must be there even where the text is empty.
  Octets plaintext(sealed.size());
  int length = 0;
  if (EVP_CipherUpdate(context.get(), plaintext.data(), &length, ciphertext.data(),
                       size_of(ciphertext)) != 1) {
    return std::nullopt;
  }
  plaintext.resize(ciphertext.size());
  return plaintext;
}

Octets ccm_seal(const TemporalKey& tk, const CcmNonce& nonce, ByteSpan aad, ByteSpan plaintext) {
  const Context context = start(true, tk, nonce, aad, nullptr, size_of(plaintext));
  Octets sealed(plaintext.begin(), plaintext.end());
  sealed.resize(plaintext.size() + kCcmMicLength);
  int length = 0;
  check(EVP_CipherUpdate(context.get(), sealed.data(), &length, sealed.data(), size_of(plaintext)));
  check(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, kCcmMicLength,
                            sealed.data() + plaintext.size()));
  return sealed;
}

}  // namespace keyrace
