#include "lab/evidence/key_log.h"

#include "lab/capture/given_keys.h"
#include "lab/evidence/json_lines.h"
#include "tests/fuzz/input_file.h"
#include "tests/fuzz/targets.h"

namespace keyrace {

void fuzz_key_log(ByteSpan input) {
  const InputFile file(input);
  KeyLog log;
  try {
    log = read_key_log(file.path());
  } catch (const EvidenceError& error) {
    require(std::string(error.what()).starts_with(file.path() + ":"), "an error names its place");
    return;
  }
  const KeyLogReading reading("ap", {});
  reading.keys(log);
  for (const KeyLogEntry& entry : log.entries) {
    if (!entry.peer) continue;
    logged_pairwise_keys(log, *entry.peer, MacAddress{});
    logged_group_keys(log, *entry.peer);
  }
}

}  // namespace keyrace
