#include <algorithm>
#include <cstdio>
#include <sstream>

#include "lab/report/report.h"
#include "lab/report/spoken.h"
#include "lab/report/wrapped.h"

namespace keyrace {
namespace {

constexpr std::size_t kShortHash = 12;  // hexadecimal digits

// A "command" may be any program.
std::string stack_of(const StackReport& stack) {
  if (stack.name != "command") return stack.name;
  return "command " + stack.program.substr(stack.program.rfind('/') + 1);
}

// Two builds of one stack look alike but for their hashes.
bool has_other_build(const Report& report, const StackReport& stack) {
  return std::ranges::any_of(report.stacks, [&](const StackReport& other) {
    return stack_of(other) == stack_of(stack) && other.sha256 != stack.sha256;
  });
}

std::string build_of(const Report& report, const StackReport& stack) {
  std::string text = stack_of(stack);
  if (!stack.version.empty()) text += " " + stack.version;
  if (has_other_build(report, stack)) text += " (" + stack.sha256.substr(0, kShortHash) + ")";
  if (stack.interposed != "preload") text += " (through " + stack.interposed + ")";
  return text;
}

void print_setup(std::ostream& out, const Report& report) {
  std::string text;
  for (const StackReport& stack : report.stacks) {
    text += stack.node + ": " + build_of(report, stack) + "; ";
  }
  const std::string server = spoken_server(report.radius);
  if (!server.empty()) text += server + "; ";
  char times[96];
  std::snprintf(times, sizeof times, "%.1f %s seconds in %.1f s", report.virtual_s,
                report.time.c_str(), report.wall_s);
  print_wrapped(out, text + "Linux " + report.kernel + " (" + report.engine + "); " + times, "",
                "");
}

void print_frames(std::ostream& out, const Report& report) {
  out << "\nFrames\n  " << report.captured << " captured, " << report.protected_frames
      << " of them protected data:" << (report.verdicts.empty() ? "" : " ")
      << spoken_verdicts(report.verdicts) << "\n";
}

std::string optional_time(const std::optional<std::uint64_t>& ns) {
  return ns ? spoken_time(*ns) : "never";
}

std::string optional_duration(const std::optional<std::uint64_t>& ns) {
  return ns ? spoken_duration(*ns) : "-";
}

void print_rekeys(std::ostream& out, const Report& report) {
  if (report.rekeys.empty()) return;
  char line[160];
  const char* pattern = "  %2s  %-8s  %-10s  %-18s  %10s  %10s  %8s  %8s  %4s  %4s  %4s\n";
  out << "\nRekeys\n";
  std::snprintf(line, sizeof line, pattern, "n", "kind", "sta", "cause", "AP's TK", "STA's TK",
                "window", "outage", "ICV", "MIC", "lost");
  out << line;
  for (const Rekey& rekey : report.rekeys) {
    std::snprintf(
        line, sizeof line, pattern, std::to_string(rekey.n).c_str(), rekey.kind.c_str(),
        rekey.sta.c_str(), rekey.cause.c_str(), optional_time(rekey.ap_active_ns).c_str(),
        optional_time(rekey.sta_active_ns).c_str(), optional_duration(rekey.window_ns).c_str(),
        optional_duration(rekey.outage_ns).c_str(), std::to_string(rekey.icv_failures).c_str(),
        std::to_string(rekey.mic_failures).c_str(), std::to_string(rekey.lost).c_str());
    out << line;
  }
}

void print_expectations(std::ostream& out, const Report& report) {
  if (report.expectations.empty()) return;
  out << "\nExpectations\n";
  for (const ExpectationResult& each : report.expectations) {
    out << "  " << (each.held ? "holds         " : "DOES NOT HOLD ") << each.text;
    if (!each.held) out << "\n                found " << each.actual;
    out << "\n";
  }
}

}  // namespace

std::string report_to_text(const Report& report, const std::string& run_directory) {
  std::ostringstream out;
  out << report.scenario << ": "
      << (report.all_expectations_hold() ? "every expectation holds"
                                         : "an expectation does not hold")
      << "\n";
  print_setup(out, report);
  out << "\nAnswer\n";
  for (const std::string& sentence : report.answer) print_wrapped(out, sentence, "  - ", "    ");
  print_frames(out, report);
  print_rekeys(out, report);
  out << authentications_text(report.authentications);
  print_expectations(out, report);
  out << "\nEvidence: " << run_directory << "\n";
  return out.str();
}

}  // namespace keyrace
