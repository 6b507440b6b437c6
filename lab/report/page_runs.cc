#include "lab/report/page_runs.h"

#include "lab/evidence/run_directory.h"
#include "lab/report/shell_words.h"

namespace keyrace {
namespace {

using Json = nlohmann::ordered_json;

// By the resolved scenario, which has every override and the seed.
std::string command_again(const RunOutcome& outcome) {
  const std::string engine = outcome.report.at("engine").at("name");
  return "keyrace run " + shell_words({outcome.run_directory + "/" + evidence_file::kScenario}) +
         (engine == "uml" ? "" : " --engine " + engine);
}

std::string without_tags(const std::string& json) {
  std::string text;
  for (const char c : json) {
    if (c == '<') {
      text += "\\u003c";
    } else {
      text += c;
    }
  }
  return text;
}

}  // namespace

Json page_run(const RunOutcome& outcome, const std::string& name) {
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
  return run;
}

std::string script_text(const Json& json) {
  return without_tags(json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

std::string PageRuns::add(const std::string& json) {
  if (json.size() > room_ - octets_) return "";
  octets_ += json.size();
  const std::string id = "data-" + std::to_string(++elements_);
  html_ +=
      "<script type=\"application/json\" id=\"" + id + "\">" + without_tags(json) + "</script>\n";
  return id;
}

}  // namespace keyrace
