// The runs of an HTML page as JSON, each in an element of its own: a browser reads one when it is
// opened. Called by html.cc and sweep_page.cc; last arrow of the flow, verify -> report.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "lab/report/outcome.h"

namespace keyrace {

// What a page tells of a run by itself; `name` is how it calls it. What RunOutcome::page has is not
// among it.
nlohmann::ordered_json page_run(const RunOutcome& outcome, const std::string& name);

// JSON text in which nothing can end the script element that it stands in.
std::string script_text(const nlohmann::ordered_json& json);

class PageRuns {
 public:
  // `room` in octets of JSON.
  explicit PageRuns(std::size_t room) : room_(room) {}

  // A JSON object's text. Returns the id of its element; empty: there is no room for it.
  std::string add(const std::string& json);
  std::size_t count() const { return elements_; }
  std::size_t octets() const { return octets_; }
  const std::string& html() const { return html_; }

 private:
  std::size_t room_;
  std::size_t octets_ = 0;
  std::size_t elements_ = 0;
  std::string html_;
};

}  // namespace keyrace
