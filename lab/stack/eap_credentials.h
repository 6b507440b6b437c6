// What the nodes of a run with 802.1X prove who they are with: certificates, a password, the secret
// of AP and RADIUS server. Written by the guest, named in the stacks' configurations. Middle of the
// flow: engine -> [guest].
#pragma once

#include <cstdint>
#include <string>

#include "lab/scenario/scenario.h"

namespace keyrace {

// Files below one directory; PEM.
namespace eap_file {
inline constexpr char kCa[] = "ca.pem";
inline constexpr char kServerCertificate[] = "server.pem";
inline constexpr char kServerKey[] = "server.key";
inline std::string client_certificate(const std::string& sta) {
  return "client-" + sta + ".pem";
}
inline std::string client_key(const std::string& sta) {
  return "client-" + sta + ".key";
}
}  // namespace eap_file

// All but what `fault` spoils is right for the run: valid from the day before `now` on (seconds
// since the epoch, virtual) for ten years. The scenario's seed decides keys and serials. Throws
// SystemError, std::runtime_error.
void write_eap_credentials(const Scenario& scenario, std::int64_t now,
                           const std::string& directory);

// What the server expects of a STA, and what the STAs say (PEAP).
std::string server_password();
std::string sta_password(RadiusFault fault);

// RFC 2865's shared secret, as the server has it and as the AP does.
std::string server_secret();
std::string ap_secret(RadiusFault fault);

}  // namespace keyrace
