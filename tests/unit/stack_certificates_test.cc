// The certificates of a run: the same seed gives the same octets, and OpenSSL's own verification
// takes them, or says what is wrong with them.
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>

#include <memory>

#include "lab/stack/certificates.h"

namespace keyrace {
namespace {

constexpr std::int64_t kNow = 1767225600;  // 2026-01-01
constexpr std::int64_t kYear = 365 * 86400;

CertificateAuthority authority(std::uint64_t seed, const std::string& name = "keyrace CA") {
  return {seed, {name, kNow - kYear, kNow + kYear}};
}

std::unique_ptr<X509, decltype(&X509_free)> parse(const std::string& pem) {
  BIO* in = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  std::unique_ptr<X509, decltype(&X509_free)> result(
      PEM_read_bio_X509(in, nullptr, nullptr, nullptr), &X509_free);
  BIO_free(in);
  return result;
}

// X509_V_OK or what OpenSSL finds wrong at `now`.
int verify(const std::string& certificate, const std::string& ca, const char* purpose,
           std::int64_t now = kNow) {
  const auto subject = parse(certificate);
  const auto root = parse(ca);
  std::unique_ptr<X509_STORE, decltype(&X509_STORE_free)> store(X509_STORE_new(), &X509_STORE_free);
  X509_STORE_add_cert(store.get(), root.get());
  std::unique_ptr<X509_STORE_CTX, decltype(&X509_STORE_CTX_free)> context(X509_STORE_CTX_new(),
                                                                          &X509_STORE_CTX_free);
  X509_STORE_CTX_init(context.get(), store.get(), subject.get(), nullptr);
  X509_STORE_CTX_set_default(context.get(), purpose);
  X509_STORE_CTX_set_time(context.get(), 0, static_cast<time_t>(now));
  X509_verify_cert(context.get());
  return X509_STORE_CTX_get_error(context.get());
}

TEST(Certificates, ServerAndClientVerify) {
  const CertificateAuthority ca = authority(1);
  EXPECT_EQ(
      verify(ca.server({"radius", kNow, kNow + kYear}).certificate, ca.certificate(), "ssl_server"),
      X509_V_OK);
  EXPECT_EQ(
      verify(ca.client({"sta", kNow, kNow + kYear}).certificate, ca.certificate(), "ssl_client"),
      X509_V_OK);
}

TEST(Certificates, AClientIsNoServer) {
  const CertificateAuthority ca = authority(1);
  EXPECT_EQ(
      verify(ca.client({"sta", kNow, kNow + kYear}).certificate, ca.certificate(), "ssl_server"),
      X509_V_ERR_INVALID_PURPOSE);
}

TEST(Certificates, TheTimesAreThoseOfThePlan) {
  const CertificateAuthority ca = authority(1);
  const Certificate client = ca.client({"sta", kNow, kNow + 60});
  EXPECT_EQ(verify(client.certificate, ca.certificate(), "ssl_client", kNow + 61),
            X509_V_ERR_CERT_HAS_EXPIRED);
  EXPECT_EQ(verify(client.certificate, ca.certificate(), "ssl_client", kNow - 1),
            X509_V_ERR_CERT_NOT_YET_VALID);
}

TEST(Certificates, AnotherAuthorityOfTheSameNameIsNotBelieved) {
  const Certificate client = authority(2).client({"sta", kNow, kNow + kYear});
  EXPECT_EQ(verify(client.certificate, authority(1).certificate(), "ssl_client"),
            X509_V_ERR_CERT_SIGNATURE_FAILURE);
}

TEST(Certificates, TheSeedDecidesEveryOctet) {
  const Certificate first = authority(1).server({"radius", kNow, kNow + kYear});
  const Certificate again = authority(1).server({"radius", kNow, kNow + kYear});
  const Certificate other = authority(2).server({"radius", kNow, kNow + kYear});
  EXPECT_EQ(first.certificate, again.certificate);
  EXPECT_EQ(first.private_key, again.private_key);
  EXPECT_NE(first.certificate, other.certificate);
  EXPECT_NE(first.private_key, other.private_key);
}

TEST(Certificates, EachNameHasAKeyAndASerialOfItsOwn) {
  const CertificateAuthority ca = authority(1);
  const Certificate one = ca.client({"sta1", kNow, kNow + kYear});
  const Certificate two = ca.client({"sta2", kNow, kNow + kYear});
  EXPECT_NE(one.private_key, two.private_key);
  EXPECT_NE(ASN1_INTEGER_cmp(X509_get_serialNumber(parse(one.certificate).get()),
                             X509_get_serialNumber(parse(two.certificate).get())),
            0);
}

}  // namespace
}  // namespace keyrace
