#include "lab/guest/flow_ends.h"

#include <algorithm>
#include <stdexcept>

#include "lab/guest/lan_names.h"
#include "lab/scenario/scenario_fields.h"

namespace keyrace {

RunningFlow::Ends flow_ends(const Flow& flow, const NetNamespace& pc, bool pc_paced,
                            const std::vector<std::unique_ptr<Node>>& nodes) {
  if (flow.sta == kEveryStaName) {
    RunningFlow::Ends ends{pc, lan_name::kBroadcastAddress, {}, pc_paced};
    for (std::size_t i = 1; i < nodes.size(); ++i) {
      ends.receivers.push_back({nodes[i]->network, nodes[i]->name});
    }
    return ends;
  }
  const Node& sta =
      **std::ranges::find_if(nodes, [&](const auto& node) { return node->name == flow.sta; });
  switch (flow.direction) {
    case Direction::kDownlink:
      return {pc, sta.address, {{sta.network, sta.name}}, pc_paced};
    case Direction::kUplink:
      return {sta.network, lan_name::kPcAddress, {{pc, sta.name}}};
  }
  throw std::logic_error("a flow without a direction");
}

}  // namespace keyrace
