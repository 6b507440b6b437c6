#include "lab/report/sweep_answer.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>

#include "lab/report/campaign_lines.h"
#include "lab/report/chart_axis.h"
#include "lab/report/spoken.h"
#include "lab/scenario/sweep_values.h"

namespace keyrace {
namespace {

using Json = nlohmann::ordered_json;
using Rows = std::vector<const CampaignRow*>;

constexpr std::size_t kMostEdges = 4;
constexpr std::size_t kMostStretches = 3;  // more are no range any more
constexpr std::size_t kMostLines = 12;

// The runs with one value: those of several seeds.
struct Step {
  std::string value;
  Rows rows;
};

// Neighbouring steps of which one thing is true.
struct Stretch {
  bool holds;
  const Step* first;
  const Step* last;
};

std::string joined(const std::vector<std::string>& parts, const std::string& last) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    text += (i == 0 ? "" : i + 1 == parts.size() ? last : ", ") + parts[i];
  }
  return text;
}

std::string range_of(const std::string& first, const std::string& last) {
  const std::string from = as_typed(first);
  return first == last ? "at " + from : "from " + from + " to " + as_typed(last);
}

class Answer {
 public:
  Answer(const std::vector<RunOutcome>& outcomes, const std::vector<CampaignRow>& rows)
      : outcomes_(outcomes),
        rows_(rows),
        members_(varying_members(rows)),
        axis_(members_.empty() ? std::vector<std::string>() : values_of(rows, members_.front())) {
    std::set<std::string> names;
    std::set<std::uint64_t> seeds;
    for (const CampaignRow& row : rows) {
      names.insert(row.scenario);
      seeds.insert(row.seed);
    }
    name_ = names.size() == 1 ? *names.begin() : spoken_count(names.size(), "scenario");
    several_names_ = names.size() > 1;
    noun_ = seeds.size() > 1 ? "run" : "point";
  }

  SweepAnswer tell() {
    set_title();
    if (!members_.empty()) {
      const std::vector<CampaignLine> lines = campaign_lines(rows_, members_.front());
      if (2 * lines.size() > rows_.size()) {
        add_extents();
      } else if (lines.size() == 1) {
        add_line(lines.front());
      } else {
        add_lines(lines);
      }
    }
    add_expectations();
    add_errors();
    answer_.title = name_ + ": " + title_;
    return std::move(answer_);
  }

 private:
  void add(const std::string& sentence) { answer_.sentences.push_back(sentence + "."); }

  const RunOutcome& outcome(const CampaignRow& row) const { return outcomes_[&row - rows_.data()]; }

  // "2 of 200 points"
  std::string share(std::size_t some) const {
    return std::to_string(some) + " of " + spoken_count(rows_.size(), noun_);
  }

  std::size_t holding() const {
    return static_cast<std::size_t>(
        std::ranges::count(rows_, OutcomeStatus::kHolds, &CampaignRow::status));
  }

  void set_title() {
    const std::string all = spoken_count(rows_.size(), noun_);
    title_ = holding() == 0              ? "not one of " + all + " holds"
             : holding() == rows_.size() ? "every expectation holds at all " + all
                                         : "every expectation holds at " + share(holding());
  }

  std::vector<Step> steps_of(const CampaignLine& line) const {
    const std::string& member = members_.front();
    std::vector<Step> steps;
    std::map<double, std::size_t> known;
    for (const CampaignRow* row : line.rows) {
      const std::string& value = *value_of(*row, member);
      const auto [step, is_new] = known.try_emplace(axis_.number(value), steps.size());
      if (is_new) steps.push_back({value, {}});
      steps[step->second].rows.push_back(row);
    }
    std::ranges::sort(steps, {}, [&](const Step& step) { return axis_.number(step.value); });
    return steps;
  }

