// The facts of a report that are worth a row.
#include <algorithm>
#include <functional>
#include <optional>

#include "lab/report/comparison.h"
#include "lab/report/spoken.h"

namespace keyrace {
namespace {

using Json = nlohmann::ordered_json;
using Fact = std::function<std::optional<std::string>(const Json& report)>;

constexpr char kNothing[] = "-";

// Null where the report has no such value.
Json at(const Json& report, const char* pointer) {
  const Json::json_pointer path(pointer);
  return report.contains(path) ? report.at(path) : Json();
}

std::optional<std::string> whole_number(const Json& report, const char* pointer) {
  const Json value = at(report, pointer);
  if (!value.is_number_integer()) return std::nullopt;
  return std::to_string(value.get<std::int64_t>());
}

// Every value that is not null which the report's rekeys have under `key`.
std::vector<Json> of_rekeys(const Json& report, const char* key) {
  std::vector<Json> values;
  for (const Json& rekey : at(report, "/rekeys")) {
    if (rekey.contains(key) && !rekey[key].is_null()) values.push_back(rekey[key]);
  }
  return values;
}

std::vector<std::uint64_t> times_of_rekeys(const Json& report, const char* key) {
  std::vector<std::uint64_t> times;
  for (const Json& value : of_rekeys(report, key)) times.push_back(value.get<std::uint64_t>());
  std::ranges::sort(times);
  return times;
}

std::optional<std::string> window(const Json& report) {
  const auto times = times_of_rekeys(report, "window_ns");
  if (times.empty()) return std::nullopt;
  const std::string least = spoken_duration(times.front());
  const std::string most = spoken_duration(times.back());
  return least == most ? least : least + " to " + most;
}

std::optional<std::string> outage(const Json& report) {
  const auto times = times_of_rekeys(report, "outage_ns");
  if (times.empty()) return std::nullopt;
  return spoken_duration(times.back());
}

std::optional<std::string> message_4(const Json& report) {
  const auto values = of_rekeys(report, "message_4_encrypted");
  if (values.empty()) return std::nullopt;
  const auto encrypted = static_cast<std::size_t>(std::ranges::count(values, Json(true)));
  if (encrypted == values.size()) return "encrypted";
  if (encrypted == 0) return "not encrypted";
  return std::to_string(encrypted) + " of " + std::to_string(values.size()) + " encrypted";
}

std::optional<std::string> lost(const Json& report) {
  const auto count = whole_number(report, "/traffic/lost");
  const auto sent = whole_number(report, "/traffic/sent");
  if (!count || !sent) return std::nullopt;
  return *count + " of " + *sent;
}

std::optional<std::string> countermeasures(const Json& report) {
  const Json started = at(report, "/countermeasures/started");
  if (!started.is_boolean()) return std::nullopt;
  if (!started.get<bool>()) return "no";
  const Json time = at(report, "/countermeasures/at_ns");
  return time.is_null() ? "yes" : "at " + spoken_time(time.get<std::uint64_t>());
}

std::optional<std::string> authentications(const Json& report) {
  const Json all = at(report, "/authentications");
  if (all.empty()) return std::nullopt;
  const auto succeeded =
      std::ranges::count_if(all, [](const Json& each) { return each["result"] == "success"; });
  return std::to_string(succeeded) + " of " + std::to_string(all.size()) + " succeeded";
}

std::optional<std::string> radius_server(const Json& report) {
  const Json name = at(report, "/radius/server");
  if (!name.is_string()) return std::nullopt;
  const Json version = at(report, "/radius/version");
  return name.get<std::string>() + (version.is_string() ? " " + version.get<std::string>() : "");
}

std::optional<std::string> disagreements(const Json& report) {
  return std::to_string(at(report, "/model/disagreements").size());
}

std::optional<std::string> expectations(const Json& report) {
  const Json all = at(report, "/expectations");
  const auto held =
      std::ranges::count_if(all, [](const Json& each) { return each["held"] == true; });
  return std::to_string(held) + " of " + std::to_string(all.size());
}

constexpr std::size_t kHashDigits = 12;

// Its value under `key`; empty where the report has no such node or value.
std::string stack_value(const Json& report, const std::string& node, const char* key) {
  for (const Json& stack : at(report, "/stacks")) {
    if (stack.value("node", "") == node) return stack.value(key, "");
  }
  return "";
}

std::optional<std::string> stack_of(const Json& report, const std::string& node) {
  const std::string name = stack_value(report, node, "name");
  const std::string version = stack_value(report, node, "version");
  if (name.empty()) return std::nullopt;
  return name + (version.empty() ? "" : " " + version);
}

std::optional<std::string> hash_of(const Json& report, const std::string& node) {
  const std::string hash = stack_value(report, node, "sha256");
  if (hash.empty()) return std::nullopt;
  return hash.substr(0, kHashDigits);
}

// Collects rows of the runs, in the order in which the facts are asked for.
class Rows {
 public:
  explicit Rows(const Comparison& comparison) : comparison_(comparison) {}

