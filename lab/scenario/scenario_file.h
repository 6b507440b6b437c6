// Where scenarios come from: a file, or the library's by its bare name.
// Called by lab/cli and scenario_reader.cc; first arrow of the flow, scenario -> engine.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace keyrace {

// Throws ScenarioError: no such file, a directory, unreadable, empty, too large.
std::string read_scenario_file(const std::filesystem::path& path);

// "baseline-rekey" is LIBRARY/baseline-rekey.json; anything with a '/' or a '.' is the path itself,
// and so is the name of an existing file that the library hasn't. Throws ScenarioError with the
// nearest names otherwise.
std::filesystem::path resolve_scenario_path(const std::string& argument,
                                            const std::filesystem::path& library_dir);

// Bare names, sorted. A library that can't be read is a ScenarioError.
std::vector<std::string> library_scenarios(const std::filesystem::path& library_dir);

}  // namespace keyrace