  static std::vector<Stretch> stretches_of(const std::vector<Step>& steps,
                                           const std::function<bool(const CampaignRow&)>& holds) {
    std::vector<Stretch> stretches;
    for (const Step& step : steps) {
      const bool all = std::ranges::all_of(step.rows, [&](auto row) { return holds(*row); });
      if (stretches.empty() || stretches.back().holds != all) {
        stretches.push_back({all, &step, &step});
      }
      stretches.back().last = &step;
    }
    return stretches;
  }

  static bool holds(const CampaignRow& row) { return row.status == OutcomeStatus::kHolds; }

  // "from 0s to 48ms and from 51ms to 199ms", of the stretches that hold, or of the others; empty:
  // there is none, or they are too many to be told.
  static std::string ranges(const std::vector<Stretch>& stretches, bool that_hold) {
    std::vector<std::string> parts;
    for (const Stretch& each : stretches) {
      if (each.holds == that_hold) parts.push_back(range_of(each.first->value, each.last->value));
    }
    return parts.size() > kMostStretches ? "" : joined(parts, " and ");
  }

  void add_line(const CampaignLine& line) {
    const std::string& member = members_.front();
    const std::vector<Step> steps = steps_of(line);
    const std::vector<Stretch> stretches = stretches_of(steps, holds);
    const std::string where = ranges(stretches, true);
    const std::string all = range_of(steps.front().value, steps.back().value);
    if (holding() == 0) {
      title_ =
          "not one of " + spoken_count(rows_.size(), noun_) + " holds, with " + member + " " + all;
    } else if (where.empty()) {
      title_ += ", with " + member + " " + all + "; it changes " +
                std::to_string(stretches.size() - 1) + " times";
    } else {
      const bool whole = holding() == rows_.size();
      title_ = "every expectation holds with " + member + " " + where + ", " +
               (whole ? "all " + spoken_count(rows_.size(), noun_) : share(holding()));
    }
    add_edges(stretches);
    told_expectations_ = add_expectation_ranges(steps);
  }

  // Where it begins or ends to hold.
  void add_edges(const std::vector<Stretch>& stretches) {
    for (std::size_t i = 1; i < stretches.size() && i <= kMostEdges; ++i) {
      const Stretch& before = stretches[i - 1];
      const Stretch& after = stretches[i];
      const Step& bad = before.holds ? *after.first : *before.last;
      add("The edge between " + as_typed(before.last->value) + " and " +
          as_typed(after.first->value) + ": at " + as_typed(bad.value) + " " + what_fails(bad));
    }
  }

  // "`traffic.lost < 6` (found traffic.lost = 6) does not hold"
  std::string what_fails(const Step& step) const {
    for (const CampaignRow* row : step.rows) {
      const RunOutcome& run = outcome(*row);
      if (run.report.is_null()) return "a run could not be done";
      std::vector<std::string> failed;
      for (const Json& each : run.report.at("expectations")) {
        if (each.at("held") == true) continue;
        // Of a list its first value is enough here.
        const auto actual = each.at("actual").get<std::string>();
        failed.push_back("`" + each.at("text").get<std::string>() + "` (found " +
                         actual.substr(0, actual.find("; ")) + ")");
      }
      if (failed.empty()) continue;
      return joined(failed, " and ") + (failed.size() == 1 ? " does not hold" : " do not hold");
    }
    return "something does not hold";
  }

  // What does not hold in a run, by its text.
  std::set<std::string> failed_in(const CampaignRow& row) const {
    std::set<std::string> texts;
    const RunOutcome& run = outcome(row);
    if (run.report.is_null()) return texts;
    for (const Json& each : run.report.at("expectations")) {
      if (each.at("held") == false) texts.insert(each.at("text"));
    }
    return texts;
  }

  // Each that fails anywhere, and in how many runs.
  std::map<std::string, std::size_t> failing() const {
    std::map<std::string, std::size_t> counts;
    for (const CampaignRow& row : rows_) {
      for (const std::string& text : failed_in(row)) ++counts[text];
    }
    return counts;
  }

