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
// What each scenario of the library costs.
Table library_section();
// What a run's parts cost: its start, a rekey, a frame, a station, a point of a sweep.
Table cost_section();

}  // namespace keyrace::bench
