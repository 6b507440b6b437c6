#include "lab/report/timeline.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "lab/dot11/reason_code.h"
#include "lab/report/authentications.h"
#include "lab/report/or_null.h"

namespace keyrace {
namespace {

using Json = nlohmann::ordered_json;

Json epoch_of(const std::optional<MicEpoch>& mic) {
  return mic ? Json(mic->epoch) : Json(nullptr);
}

// Gives each text the number under which the columns name it.
class Names {
 public:
  std::size_t number(const std::string& text) {
    const auto [place, added] = numbers_.try_emplace(text, texts_.size());
    if (added) texts_.push_back(text);
    return place->second;
  }
  const std::vector<std::string>& texts() const { return texts_; }

 private:
  std::map<std::string, std::size_t> numbers_;
  std::vector<std::string> texts_;
};

Json node_names(const GuestSummary& guest) {
  Json names = Json::array();
  for (const bool ap : {true, false}) {
    for (const GuestNode& node : guest.nodes) {
      if (node.is_ap == ap) names.push_back(node.name);
    }
  }
  return names;
}

Json switches_json(const std::vector<KeySwitch>& switches) {
  Json list = Json::array();
  for (const KeySwitch& each : switches) {
    list.push_back({{"node", each.node},
                    {"sta", each.pairwise ? Json(each.sta) : Json(nullptr)},
                    {"key_id", each.key_id},
                    {"tk", or_null(each.tk_epoch)},
                    {"mic", epoch_of(each.mic_epoch)},
                    {"mic_reversed", is_reversed(each.mic_epoch)},
                    {"t_ns", each.done_ns},
                    {"after", each.after_frame}});
  }
  return list;
}

template <typename Sighting>
Json message_json(const Sighting& frame, const std::string& what) {
  return {{"n", frame.n},
          {"t_ns", frame.t_ns},
          {"sender", frame.sender},
          {"sta", frame.sta},
          {"what", what},
          {"encrypted", frame.encrypted},
          {"tk", or_null(frame.tk_epoch)}};
}

Json leaving_json(const Leaving& left) {
  return {{"n", left.n},
          {"t_ns", left.t_ns},
          {"sender", left.sender},
          {"sta", or_null(left.sta)},
          {"what", "link down: " + spoken_reason(left.reason)},
          {"encrypted", false},
          {"tk", nullptr},
          {"ends_link", true}};
}

Json messages_json(const RunVerdicts& verdicts) {
  std::vector<Json> list;
  for (const EapolSighting& each : verdicts.eapol) {
    list.push_back(message_json(each, to_string(each.message)));
  }
  for (const EapSighting& each : verdicts.eap) {
    list.push_back(message_json(each, step_name(each.packet)));
  }
  for (const Leaving& each : verdicts.leavings) list.push_back(leaving_json(each));
  std::ranges::stable_sort(list, {}, [](const Json& each) { return each.at("n").get<int>(); });
  return list;
}

int flags_of(const FrameVerdict& frame) {
  return (frame.retry ? kTimelineRetry : 0) | (frame.group ? kTimelineGroup : 0) |
         (frame.protected_frame ? 0 : kTimelineInClear) |
         (is_reversed(frame.mic_epoch) ? kTimelineMicReversed : 0) |
         (is_reversed(frame.receiver_mic_epoch) ? kTimelineReceiverMicReversed : 0);
}

Json frames_json(const std::vector<FrameVerdict>& frames) {
  Names nodes;
  Names verdicts;
  Names observed;
  Names ciphers;
  Names whys;
  Json columns = Json::object();
  for (const FrameVerdict& frame : frames) {
    columns["n"].push_back(frame.n);
    columns["t_ns"].push_back(frame.t_ns);
    columns["sender"].push_back(nodes.number(frame.sender));
    columns["receiver"].push_back(nodes.number(frame.receiver));
    columns["seq"].push_back(frame.seq);
    columns["tsc"].push_back(frame.tsc ? Json(frame.tsc->value) : Json(nullptr));
    columns["key_id"].push_back(frame.key_id ? Json(frame.key_id->value) : Json(nullptr));
    columns["tk"].push_back(or_null(frame.tk_epoch));
    columns["mic"].push_back(epoch_of(frame.mic_epoch));
    columns["receiver_tk"].push_back(or_null(frame.receiver_epoch));
    columns["receiver_mic"].push_back(epoch_of(frame.receiver_mic_epoch));
    columns["verdict"].push_back(verdicts.number(to_string(frame.verdict)));
    columns["observed"].push_back(frame.observed ? Json(observed.number(to_string(*frame.observed)))
                                                 : Json(nullptr));
    columns["cipher"].push_back(ciphers.number(to_string(frame.cipher)));
    columns["flags"].push_back(flags_of(frame));
    columns["why"].push_back(whys.number(spoken_why(frame)));
  }
  columns["names"] = {{"node", nodes.texts()},
                      {"verdict", verdicts.texts()},
                      {"observed", observed.texts()},
                      {"cipher", ciphers.texts()},
                      {"why", whys.texts()}};
  return columns;
}

}  // namespace

Json timeline_json(const GuestSummary& guest, const RunVerdicts& verdicts) {
  return {{"begin_ns", guest.begin_ns},
          {"connected_ns", guest.connected_ns},
          {"end_ns", verdicts.end_ns},
          {"nodes", node_names(guest)},
          {"switches", switches_json(verdicts.switches)},
          {"messages", messages_json(verdicts)},
          {"frames", frames_json(verdicts.frames)}};
}

}  // namespace keyrace
