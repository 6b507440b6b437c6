#include "lab/scenario/stack_check.h"

#include "lab/scenario/command_template.h"
#include "lab/scenario/nearest_name.h"
#include "lab/scenario/scenario_error.h"

namespace keyrace {
namespace {

class StackCheck {
 public:
  StackCheck(const Scenario& scenario, const std::string& source)
      : scenario_(scenario), source_(source) {}

  void check_ap() const {
    switch (scenario_.ap.stack) {
      case ApStack::kHostapd:
        return;
      case ApStack::kIwd:
        return check_iwd_ap();
      case ApStack::kCommand:
        check_command("/ap", scenario_.ap.path, scenario_.ap.command);
        return check_timers();
    }
  }

  void check_sta(const std::string& where, const Sta& sta) const {
    if (sta.stack == StaStack::kCommand) check_command(where, sta.path, sta.command);
  }

 private:
  // iwd 2.3, src/ap.c: the beacon has an RSN element and no other, the GTK is made once, and the
  // profile's file has the SSID's name.
  void check_iwd_ap() const {
    if (scenario_.network.wpa != WpaVersion::kWpa2) {
      fail("/network/wpa",
           "iwd as the AP has no \"wpa1\"; write \"wpa2\", or \"hostapd\" as "
           "/ap/stack");
    }
    if (scenario_.ap.gtk_rekey.count() > 0) {
      fail("/ap/gtk_rekey",
           "iwd as the AP never renews its group key; remove it, or write "
           "\"hostapd\" as /ap/stack");
    }
    if (scenario_.network.ssid.find('/') != std::string::npos) {
      fail("/network/ssid", "iwd as the AP needs an SSID that can be a file's name, one without /");
    }
  }

  void check_command(const std::string& where, const std::string& path,
                     const Command& command) const {
    if (path.empty()) {
      fail(where + "/path", "must name the program that is to be run; found \"\"");
    }
    check_templates(where + "/arguments", command.arguments);
    check_templates(where + "/config", command.config);
    check_templates(where + "/rekey", command.rekey);
  }

  void check_templates(const std::string& where, const std::vector<std::string>& texts) const {
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const auto unknown = unknown_template_name(texts[i]);
      if (!unknown) continue;
      fail(where + "/" + std::to_string(i),
           "no template is named " + in_quotes("{" + *unknown + "}") + "; " +
               suggestion(*unknown, template_names(), "the names are"));
    }
  }

  // A program renews keys only if it is told to.
  void check_timers() const {
    const Ap& ap = scenario_.ap;
    if (ap.ptk_rekey.count() > 0 && !tells(ap.command, "ptk_rekey") && ap.command.rekey.empty()) {
      fail("/ap/ptk_rekey",
           "the program is not told; write {ptk_rekey}, whole seconds, into /ap/arguments or "
           "/ap/config, or a command as /ap/rekey");
    }
    if (ap.gtk_rekey.count() > 0 && !tells(ap.command, "gtk_rekey")) {
      fail("/ap/gtk_rekey",
           "the program is not told; write {gtk_rekey}, whole seconds, into /ap/arguments or "
           "/ap/config");
    }
  }

  [[noreturn]] void fail(const std::string& where, const std::string& reason) const {
    throw ScenarioError(source_, where, reason);
  }

  const Scenario& scenario_;
  const std::string& source_;
};

}  // namespace

void check_stacks(const Scenario& scenario, const std::string& source) {
  const StackCheck check(scenario, source);
  check.check_ap();
  for (std::size_t i = 0; i < scenario.sta.size(); ++i) {
    check.check_sta("/sta/" + std::to_string(i), scenario.sta[i]);
  }
}

}  // namespace keyrace
