// source.json: where a run's scenario came from, so that a report can point into that file.
// Written by run_scenario, read for the formats that point (junit, github). It names a place of the
// machine of the run, and is no part of what is judged.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace keyrace {

struct ScenarioSource {
  std::string file;                       // as it was given; empty: not known
  std::vector<std::optional<int>> lines;  // of its expectations, in order, from 1; absent: none
};

// In `directory`. Reading throws EvidenceError; a directory without the file has an empty source.
void write_scenario_source(const std::string& directory, const ScenarioSource& source);
ScenarioSource read_scenario_source(const std::string& directory);

}  // namespace keyrace
