#include <algorithm>
#include <array>
#include <cstdio>
#include <sstream>

#include "lab/report/authentications.h"
#include "lab/report/spoken.h"
#include "lab/report/wrapped.h"
#include "lab/verify/mic_epoch.h"

namespace keyrace {
namespace {

using Steps = std::vector<AuthenticationStep>;
using StepIterator = Steps::const_iterator;

// "7.150"; the table's head has the unit.
std::string seconds(const std::optional<std::uint64_t>& ns) {
  if (!ns) return "-";
  const std::string text = spoken_time(*ns);
  return text.substr(0, text.find(' '));
}

// "+1.310 ms": steps are often some us apart.
std::string offset(std::uint64_t ns) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "+%.3f ms", static_cast<double>(ns) / 1e6);
  return text.data();
}

void print_overview(std::ostream& out, const TextStyle& style,
                    const std::vector<Authentication>& all) {
  std::vector<std::vector<std::string>> rows;
  for (const Authentication& each : all) {
    rows.push_back({std::to_string(each.n), each.sta, each.method.empty() ? "-" : each.method,
                    each.kind == "first" ? "first" : "reauth", seconds(each.begin_ns),
                    each.end_ns ? spoken_duration(*each.end_ns - each.begin_ns) : "-", each.result,
                    seconds(each.four_way_ns), seconds(each.ap_active_ns),
                    seconds(each.sta_active_ns),
                    each.gtk_in_four_way ? "in 3/4" : seconds(each.group_done_ns)});
  }
  print_table(out, style,
              {{"n", true},
               {"sta"},
               {"method"},
               {"kind"},
               {"began", true},
               {"EAP took", true},
               {"result"},
               {"4-way", true},
               {"AP's TK", true},
               {"STA's TK", true},
               {"group", true}},
              rows);
}

bool is_of_method(const AuthenticationStep& step) {
  return step.what == "eap-request" || step.what == "eap-response";
}

// The end of the steps that are told in one line with `first`: EAP's requests and responses of one
// method, as long as they are encrypted alike.
StepIterator line_end(StepIterator first, StepIterator end) {
  if (!is_of_method(*first)) return first + 1;
  return std::find_if_not(first, end, [&](const AuthenticationStep& each) {
    return is_of_method(each) && each.method == first->method &&
           each.encrypted == first->encrypted && each.tk_epoch == first->tk_epoch;
  });
}

std::string frames_of(StepIterator first, StepIterator end) {
  if (first->is_switch()) return "";
  const std::string number = std::to_string(*first->n);
  if (end - first == 1) return "frame " + number;
  return "frames " + number + "-" + std::to_string(*(end - 1)->n);
}

std::string node_of(StepIterator first, StepIterator end) {
  const bool one = std::all_of(
      first, end, [&](const AuthenticationStep& each) { return each.node == first->node; });
  return one ? first->node : "both";
}

std::string what_of(StepIterator first, StepIterator end) {
  if (!is_of_method(*first)) return first->what;
  return first->method + ", " + spoken_count(static_cast<std::uint64_t>(end - first), "frame");
}

std::string key_of(const AuthenticationStep& step) {
  if (!step.is_switch()) {
    return *step.encrypted ? "encrypted under " + epoch_name(step.tk_epoch, false) : "in the clear";
  }
  const bool group = step.what.ends_with("-group-switch");
  const std::string key = "to " + epoch_name(step.tk_epoch, group);
  if (step.part == KeyPart::kWhole) return key;
  return key + (step.part == KeyPart::kTk ? ", TK alone" : ", MIC keys alone");
}

void print_steps(std::ostream& out, const TextStyle& style, const Authentication& told) {
  print_wrapped(out, style,
                "Number " + std::to_string(told.n) + ", step by step from " +
                    spoken_time(told.begin_ns) + " on:",
                "  ", "  ");
  std::vector<std::vector<std::string>> rows;
  for (auto first = told.steps.begin(); first != told.steps.end();) {
    const auto end = line_end(first, told.steps.end());
    rows.push_back({offset(first->t_ns - told.begin_ns), frames_of(first, end), node_of(first, end),
                    what_of(first, end), key_of(*first)});
    first = end;
  }
  print_table(out, style, {{"", true}, {}, {}, {}, {}}, rows);
}

}  // namespace

std::string authentications_text(const std::vector<Authentication>& authentications,
                                 const TextStyle& style) {
  if (authentications.empty()) return "";
  const auto again = std::ranges::find(authentications, "reauthentication", &Authentication::kind);
  std::ostringstream out;
  print_title(out, style, "Authentications (times in s)");
  print_overview(out, style, authentications);
  print_steps(out, style, again == authentications.end() ? authentications.front() : *again);
  return out.str();
}

}  // namespace keyrace
