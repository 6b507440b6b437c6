// JUnit XML: the part of it that Jenkins' schema and Surefire's have in common.
#include <algorithm>
#include <cstdio>

#include "lab/report/outcome.h"
#include "lab/report/xml_text.h"

namespace keyrace {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kSentencesOfFailure = 3;  // of the answer, with a failure
constexpr char kWholeRun[] = "the run";  // the testcase where there is no expectation to name

struct Counts {
  std::size_t tests = 0;
  std::size_t failures = 0;
  std::size_t errors = 0;
  double seconds = 0;

  void add(const Counts& more) {
    tests += more.tests;
    failures += more.failures;
    errors += more.errors;
    seconds += more.seconds;
  }
};

Counts count(const RunOutcome& outcome) {
  if (outcome.report.is_null()) return {1, 0, 1, 0};
  return {std::max<std::size_t>(outcome.report.at("expectations").size(), 1),
          failed_expectations(outcome.report), 0, outcome.report.at("wall_s").get<double>()};
}

std::string attribute(const std::string& name, const std::string& value) {
  return " " + name + "=\"" + xml_attribute(value) + "\"";
}

std::string seconds(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", value);
  return text;
}

std::string attributes(const std::string& name, const Counts& counts) {
  return attribute("name", name) + attribute("tests", std::to_string(counts.tests)) +
         attribute("failures", std::to_string(counts.failures)) +
         attribute("errors", std::to_string(counts.errors));
}

std::string property(const std::string& name, const std::string& value) {
  return "      <property" + attribute("name", name) + attribute("value", value) + "/>\n";
}

std::string properties(const RunOutcome& outcome) {
  std::string xml = "    <properties>\n" + property("seed", std::to_string(outcome.seed));
  if (!outcome.report.is_null()) {
    const Json& engine = outcome.report.at("engine");
    xml += property("engine", engine.at("name")) + property("kernel", engine.at("kernel"));
    for (const Json& stack : outcome.report.at("stacks")) {
      const std::string version = stack.at("version");
      xml += property("stack." + stack.at("node").get<std::string>(),
                      stack.at("name").get<std::string>() + (version.empty() ? "" : " " + version));
    }
  }
  if (!outcome.file.empty()) xml += property("scenario", outcome.file);
  if (!outcome.run_directory.empty()) xml += property("evidence", outcome.run_directory);
  return xml + "    </properties>\n";
}

std::string failure_text(const RunOutcome& outcome, std::size_t n) {
  const Json& expectation = outcome.report.at("expectations").at(n);
  std::string text = "expected: " + expectation.at("text").get<std::string>() +
                     "\nfound: " + expectation.at("actual").get<std::string>() + "\n";
  if (const auto line = outcome.line_of(n)) {
    text += "at: " + outcome.file + ":" + std::to_string(*line) + "\n";
  }
  const Json& answer = outcome.report.at("answer");
  for (std::size_t i = 0; i < std::min(answer.size(), kSentencesOfFailure); ++i) {
    text += "\n" + answer.at(i).get<std::string>() + "\n";
  }
  return text;
}

// `inside` is the element that says what is wrong; empty: nothing is.
std::string testcase(const std::string& suite, const std::string& name, const std::string& inside) {
  const std::string head = "    <testcase" + attribute("classname", "keyrace." + suite) +
                           attribute("name", name) + attribute("time", "0");
  return inside.empty() ? head + "/>\n" : head + ">\n" + inside + "    </testcase>\n";
}

std::string wrong(const std::string& element, const std::string& type, const std::string& message,
                  const std::string& text) {
  return "      <" + element + attribute("message", message) + attribute("type", type) + ">" +
         xml_text(text) + "</" + element + ">\n";
}

std::string testcases(const std::string& suite, const RunOutcome& outcome) {
  if (outcome.report.is_null()) {
    const std::string message = outcome.error.substr(0, outcome.error.find('\n'));
    return testcase(suite, kWholeRun, wrong("error", "lab", message, outcome.error));
  }
  const Json& expectations = outcome.report.at("expectations");
  if (expectations.empty()) return testcase(suite, kWholeRun, "");
  std::string xml;
  for (std::size_t i = 0; i < expectations.size(); ++i) {
    const Json& each = expectations.at(i);
    const std::string inside =
        each.at("held") == true
            ? ""
            : wrong("failure", "expectation", "found " + each.at("actual").get<std::string>(),
                    failure_text(outcome, i));
    xml += testcase(suite, each.at("text"), inside);
  }
  return xml;
}

}  // namespace

std::string outcomes_to_junit(const std::vector<RunOutcome>& outcomes) {
  const std::vector<std::string> names = distinct_names(outcomes);
  Counts all;
  std::string suites;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const Counts counts = count(outcomes[i]);
    all.add(counts);
    suites += "  <testsuite" + attributes(names[i], counts) + attribute("skipped", "0") +
              attribute("time", seconds(counts.seconds)) + ">\n" + properties(outcomes[i]) +
              testcases(names[i], outcomes[i]) + "  </testsuite>\n";
  }
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" + attributes("keyrace", all) +
         attribute("time", seconds(all.seconds)) + ">\n" + suites + "</testsuites>\n";
}

}  // namespace keyrace
