#include <algorithm>
#include <cstdio>
#include <sstream>

#include "lab/report/rekey_picture.h"
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

void print_setup(std::ostream& out, const TextStyle& style, const Report& report) {
  std::string text;
  for (const StackReport& stack : report.stacks) {
    text += stack.node + ": " + build_of(report, stack) + "; ";
  }
  const std::string server = spoken_server(report.radius);
  if (!server.empty()) text += server + "; ";
  char times[96];
  std::snprintf(times, sizeof times, "%.1f %s seconds in %.1f s", report.virtual_s,
                report.time.c_str(), report.wall_s);
  print_title(out, style, "Setup");
  print_wrapped(out, style, text + "Linux " + report.kernel + " (" + report.engine + "); " + times,
                "  ", "    ");
}

void print_picture(std::ostream& out, const TextStyle& style, const Report& report) {
  if (!report.worst) return;
  const std::string picture = rekey_picture(*report.worst, style);
  if (picture.empty()) return;
  const std::size_t all = report.rekeys.size();
  print_title(out, style,
              std::string(report.worst->group ? "Group rekey " : "Rekey ") +
                  std::to_string(report.worst->n) + " of " + report.worst->sta +
                  (all > 1 ? ", the worst of " + std::to_string(all) : ""));
  out << picture;
}

void print_frames(std::ostream& out, const TextStyle& style, const Report& report) {
  print_title(out, style, "Frames");
  print_wrapped(out, style,
                spoken_frames(report.captured, report.protected_frames, report.verdicts), "  ",
                "    ");
}

std::string optional_time(const std::optional<std::uint64_t>& ns) {
  return ns ? spoken_time(*ns) : "never";
}

std::string optional_duration(const std::optional<std::uint64_t>& ns) {
  return ns ? spoken_duration(*ns) : "-";
}

void print_rekeys(std::ostream& out, const TextStyle& style, const Report& report) {
  if (report.rekeys.empty()) return;
  std::vector<std::vector<std::string>> rows;
  for (const Rekey& rekey : report.rekeys) {
    rows.push_back({std::to_string(rekey.n), rekey.kind, rekey.sta, rekey.cause,
                    optional_time(rekey.ap_active_ns), optional_time(rekey.sta_active_ns),
                    optional_duration(rekey.window_ns), optional_duration(rekey.outage_ns),
                    std::to_string(rekey.icv_failures), std::to_string(rekey.mic_failures),
                    std::to_string(rekey.lost)});
  }
  print_title(out, style, "Rekeys");
  print_table(out, style,
              {{"n", true},
               {"kind"},
               {"sta"},
               {"cause"},
               {"AP's TK", true},
               {"STA's TK", true},
               {"window", true},
               {"outage", true},
               {"ICV", true},
               {"MIC", true},
               {"lost", true}},
              rows);
}

void print_failed(std::ostream& out, const TextStyle& style, const Report& report) {
  for (const ExpectationResult& each : report.expectations) {
    if (each.held) continue;
    print_wrapped(out, style, each.text, "  DOES NOT HOLD  ", "    ");
    print_wrapped(out, style, "found " + each.actual, "    ", "      ");
  }
}

void print_expectations(std::ostream& out, const TextStyle& style, const Report& report) {
  if (report.expectations.empty()) return;
  print_title(out, style, "Expectations");
  for (const ExpectationResult& each : report.expectations) {
    print_wrapped(out, style, each.text, each.held ? "  holds          " : "  DOES NOT HOLD  ",
                  "    ");
  }
}

}  // namespace

std::string report_to_text(const Report& report, const std::string& run_directory,
                           const TextStyle& style) {
  std::ostringstream out;
  const bool holds = report.all_expectations_hold();
  const auto failed = std::ranges::count(report.expectations, false, &ExpectationResult::held);
  out << painted(style, Ink::kTitle, shown(style, report.scenario)) << ": "
      << painted(style, holds ? Ink::kGood : Ink::kBad,
                 spoken_expectations(static_cast<std::size_t>(failed), report.expectations.size()))
      << "\n";
  print_failed(out, style, report);
  print_title(out, style, "Answer");
  for (const std::string& sentence : report.answer) {
    print_wrapped(out, style, sentence, "  - ", "    ");
  }
  print_picture(out, style, report);
  print_frames(out, style, report);
  print_rekeys(out, style, report);
  out << authentications_text(report.authentications, style);
  print_expectations(out, style, report);
  print_setup(out, style, report);
  out << "\nEvidence: " << shown(style, run_directory) << "\n";
  return out.str();
}

}  // namespace keyrace
