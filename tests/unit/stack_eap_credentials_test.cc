// What the nodes of a run with 802.1X get, and what each fault spoils of it.
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>

#include <cstdlib>
#include <filesystem>

#include "emulator/sys/file.h"
#include "lab/stack/eap_credentials.h"

namespace keyrace {
namespace {

constexpr std::int64_t kNow = 1'700'000'000;

X509* read_certificate(const std::string& path) {
  const std::string text = read_file(path);
  BIO* in = BIO_new_mem_buf(text.data(), static_cast<int>(text.size()));
  X509* certificate = PEM_read_bio_X509(in, nullptr, nullptr, nullptr);
  BIO_free(in);
  return certificate;
}

class EapCredentials : public testing::Test {
 protected:
  EapCredentials() {
    char name[] = "/tmp/keyrace-credentials-XXXXXX";
    directory_ = mkdtemp(name);
    scenario_.network.key_mgmt = KeyManagement::kEapTls;
    scenario_.sta.resize(1);
  }
  ~EapCredentials() override { std::filesystem::remove_all(directory_); }

  void write(RadiusFault fault) {
    scenario_.radius.fault = fault;
    write_eap_credentials(scenario_, kNow, directory_);
  }

  // X509_V_OK, or why the run's CA does not vouch for the file's certificate at kNow.
  int check(const std::string& file) const {
    X509_STORE* store = X509_STORE_new();
    X509* ca = read_certificate(directory_ + "/" + eap_file::kCa);
    X509_STORE_add_cert(store, ca);
    X509* certificate = read_certificate(directory_ + "/" + file);
    X509_STORE_CTX* context = X509_STORE_CTX_new();
    X509_STORE_CTX_init(context, store, certificate, nullptr);
    X509_VERIFY_PARAM_set_time(X509_STORE_CTX_get0_param(context), kNow);
    X509_verify_cert(context);
    const int error = X509_STORE_CTX_get_error(context);
    X509_STORE_CTX_free(context);
    X509_STORE_free(store);
    X509_free(certificate);
    X509_free(ca);
    return error;
  }

  int server() const { return check(eap_file::kServerCertificate); }
  int client() const { return check(eap_file::client_certificate("sta")); }

  std::string directory_;
  Scenario scenario_;
};

TEST_F(EapCredentials, AreRightWithoutAFault) {
  write(RadiusFault::kNone);
  EXPECT_EQ(server(), X509_V_OK);
  EXPECT_EQ(client(), X509_V_OK);
  EXPECT_EQ(server_secret(), ap_secret(RadiusFault::kNone));
  EXPECT_EQ(server_password(), sta_password(RadiusFault::kNone));
}

TEST_F(EapCredentials, AreReadableByTheirOwnerOnly) {
  write(RadiusFault::kNone);
  for (const auto& entry : std::filesystem::directory_iterator(directory_)) {
    EXPECT_EQ(entry.status().permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write)
        << entry.path();
  }
}

TEST_F(EapCredentials, SpoilOnlyWhatTheFaultNames) {
  write(RadiusFault::kExpiredClientCertificate);
  EXPECT_EQ(client(), X509_V_ERR_CERT_HAS_EXPIRED);
  EXPECT_EQ(server(), X509_V_OK);
  write(RadiusFault::kExpiredServerCertificate);
  EXPECT_EQ(server(), X509_V_ERR_CERT_HAS_EXPIRED);
  EXPECT_EQ(client(), X509_V_OK);
  write(RadiusFault::kForeignClientCertificate);
  EXPECT_EQ(client(), X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
  EXPECT_EQ(server(), X509_V_OK);
  write(RadiusFault::kForeignServerCertificate);
  EXPECT_EQ(server(), X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
  EXPECT_EQ(client(), X509_V_OK);
  EXPECT_NE(server_secret(), ap_secret(RadiusFault::kWrongSecret));
  EXPECT_NE(server_password(), sta_password(RadiusFault::kWrongPassword));
}

TEST_F(EapCredentials, DependOnTheSeedAlone) {
  const std::string key = directory_ + "/" + eap_file::client_key("sta");
  write(RadiusFault::kNone);
  const std::string once = read_file(key);
  write(RadiusFault::kNone);
  EXPECT_EQ(read_file(key), once);
  scenario_.seed = 2;
  write(RadiusFault::kNone);
  EXPECT_NE(read_file(key), once);
}

}  // namespace
}  // namespace keyrace
