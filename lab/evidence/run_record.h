// run.json: what a report needs to know about a run that neither scenario nor guest say.
#pragma once

#include <map>
#include <string>

namespace keyrace {

struct RunRecord {
  std::string engine;                           // "uml"
  bool drop_reasons = true;                     // the kernel says why mac80211 drops a frame
  double wall_s = 0;                            // boot to power-off
  std::map<std::string, std::string> versions;  // of the nodes' stacks, by node
};

void write_run_record(const std::string& path, const RunRecord& record);
RunRecord read_run_record(const std::string& path);

}  // namespace keyrace
