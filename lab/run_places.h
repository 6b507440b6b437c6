// Where runs are: below a directory with an index, or as directories by themselves. Called by
// lab/cli for `report` and `merge`.
#pragma once

#include <string>
#include <vector>

#include "lab/evidence/run_index.h"

namespace keyrace {

struct RunPlace {
  IndexEntry entry;            // kNotRun where there is no index
  std::string directory = {};  // of one run, or of a scenario's variants; empty: it was not run
  std::string index = {};      // the directory whose index names it; empty: none does
  std::string kernel = {};     // RunIndex::kernel
};

// All runs that `directory` has: itself, those of its index, or, without either, those of the
// directories in it (as a download of several shards' results leaves them), in the order of their
// names. Other shards' runs are among them, without a directory. Throws EvidenceError when there is
// none.
std::vector<RunPlace> run_places(const std::string& directory);

}  // namespace keyrace
