#include "lab/cli/scenario_result.h"

#include <filesystem>

#include "lab/evidence/scenario_source.h"
#include "lab/report/spoken.h"

namespace keyrace {
namespace {

using Json = nlohmann::ordered_json;

RunOutcome outcome_of(const ComparedRun& run, const CampaignPlace& place) {
  RunOutcome outcome;
  outcome.scenario = run.report.at("scenario");
  outcome.variant = run.name;
  outcome.place = place;
  outcome.seed = run.report.at("seed");
  outcome.run_directory = short_name(run.run_directory);
  outcome.report = run.report;
  outcome.diagram = run.diagram;
  outcome.page = run.page;
  ScenarioSource source = read_scenario_source(run.run_directory);
  outcome.file = std::move(source.file);
  outcome.lines = std::move(source.lines);
  return outcome;
}

// What one run differs by from the next.
std::string what_was_lost(const Json& report) {
  const Json& traffic = report.at("traffic");
  const Json& verdicts = report.at("frames").at("verdicts");
  return traffic.at("lost").dump() + " of " +
         spoken_count(traffic.at("sent").get<std::uint64_t>(), "datagram") + " lost, " +
         verdicts.at("icv_failure").dump() + " ICV and " + verdicts.at("mic_failure").dump() +
         " MIC failures";
}

std::string line_of(const RunOutcome& outcome, const TextStyle& style) {
  const Ink ink = outcome.status() == OutcomeStatus::kHolds ? Ink::kGood : Ink::kBad;
  std::string line = outcome.name() + ": ";
  if (outcome.report.is_null()) {
    line += painted(style, ink, "could not be done");
  } else {
    const std::size_t all = outcome.report.at("expectations").size();
    line += painted(style, ink,
                    std::to_string(all - failed_expectations(outcome.report)) + " of " +
                        std::to_string(all) + " expectations hold") +
            "; " + what_was_lost(outcome.report);
  }
  return line + (outcome.run_directory.empty() ? "" : "; " + outcome.run_directory) + "\n";
}

std::string lines_of(const std::vector<RunOutcome>& outcomes, const TextStyle& style) {
  std::string lines;
  for (const RunOutcome& outcome : outcomes) lines += line_of(outcome, style);
  return lines;
}

Json failure_json(const RunOutcome& failed) {
  return {{"scenario", failed.scenario}, {"seed", failed.seed}, {"error", failed.error}};
}

}  // namespace

ScenarioResult result_of(const RunResult& run, const Rendering& rendering,
                         const CampaignPlace& place) {
  const auto& [format, style] = rendering;
  const ComparedRun compared = compared_run("", run.run_directory, run.report, run.page);
  ScenarioResult result{{outcome_of(compared, place)}};
  if (format == ReportFormat::kText)
    result.text = report_to_text(run.report, short_name(run.run_directory), style);
  if (format == ReportFormat::kJson) result.text = compared.report.dump(2);
  if (format == ReportFormat::kLine) result.text = lines_of(result.outcomes, style);
  return result;
}

ScenarioResult result_of(const Comparison& comparison, const std::string& directory,
                         const Rendering& rendering, bool told, const CampaignPlace& place) {
  const auto& [format, style] = rendering;
  ScenarioResult result;
  for (const ComparedRun& run : comparison.runs) {
    result.outcomes.push_back(outcome_of(run, place));
  }
  if (format == ReportFormat::kText) {
    if (told) result.text = lines_of(result.outcomes, style) + "\n";
    result.text += comparison_to_text(comparison, short_name(directory), style);
  }
  if (format == ReportFormat::kJson) result.text = comparison_to_json(comparison).dump(2);
  if (format == ReportFormat::kLine) result.text = lines_of(result.outcomes, style);
  return result;
}

ScenarioResult result_of(const RunOutcome& failed, const Rendering& rendering) {
  ScenarioResult result{{failed}};
  if (rendering.format == ReportFormat::kJson) result.text = failure_json(failed).dump(2);
  if (rendering.format == ReportFormat::kLine) result.text = line_of(failed, rendering.style);
  return result;
}

std::string to_bytes(const ScenarioResult& result) {
  Json outcomes = Json::array();
  for (const RunOutcome& each : result.outcomes) {
    Json lines = Json::array();
    for (const auto& line : each.lines) lines.push_back(line.value_or(0));
    Json point = Json::array();
    for (const Setting& set : each.place.point) point.push_back({set.pointer, set.value});
    outcomes.push_back({each.scenario, each.variant, Json{point, each.place.alone}, each.seed,
                        each.run_directory, each.report, each.error, each.file, lines, each.page,
                        each.diagram});
  }
  return Json{outcomes, result.text}.dump();
}

ScenarioResult from_bytes(const std::string& bytes) {
  const Json json = Json::parse(bytes);
  ScenarioResult result{{}, json.at(1)};
  for (const Json& each : json.at(0)) {
    RunOutcome outcome{each.at(0), each.at(1), {{}, each.at(2).at(1)},
                       each.at(3), each.at(4), each.at(5),
                       each.at(6), each.at(7), {},
                       each.at(9), each.at(10)};
    for (const Json& set : each.at(2).at(0)) {
      outcome.place.point.push_back({set.at(0), set.at(1)});
    }
    for (const int line : each.at(8)) {
      outcome.lines.push_back(line == 0 ? std::nullopt : std::optional(line));
    }
    result.outcomes.push_back(std::move(outcome));
  }
  return result;
}

std::string short_name(const std::string& path) {
  namespace fs = std::filesystem;
  const std::string relative = fs::absolute(path).lexically_proximate(fs::current_path());
  return relative.starts_with("..") ? path : relative;
}

}  // namespace keyrace
