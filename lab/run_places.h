// Where runs are: below a directory with an index, or as directories by themselves. Called by
// lab/cli for `report` and `merge`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lab/evidence/run_index.h"

namespace keyrace {

struct RunPlace {
  std::string scenario;
  std::uint64_t seed = 0;
  IndexStatus status = IndexStatus::kNotRun;  // as its index says; kNotRun where there is none
  std::string directory = {};  // of one run, or of a scenario's variants; empty: it was not run
};

// All runs that `directory` has: itself, those of its index, or, without either, those of the
// directories in it (as a download of several shards' results leaves them), in the order of their
// names. Other shards' runs are among them, without a directory. Throws EvidenceError when there is
// none.
std::vector<RunPlace> run_places(const std::string& directory);

}  // namespace keyrace
