// Which adapter a node's stack has.
#include <cstdlib>

#include "lab/stack/stack.h"

namespace keyrace {

std::unique_ptr<Stack> start_ap(const StackContext& context, const Scenario& scenario) {
  switch (scenario.ap.stack) {
    case ApStack::kHostapd:
      return start_hostapd(context, scenario);
    case ApStack::kIwd:
      return start_iwd_ap(context, scenario);
    case ApStack::kCommand:
      return start_command_ap(context, scenario);
  }
  std::abort();
}

std::unique_ptr<Stack> start_sta(const StackContext& context, const Scenario& scenario,
                                 const Sta& sta) {
  switch (sta.stack) {
    case StaStack::kWpaSupplicant:
      return start_wpa_supplicant(context, scenario, sta);
    case StaStack::kIwd:
      return start_iwd_sta(context, scenario, sta);
    case StaStack::kCommand:
      return start_command_sta(context, scenario, sta);
  }
  std::abort();
}

}  // namespace keyrace
