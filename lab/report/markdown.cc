// Markdown for a job's summary.
#include <algorithm>

#include "lab/report/markdown_text.h"
#include "lab/report/outcome.h"
#include "lab/report/spoken.h"

namespace keyrace {
namespace {

using Json = nlohmann::ordered_json;

// A page that nobody reads to its end tells nothing.
constexpr std::size_t kSentences = 20;
constexpr std::size_t kRekeys = 20;
constexpr std::size_t kExpectations = 50;
constexpr std::size_t kRows = 1000;       // of runs
constexpr std::size_t kLongest = 600;     // octets of one text
constexpr std::size_t kLongError = 4000;  // octets of what the lab could not do
constexpr std::size_t kRoom = 1000;       // for the line that counts what is left out

std::string short_text(const Json& text) {
  return clipped(text.get<std::string>(), kLongest);
}

std::string and_more(std::size_t all, std::size_t shown, const std::string& noun) {
  if (all <= shown) return "";
  return "\nand " + spoken_count(all - shown, "more " + noun) + "\n";
}

std::string time_or(const Json& ns, const std::string& otherwise) {
  return ns.is_null() ? otherwise : spoken_time(ns.get<std::uint64_t>());
}

std::string duration_or_none(const Json& ns) {
  return ns.is_null() ? "-" : spoken_duration(ns.get<std::uint64_t>());
}

std::string setup(const RunOutcome& outcome) {
  std::string text;
  for (const Json& stack : outcome.report.at("stacks")) {
    const std::string version = stack.at("version");
    text += stack.at("node").get<std::string>() + ": " + stack.at("name").get<std::string>() +
            (version.empty() ? "" : " " + version) + "; ";
  }
  const Json& engine = outcome.report.at("engine");
  text += "Linux " + engine.at("kernel").get<std::string>() + " (" +
          engine.at("name").get<std::string>() + "); seed " + std::to_string(outcome.seed);
  return markdown_text(clipped(text, kLongest)) + "\n";
}

std::string answer(const Json& report) {
  const Json& sentences = report.at("answer");
  std::string text = "\n### Answer\n\n";
  for (std::size_t i = 0; i < std::min(sentences.size(), kSentences); ++i) {
    text += "- " + markdown_text(short_text(sentences.at(i))) + "\n";
  }
  return text + and_more(sentences.size(), kSentences, "sentence");
}

std::string frames(const Json& report) {
  const Json& counts = report.at("frames");
  std::string text = "\n### Frames\n\n" + counts.at("captured").dump() + " captured, " +
                     counts.at("protected").dump() + " of them protected data";
  const char* separator = ": ";
  for (const auto& [verdict, count] : counts.at("verdicts").items()) {
    if (count == 0) continue;
    text += separator + count.dump() + " " + markdown_text(verdict);
    separator = ", ";
  }
  return text + "\n";
}

std::string rekey_row(const Json& rekey) {
  return markdown_row(
      {rekey.at("n").dump(), rekey.at("kind"), markdown_text(rekey.at("sta")), rekey.at("cause"),
       time_or(rekey.at("ap_active_ns"), "never"), time_or(rekey.at("sta_active_ns"), "never"),
       duration_or_none(rekey.at("window_ns")), duration_or_none(rekey.at("outage_ns")),
       rekey.at("icv_failures").dump(), rekey.at("mic_failures").dump(), rekey.at("lost").dump()});
}

std::string rekeys(const RunOutcome& outcome) {
  const Json& all = outcome.report.at("rekeys");
  if (all.empty()) return "";
  std::string text =
      "\n### Rekeys\n\n" + markdown_head({">n", "kind", "sta", "cause", ">AP's TK", ">STA's TK",
                                          ">window", ">outage", ">ICV", ">MIC", ">lost"});
  for (std::size_t i = 0; i < std::min(all.size(), kRekeys); ++i) text += rekey_row(all.at(i));
  text += and_more(all.size(), kRekeys, "rekey");
  if (outcome.diagram.empty()) return text;
  return text + (all.size() == 1 ? "" : "\nThe worst of them:\n") + "\n" +
         markdown_block(outcome.diagram, "mermaid");
}

// Those that do not hold come first: they are what is looked for.
std::string expectations(const RunOutcome& outcome) {
  const Json& all = outcome.report.at("expectations");
  if (all.empty()) return "";
  std::string text = "\n### Expectations\n\n" + markdown_head({"", "expectation", "found"});
  std::size_t shown = 0;
  for (const bool held : {false, true}) {
    for (const Json& each : all) {
      if (each.at("held") != held || shown == kExpectations) continue;
      ++shown;
      text += markdown_row({held ? "holds" : "**does not hold**",
                            markdown_code(short_text(each.at("text"))),
                            markdown_text(short_text(each.at("actual")))});
    }
  }
  return text + and_more(all.size(), kExpectations, "expectation");
}

std::string evidence(const RunOutcome& outcome) {
  if (outcome.run_directory.empty()) return "";
  return "\nEvidence: " + markdown_text(outcome.run_directory) + "\n";
}

std::string details(const std::string& name, const RunOutcome& outcome) {
  std::string text = "## " + markdown_text(name) + ": " + verdict_in_words(outcome) + "\n\n";
  if (outcome.report.is_null()) {
    return text + markdown_block(clipped(outcome.error, kLongError)) + evidence(outcome);
  }
  return text + setup(outcome) + answer(outcome.report) + frames(outcome.report) + rekeys(outcome) +
         expectations(outcome) + evidence(outcome);
}

std::string run_row(const std::string& name, const RunOutcome& outcome) {
  if (outcome.report.is_null()) {
    return markdown_row({markdown_text(name), "**could not be done**", "-", "-", "-", "-"});
  }
  const Json& verdicts = outcome.report.at("frames").at("verdicts");
  const Json& traffic = outcome.report.at("traffic");
  const std::string verdict = verdict_in_words(outcome);
  const bool holds = outcome.status() == OutcomeStatus::kHolds;
  return markdown_row({markdown_text(name), holds ? "holds" : "**" + verdict + "**",
                       std::to_string(outcome.report.at("rekeys").size()),
                       verdicts.at("icv_failure").dump(), verdicts.at("mic_failure").dump(),
                       traffic.at("lost").dump() + " of " + traffic.at("sent").dump()});
}

std::string table(const std::vector<std::string>& names, const std::vector<RunOutcome>& outcomes) {
  std::string text = "## keyrace: " + summary_in_words(outcomes) + "\n\n" +
                     markdown_head({"scenario", "", ">rekeys", ">ICV failures", ">MIC failures",
                                    ">datagrams lost"});
  for (std::size_t i = 0; i < std::min(outcomes.size(), kRows); ++i) {
    text += run_row(names[i], outcomes[i]);
  }
  return text + and_more(outcomes.size(), kRows, "run");
}

}  // namespace

std::string outcomes_to_markdown(const std::vector<RunOutcome>& outcomes) {
  const std::vector<std::string> names = distinct_names(outcomes);
  if (outcomes.size() == 1) return details(names[0], outcomes[0]);
  std::string text = table(names, outcomes);
  std::size_t left_out = 0;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (outcomes[i].status() == OutcomeStatus::kHolds) continue;
    const std::string more = "\n" + details(names[i], outcomes[i]);
    if (text.size() + more.size() + kRoom > kLargestMarkdown) {
      ++left_out;
    } else {
      text += more;
    }
  }
  if (left_out > 0) {
    text += "\nThe details of " + spoken_count(left_out, "run") +
            " are left out here; keyrace report RUNDIR shows them.\n";
  }
  return text;
}

}  // namespace keyrace
