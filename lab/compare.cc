#include "lab/compare.h"

#include "lab/evidence/comparison_record.h"
#include "lab/evidence/run_directory.h"

namespace keyrace {
namespace {

ComparedRun compared(const std::string& name, const RunResult& run) {
  return compared_run(name, run.run_directory, run.report, run.page);
}

}  // namespace

ComparisonResult run_variants(const std::string& scenario,
                              const std::vector<ScenarioVariant>& variants, RunOptions options) {
  const std::string parent = create_run_directory(options.run_directory, scenario);
  ComparisonRecord record{scenario, {}};
  for (const ScenarioVariant& variant : variants) record.variants.push_back(variant.name);
  write_comparison_record(parent, record);
  ComparisonResult result{{scenario, {}}, parent};
  for (const ScenarioVariant& variant : variants) {
    options.run_directory = parent + "/" + variant.name;
    result.comparison.runs.push_back(
        compared(variant.name, run_scenario(variant.scenario, options)));
  }
  return result;
}

Comparison comparison_from_evidence(const std::string& directory, bool for_page) {
  const ComparisonRecord record = read_comparison_record(directory);
  Comparison comparison{record.scenario, {}};
  for (const std::string& name : record.variants) {
    comparison.runs.push_back(
        compared(name, result_from_evidence(directory + "/" + name, for_page)));
  }
  return comparison;
}

}  // namespace keyrace
