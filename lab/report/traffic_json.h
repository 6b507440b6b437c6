// Parts of report.json that are about traffic and power save. Called by report_to_json.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "lab/report/flows.h"
#include "lab/report/power_save.h"
#include "lab/report/traffic_on_air.h"

namespace keyrace {

nlohmann::ordered_json flows_json(const std::vector<FlowReport>& flows);
nlohmann::ordered_json differences_json(const std::vector<TrafficDifference>& differences);
nlohmann::ordered_json power_save_json(const PowerSaveReport& report);

}  // namespace keyrace
