// GitHub's workflow commands. Their data and properties are escaped as GitHub's own toolkit does
// (actions/toolkit, packages/core/src/command.ts).
#include "lab/report/outcome.h"

namespace keyrace {
namespace {

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
  std::string text = "::error title=" + escaped(title, true);
  if (!file.empty()) text += ",file=" + escaped(file, true);
  if (!file.empty() && line) text += ",line=" + std::to_string(*line);
  return text + "::" + escaped(message, false) + "\n";
}

std::string commands(const std::string& name, const RunOutcome& outcome) {
  if (outcome.report.is_null()) {
    return command(name + " could not be done", outcome.file, std::nullopt, outcome.error);
  }
  const auto& expectations = outcome.report.at("expectations");
  std::string text;
  for (std::size_t i = 0; i < expectations.size(); ++i) {
    const auto& each = expectations.at(i);
    if (each.at("held") == true) continue;
    text += command(name, outcome.file, outcome.line_of(i),
                    "does not hold: " + each.at("text").get<std::string>() + "\nfound " +
                        each.at("actual").get<std::string>());
  }
  return text;
}

}  // namespace

std::string outcomes_to_github(const std::vector<RunOutcome>& outcomes) {
  const std::vector<std::string> names = distinct_names(outcomes);
  std::string text;
  for (std::size_t i = 0; i < outcomes.size(); ++i) text += commands(names[i], outcomes[i]);
  return text;
}

}  // namespace keyrace
