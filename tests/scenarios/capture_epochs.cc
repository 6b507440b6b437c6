#include "tests/scenarios/capture_epochs.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <optional>
#include <utility>

namespace keyrace {
namespace {

using nlohmann::json;

// Numbers of one link's keys in the run and in the capture; a key has one in each.
class Numbering {
 public:
  bool matches(const json& of_run, const json& of_capture) {
    if (of_run.is_null() || of_capture.is_null()) return of_run.is_null() == of_capture.is_null();
    const int run = of_run, capture = of_capture;
    const auto to = to_capture_.try_emplace(run, capture).first;
    const auto from = to_run_.try_emplace(capture, run).first;
    return to->second == capture && from->second == run;
  }

 private:
  std::map<int, int> to_capture_, to_run_;
};

std::string link_of(const json& line) {
  if (line["group"] == true) return "group";
  std::string ta = line["ta"], ra = line["ra"];
  if (ra < ta) std::swap(ta, ra);
  return ta + " " + ra;
}

}  // namespace

std::vector<std::string> epoch_differences(LabSession& session, const std::string& run_directory,
                                           const std::vector<std::string>& keys) {
  // Under the name that says which schema it has.
  const std::string directory = run_directory + "/verified";
  std::filesystem::create_directory(directory);
  std::vector<std::string> arguments{"verify", run_directory + "/air.pcapng", "--frames",
                                     directory + "/frames.jsonl"};
  arguments.insert(arguments.end(), keys.begin(), keys.end());
  const LabSession::Result result = session.run(arguments);
  EXPECT_EQ(result.status, 0) << result.err;

  std::map<std::uint64_t, json> verified;
  for (const json& line : evidence_lines(directory, "frames.jsonl")) {
    verified[line["n"]] = line;
  }
  std::map<std::string, Numbering> numbers;
  std::vector<std::string> differences;
  for (const json& line : evidence_lines(run_directory, "frames.jsonl")) {
    if (line["verdict"] == "unprotected") continue;
    const auto found = verified.find(line["n"]);
    if (found == verified.end()) {
      differences.push_back("not in the capture's: " + line.dump());
      continue;
    }
    const json& other = found->second;
    Numbering& numbering = numbers[link_of(line)];
    const bool same = numbering.matches(line["tk_epoch"], other["tk_epoch"]) &&
                      numbering.matches(line["mic_epoch"], other["mic_epoch"]) &&
                      line["mic_reversed"] == other["mic_reversed"];
    if (!same) differences.push_back(line.dump() + "\n  " + other.dump());
  }
  return differences;
}

}  // namespace keyrace
