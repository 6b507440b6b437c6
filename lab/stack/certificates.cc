#include "lab/stack/certificates.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <array>
#include <functional>
#include <memory>
#include <stdexcept>

#include "lab/scenario/seed_octets.h"

namespace keyrace {
namespace {

template <auto kFree>
struct Free {
  template <typename Object>
  void operator()(Object* object) const {
    kFree(object);
  }
};
template <typename Object, auto kFree>
using Owned = std::unique_ptr<Object, Free<kFree>>;

using EvpKey = Owned<EVP_PKEY, EVP_PKEY_free>;
using X509Certificate = Owned<X509, X509_free>;
using Number = Owned<BIGNUM, BN_free>;

template <typename Result>
Result must(Result result, const char* what) {
  if (!result) throw std::runtime_error(std::string("make a certificate: OpenSSL can't ") + what);
  return result;
}

EvpKey signing_key(std::uint64_t seed, const std::string& name) {
  const SeedOctets octets = seed_octets(seed, "CA key", name);
  return EvpKey(
      must(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, octets.data(), octets.size()),
           "make an Ed25519 key"));
}

// The private scalar is drawn; one above the group's order (chance 2^-32) is refused by OpenSSL.
EvpKey subject_key(std::uint64_t seed, const std::string& name) {
  const SeedOctets octets = seed_octets(seed, "key", name);
  const Number scalar(must(BN_bin2bn(octets.data(), octets.size(), nullptr), "make a number"));
  const Owned<EC_GROUP, EC_GROUP_free> group(
      must(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1), "make P-256"));
  const Owned<EC_POINT, EC_POINT_free> point(must(EC_POINT_new(group.get()), "make a point"));
  must(EC_POINT_mul(group.get(), point.get(), scalar.get(), nullptr, nullptr, nullptr),
       "multiply a point");
  std::array<std::uint8_t, 65> public_key{};
  must(EC_POINT_point2oct(group.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED,
                          public_key.data(), public_key.size(), nullptr),
       "write a point");

  const Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free> builder(must(OSSL_PARAM_BLD_new(), "allocate"));
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, scalar.get());
  OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, public_key.data(),
                                   public_key.size());
  const Owned<OSSL_PARAM, OSSL_PARAM_free> parameters(
      must(OSSL_PARAM_BLD_to_param(builder.get()), "allocate"));
  const Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free> context(
      must(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr), "make an EC key"));
  EVP_PKEY* key = nullptr;
  must(EVP_PKEY_fromdata_init(context.get()) == 1 &&
           EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_KEYPAIR, parameters.get()) == 1,
       "make an EC key");
  return EvpKey(key);
}

std::string pem(const std::function<int(BIO*)>& write) {
  const Owned<BIO, BIO_free_all> out(must(BIO_new(BIO_s_mem()), "allocate"));
  must(write(out.get()) == 1, "write PEM");
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

std::string pem(const EvpKey& key) {
  return pem([&](BIO* out) {
    return PEM_write_bio_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  });
}

std::string pem(const X509Certificate& certificate) {
  return pem([&](BIO* out) { return PEM_write_bio_X509(out, certificate.get()); });
}

void set_time(ASN1_TIME* field, std::int64_t seconds) {
  must(ASN1_TIME_set(field, static_cast<time_t>(seconds)), "set a time");
}

X509Certificate unsigned_certificate(std::uint64_t seed, const CertificatePlan& plan,
                                     const EvpKey& key) {
  constexpr long kVersion3 = 2;
  constexpr int kSerialOctets = 8;
  X509Certificate certificate(must(X509_new(), "allocate"));
  must(X509_set_version(certificate.get(), kVersion3) == 1, "set the version");
  SeedOctets serial = seed_octets(seed, "serial", plan.common_name);
  serial[0] &= 0x7f;  // positive
  const Number number(must(BN_bin2bn(serial.data(), kSerialOctets, nullptr), "make a number"));
  must(BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate.get())),
       "set the serial");
  set_time(X509_getm_notBefore(certificate.get()), plan.not_before);
  set_time(X509_getm_notAfter(certificate.get()), plan.not_after);
  must(X509_set_pubkey(certificate.get(), key.get()) == 1, "set the key");
  must(X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                                  reinterpret_cast<const unsigned char*>(plan.common_name.c_str()),
                                  -1, -1, 0) == 1,
       "set the name");
  return certificate;
}

void add_extension(X509* certificate, int nid, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const Owned<X509_EXTENSION, X509_EXTENSION_free> extension(
      must(X509V3_EXT_conf_nid(nullptr, &context, nid, value), "make an extension"));
  must(X509_add_ext(certificate, extension.get(), -1) == 1, "add an extension");
}

void sign(X509* certificate, const std::string& issuer, const EvpKey& key) {
  X509_NAME* name = X509_NAME_new();
  const Owned<X509_NAME, X509_NAME_free> owned(must(name, "allocate"));
  must(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                                  reinterpret_cast<const unsigned char*>(issuer.c_str()), -1, -1,
                                  0) == 1 &&
           X509_set_issuer_name(certificate, name) == 1,
       "set the issuer");
  // Ed25519 hashes for itself: no digest.
  must(X509_sign(certificate, key.get(), nullptr) > 0, "sign");
}

}  // namespace

CertificateAuthority::CertificateAuthority(std::uint64_t seed, const CertificatePlan& plan)
    : seed_(seed), plan_(plan) {
  const EvpKey key = signing_key(seed_, plan_.common_name);
  const X509Certificate certificate = unsigned_certificate(seed_, plan_, key);
  add_extension(certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
  add_extension(certificate.get(), NID_key_usage, "critical,keyCertSign");
  sign(certificate.get(), plan_.common_name, key);
  own_ = {pem(certificate), pem(key)};
}

Certificate CertificateAuthority::server(const CertificatePlan& plan) const {
  return issue(plan, "serverAuth");
}

Certificate CertificateAuthority::client(const CertificatePlan& plan) const {
  return issue(plan, "clientAuth");
}

Certificate CertificateAuthority::issue(const CertificatePlan& plan,
                                        const char* extended_usage) const {
  const EvpKey key = subject_key(seed_, plan.common_name);
  const X509Certificate certificate = unsigned_certificate(seed_, plan, key);
  add_extension(certificate.get(), NID_basic_constraints, "CA:FALSE");
  add_extension(certificate.get(), NID_ext_key_usage, extended_usage);
  sign(certificate.get(), plan_.common_name, signing_key(seed_, plan_.common_name));
  return {pem(certificate), pem(key)};
}

}  // namespace keyrace
