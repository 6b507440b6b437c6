#include "lab/report/radius_report.h"

#include <set>

#include "lab/report/or_null.h"
#include "lab/report/spoken.h"
#include "lab/scenario/scenario_fields.h"

namespace keyrace {
namespace {

using Json = nlohmann::ordered_json;

bool is_in_hostapd(const RadiusReport& report) {
  return report.server == radius_server_name(RadiusServer::kHostapd);
}

// Adds one packet; `waiting` holds requests without an answer, by the AP's port and identifier.
void count(const RadiusPacket& packet, std::set<std::pair<std::uint16_t, std::uint8_t>>& waiting,
           RadiusReport& report) {
  const std::pair exchange(packet.ap_port, packet.id);
  if (packet.from_ap) {
    if (packet.code != RadiusCode::kAccessRequest) return;
    ++(waiting.insert(exchange).second ? report.requests : report.retransmissions);
    return;
  }
  if (waiting.erase(exchange) == 0) return;
  if (packet.code == RadiusCode::kAccessChallenge) ++report.challenges;
  if (packet.code == RadiusCode::kAccessAccept) ++report.accepts;
  if (packet.code == RadiusCode::kAccessReject) ++report.rejects;
}

}  // namespace

RadiusReport report_radius(const Scenario& scenario, const RunEvidence& evidence) {
  RadiusReport report;
  if (scenario.network.key_mgmt != KeyManagement::kPsk) {
    report.server = radius_server_name(scenario.radius.server);
  }
  report.program = evidence.guest.radius_program;
  const auto end_ns = static_cast<std::int64_t>(evidence.guest.end_ns);
  std::set<std::pair<std::uint16_t, std::uint8_t>> waiting;
  for (const RadiusPacket& packet : evidence.radius) {
    const auto t_ns = static_cast<std::int64_t>(packet.t_ns) - evidence.guest.realtime_offset_ns;
    if (t_ns <= end_ns) count(packet, waiting, report);
  }
  report.unanswered = waiting.size();
  return report;
}

Json radius_json(const RadiusReport& report) {
  return {{"server", or_null(report.server)},
          {"program", or_null(report.program)},
          {"version", or_null(report.version)},
          {"sha256", or_null(report.sha256)},
          {"requests", report.requests},
          {"challenges", report.challenges},
          {"accepts", report.accepts},
          {"rejects", report.rejects},
          {"retransmissions", report.retransmissions},
          {"unanswered", report.unanswered}};
}

std::string spoken_server(const RadiusReport& report) {
  if (report.server.empty()) return "";
  if (is_in_hostapd(report)) return "EAP server: in hostapd";
  return "RADIUS: " + report.server + (report.version.empty() ? "" : " " + report.version);
}

std::vector<std::string> tell_radius(const RadiusReport& report) {
  if (report.server.empty() || is_in_hostapd(report)) return {};
  if (report.requests == 0) return {"The AP sent no RADIUS request."};
  const std::string requests = spoken_count(report.requests, "request");
  std::string text = "The RADIUS server ";
  if (report.unanswered > 0) {
    text += "did not answer " + std::to_string(report.unanswered) + " of " + requests;
  } else {
    text +=
        "answered " + std::string(report.requests == 1 ? "the only request" : "all " + requests);
  }
  if (report.rejects > 0) text += ", and rejected the STA " + spoken_count(report.rejects, "time");
  if (report.retransmissions > 0) {
    text += "; the AP sent requests again " + spoken_count(report.retransmissions, "time");
  }
  return {text + "."};
}

}  // namespace keyrace
