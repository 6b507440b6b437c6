#include "lab/scenario/stack_check.h"

#include <algorithm>

#include "lab/scenario/command_template.h"
#include "lab/scenario/nearest_name.h"
#include "lab/scenario/scenario_error.h"
#include "lab/scenario/scenario_fields.h"

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
        check_ptk_timer("/ap", scenario_.ap.ptk_rekey, scenario_.ap.command);
        return check_group_timers();
    }
  }

  void check_sta(const std::string& where, const Sta& sta) const {
    switch (sta.stack) {
      case StaStack::kWpaSupplicant:
        return;
      case StaStack::kIwd:
        if (sta.ptk_rekey.count() == 0) return;
        fail(where + "/ptk_rekey",
             "iwd as a STA never asks for a new PTK; remove it, or write /ap/ptk_rekey");
      case StaStack::kCommand:
        check_command(where, sta.path, sta.command);
        return check_ptk_timer(where, sta.ptk_rekey, sta.command);
    }
  }

  // What a stack has no command for is known beforehand.
  void check_trigger(const std::string& where, const Trigger& trigger) const {
    switch (trigger.action) {
      case TriggerAction::kRekeyPtk:
      case TriggerAction::kRekeyGtk:
        return check_ap_trigger(where, trigger);
      case TriggerAction::kRequestPtk:
      case TriggerAction::kRequestGtk:
      case TriggerAction::kLeave:
      case TriggerAction::kReturn:
        return check_sta_trigger(where, trigger);
    }
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
    if (scenario_.ap.strict_rekey == StrictRekey::kOn) {
      fail("/ap/strict_rekey",
           "iwd as the AP never renews its group key; remove it, or write "
           "\"hostapd\" as /ap/stack");
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
  void check_ptk_timer(const std::string& where, Duration period, const Command& command) const {
    if (period.count() == 0 || tells(command, "ptk_rekey") || !command.rekey.empty()) return;
    fail(where + "/ptk_rekey", "the program is not told; write {ptk_rekey}, whole seconds, into " +
                                   where + "/arguments or " + where + "/config, or a command as " +
                                   where + "/rekey");
  }

  void check_group_timers() const {
    const Ap& ap = scenario_.ap;
    if (ap.gtk_rekey.count() > 0 && !tells(ap.command, "gtk_rekey")) {
      fail("/ap/gtk_rekey",
           "the program is not told; write {gtk_rekey}, whole seconds, into /ap/arguments or "
           "/ap/config");
    }
    if (ap.strict_rekey == StrictRekey::kOn) {
      fail("/ap/strict_rekey",
           "the program is not told; write what does that there into /ap/arguments or /ap/config");
    }
  }

  void check_ap_trigger(const std::string& where, const Trigger& trigger) const {
    switch (scenario_.ap.stack) {
      case ApStack::kHostapd:
        return;
      case ApStack::kIwd:
        return refuse(where, trigger, "iwd", "\"hostapd\" as /ap/stack");
      case ApStack::kCommand:
        if (trigger.action == TriggerAction::kRekeyPtk && !scenario_.ap.command.rekey.empty())
          return;
        return refuse(where, trigger, "the program",
                      trigger.action == TriggerAction::kRekeyPtk ? "one as /ap/rekey"
                                                                 : "\"hostapd\" as /ap/stack");
    }
  }

  void check_sta_trigger(const std::string& where, const Trigger& trigger) const {
    const auto sta = std::ranges::find(scenario_.sta, trigger.sta, &Sta::name);
    if (sta == scenario_.sta.end()) return;
    const std::string at = "/sta/" + std::to_string(sta - scenario_.sta.begin());
    const bool request = trigger.action == TriggerAction::kRequestPtk;
    switch (sta->stack) {
      case StaStack::kWpaSupplicant:
        return;
      case StaStack::kIwd:
        return refuse(where, trigger, "iwd", "\"wpa_supplicant\" as " + at + "/stack");
      case StaStack::kCommand:
        if (request && !sta->command.rekey.empty()) return;
        return refuse(
            where, trigger, "the program",
            request ? "one as " + at + "/rekey" : "\"wpa_supplicant\" as " + at + "/stack");
    }
  }

  [[noreturn]] void refuse(const std::string& where, const Trigger& trigger, const std::string& who,
                           const std::string& right) const {
    const std::string action(trigger_action_name(trigger.action));
    fail(where + "/do", who + " has no command for " + in_quotes(action) + "; write " + right);
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
  for (std::size_t i = 0; i < scenario.triggers.size(); ++i) {
    check.check_trigger("/triggers/" + std::to_string(i), scenario.triggers[i]);
  }
}

}  // namespace keyrace
