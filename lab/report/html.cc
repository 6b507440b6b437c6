// The HTML page: lab/report/page, bundled into one file, with the runs as JSON in it.
#include "lab/engine/lab_failure.h"
#include "lab/evidence/run_directory.h"
#include "lab/report/comparison.h"
#include "lab/report/outcome.h"
#include "lab/report/page_template.h"
#include "lab/report/shell_words.h"
#include "lab/report/xml_text.h"

namespace keyrace {
namespace {

using Json = nlohmann::ordered_json;

// Of the template, which says what stands there until then.
constexpr char kTitleMark[] = "@keyrace-title@";
constexpr char kWordsMark[] = "@keyrace-words@";
constexpr char kDataMark[] = "\"@keyrace-data@\"";

// By the resolved scenario, which has every override and the seed.
std::string command_again(const RunOutcome& outcome) {
  const std::string engine = outcome.report.at("engine").at("name");
  return "keyrace run " + shell_words({outcome.run_directory + "/" + evidence_file::kScenario}) +
         (engine == "uml" ? "" : " --engine " + engine);
}

Json run_json(const RunOutcome& outcome, const std::string& name, bool with_timeline) {
  Json run{{"name", name},
           {"variant", outcome.variant},
           {"seed", outcome.seed},
           {"directory", outcome.run_directory},
           {"status", to_string(outcome.status())},
           {"verdict", verdict_in_words(outcome)}};
  if (outcome.report.is_null()) {
    run["error"] = outcome.error;
    return run;
  }
  run["report"] = outcome.report;
  run["again"] = command_again(outcome);
  if (outcome.page.is_null()) return run;
  run["scenario"] = outcome.page.at("scenario");
  if (with_timeline) run["timeline"] = outcome.page.at("timeline");
  return run;
}

using Outcomes = std::vector<RunOutcome>;

// Which runs get their timeline: what does not hold is what is looked for.
std::vector<bool> with_timelines(const Outcomes& outcomes) {
  std::vector<bool> chosen(outcomes.size(), false);
  std::size_t room = kLargestTimelines;
  for (const bool holds : {false, true}) {
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      if ((outcomes[i].status() == OutcomeStatus::kHolds) != holds) continue;
      if (outcomes[i].page.is_null()) continue;
      const std::size_t size = outcomes[i].page.at("timeline").dump().size();
      chosen[i] = size <= room;
      if (chosen[i]) room -= size;
    }
  }
  return chosen;
}

Json table_json(const Outcomes& variants) {
  Comparison comparison{variants.front().scenario, {}};
  for (const RunOutcome& each : variants) {
    comparison.runs.push_back({each.variant, each.run_directory, each.report});
  }
  Json rows = Json::array();
  for (const ComparisonRow& row : comparison_rows(comparison)) {
    rows.push_back({{"fact", row.fact}, {"cells", row.cells}, {"differs", row.differs()}});
  }
  return rows;
}

// Variants of one scenario follow each other.
bool side_by_side(const RunOutcome& one, const RunOutcome& next) {
  return !one.variant.empty() && !next.variant.empty() && one.scenario == next.scenario &&
         one.seed == next.seed && one.variant != next.variant;
}

Json groups_json(const Outcomes& outcomes) {
  const std::vector<std::string> names = distinct_names(outcomes);
  const std::vector<bool> timelines = with_timelines(outcomes);
  Json groups = Json::array();
  for (std::size_t i = 0; i < outcomes.size();) {
    Outcomes variants;
    Json runs = Json::array();
    do {
      variants.push_back(outcomes[i]);
      runs.push_back(run_json(outcomes[i], names[i], timelines[i]));
      ++i;
    } while (i < outcomes.size() && side_by_side(outcomes[i - 1], outcomes[i]));
    const bool compares = variants.size() > 1;
    groups.push_back({{"scenario", variants.front().scenario},
                      {"table", compares ? table_json(variants) : Json(nullptr)},
                      {"runs", runs}});
  }
  return groups;
}

// Nothing in it can end the script element that it stands in.
std::string script_text(const Json& json) {
  std::string text;
  for (const char c : json.dump(-1, ' ', false, Json::error_handler_t::replace)) {
    if (c == '<') {
      text += "\\u003c";
    } else {
      text += c;
    }
  }
  return text;
}

// What those see who have no scripts.
std::string words(const Outcomes& outcomes) {
  const std::vector<std::string> names = distinct_names(outcomes);
  std::string html;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    html += "<h2>" + xml_text(names[i] + ": " + verdict_in_words(outcomes[i])) + "</h2>";
    if (outcomes[i].report.is_null()) {
      html += "<p>" + xml_text(outcomes[i].error) + "</p>";
      continue;
    }
    html += "<ul>";
    for (const Json& sentence : outcomes[i].report.at("answer")) {
      html += "<li>" + xml_text(sentence.get<std::string>()) + "</li>";
    }
    html += "</ul>";
  }
  return html;
}

void put(std::string& page, const std::string& mark, const std::string& text) {
  const std::size_t place = page.find(mark);
  if (place == std::string::npos) throw LabFailure("the HTML page has no place for " + mark);
  page.replace(place, mark.size(), text);
}

}  // namespace

bool has_html_page() {
  return !page_template().empty();
}

std::string outcomes_to_html(const std::vector<RunOutcome>& outcomes) {
  if (!has_html_page()) throw LabFailure("this keyrace was built without the HTML page");
  const Json groups = groups_json(outcomes);
  const std::string title = outcomes.size() == 1
                                ? outcomes[0].scenario + ": " + verdict_in_words(outcomes[0])
                                : summary_in_words(outcomes);
  std::string page(page_template());
  // From the end: what is put in is not looked through for the next.
  put(page, kDataMark, script_text({{"title", title}, {"groups", groups}}));
  put(page, kWordsMark, words(outcomes));
  put(page, kTitleMark, xml_text(title));
  return page;
}

}  // namespace keyrace
