// The files that a run leaves, by name; the one place that knows them. A run directory is made by
// the engine, filled by the guest and by verify, and read by report.
#pragma once

#include <string>

namespace keyrace::evidence_file {

inline constexpr char kScenario[] = "scenario.json";
inline constexpr char kJob[] = "job.json";
inline constexpr char kRun[] = "run.json";
inline constexpr char kGuest[] = "guest.json";
inline constexpr char kConsole[] = "console.log";
inline constexpr char kAir[] = "air.pcapng";
inline constexpr char kRadius[] = "radius.pcapng";
inline constexpr char kKeys[] = "keys.jsonl";
inline constexpr char kRawTrace[] = "kernel.trace";
inline constexpr char kKernel[] = "kernel.jsonl";
inline constexpr char kTraffic[] = "traffic.jsonl";
inline constexpr char kFrames[] = "frames.jsonl";
inline constexpr char kReport[] = "report.json";
inline constexpr char kStacks[] = "stacks";
inline constexpr char kSource[] = "source.json";
inline constexpr char kFailure[] = "failure.json";
// Of several runs, in the directory above theirs.
inline constexpr char kComparison[] = "comparison.json";
inline constexpr char kIndex[] = "index.json";
inline constexpr char kTableCsv[] = "table.csv";
inline constexpr char kTableJson[] = "table.json";
inline constexpr char kChart[] = "chart.svg";  // of a sweep

}  // namespace keyrace::evidence_file

namespace keyrace {

// A new, empty directory for one run (mode 0700): `requested`, or runs/<scenario>-<n> when that is
// empty, below the current directory, or below that for temporary files where the current one is on
// a read-only file system. Throws SystemError; a requested directory that has files is an error.
std::string create_run_directory(const std::string& requested, const std::string& scenario);

// Where that would make a directory now: "runs" or "/tmp/runs".
std::string default_run_parent();

}  // namespace keyrace
