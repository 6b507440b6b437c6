#include "lab/report/authentications.h"
#include "lab/report/or_null.h"

namespace keyrace {
namespace {

using Json = nlohmann::ordered_json;

Json part_json(const AuthenticationStep& step) {
  if (step.part == KeyPart::kWhole) return nullptr;
  return step.part == KeyPart::kTk ? "tk" : "mic";
}

Json steps_json(const std::vector<AuthenticationStep>& steps) {
  Json list = Json::array();
  for (const AuthenticationStep& each : steps) {
    list.push_back({{"what", each.what},
                    {"n", or_null(each.n)},
                    {"t_ns", each.t_ns},
                    {"node", each.node},
                    {"encrypted", or_null(each.encrypted)},
                    {"tk_epoch", or_null(each.tk_epoch)},
                    {"method", or_null(each.method)},
                    {"part", part_json(each)}});
  }
  return list;
}

}  // namespace

Json authentications_json(const std::vector<Authentication>& authentications) {
  Json list = Json::array();
  for (const Authentication& each : authentications) {
    list.push_back({{"n", each.n},
                    {"sta", each.sta},
                    {"kind", each.kind},
                    {"method", or_null(each.method)},
                    {"result", each.result},
                    {"begin_ns", each.begin_ns},
                    {"end_ns", or_null(each.end_ns)},
                    {"left_ns", or_null(each.left_ns)},
                    {"eap_frames", each.eap_frames},
                    {"eap_in_clear", each.eap_in_clear},
                    {"four_way_ns", or_null(each.four_way_ns)},
                    {"epoch", or_null(each.epoch)},
                    {"ap_active_ns", or_null(each.ap_active_ns)},
                    {"sta_active_ns", or_null(each.sta_active_ns)},
                    {"gtk_in_four_way", each.gtk_in_four_way},
                    {"group_done_ns", or_null(each.group_done_ns)},
                    {"rekey", or_null(each.rekey)},
                    {"steps", steps_json(each.steps)}});
  }
  return list;
}

}  // namespace keyrace
