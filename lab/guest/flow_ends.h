// Where a flow of the scenario begins and ends among the nodes. Called by Experiment.
#pragma once

#include <memory>
#include <vector>

#include "lab/guest/node.h"
#include "lab/scenario/scenario.h"
#include "lab/traffic/running_flow.h"

namespace keyrace {

// pc_paced: what the PC sends, as RunningFlow::Ends::paced. nodes: the AP first. The flow's STA is
// one of them, or everybody is meant.
RunningFlow::Ends flow_ends(const Flow& flow, const NetNamespace& pc, bool pc_paced,
                            const std::vector<std::unique_ptr<Node>>& nodes);

}  // namespace keyrace
