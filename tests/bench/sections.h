// The benchmarks, each in a file of its own; listed in bench.cc.
#pragma once

#include "tests/bench/table.h"

namespace keyrace::bench {

// What the shim costs a program's calls.
Table shim_section();
// What opening TKIP frames costs, against RC4 alone.
Table tkip_section();
// How fast a capture is verified.
Table verify_section();

}  // namespace keyrace::bench
