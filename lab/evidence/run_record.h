// run.json: what a report needs to know about a run that neither scenario nor guest say.
#pragma once

#include <map>
#include <string>

namespace keyrace {

struct StackBuild {
  std::string version;  // "2.10"; empty: it does not say
  std::string sha256;   // of the program's file, hexadecimal
};

struct RunRecord {
  std::string engine;                        // "uml"
  std::string time = "virtual";              // what a second is: "virtual", "counted" or "real"
  double wall_s = 0;                         // boot to power-off
  std::map<std::string, StackBuild> stacks;  // by node; kRadiusBuild: the RADIUS server
};

inline constexpr char kRadiusBuild[] = "radius-server";

void write_run_record(const std::string& path, const RunRecord& record);
RunRecord read_run_record(const std::string& path);

}  // namespace keyrace
