#include "lab/report/frames_log.h"

#include <optional>
#include <string_view>

namespace keyrace {
namespace {

std::optional<int> number_of(const std::optional<MicEpoch>& mic) {
  return mic ? std::optional(mic->epoch) : std::nullopt;
}

template <typename Named>
std::optional<std::uint64_t> value_of(const std::optional<Named>& named) {
  return named ? std::optional<std::uint64_t>(named->value) : std::nullopt;
}

}  // namespace

JsonLine frame_line(const FrameVerdict& frame) {
  using Text = std::optional<std::string_view>;
  JsonLine line;
  line.add("n", frame.n)
      .add("t_ns", frame.t_ns)
      .add("ta", frame.ta.to_string())
      .add("ra", frame.ra.to_string())
      .add("sender", frame.sender)
      .add("receiver", frame.receiver)
      .add("seq", frame.seq)
      .add("frag", frame.frag)
      .add("retry", frame.retry)
      .add("group", frame.group)
      .add("cipher", to_string(frame.cipher))
      .add("tsc", value_of(frame.tsc))
      .add("key_id", value_of(frame.key_id))
      .add("tk_epoch", frame.tk_epoch)
      .add("mic_epoch", number_of(frame.mic_epoch))
      .add("mic_reversed", is_reversed(frame.mic_epoch))
      .add("receiver_epoch", frame.receiver_epoch)
      .add("receiver_mic_epoch", number_of(frame.receiver_mic_epoch))
      .add("receiver_mic_reversed", is_reversed(frame.receiver_mic_epoch))
      .add("verdict", to_string(frame.verdict))
      .add("at_replay_check", frame.at_replay_check)
      .add("phase1_poisoned_by", frame.poisoned_by)
      .add("observed", frame.observed ? Text(to_string(*frame.observed)) : Text())
      .add("air", frame.air == AirEffect::kNone ? Text() : Text(to_string(frame.air)))
      .add("air_delay_ns", frame.air_delay_ns)
      .add("why", spoken_why(frame));
  if (frame.datagram) {
    line.add("flow", frame.datagram->flow).add("sequence", frame.datagram->sequence);
  }
  return line;
}

void write_frames_log(const std::string& path, const std::vector<FrameVerdict>& frames) {
  JsonLinesWriter writer(path, "frames");
  for (const FrameVerdict& frame : frames) writer.write(frame_line(frame));
  writer.close();
}

}  // namespace keyrace
