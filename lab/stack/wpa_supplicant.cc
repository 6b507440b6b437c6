// wpa_supplicant as a STA.
#include <sstream>

#include "emulator/sys/file.h"
#include "lab/stack/eap_credentials.h"
#include "lab/stack/hostap_command.h"
#include "lab/stack/network_words.h"
#include "lab/stack/stack.h"

namespace keyrace {
namespace {

void configure_authentication(std::ostream& conf, const StackContext& context,
                              const Scenario& scenario, const Sta& sta) {
  const std::string directory = context.credentials + "/";
  switch (scenario.network.key_mgmt) {
    case KeyManagement::kPsk:
      conf << "key_mgmt=WPA-PSK\n"
           << "psk=\"" << scenario.network.passphrase << "\"\n";
      return;
    case KeyManagement::kEapTls:
      conf << "eap=TLS\n"
           << "client_cert=\"" << directory << eap_file::client_certificate(sta.name) << "\"\n"
           << "private_key=\"" << directory << eap_file::client_key(sta.name) << "\"\n";
      break;
    case KeyManagement::kPeapMschapv2:
      conf << "eap=PEAP\n"
           << "phase2=\"auth=MSCHAPV2\"\n"
           << "password=\"" << sta_password(scenario.radius.fault) << "\"\n";
      break;
  }
  conf << "key_mgmt=WPA-EAP\n"
       << "identity=\"" << sta.name << "\"\n"
       << "ca_cert=\"" << directory << eap_file::kCa << "\"\n";
}

std::string configuration(const StackContext& context, const Scenario& scenario, const Sta& sta) {
  const Network& network = scenario.network;
  const char* cipher = cipher_word(network.cipher);
  std::ostringstream conf;
  conf << "ctrl_interface=" << context.work_directory << "/control\n"
       << "update_config=0\n"
       << "network={\n"
       << "ssid=\"" << network.ssid << "\"\n"
       << "scan_freq=" << frequency_mhz(network.channel) << "\n"
       << "proto=" << (network.wpa == WpaVersion::kWpa1 ? "WPA" : "RSN") << "\n"
       << "pairwise=" << cipher << "\ngroup=" << cipher << "\n"
       << "wpa_ptk_rekey=" << std::chrono::floor<std::chrono::seconds>(sta.ptk_rekey).count()
       << "\n";
  configure_authentication(conf, context, scenario, sta);
  for (const std::string& line : sta.extra_conf) conf << line << "\n";
  conf << "}\n";
  return conf.str();
}

class WpaSupplicant : public Stack {
 public:
  WpaSupplicant(const StackContext& context, const std::string& program,
                const std::string& conf_path)
      : Stack(context,
              hostap_command(context, program,
                             {"-D", "nl80211", "-i", context.node, "-c", conf_path}),
              context.work_directory + "/control/" + context.node) {}

  bool ready() const override { return connected_; }

  // wpa_supplicant/ctrl_iface.c. KEY_REQUEST takes "error" and "pairwise", and exists for
  // CONFIG_TESTING_OPTIONS only, which Debian's build of 2.10 does not set.
  void trigger(TriggerAction action, const std::string& sta,
               std::function<void()> agreed) override {
    switch (action) {
      case TriggerAction::kRequestPtk:
        return order(action, "KEY_REQUEST 0 1", std::move(agreed),
                     "build it with CONFIG_TESTING_OPTIONS=y, or use the STA's own timer, "
                     "ptk_rekey");
      case TriggerAction::kRequestGtk:
        return order(action, "KEY_REQUEST 0 0", std::move(agreed),
                     "build it with CONFIG_TESTING_OPTIONS=y, or have the AP do \"rekey-gtk\"");
      case TriggerAction::kLeave:
        return order(action, "DISCONNECT", std::move(agreed), "");
      case TriggerAction::kReturn:
        return order(action, "RECONNECT", std::move(agreed), "");
      case TriggerAction::kRekeyPtk:
      case TriggerAction::kRekeyGtk:
        return Stack::trigger(action, sta, std::move(agreed));
    }
  }

 private:
  void on_event(const std::string& event) override {
    // It says that it is connected before it opens its port; the answer comes when it has.
    if (event.starts_with("REPLY OK") || event.starts_with("CTRL-EVENT-CONNECTED")) {
      send_command("STATUS");
    }
    if (event.find("wpa_state=COMPLETED") != std::string::npos) connected_ = true;
    if (event.starts_with("CTRL-EVENT-DISCONNECTED")) connected_ = false;
  }

  bool connected_ = false;
};

}  // namespace

std::unique_ptr<Stack> start_wpa_supplicant(const StackContext& context, const Scenario& scenario,
                                            const Sta& sta) {
  const std::string conf_path = context.work_directory + "/wpa_supplicant.conf";
  write_file(conf_path, configuration(context, scenario, sta), 0600);
  return std::make_unique<WpaSupplicant>(
      context, find_stack_program(sta.path, "wpa_supplicant", "wpasupplicant"), conf_path);
}

}  // namespace keyrace
