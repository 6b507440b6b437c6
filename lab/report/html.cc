// The HTML page: lab/report/page, bundled into one file, with the runs as JSON in it.
#include <algorithm>

#include "lab/engine/lab_failure.h"
#include "lab/report/comparison.h"
#include "lab/report/outcome.h"
#include "lab/report/page_runs.h"
#include "lab/report/page_template.h"
#include "lab/report/sweep_page.h"
#include "lab/report/xml_text.h"

namespace keyrace {
namespace {

using Json = nlohmann::ordered_json;
using Outcomes = std::vector<RunOutcome>;

// Of the template, which says what stands there until then.
constexpr char kTitleMark[] = "@keyrace-title@";
constexpr char kWordsMark[] = "@keyrace-words@";
constexpr char kDataMark[] = "\"@keyrace-data@\"";
constexpr char kRunsMark[] = "@keyrace-runs@";

// The elements of the runs' timelines, by number of the run: what does not hold is what is looked
// for.
std::vector<std::string> timelines(const Outcomes& outcomes, PageRuns& elements) {
  std::vector<std::string> ids(outcomes.size());
  for (const bool holds : {false, true}) {
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      if ((outcomes[i].status() == OutcomeStatus::kHolds) != holds) continue;
      if (!outcomes[i].page.empty()) ids[i] = elements.add(outcomes[i].page);
    }
  }
  return ids;
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

Json groups_json(const Outcomes& outcomes, PageRuns& elements) {
  const std::vector<std::string> names = distinct_names(outcomes);
  const std::vector<std::string> ids = timelines(outcomes, elements);
  Json groups = Json::array();
  for (std::size_t i = 0; i < outcomes.size();) {
    Outcomes variants;
    Json runs = Json::array();
    do {
      variants.push_back(outcomes[i]);
      runs.push_back(page_run(outcomes[i], names[i]));
      if (!ids[i].empty()) runs.back()["element"] = ids[i];
      ++i;
    } while (i < outcomes.size() && side_by_side(outcomes[i - 1], outcomes[i]));
    const bool compares = variants.size() > 1;
    groups.push_back({{"scenario", variants.front().scenario},
                      {"table", compares ? table_json(variants) : Json(nullptr)},
                      {"runs", runs}});
  }
  return groups;
}

std::string list(const Json& sentences) {
  std::string html = "<ul>";
  for (const Json& sentence : sentences) {
    html += "<li>" + xml_text(sentence.get<std::string>()) + "</li>";
  }
  return html + "</ul>";
}

// What those see who have no scripts.
std::string words(const Outcomes& outcomes) {
  const std::vector<std::string> names = distinct_names(outcomes);
  std::string html;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    html += "<h2>" + xml_text(names[i] + ": " + verdict_in_words(outcomes[i])) + "</h2>";
    html += outcomes[i].report.is_null() ? "<p>" + xml_text(outcomes[i].error) + "</p>"
                                         : list(outcomes[i].report.at("answer"));
  }
  return html;
}

std::string title_of(const Outcomes& outcomes) {
  return outcomes.size() == 1 ? outcomes[0].scenario + ": " + verdict_in_words(outcomes[0])
                              : summary_in_words(outcomes);
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
  Outcomes points;
  Outcomes others;
  for (const RunOutcome& each : outcomes) {
    (each.place.point.empty() ? others : points).push_back(each);
  }
  Json data{{"title", title_of(outcomes)}};
  PageRuns elements(points.empty() ? kLargestTimelines : kLargestSweepRuns);
  std::string told;
  if (!points.empty()) {
    data["sweep"] = sweep_page(points, elements);
    if (others.empty()) data["title"] = data["sweep"]["title"];
    told = "<h1>" + xml_text(data["sweep"]["title"].get<std::string>()) + "</h1>" +
           list(data["sweep"]["answer"]);
  }
  data["groups"] = groups_json(others, elements);
  std::string page(page_template());
  // From the end: what is put in is not looked through for the next.
  put(page, kRunsMark, elements.html());
  put(page, kDataMark, script_text(data));
  put(page, kWordsMark, told + words(outcomes));
  put(page, kTitleMark, xml_text(data["title"].get<std::string>()));
  return page;
}

}  // namespace keyrace
