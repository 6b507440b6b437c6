// Engine `host`: this machine's own kernel, in namespaces of the run's own, for root where there is
// mac80211_hwsim; time is real. Touches nobody's radios, interfaces and namespaces, and leaves
// nothing: see host_leftovers.h. First arrow: scenario -> engine.
#pragma once

#include "lab/engine/guest_process.h"

namespace keyrace {

// Throws LabFailure, with what would help, where this engine can't work.
void check_host();

// Returns and throws as GuestProcess::wait.
void run_host(const GuestOptions& options);

}  // namespace keyrace
