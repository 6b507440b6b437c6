// hostapd as the AP.
#include <sstream>

#include "emulator/sys/file.h"
#include "lab/guest/lan_names.h"
#include "lab/stack/network_words.h"
#include "lab/stack/stack.h"

namespace keyrace {
namespace {

std::string configuration(const StackContext& context, const Scenario& scenario) {
  const Network& network = scenario.network;
  const bool wpa1 = network.wpa == WpaVersion::kWpa1;
  const char* cipher = cipher_word(network.cipher);
  std::ostringstream conf;
  conf << "interface=" << context.node << "\n"
       << "driver=nl80211\n"
       << "bridge=" << lan_name::kBridge << "\n"
       << "ctrl_interface=" << context.work_directory << "/control\n"
       << "logger_stdout=-1\nlogger_stdout_level=0\n"
       << "ssid=" << network.ssid << "\n"
       << "hw_mode=g\n"
       << "channel=" << network.channel << "\n"
       << "wpa=" << (wpa1 ? 1 : 2) << "\n"
       << "wpa_key_mgmt=WPA-PSK\n"
       << (wpa1 ? "wpa_pairwise=" : "rsn_pairwise=") << cipher << "\n"
       << "wpa_passphrase=" << network.passphrase << "\n"
       << "wpa_ptk_rekey=" << whole_seconds(scenario.ap.ptk_rekey) << "\n"
       << "wpa_group_rekey=" << whole_seconds(scenario.ap.gtk_rekey) << "\n"
       << "wpa_strict_rekey=" << (scenario.ap.strict_rekey == StrictRekey::kOn ? 1 : 0) << "\n";
  for (const std::string& line : scenario.ap.extra_conf) conf << line << "\n";
  return conf.str();
}

class Hostapd : public Stack {
 public:
  Hostapd(const StackContext& context, const std::string& program, const std::string& conf_path)
      : Stack(context, {program, "-dK", "-t", conf_path},
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
