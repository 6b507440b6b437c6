#include "lab/report/traffic_json.h"

#include "lab/report/or_null.h"
#include "lab/scenario/scenario_fields.h"

namespace keyrace {
namespace {

using Json = nlohmann::ordered_json;

Json tcp_json(const std::optional<TcpConnection>& tcp) {
  if (!tcp) return nullptr;
  return {{"connected_ns", or_null(tcp->connected_ns)}, {"written", tcp->written},
          {"acknowledged", tcp->acknowledged},          {"read", tcp->read},
          {"retransmissions", tcp->retransmissions},    {"error", tcp->error}};
}

}  // namespace

Json flows_json(const std::vector<FlowReport>& flows) {
  Json list = Json::array();
  for (const FlowReport& flow : flows) {
    list.push_back({{"n", flow.n},
                    {"protocol", protocol_name(flow.protocol)},
                    {"direction", direction_name(flow.direction)},
                    {"sta", flow.sta},
                    {"sent", flow.sent},
                    {"received", flow.received},
                    {"lost", flow.lost},
                    {"duplicates", flow.duplicates},
                    {"reordered", flow.reordered},
                    {"longest_gap_ns", or_null(flow.longest_gap_ns)},
                    {"tcp", tcp_json(flow.tcp)}});
  }
  return list;
}

Json differences_json(const std::vector<TrafficDifference>& differences) {
  Json list = Json::array();
  for (const TrafficDifference& each : differences) {
    list.push_back({{"flow", each.flow},
                    {"sequence", each.sequence},
                    {"sta", each.sta},
                    {"socket", each.received ? "received" : "lost"},
                    {"air", to_string(each.air)}});
  }
  return list;
}

Json power_save_json(const PowerSaveReport& report) {
  Json stas = Json::array();
  for (const StaPowerSave& each : report.stas) {
    stas.push_back({{"sta", each.sta},
                    {"sleeps", each.sleeps},
                    {"wakes", each.wakes},
                    {"ps_polls", each.ps_polls}});
  }
  Json across = Json::array();
  for (const AcrossRekey& each : report.across_rekey) {
    across.push_back({{"rekey", each.rekey},
                      {"frame", each.frame},
                      {"flow", each.flow},
                      {"sequence", each.sequence},
                      {"tk_epoch", or_null(each.tk_epoch)},
                      {"sent_ns", each.sent_ns},
                      {"t_ns", each.t_ns},
                      {"verdict", to_string(each.verdict)}});
  }
  return {{"stas", stas},
          {"tim", report.tim},
          {"dtim_group", report.dtim_group},
          {"more_data", report.more_data},
          {"buffered", report.buffered},
          {"longest_buffered_ns", or_null(report.longest_buffered_ns)},
          {"across_rekey", across}};
}

}  // namespace keyrace
