// failure.json: what the lab could not do, in the directory of the run that was not done. Written
// by lab/cli, read where the run is reported again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace keyrace {

struct FailureRecord {
  std::string scenario;
  std::uint64_t seed = 0;
  std::string file;   // of the scenario, as it was given
  std::string error;  // with the newlines that it may have
};

// In `directory`. Writing throws SystemError; reading throws EvidenceError, and gives nothing where
// no failure was recorded.
void write_failure_record(const std::string& directory, const FailureRecord& record);
std::optional<FailureRecord> read_failure_record(const std::string& directory);

}  // namespace keyrace
