#include "lab/scenario/scenario_fields.h"

namespace keyrace {
namespace {

// Enumerations: in the order of scenario.h.
constexpr Choice kServers[] = {
    {"freeradius", "FreeRADIUS, in a namespace of its own on a link of its own to the AP"},
    {"hostapd", "the EAP server inside the AP's hostapd; no RADIUS"}};
constexpr Choice kFaults[] = {
    {"none", "all is as it should be"},
    {"unreachable", "the server is not running"},
    {"wrong-secret", "AP and server do not share a secret"},
    {"expired-client-certificate", "the STAs' certificates were valid until yesterday"},
    {"foreign-client-certificate", "the STAs' certificates are another CA's"},
    {"expired-server-certificate", "the server's certificate was valid until yesterday"},
    {"foreign-server-certificate", "the server's certificate is another CA's"},
    {"wrong-password", "PEAP: the STAs have another password than the server"}};

constexpr TextRule kServerPath{0, 4095, "/opt/build/freeradius"};

}  // namespace

std::string_view radius_server_name(RadiusServer server) {
  return kServers[static_cast<std::size_t>(server)].name;
}

std::string_view radius_fault_name(RadiusFault fault) {
  return kFaults[static_cast<std::size_t>(fault)].name;
}

void describe(Fields& f, Radius& r) {
  f.choice("server", r.server, kServers, "The authentication server.");
  f.text(only_when("path", r.server == RadiusServer::kFreeradius, "\"server\" is \"freeradius\""),
         r.path, kServerPath, "Its program; empty: Debian's.");
  f.choice(
      "fault", r.fault, kFaults,
      "What keeps STAs from being authenticated; the run then ends with status 3 and says so.");
}

}  // namespace keyrace
