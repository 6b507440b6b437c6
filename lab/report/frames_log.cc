#include "lab/report/frames_log.h"

#include "lab/evidence/json_lines.h"
#include "lab/report/or_null.h"

namespace keyrace {
namespace {

using Json = nlohmann::ordered_json;

Json mic_epoch(const std::optional<MicEpoch>& mic) {
  return mic ? Json(mic->epoch) : Json(nullptr);
}

}  // namespace

Json frame_to_json(const FrameVerdict& frame) {
  Json line{{"n", frame.n},
            {"t_ns", frame.t_ns},
            {"ta", frame.ta.to_string()},
            {"ra", frame.ra.to_string()},
            {"sender", frame.sender},
            {"receiver", frame.receiver},
            {"seq", frame.seq},
            {"frag", frame.frag},
            {"retry", frame.retry},
            {"group", frame.group},
            {"cipher", to_string(frame.cipher)},
            {"tsc", frame.tsc ? Json(frame.tsc->value) : Json(nullptr)},
            {"key_id", frame.key_id ? Json(frame.key_id->value) : Json(nullptr)},
            {"tk_epoch", or_null(frame.tk_epoch)},
            {"mic_epoch", mic_epoch(frame.mic_epoch)},
            {"mic_reversed", is_reversed(frame.mic_epoch)},
            {"receiver_epoch", or_null(frame.receiver_epoch)},
            {"receiver_mic_epoch", mic_epoch(frame.receiver_mic_epoch)},
            {"receiver_mic_reversed", is_reversed(frame.receiver_mic_epoch)},
            {"verdict", to_string(frame.verdict)},
            {"at_replay_check", frame.at_replay_check},
            {"phase1_poisoned_by", or_null(frame.poisoned_by)},
            {"observed", frame.observed ? Json(to_string(*frame.observed)) : Json(nullptr)},
            {"air", frame.air == AirEffect::kNone ? Json(nullptr) : Json(to_string(frame.air))},
            {"air_delay_ns", frame.air_delay_ns},
            {"why", spoken_why(frame)}};
  if (frame.datagram) {
    line["flow"] = frame.datagram->flow;
    line["sequence"] = frame.datagram->sequence;
  }
  return line;
}

void write_frames_log(const std::string& path, const std::vector<FrameVerdict>& frames) {
  JsonLinesWriter writer(path, "frames");
  for (const FrameVerdict& frame : frames) writer.write(frame_to_json(frame));
  writer.close();
}

}  // namespace keyrace
