// GitHub's workflow commands. Their data and properties are escaped as GitHub's own toolkit does
// (actions/toolkit, packages/core/src/command.ts).
#include "lab/report/outcome.h"
#include "lab/report/spoken.h"

namespace keyrace {
namespace {

// Octets. GitHub takes titles of 255 characters and messages of 64 KiB (REST API, check runs).
constexpr std::size_t kLongestTitle = 250;
constexpr std::size_t kLongestMessage = 4000;

std::string escaped(const std::string& text, bool property) {
  std::string result;
  for (const char c : text) {
    if (c == '%') {
      result += "%25";
    } else if (c == '\r') {
      result += "%0D";
    } else if (c == '\n') {
      result += "%0A";
    } else if (property && c == ':') {
      result += "%3A";
    } else if (property && c == ',') {
      result += "%2C";
    } else {
      result += c;
    }
  }
  return result;
}

std::string command(const std::string& title, const std::string& file, std::optional<int> line,
                    const std::string& message) {
  std::string text = "::error title=" + escaped(clipped(title, kLongestTitle), true);
  if (!file.empty()) text += ",file=" + escaped(file, true);
  if (!file.empty() && line) text += ",line=" + std::to_string(*line);
  return text + "::" + escaped(clipped(message, kLongestMessage), false) + "\n";
}

void add_commands(const std::string& name, const RunOutcome& outcome,
                  std::vector<std::string>& commands) {
  if (outcome.report.is_null()) {
    commands.push_back(
        command(name + " could not be done", outcome.file, std::nullopt, outcome.error));
    return;
  }
  const auto& expectations = outcome.report.at("expectations");
  for (std::size_t i = 0; i < expectations.size(); ++i) {
    const auto& each = expectations.at(i);
    if (each.at("held") == true) continue;
    commands.push_back(command(name, outcome.file, outcome.line_of(i),
                               "does not hold: " + each.at("text").get<std::string>() + "\nfound " +
                                   each.at("actual").get<std::string>()));
  }
}

}  // namespace

std::string outcomes_to_github(const std::vector<RunOutcome>& outcomes) {
  const std::vector<std::string> names = distinct_names(outcomes);
  std::vector<std::string> commands;
  for (std::size_t i = 0; i < outcomes.size(); ++i) add_commands(names[i], outcomes[i], commands);
  if (commands.size() > kMostAnnotations) {
    const std::size_t more = commands.size() - kMostAnnotations + 1;
    commands.resize(kMostAnnotations - 1);
    commands.push_back(
        command("keyrace", "", std::nullopt,
                "and " + std::to_string(more) + " more that do not hold or could not be done"));
  }
  std::string text;
  for (const std::string& each : commands) text += each;
  return text;
}

}  // namespace keyrace
