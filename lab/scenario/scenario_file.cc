#include "lab/scenario/scenario_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

#include "lab/scenario/nearest_name.h"
#include "lab/scenario/scenario_error.h"

namespace keyrace {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargestFile = 4u << 20;  // a device or a capture given by mistake ends here
constexpr std::string_view kExtension = ".json";

std::string system_text(int error) {
  return std::generic_category().message(error);
}

}  // namespace

std::string read_scenario_file(const fs::path& path) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) {
    throw ScenarioError(path.string(), "is a directory; name a scenario file in it");
  }
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) throw ScenarioError(path.string(), "can't be read: " + system_text(errno));
  std::string text;
  std::array<char, 65536> piece;
  do {
    file.read(piece.data(), piece.size());
    text.append(piece.data(), static_cast<std::size_t>(file.gcount()));
  } while (file && text.size() <= kLargestFile);
  if (file.bad()) throw ScenarioError(path.string(), "can't be read: " + system_text(errno));
  if (text.size() > kLargestFile) {
    throw ScenarioError(path.string(), "is larger than 4 MiB, so it can't be a scenario");
  }
  if (text.find_first_not_of(" \t\r\n") == std::string::npos) {
    throw ScenarioError(path.string(), R"(is empty; the shortest scenario is {"name": "NAME"})");
  }
  return text;
}

fs::path resolve_scenario_path(const std::string& argument, const fs::path& library_dir) {
  if (argument.find_first_of("/.") != std::string::npos) return argument;
  std::error_code ignored;
  if (argument.empty()) throw ScenarioError("scenario", "is an empty name; give a file or a name");
  const fs::path in_library = library_dir / (argument + std::string(kExtension));
  if (fs::exists(in_library, ignored)) return in_library;
  if (fs::exists(argument, ignored)) return argument;
  throw ScenarioError(argument, "neither a file nor a scenario of " + library_dir.string() + "; " +
                                    suggestion(argument, library_scenarios(library_dir),
                                               "the scenarios there are"));
}

std::vector<std::string> library_scenarios(const fs::path& library_dir) {
  std::error_code error;
  std::vector<std::string> names;
  fs::directory_iterator entries(library_dir, error);
  for (; !error && entries != fs::directory_iterator(); entries.increment(error)) {
    if (entries->path().extension() == kExtension) names.push_back(entries->path().stem().string());
  }
  if (error) {
    throw ScenarioError(library_dir.string(), "can't list the scenarios: " + error.message());
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace keyrace