  void add(const std::string& name, const Fact& fact) {
    if (auto row = make(name, fact)) rows_.push_back(std::move(*row));
  }
  bool add_if_it_differs(const std::string& name, const Fact& fact) {
    auto row = make(name, fact);
    if (!row || !row->differs()) return false;
    rows_.push_back(std::move(*row));
    return true;
  }
  // Leaves out what is 0 everywhere.
  void add_if_it_occurs(const std::string& name, const Fact& fact) {
    auto row = make(name, fact);
    if (row && std::ranges::any_of(row->cells, [](const std::string& cell) {
          return cell != "0" && cell != kNothing;
        })) {
      rows_.push_back(std::move(*row));
    }
  }

  std::vector<ComparisonRow> take() { return std::move(rows_); }

 private:
  std::optional<ComparisonRow> make(const std::string& name, const Fact& fact) const {
    ComparisonRow row{name, {}};
    bool known = false;
    for (const ComparedRun& run : comparison_.runs) {
      const auto cell = fact(run.report);
      known = known || cell.has_value();
      row.cells.push_back(cell.value_or(kNothing));
    }
    if (!known) return std::nullopt;
    return row;
  }

  const Comparison& comparison_;
  std::vector<ComparisonRow> rows_;
};

Fact number(const char* pointer) {
  return [pointer](const Json& report) { return whole_number(report, pointer); };
}

// What was run: only where it is not the same everywhere.
void add_setups(Rows& rows, const Comparison& comparison) {
  std::vector<std::string> nodes;
  for (const ComparedRun& run : comparison.runs) {
    for (const Json& stack : at(run.report, "/stacks")) {
      const std::string node = stack.value("node", "");
      if (std::ranges::find(nodes, node) == nodes.end()) nodes.push_back(node);
    }
  }
  for (const std::string& node : nodes) {
    if (rows.add_if_it_differs(node, [&](const Json& report) { return stack_of(report, node); })) {
      continue;
    }
    // Two builds of one version.
    rows.add_if_it_differs(node + "'s SHA-256",
                           [&](const Json& report) { return hash_of(report, node); });
  }
  rows.add_if_it_differs("RADIUS server", radius_server);
  rows.add_if_it_differs("kernel", [](const Json& report) -> std::optional<std::string> {
    const Json kernel = at(report, "/engine/kernel");
    if (!kernel.is_string()) return std::nullopt;
    return kernel.get<std::string>();
  });
}

void add_frames(Rows& rows, const Comparison& comparison) {
  rows.add("frames accepted", number("/frames/verdicts/accepted"));
  rows.add("ICV failures", number("/frames/verdicts/icv_failure"));
  rows.add("MIC failures", number("/frames/verdicts/mic_failure"));
  const Json verdicts = at(comparison.runs.front().report, "/frames/verdicts");
  for (const auto& [verdict, count] : verdicts.items()) {
    if (verdict == "accepted" || verdict == "icv_failure" || verdict == "mic_failure") continue;
    const std::string pointer = "/frames/verdicts/" + verdict;
    rows.add_if_it_occurs("frames " + verdict, [pointer](const Json& report) {
      return whole_number(report, pointer.c_str());
    });
  }
}

}  // namespace

bool ComparisonRow::differs() const {
  return std::ranges::any_of(cells, [this](const std::string& cell) { return cell != cells[0]; });
}

std::vector<ComparisonRow> comparison_rows(const Comparison& comparison) {
  Rows rows(comparison);
  add_setups(rows, comparison);
  add_frames(rows, comparison);
  rows.add("datagrams lost", lost);
  rows.add("rekeys",
           [](const Json& report) { return std::to_string(at(report, "/rekeys").size()); });
  rows.add("authentications", authentications);
  rows.add("window", window);
  rows.add("longest outage", outage);
  rows.add("rekeys' message 4/4", message_4);
  rows.add("countermeasures", countermeasures);
  rows.add_if_it_occurs("model disagrees", disagreements);
  rows.add("expectations held", expectations);
  return rows.take();
}

}  // namespace keyrace
