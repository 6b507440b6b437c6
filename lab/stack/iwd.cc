// iwd as a STA or as the AP, on a D-Bus of its own. It takes the network from a file in its state
// directory: a STA connects to what it knows by itself, an AP is told over D-Bus to start.
#include <sys/stat.h>

#include <filesystem>
#include <iomanip>
#include <sstream>

#include "emulator/sys/file.h"
#include "emulator/sys/system_error.h"
#include "lab/stack/iwd_log.h"
#include "lab/stack/network_words.h"
#include "lab/stack/private_bus.h"
#include "lab/stack/stack.h"

namespace keyrace {
namespace {

constexpr char kService[] = "net.connman.iwd";
constexpr char kDevice[] = "net.connman.iwd.Device";
constexpr char kStation[] = "net.connman.iwd.Station";
constexpr char kAccessPoint[] = "net.connman.iwd.AccessPoint";

// main.conf. The interface is the lab's, with its name and address; management frame protection
// would change what is under test.
constexpr char kMainConf[] =
    "[General]\n"
    "UseDefaultInterface=true\n"
    "AddressRandomization=disabled\n"
    "EnableNetworkConfiguration=false\n"
    "ManagementFrameProtection=0\n";

// ELL's settings files: a backslash begins an escape, and a leading space is "\s".
std::string setting_value(const std::string& text) {
  std::string value;
  for (const char c : text) {
    if (c == '\\')
      value += "\\\\";
    else if (c == ' ' && value.empty())
      value += "\\s";
    else
      value += c;
  }
  return value;
}

// iwd.network(5): the SSID where it is letters, digits, "-", "_" and space, else "=" and
// hexadecimal.
std::string network_file_name(const std::string& ssid) {
  constexpr char kPlain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_ ";
  if (ssid.find_first_not_of(kPlain) == std::string::npos) return ssid + ".psk";
  std::ostringstream name;
  name << '=' << std::hex << std::setfill('0');
  for (const char c : ssid) name << std::setw(2) << int{static_cast<unsigned char>(c)};
  return name.str() + ".psk";
}

void append_lines(std::ostringstream& conf, const std::vector<std::string>& lines) {
  for (const std::string& line : lines) conf << line << "\n";
}

std::string network_file(const Network& network, const Sta& sta) {
  std::ostringstream conf;
  conf << "[Security]\nPassphrase=" << setting_value(network.passphrase) << "\n";
  append_lines(conf, sta.extra_conf);
  return conf.str();
}

std::string profile(const Scenario& scenario) {
  const char* cipher = cipher_word(scenario.network.cipher);
  std::ostringstream conf;
  conf << "[General]\nChannel=" << scenario.network.channel << "\n"
       << "RekeyTimeout=" << whole_seconds(scenario.ap.ptk_rekey) << "\n"
       << "[Security]\nPassphrase=" << setting_value(scenario.network.passphrase) << "\n"
       << "PairwiseCiphers=" << cipher << "\nGroupCipher=" << cipher << "\n";
  append_lines(conf, scenario.ap.extra_conf);
  return conf.str();
}

class Iwd : public Stack {
 public:
  Iwd(const StackContext& context, const std::string& program, std::unique_ptr<PrivateBus> bus)
      : Stack(context,
              context.debug_log ? std::vector{program, std::string("-d")} : std::vector{program},
              "",
              {"DBUS_SYSTEM_BUS_ADDRESS=" + bus->address(),
               "CONFIGURATION_DIRECTORY=" + context.work_directory,
               "STATE_DIRECTORY=" + context.work_directory + "/state"}),
        log_path_(context.log_path),
        bus_(std::move(bus)) {
    bus_->on_property([this](const DbusProperty& property) { on_property(property); });
  }

  bool ready() const override { return ready_; }

  void check_alive() override {
    Stack::check_alive();
    bus_->check_alive();
  }

  void stop() override {
    Stack::stop();
    bus_->stop();
  }

  std::vector<std::string> missing_kernel_options() const override {
    return options_iwd_misses(read_file(log_path_));
  }

 protected:
  virtual void on_property(const DbusProperty& property) = 0;

  bool ready_ = false;
  std::string log_path_;
  std::unique_ptr<PrivateBus> bus_;
};

class IwdSta : public Iwd {
 public:
  using Iwd::Iwd;

 private:
  void on_property(const DbusProperty& property) override {
    if (property.interface == kStation && property.name == "State") {
      ready_ = property.value == "connected";
    }
  }
};

class IwdAp : public Iwd {
 public:
  IwdAp(const StackContext& context, const std::string& program, std::unique_ptr<PrivateBus> bus,
        std::string ssid)
      : Iwd(context, program, std::move(bus)), ssid_(std::move(ssid)) {}

 private:
  // The device appears, is made an AP, and then has the interface that starts a profile.
  void on_property(const DbusProperty& property) override {
    if (property.interface == kDevice && property.name == "Mode" && property.value != "ap") {
      bus_->call(property.object, "org.freedesktop.DBus.Properties.Set",
                 {std::string("string:") + kDevice, "string:Mode", "variant:string:ap"});
    }
    if (property.interface != kAccessPoint || property.name != "Started") return;
    ready_ = property.value == "true";
    if (ready_ || asked_) return;
    asked_ = true;
    bus_->call(property.object, std::string(kAccessPoint) + ".StartProfile", {"string:" + ssid_});
  }

  std::string ssid_;
  bool asked_ = false;
};

// iwd ends itself when it can't open this. A pipe that never says anything is a machine without
// switches, on any kernel.
void make_rfkill() {
  constexpr char kPath[] = "/dev/rfkill";
  if (access(kPath, F_OK) != 0) check(std::string("make ") + kPath, mkfifo(kPath, 0600));
}

// What iwd needs before it starts: its files and its bus.
std::unique_ptr<PrivateBus> prepare(const StackContext& context, const Scenario& scenario,
                                    const std::string& file, const std::string& content) {
  make_rfkill();
  std::filesystem::create_directories(context.work_directory + "/state/ap");
  write_file(context.work_directory + "/main.conf", kMainConf, 0600);
  write_file(context.work_directory + "/state/" + file, content, 0600);
  return std::make_unique<PrivateBus>(context, kService,
                                      monotonic_now() + scenario.connect_deadline);
}

}  // namespace

std::unique_ptr<Stack> start_iwd_sta(const StackContext& context, const Scenario& scenario,
                                     const Sta& sta) {
  const std::string program = find_stack_program(sta.path, "iwd", "iwd");
  return std::make_unique<IwdSta>(
      context, program,
      prepare(context, scenario, network_file_name(scenario.network.ssid),
              network_file(scenario.network, sta)));
}

std::unique_ptr<Stack> start_iwd_ap(const StackContext& context, const Scenario& scenario) {
  const std::string program = find_stack_program(scenario.ap.path, "iwd", "iwd");
  const std::string& ssid = scenario.network.ssid;
  return std::make_unique<IwdAp>(
      context, program, prepare(context, scenario, "ap/" + ssid + ".ap", profile(scenario)), ssid);
}

}  // namespace keyrace
