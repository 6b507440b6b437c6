// index.json: the runs below one directory, in their order, whether they were done or not. Written
// by `run` of several scenarios (each shard of a campaign names all of the campaign's runs) and by
// `merge`; read by `report` and `merge`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lab/scenario/scenario.h"

namespace keyrace {

enum class IndexStatus {
  kHolds,
  kDoesNotHold,
  kError,      // the lab could not do it
  kNotRun,     // it was to be done here and was not, or not yet
  kElsewhere,  // another shard's
};

const char* to_string(IndexStatus status);  // "holds", "does-not-hold", "error", "not-run", ...

struct IndexEntry {
  std::string scenario;
  std::uint64_t seed = 0;
  IndexStatus status = IndexStatus::kNotRun;
  std::string run = {};  // its directory's name, below that of the index; empty: it has none
  std::vector<Setting> point = {};      // what a point of a sweep sets; empty: it is none
  std::string fingerprint = {};         // of all that is run; empty: not known
  std::vector<std::string> alone = {};  // words that run it alone, behind "keyrace run"
};

// What tells the runs of a campaign apart, in words: "late /faults/0/by=50ms with seed 1".
std::string spoken_run(const IndexEntry& entry);

struct RunIndex {
  std::string kernel;  // "uml 7.3.4 ...": engine, and what is known of the kernel; empty: not known
  std::vector<IndexEntry> runs;
};

bool is_indexed(const std::string& directory);

// In `directory`. Writing replaces the file as a whole, so that a run that is killed leaves one or
// the other. Throws SystemError; reading throws EvidenceError.
void write_run_index(const std::string& directory, const RunIndex& index);
RunIndex read_run_index(const std::string& directory);

}  // namespace keyrace
