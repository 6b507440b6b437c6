#include "lab/run_places.h"

#include <algorithm>
#include <filesystem>

#include "lab/evidence/comparison_record.h"
#include "lab/evidence/failure_record.h"
#include "lab/evidence/json_lines.h"
#include "lab/evidence/run_directory.h"
#include "lab/scenario/scenario_reader.h"

namespace keyrace {
namespace {

namespace fs = std::filesystem;

bool is_run(const std::string& directory) {
  return fs::exists(directory + "/" + evidence_file::kScenario) || is_comparison(directory) ||
         fs::exists(directory + "/" + evidence_file::kFailure);
}

RunPlace place_of_run(const std::string& directory) {
  RunPlace place;
  place.directory = directory;
  if (const auto failure = read_failure_record(directory)) {
    place.entry.scenario = failure->scenario;
    place.entry.seed = failure->seed;
    return place;
  }
  // Variants differ in what their stacks are, not in the scenario's name.
  const std::string run = is_comparison(directory)
                              ? directory + "/" + read_comparison_record(directory).variants.front()
                              : directory;
  const Scenario scenario = load_scenario(run + "/" + evidence_file::kScenario);
  place.entry.scenario = scenario.name;
  place.entry.seed = scenario.seed;
  return place;
}

std::vector<RunPlace> indexed_places(const std::string& directory) {
  std::vector<RunPlace> places;
  const RunIndex index = read_run_index(directory);
  for (const IndexEntry& entry : index.runs) {
    const std::string run = entry.run.empty() ? "" : directory + "/" + entry.run;
    places.push_back({entry, run, directory, index.kernel});
  }
  return places;
}

std::vector<std::string> directories_in(const std::string& directory) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory, error)) {
    if (entry.is_directory(error) && !entry.is_symlink(error)) names.push_back(entry.path());
  }
  if (error) throw EvidenceError("read " + directory + ": " + error.message());
  std::ranges::sort(names);
  return names;
}

void collect(const std::string& directory, std::vector<RunPlace>& places) {
  if (is_indexed(directory)) {
    std::ranges::move(indexed_places(directory), std::back_inserter(places));
  } else if (is_run(directory)) {
    places.push_back(place_of_run(directory));
  } else {
    for (const std::string& below : directories_in(directory)) collect(below, places);
  }
}

}  // namespace

std::vector<RunPlace> run_places(const std::string& directory) {
  std::vector<RunPlace> places;
  collect(directory, places);
  if (places.empty()) {
    throw EvidenceError(directory + ": neither a run's files nor directories of runs; is this a " +
                        "run directory?");
  }
  return places;
}

}  // namespace keyrace
