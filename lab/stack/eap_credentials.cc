#include "lab/stack/eap_credentials.h"

#include "emulator/sys/file.h"
#include "lab/stack/certificates.h"

namespace keyrace {
namespace {

constexpr std::int64_t kDay = 24 * 60 * 60;
constexpr std::int64_t kTenYears = 3652 * kDay;

CertificatePlan valid(const std::string& name, std::int64_t now) {
  return {name, now - kDay, now + kTenYears};
}

CertificatePlan expired(const std::string& name, std::int64_t now) {
  return {name, now - 10 * kDay, now - kDay};
}

void write_certificate(const Certificate& certificate, const std::string& path,
                       const std::string& key_path) {
  write_file(path, certificate.certificate, 0600);
  write_file(key_path, certificate.private_key, 0600);
}

}  // namespace

void write_eap_credentials(const Scenario& scenario, std::int64_t now,
                           const std::string& directory) {
  const RadiusFault fault = scenario.radius.fault;
  const auto in_directory = [&](const std::string& name) { return directory + "/" + name; };
  const CertificateAuthority ca(scenario.seed, valid("keyrace CA", now));
  const CertificateAuthority foreign(scenario.seed, valid("another CA", now));
  write_file(in_directory(eap_file::kCa), ca.certificate(), 0600);

  const auto plan = [&](const std::string& name, RadiusFault when_expired) {
    return fault == when_expired ? expired(name, now) : valid(name, now);
  };
  const auto& server_ca = fault == RadiusFault::kForeignServerCertificate ? foreign : ca;
  write_certificate(server_ca.server(plan("server", RadiusFault::kExpiredServerCertificate)),
                    in_directory(eap_file::kServerCertificate), in_directory(eap_file::kServerKey));
  const auto& client_ca = fault == RadiusFault::kForeignClientCertificate ? foreign : ca;
  for (const Sta& sta : scenario.sta) {
    write_certificate(client_ca.client(plan(sta.name, RadiusFault::kExpiredClientCertificate)),
                      in_directory(eap_file::client_certificate(sta.name)),
                      in_directory(eap_file::client_key(sta.name)));
  }
}

std::string server_password() {
  return "key-race-lab";
}

std::string sta_password(RadiusFault fault) {
  return fault == RadiusFault::kWrongPassword ? "another-password" : server_password();
}

std::string server_secret() {
  return "key-race-secret";
}

std::string ap_secret(RadiusFault fault) {
  return fault == RadiusFault::kWrongSecret ? "another-secret" : server_secret();
}

}  // namespace keyrace
