#include "lab/doctor/diagnosis.h"

#include <algorithm>

#include "lab/doctor/checks.h"

namespace keyrace {
namespace {

bool stops_default_engine(const Finding& finding) {
  return finding.required && finding.state != FindingState::kOk;
}

std::string what_stops(const Diagnosis& diagnosis) {
  std::string text;
  for (const Finding& finding : diagnosis.findings) {
    if (stops_default_engine(finding)) text += (text.empty() ? "" : ", ") + finding.what;
  }
  return text;
}

// The default engine is what all that it needs makes of it.
Finding engine_uml(const Diagnosis& diagnosis) {
  const std::string trouble = what_stops(diagnosis);
  if (trouble.empty()) return {"engine uml", FindingState::kOk, "the default", {}};
  return {"engine uml", FindingState::kWrong, "see " + trouble, {}};
}

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(width, text.size()), ' ');
  return text;
}

}  // namespace

std::string to_string(FindingState state) {
  switch (state) {
    case FindingState::kOk:
      return "ok";
    case FindingState::kMissing:
      return "missing";
    case FindingState::kWrong:
      return "wrong";
  }
  return "";
}

bool Diagnosis::default_engine_works() const {
  return std::ranges::none_of(findings, stops_default_engine);
}

Diagnosis diagnose(const Facts& facts) {
  Diagnosis diagnosis{{check_kernel(facts), check_guest_processes(facts), check_scratch(facts),
                       check_memory(facts)}};
  std::vector<Finding>& findings = diagnosis.findings;
  for (const InstalledPart& part : facts.parts) findings.push_back(check_part(part));
  for (const InstalledProgram& program : facts.programs) {
    findings.push_back(check_program(program, facts));
  }
  findings.push_back(check_other_kernels(facts));
  findings.push_back(check_built_stacks(facts));
  findings.push_back(check_run_directory(facts));
  findings.push_back(check_left_overs(facts));
  findings.push_back(engine_uml(diagnosis));
  findings.push_back(check_engine_qemu(facts));
  findings.push_back(check_engine_host(facts));
  return diagnosis;
}

std::string diagnosis_to_text(const Diagnosis& diagnosis) {
  std::size_t width = 0;
  for (const Finding& finding : diagnosis.findings) width = std::max(width, finding.what.size());
  std::string text;
  for (const Finding& finding : diagnosis.findings) {
    text += padded(to_string(finding.state), 9) + padded(finding.what, width + 2) + finding.found +
            "\n";
    for (const std::string& line : finding.remedy) {
      text += std::string(9 + width + 2, ' ') + "  " + line + "\n";
    }
  }
  const std::string trouble = what_stops(diagnosis);
  return text + "\n" +
         (trouble.empty() ? "The default engine, uml, would work."
                          : "The default engine, uml, would not work: " + trouble + ".") +
         "\n";
}

nlohmann::ordered_json diagnosis_to_json(const Diagnosis& diagnosis) {
  nlohmann::ordered_json json{
      {"schema", 1}, {"keyrace", KEYRACE_VERSION}, {"works", diagnosis.default_engine_works()}};
  for (const Finding& finding : diagnosis.findings) {
    json["findings"].push_back({{"what", finding.what},
                                {"state", to_string(finding.state)},
                                {"found", finding.found},
                                {"remedy", finding.remedy},
                                {"required", finding.required}});
  }
  return json;
}

}  // namespace keyrace
