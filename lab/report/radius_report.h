// Who authenticated the STAs, and what the AP and its RADIUS server said to each other: the part of
// report.json that is named "radius". Called by build_report; last arrow of the flow: verify ->
// report. RFC 2865, 2 (operation).
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "lab/scenario/scenario.h"
#include "lab/verify/run_walk.h"

namespace keyrace {

struct RadiusReport {
  // "freeradius" | "hostapd": the AP's own program, without RADIUS; empty: no 802.1X. The next
  // three are empty where there is no RADIUS server.
  std::string server;
  std::string program;
  std::string version;         // "3.2.1"; empty: it does not say
  std::string sha256;          // of the program's file, hexadecimal
  std::uint64_t requests = 0;  // one that was sent again counts once
  // Answers to them; one that came again counts once.
  std::uint64_t challenges = 0;
  std::uint64_t accepts = 0;
  std::uint64_t rejects = 0;
  std::uint64_t retransmissions = 0;  // same identifier and port again, before an answer
  std::uint64_t unanswered = 0;       // to the end of the run
};

// Version and hash are left to the caller.
RadiusReport report_radius(const Scenario& scenario, const RunEvidence& evidence);

nlohmann::ordered_json radius_json(const RadiusReport& report);

// "RADIUS: freeradius 3.2.1" for the report's head; empty: no 802.1X.
std::string spoken_server(const RadiusReport& report);

// A sentence on what the server answered; none where there is no RADIUS server.
std::vector<std::string> tell_radius(const RadiusReport& report);

}  // namespace keyrace
