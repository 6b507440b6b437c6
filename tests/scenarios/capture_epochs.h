// What `keyrace verify` finds in a run's capture from the passphrase alone, beside what the run's
// own evidence says.
#pragma once

#include <string>
#include <vector>

#include "tests/scenarios/lab_session.h"

namespace keyrace {

// The frames of the run whose TK or MIC epoch the capture tells otherwise, each as a line. Numbers
// of epochs may differ where a key was asked for that never came on the air, but not which key it
// is: each number of the run goes with one of the capture. `keys`: arguments for verify.
std::vector<std::string> epoch_differences(LabSession& session, const std::string& run_directory,
                                           const std::vector<std::string>& keys);

}  // namespace keyrace
