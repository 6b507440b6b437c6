// hostapd and wpa_supplicant in the lab's kernel without the lab: a shell starts them there, with
// no shim, trace, capture or analysis. What a run of the lab costs beyond that is the lab's own.
#pragma once

#include <string>

#include "tests/bench/program.h"

namespace keyrace::bench {

struct BareRun {
  Usage usage;
  double handshakes = 0;  // pairwise, the first one too
};

// Virtual seconds; ptk_rekey 0: none; debug: with the debug logs that are the lab's default. The
// median, by CPU time, of several runs; `directory` is for the script and what it prints. Throws
// SystemError where the kernel fails, or the station does not connect.
BareRun bare_stacks(const std::string& directory, int duration_s, int ptk_rekey_s, bool debug);

}  // namespace keyrace::bench
