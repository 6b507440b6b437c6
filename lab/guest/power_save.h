// A STA's power save, through nl80211. Called by Experiment.
#pragma once

#include "lab/guest/node.h"
#include "lab/scenario/scenario.h"

namespace keyrace {

// Throws SystemError, also where the STA's stack has removed the interface.
void set_power_save(const Node& sta, PowerSave power_save);

}  // namespace keyrace
