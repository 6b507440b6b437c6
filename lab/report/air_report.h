// What the rules of the air did in a run: the part of report.json that is named "air".
// Arrow: verify -> report.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "lab/scenario/scenario.h"
#include "lab/verify/run_verdicts.h"

namespace keyrace {

struct AirRuleReport {
  std::uint32_t n = 0;                // from 1, as the scenario has them
  std::string action;                 // "drop-ack"
  std::vector<std::uint64_t> frames;  // numbers in the capture of those that it met
};

struct AirReport {
  std::vector<AirRuleReport> rules;  // none: hwsim carried the frames itself
};

AirReport report_air(const Scenario& scenario, const RunVerdicts& verdicts);

// {"medium", "rules": [{"n", "action", "met", "frames"}], "dropped", ... "unused"}: how many frames
// met each action's rules; "unused" has the numbers of rules that met none.
nlohmann::ordered_json air_json(const AirReport& air);

// The rule's sentence says what became of the frame, and why: no other has to.
bool told_with_the_air(const FrameVerdict& frame);

// A sentence for each rule: what it met and what came of it, or that it met nothing.
std::vector<std::string> tell_air(const AirReport& air, const RunVerdicts& verdicts);

}  // namespace keyrace
