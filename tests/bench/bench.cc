// keyrace_bench JSON_FILE [SECTION]...: runs the benchmarks, or those named, prints a table for
// each and writes all of them to JSON_FILE. Started by scripts/bench.
#include <algorithm>
#include <iostream>

#include "emulator/sys/file.h"
#include "tests/bench/sections.h"

namespace keyrace::bench {
namespace {

struct Section {
  std::string name;
  Table (*run)();
};

const std::vector<Section> kSections{{"shim", shim_section},
                                     {"tkip", tkip_section},
                                     {"verify", verify_section},
                                     {"library", library_section},
                                     {"cost", cost_section}};

int run(const std::string& json_file, const std::vector<std::string>& wanted) {
  for (const std::string& name : wanted) {
    if (std::ranges::find(kSections, name, &Section::name) != kSections.end()) continue;
    std::cerr << "keyrace_bench: no section " << name << "; there are:";
    for (const Section& section : kSections) std::cerr << " " << section.name;
    std::cerr << "\n";
    return 2;
  }
  nlohmann::ordered_json results = nlohmann::ordered_json::array();
  for (const Section& section : kSections) {
    if (!wanted.empty() && std::ranges::find(wanted, section.name) == wanted.end()) continue;
    const Table table = section.run();
    std::cout << to_markdown(table) << "\n" << std::flush;
    results.push_back(to_json(table));
  }
  write_file(json_file, nlohmann::ordered_json{{"sections", results}}.dump(2) + "\n", 0644);
  return 0;
}

}  // namespace
}  // namespace keyrace::bench

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: keyrace_bench JSON_FILE [SECTION]...\n";
    return 2;
  }
  try {
    return keyrace::bench::run(argv[1], {argv + 2, argv + argc});
  } catch (const std::exception& error) {
    std::cerr << "keyrace_bench: " << error.what() << "\n";
    return 3;
  }
}