  bool add_expectation_ranges(const std::vector<Step>& steps) {
    for (const auto& [text, count] : failing()) {
      const std::vector<Stretch> stretches = stretches_of(
          steps,
          [&, &text = text](const CampaignRow& row) { return !failed_in(row).contains(text); });
      const std::string where = ranges(stretches, false);
      add("`" + text + "` does not hold " + (where.empty() ? "at " + share(count) : where));
    }
    return true;
  }

  void add_expectations() {
    if (told_expectations_) return;
    for (const auto& [text, count] : failing()) add("`" + text + "` fails at " + share(count));
  }

  // "holds with /faults/0/by from 0s to 50ms"
  std::string spoken_line(const CampaignLine& line) const {
    const std::vector<Step> steps = steps_of(line);
    const std::vector<Stretch> stretches = stretches_of(steps, holds);
    const std::string& member = members_.front();
    if (std::ranges::none_of(stretches, &Stretch::holds)) return "no value of " + member + " holds";
    const std::string where = ranges(stretches, true);
    if (!where.empty()) return "holds with " + member + " " + where;
    return "holds with some values of " + member + ", changing " +
           std::to_string(stretches.size() - 1) + " times";
  }

  // The title has the scenario's name where it is the same for all.
  std::string name_of(const CampaignLine& line) const {
    return several_names_ || line.name == name_ ? line.name : line.name.substr(name_.size() + 1);
  }

  // Those that follow each other and say the same are told together.
  void add_lines(const std::vector<CampaignLine>& lines) {
    std::vector<std::string> said;
    for (const CampaignLine& line : lines) said.push_back(spoken_line(line));
    std::vector<std::string> told;
    for (std::size_t i = 0; i < lines.size();) {
      const std::size_t first = i;
      do ++i;
      while (i < lines.size() && said[i] == said[first]);
      const std::string to = i - first == 1 ? "" : " to " + name_of(lines[i - 1]);
      told.push_back(name_of(lines[first]) + to + ": " + said[first]);
    }
    for (std::size_t i = 0; i < told.size() && i < kMostLines; ++i) add(told[i]);
    if (told.size() > kMostLines) {
      add("And so on: " + spoken_count(told.size() - kMostLines, "line") + " more");
    }
  }

  // Of points that lie anywhere: between which values they hold, and do not.
  void add_extents() {
    for (const std::string& member : members_) {
      const std::string good = extent(member, true);
      const std::string bad = extent(member, false);
      if (good.empty() || bad.empty()) continue;
      add("With " + member + ", those that hold are " + good + ", and those that do not " + bad);
    }
  }

  std::string extent(const std::string& member, bool that_hold) const {
    const ValueAxis axis(values_of(rows_, member));
    std::vector<std::string> values;
    for (const CampaignRow& row : rows_) {
      const std::string* const value = value_of(row, member);
      if (value && holds(row) == that_hold) values.push_back(*value);
    }
    if (values.empty()) return "";
    const auto [first, last] = std::ranges::minmax(
        values, {}, [&](const std::string& value) { return axis.number(value); });
    return range_of(first, last);
  }

  void add_errors() {
    const auto failed = std::ranges::find(rows_, OutcomeStatus::kError, &CampaignRow::status);
    if (failed == rows_.end()) return;
    const auto count = std::ranges::count(rows_, OutcomeStatus::kError, &CampaignRow::status);
    add(share(static_cast<std::size_t>(count)) +
        " could not be done, the first with: " + outcome(*failed).error);
  }

  const std::vector<RunOutcome>& outcomes_;
  const std::vector<CampaignRow>& rows_;
  std::vector<std::string> members_;
  ValueAxis axis_;  // of the first of them
  std::string name_;
  bool several_names_ = false;
  std::string noun_;
  std::string title_;
  bool told_expectations_ = false;
  SweepAnswer answer_;
};

}  // namespace

SweepAnswer sweep_answer(const std::vector<RunOutcome>& outcomes,
                         const std::vector<CampaignRow>& rows) {
  return Answer(outcomes, rows).tell();
}

}  // namespace keyrace
