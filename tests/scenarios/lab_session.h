// Runs the built keyrace as a user would, in a temporary directory of its own that goes with the
// object.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "emulator/sys/child_process.h"
#include "tests/locations.h"

namespace keyrace {

class LabSession {
 public:
  struct Result {
    int status = -1;  // exit status; 128 + signal when killed
    std::string out;
    std::string err;
    nlohmann::json json() const { return nlohmann::json::parse(out); }
  };

  explicit LabSession(const char* program = kProgram);
  ~LabSession();
  LabSession(const LabSession&) = delete;
  LabSession& operator=(const LabSession&) = delete;

  const std::string& directory() const { return directory_; }
  std::string path(const std::string& name) const { return directory_ + "/" + name; }

  // `arguments` behind the program's name; the working directory is directory().
  Result run(const std::vector<std::string>& arguments);
  // A command of any kind there, such as the program inside another that changes its surroundings.
  Result run_command(const std::vector<std::string>& argv);
  // The same without waiting; output goes to path("out") and path("err").
  ChildProcess start(const std::vector<std::string>& arguments);
  ChildProcess start_command(const std::vector<std::string>& argv);
  Result finish(ChildProcess& process);

  // The report of a scenario, of the library or a file, with `changes` as --set; status 0 is
  // expected. Its evidence is in last_run().
  nlohmann::json report_of(const std::string& scenario,
                           const std::vector<std::string>& changes = {});
  std::string last_run() const { return path("run" + std::to_string(runs_)); }

  // A file in directory(); an executable one when it begins with "#!". Returns its path.
  std::string write(const std::string& name, const std::string& content);

 private:
  std::string program_;
  std::string directory_;
  int runs_ = 0;  // by report_of()
};

// Whether this machine has what schema_mistakes() needs; tests without it are skipped.
bool can_check_schemas(LabSession& session);
inline constexpr char kNoSchemaCheck[] = "python3-jsonschema is missing: scripts/setup --tests";

// What is wrong with the JSON files in and below the session's directory, by `keyrace schema`;
// empty: nothing.
std::string schema_mistakes(LabSession& session);

// Lines of a JSON Lines file of a run, without its header.
std::vector<nlohmann::json> evidence_lines(const std::string& run_directory,
                                           const std::string& file);

}  // namespace keyrace
