// wpa_supplicant as a STA.
#include <sstream>

#include "emulator/sys/file.h"
#include "lab/stack/network_words.h"
#include "lab/stack/stack.h"

namespace keyrace {
namespace {

std::string configuration(const StackContext& context, const Network& network, const Sta& sta) {
  const char* cipher = cipher_word(network.cipher);
  std::ostringstream conf;
  conf << "ctrl_interface=" << context.work_directory << "/control\n"
       << "update_config=0\n"
       << "network={\n"
       << "ssid=\"" << network.ssid << "\"\n"
       << "scan_freq=" << frequency_mhz(network.channel) << "\n"
       << "proto=" << (network.wpa == WpaVersion::kWpa1 ? "WPA" : "RSN") << "\n"
       << "key_mgmt=WPA-PSK\n"
       << "pairwise=" << cipher << "\ngroup=" << cipher << "\n"
       << "psk=\"" << network.passphrase << "\"\n";
  for (const std::string& line : sta.extra_conf) conf << line << "\n";
  conf << "}\n";
  return conf.str();
}

class WpaSupplicant : public Stack {
 public:
  WpaSupplicant(const StackContext& context, const std::string& program,
                const std::string& conf_path)
      : Stack(context, {program, "-dK", "-t", "-D", "nl80211", "-i", context.node, "-c", conf_path},
              context.work_directory + "/control/" + context.node) {}

  bool ready() const override { return connected_; }

 private:
  void on_event(const std::string& event) override {
    if (event.starts_with("REPLY OK")) send_command("STATUS");
    if (event.starts_with("CTRL-EVENT-CONNECTED") ||
        event.find("wpa_state=COMPLETED") != std::string::npos) {
      connected_ = true;
    }
    if (event.starts_with("CTRL-EVENT-DISCONNECTED")) connected_ = false;
  }

  bool connected_ = false;
};

}  // namespace

std::unique_ptr<Stack> start_wpa_supplicant(const StackContext& context, const Scenario& scenario,
                                            const Sta& sta) {
  const std::string conf_path = context.work_directory + "/wpa_supplicant.conf";
  write_file(conf_path, configuration(context, scenario.network, sta), 0600);
  return std::make_unique<WpaSupplicant>(
      context, find_stack_program(sta.path, "wpa_supplicant", "wpasupplicant"), conf_path);
}

}  // namespace keyrace
