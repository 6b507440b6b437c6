// Every scenario of the library, three times each, as `keyrace run NAME`.
#include "tests/bench/lab_runs.h"
#include "tests/bench/sections.h"

namespace keyrace::bench {

Table library_section() {
  Table table{
      "library",
      "each scenario of the library, from boot to verdict; the median of 3 runs",
      {"scenario", "CPU s", "wall s", "virtual s", "virtual s a wall s", "frames", "peak MB"},
      {}};
  const LabRuns lab;
  for (const std::string& name : library_names()) {
    const LabRun run = lab.of_library(name);
    table.rows.push_back({name, number(run.usage.cpu_s, "%.2f"), number(run.usage.wall_s, "%.2f"),
                          number(run.virtual_s, "%.1f"),
                          number(run.virtual_s / run.usage.wall_s, "%.1f"),
                          number(run.captured, "%.0f"), number(run.usage.peak_mb, "%.0f")});
  }
  return table;
}

}  // namespace keyrace::bench
