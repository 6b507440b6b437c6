// What a run that lies somewhere came to, judged from its evidence again. Called by `report` and
// `merge`.
#pragma once

#include "lab/cli/scenario_result.h"
#include "lab/run_places.h"

namespace keyrace {

// As the index of several runs tells it.
IndexStatus index_status(OutcomeStatus status);

// A run that was not done is a failure in the result. Throws EvidenceError where the evidence is
// not what it should be.
ScenarioResult judge(const RunPlace& place, const Rendering& rendering);

}  // namespace keyrace
