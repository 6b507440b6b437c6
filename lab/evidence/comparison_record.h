// comparison.json: the runs that stand side by side in one directory, in their order. Beside the
// run directories it is all that a comparison leaves.
#pragma once

#include <string>
#include <vector>

namespace keyrace {

struct ComparisonRecord {
  std::string scenario;
  std::vector<std::string> variants;  // each is also its run directory's name
};

bool is_comparison(const std::string& directory);

// In `directory`. Reading throws EvidenceError.
void write_comparison_record(const std::string& directory, const ComparisonRecord& record);
ComparisonRecord read_comparison_record(const std::string& directory);

}  // namespace keyrace
