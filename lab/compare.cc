#include "lab/compare.h"

#include "lab/evidence/comparison_record.h"
#include "lab/evidence/run_directory.h"

namespace keyrace {

ComparisonResult run_variants(const std::string& scenario,
                              const std::vector<ScenarioVariant>& variants, RunOptions options) {
  const std::string parent = create_run_directory(options.run_directory, scenario);
  ComparisonRecord record{scenario, {}};
  for (const ScenarioVariant& variant : variants) record.variants.push_back(variant.name);
  write_comparison_record(parent, record);
  ComparisonResult result{{scenario, {}}, parent};
  for (const ScenarioVariant& variant : variants) {
    options.run_directory = parent + "/" + variant.name;
    const RunResult run = run_scenario(variant.scenario, options);
    result.comparison.runs.push_back(compared_run(variant.name, run.run_directory, run.report));
  }
  return result;
}

Comparison comparison_from_evidence(const std::string& directory) {
  const ComparisonRecord record = read_comparison_record(directory);
  Comparison comparison{record.scenario, {}};
  for (const std::string& name : record.variants) {
    const std::string run = directory + "/" + name;
    comparison.runs.push_back(compared_run(name, run, report_from_evidence(run)));
  }
  return comparison;
}

}  // namespace keyrace
