#include "lab/scenario/radius_check.h"

#include "lab/scenario/nearest_name.h"
#include "lab/scenario/scenario_error.h"
#include "lab/scenario/scenario_fields.h"

namespace keyrace {
namespace {

class RadiusCheck {
 public:
  RadiusCheck(const Scenario& scenario, const std::string& source)
      : scenario_(scenario), source_(source) {}

  // A reauthentication is one of 802.1X.
  void check_psk() const {
    if (scenario_.ap.eap_reauth_period.count() == 0) return;
    fail("/ap/eap_reauth_period",
         "nobody authenticates with \"psk\" as /network/key_mgmt; write \"eap-tls\" there, or "
         "/ap/ptk_rekey for new keys without it");
  }

  void check_stacks() const {
    if (scenario_.ap.stack != ApStack::kHostapd) {
      fail("/ap/stack", needs() + "\"hostapd\" here; found " +
                            in_quotes(std::string(stack_name(scenario_.ap.stack))));
    }
    for (std::size_t i = 0; i < scenario_.sta.size(); ++i) {
      const StaStack stack = scenario_.sta[i].stack;
      if (stack == StaStack::kWpaSupplicant) continue;
      fail("/sta/" + std::to_string(i) + "/stack",
           needs() + "\"wpa_supplicant\" here; found " + in_quotes(std::string(stack_name(stack))));
    }
  }

  // The guest knows a key beforehand by the passphrase only.
  void check_faults() const {
    for (std::size_t i = 0; i < scenario_.faults.size(); ++i) {
      if (scenario_.faults[i].kind != FaultKind::kEarly) continue;
      fail("/faults/" + std::to_string(i) + "/fault",
           "\"early\" needs \"psk\" as /network/key_mgmt: the key of an EAP method is known to "
           "nobody but its ends");
    }
  }

  void check_fault() const {
    switch (scenario_.radius.fault) {
      case RadiusFault::kNone:
      case RadiusFault::kExpiredServerCertificate:
      case RadiusFault::kForeignServerCertificate:
        return;
      case RadiusFault::kUnreachable:
      case RadiusFault::kWrongSecret:
        if (scenario_.radius.server == RadiusServer::kFreeradius) return;
        return refuse("\"freeradius\" as /radius/server: hostapd's own has no RADIUS");
      case RadiusFault::kExpiredClientCertificate:
      case RadiusFault::kForeignClientCertificate:
        if (scenario_.network.key_mgmt == KeyManagement::kEapTls) return;
        return refuse("\"eap-tls\" as /network/key_mgmt: with PEAP a STA has no certificate");
      case RadiusFault::kWrongPassword:
        if (scenario_.network.key_mgmt == KeyManagement::kPeapMschapv2) return;
        return refuse("\"peap-mschapv2\" as /network/key_mgmt: EAP-TLS has no password");
    }
  }

 private:
  std::string needs() const {
    return in_quotes(std::string(key_management_name(scenario_.network.key_mgmt))) +
           " as /network/key_mgmt needs ";
  }

  void refuse(const std::string& needed) const {
    fail("/radius/fault",
         in_quotes(std::string(radius_fault_name(scenario_.radius.fault))) + " needs " + needed);
  }

  [[noreturn]] void fail(const std::string& where, const std::string& reason) const {
    throw ScenarioError(source_, where, reason);
  }

  const Scenario& scenario_;
  const std::string& source_;
};

}  // namespace

void check_radius(const Scenario& scenario, const std::string& source) {
  const RadiusCheck check(scenario, source);
  if (scenario.network.key_mgmt == KeyManagement::kPsk) return check.check_psk();
  check.check_stacks();
  check.check_faults();
  check.check_fault();
}

}  // namespace keyrace
