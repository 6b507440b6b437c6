// Finds the rekeys of a run among the key switches, and what each of them cost.
#pragma once

#include <vector>

#include "lab/report/report.h"

namespace keyrace {

std::vector<Rekey> find_rekeys(const RunEvidence& evidence, const RunVerdicts& verdicts,
                               const std::vector<TrafficRecord>& traffic);

}  // namespace keyrace
