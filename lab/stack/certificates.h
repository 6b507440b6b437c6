// The certificates of a WPA-Enterprise run, made anew for each: a CA, the authentication server's
// and the STAs'. Called by the guest before it starts the stacks. Middle of the flow: engine ->
// [guest].
#pragma once

#include <cstdint>
#include <string>

namespace keyrace {

// PEM throughout.
struct Certificate {
  std::string certificate;
  std::string private_key;
};

struct CertificatePlan {
  std::string common_name;      // subject's CN
  std::int64_t not_before = 0;  // seconds since the epoch, of the run's virtual time
  std::int64_t not_after = 0;
};

// The same seed and name give the same key; the same plan then gives the same octets, because the
// CA signs with Ed25519 (RFC 8032), which draws nothing. Subjects' keys are P-256 (RFC 8446 demands
// that every TLS stack knows it). All throw std::runtime_error if OpenSSL can't.
class CertificateAuthority {
 public:
  CertificateAuthority(std::uint64_t seed, const CertificatePlan& plan);

  // Extended key usage serverAuth or clientAuth (RFC 5280, 4.2.1.12).
  Certificate server(const CertificatePlan& plan) const;
  Certificate client(const CertificatePlan& plan) const;
  const std::string& certificate() const { return own_.certificate; }

 private:
  Certificate issue(const CertificatePlan& plan, const char* extended_usage) const;

  std::uint64_t seed_;
  CertificatePlan plan_;
  Certificate own_;
};

}  // namespace keyrace
