// hostapd as the AP.
#include <sstream>

#include "emulator/sys/file.h"
#include "lab/guest/lan_names.h"
#include "lab/stack/eap_credentials.h"
#include "lab/stack/hostap_command.h"
#include "lab/stack/network_words.h"
#include "lab/stack/stack.h"

namespace keyrace {
namespace {

void configure_radius(std::ostream& conf, const Scenario& scenario) {
  conf << "own_ip_addr=" << lan_name::kRadiusPortAddress << "\n"
       << "nas_identifier=" << scenario.ap.name << "\n"
       << "auth_server_addr=" << lan_name::kRadiusAddress << "\n"
       << "auth_server_port=1812\n"
       << "auth_server_shared_secret=" << ap_secret(scenario.radius.fault) << "\n";
}

// Who may use hostapd's own EAP server, and how; the lines of PEAP's STAs are for its phase 2.
std::string eap_users(const Scenario& scenario) {
  if (scenario.network.key_mgmt == KeyManagement::kEapTls) return "* TLS\n";
  std::string users = "* PEAP\n";
  for (const Sta& sta : scenario.sta) {
    users += "\"" + sta.name + "\" MSCHAPV2 \"" + server_password() + "\" [2]\n";
  }
  return users;
}

void configure_eap_server(std::ostream& conf, const StackContext& context,
                          const Scenario& scenario) {
  const std::string users = context.work_directory + "/hostapd.eap_user";
  write_file(users, eap_users(scenario), 0600);
  const std::string directory = context.credentials + "/";
  conf << "eap_server=1\n"
       << "eap_user_file=" << users << "\n"
       << "ca_cert=" << directory << eap_file::kCa << "\n"
       << "server_cert=" << directory << eap_file::kServerCertificate << "\n"
       << "private_key=" << directory << eap_file::kServerKey << "\n";
}

void configure_authentication(std::ostream& conf, const StackContext& context,
                              const Scenario& scenario) {
  if (scenario.network.key_mgmt == KeyManagement::kPsk) {
    conf << "wpa_key_mgmt=WPA-PSK\n"
         << "wpa_passphrase=" << scenario.network.passphrase << "\n";
    return;
  }
  conf << "ieee8021x=1\n"
       << "wpa_key_mgmt=WPA-EAP\n"
       << "eap_reauth_period=" << whole_seconds(scenario.ap.eap_reauth_period) << "\n";
  switch (scenario.radius.server) {
    case RadiusServer::kFreeradius:
      return configure_radius(conf, scenario);
    case RadiusServer::kHostapd:
      return configure_eap_server(conf, context, scenario);
  }
}

std::string configuration(const StackContext& context, const Scenario& scenario) {
  const Network& network = scenario.network;
  const bool wpa1 = network.wpa == WpaVersion::kWpa1;
  const char* cipher = cipher_word(network.cipher);
  std::ostringstream conf;
  conf << "interface=" << context.node << "\n"
       << "driver=nl80211\n"
       << "bridge=" << lan_name::kBridge << "\n"
       << "ctrl_interface=" << context.work_directory << "/control\n"
       << "logger_stdout=-1\nlogger_stdout_level=" << (context.debug_log ? 0 : 2) << "\n"
       << "ssid=" << network.ssid << "\n"
       << "hw_mode=g\n"
       << "channel=" << network.channel << "\n"
       << "wpa=" << (wpa1 ? 1 : 2) << "\n"
       << (wpa1 ? "wpa_pairwise=" : "rsn_pairwise=") << cipher << "\n"
       << "wpa_ptk_rekey=" << whole_seconds(scenario.ap.ptk_rekey) << "\n"
       << "wpa_group_rekey=" << whole_seconds(scenario.ap.gtk_rekey) << "\n"
       << "wpa_strict_rekey=" << (scenario.ap.strict_rekey == StrictRekey::kOn ? 1 : 0) << "\n";
  configure_authentication(conf, context, scenario);
  for (const std::string& line : scenario.ap.extra_conf) conf << line << "\n";
  return conf.str();
}

class Hostapd : public Stack {
 public:
  Hostapd(const StackContext& context, const std::string& program, const std::string& conf_path)
      : Stack(context, hostap_command(context, program, {conf_path}),
              context.work_directory + "/control/" + context.node) {}

  bool ready() const override { return enabled_; }

  // hostapd/ctrl_iface.c has both for CONFIG_TESTING_OPTIONS only, which Debian's build sets.
  void trigger(TriggerAction action, const std::string& sta,
               std::function<void()> agreed) override {
    switch (action) {
      case TriggerAction::kRekeyPtk:
        return order(action, "REKEY_PTK " + sta, std::move(agreed),
                     "build it with CONFIG_TESTING_OPTIONS=y, or use /ap/ptk_rekey");
      case TriggerAction::kRekeyGtk:
        return order(action, "REKEY_GTK", std::move(agreed),
                     "build it with CONFIG_TESTING_OPTIONS=y, or use /ap/gtk_rekey");
      case TriggerAction::kRequestPtk:
      case TriggerAction::kRequestGtk:
      case TriggerAction::kLeave:
      case TriggerAction::kReturn:
        return Stack::trigger(action, sta, std::move(agreed));
    }
  }

 private:
  void on_event(const std::string& event) override {
    // The socket may be there before or after the AP is: ask once, then be told.
    if (event.starts_with("REPLY OK")) send_command("STATUS");
    if (event.starts_with("REPLY state=ENABLED") || event.starts_with("AP-ENABLED"))
      enabled_ = true;
    if (event.starts_with("AP-DISABLED")) enabled_ = false;
  }

  bool enabled_ = false;
};

}  // namespace

std::unique_ptr<Stack> start_hostapd(const StackContext& context, const Scenario& scenario) {
  const std::string conf_path = context.work_directory + "/hostapd.conf";
  write_file(conf_path, configuration(context, scenario), 0600);
  return std::make_unique<Hostapd>(
      context, find_stack_program(scenario.ap.path, "hostapd", "hostapd"), conf_path);
}

}  // namespace keyrace
