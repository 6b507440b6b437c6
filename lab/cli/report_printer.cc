#include "lab/cli/report_printer.h"

#include <iostream>

#include "emulator/sys/system_error.h"
#include "lab/cli/command_line.h"

namespace keyrace {

ReportPrinter::ReportPrinter(ReportFormat format, bool several, const std::string& file)
    : format_(format), several_(several), path_(file) {
  if (path_.empty()) return;
  // Now, not after hours of runs.
  file_.open(path_, std::ios::binary | std::ios::trunc);
  if (!file_) throw SystemError("write " + path_);
}

std::ostream& ReportPrinter::out() {
  return path_.empty() ? std::cout : file_;
}

void ReportPrinter::print(const ScenarioResult& result) {
  outcomes_.insert(outcomes_.end(), result.outcomes.begin(), result.outcomes.end());
  const bool json = format_ == ReportFormat::kJson;
  // A failure that stands alone is told on stderr only.
  const bool failed_alone = !several_ && result.outcomes.front().report.is_null();
  if (!result.text.empty() && !failed_alone) {
    if (json && several_) out() << (printed_ ? ",\n" : "[\n");
    if (format_ == ReportFormat::kText && printed_) out() << "\n";
    out() << result.text << (json && !several_ ? "\n" : "") << std::flush;
    printed_ = true;
  }
  for (const RunOutcome& outcome : result.outcomes) {
    if (outcome.report.is_null()) complain(outcome);
  }
}

void ReportPrinter::complain(const RunOutcome& outcome) {
  std::cout.flush();
  std::cerr << "keyrace: " << (several_ ? outcome.name() + ": " : "") << outcome.error << "\n";
}

std::string ReportPrinter::document() const {
  switch (format_) {
    case ReportFormat::kMarkdown:
      return outcomes_to_markdown(outcomes_);
    case ReportFormat::kJunit:
      return outcomes_to_junit(outcomes_);
    case ReportFormat::kGithub:
      return outcomes_to_github(outcomes_);
    case ReportFormat::kHtml:
      return outcomes_to_html(outcomes_);
    case ReportFormat::kJson:
      return !several_ ? "" : printed_ ? "\n]\n" : "[]\n";
    case ReportFormat::kText:
    case ReportFormat::kLine:
      return "";
  }
  return "";
}

void ReportPrinter::finish() {
  out() << document() << std::flush;
  if (!path_.empty() && !file_) throw SystemError("write " + path_);
}

std::string ReportPrinter::summary() const {
  return summary_in_words(outcomes_);
}

int ReportPrinter::status() const {
  return exit_status(status_of(outcomes_));
}

int exit_status(OutcomeStatus status) {
  switch (status) {
    case OutcomeStatus::kHolds:
      return kExitHolds;
    case OutcomeStatus::kDoesNotHold:
      return kExitDoesNotHold;
    case OutcomeStatus::kError:
      return kExitLabFailed;
  }
  return kExitLabFailed;
}

}  // namespace keyrace
