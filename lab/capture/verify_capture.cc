#include "lab/capture/verify_capture.h"

#include <algorithm>

#include "lab/capture/open_ahead.h"
#include "lab/dot11/llc.h"

namespace keyrace {
namespace {

constexpr std::size_t kShortest = 64, kLongest = 1024;  // frames of a round; they fit into a cache

// Frames that are read, opened and judged together. Keys change in between, and a guess that was
// wrong costs as much as it saves: where that happens often, rounds are short.
class Rounds {
 public:
  Rounds(AirFrameReader& reader, const VerifyOptions& options)
      : reader_(reader), options_(options), frames_(kLongest) {}

  // False: there is none any more.
  bool read() {
    count_ = 0;
    while (count_ < length_ && reader_.next(frames_[count_].frame)) {
      if (options_.on_packet) options_.on_packet(reader_.packet());
      const bool ends = may_bring_key(frames_[count_].frame);
      ++count_;
      if (ends) break;
    }
    return count_ > 0;
  }

  std::span<FrameAhead> frames() { return std::span(frames_).first(count_); }

  void adapt() {
    const auto wrong = std::ranges::count_if(frames(), [](const FrameAhead& ahead) {
      return ahead.opened.epoch != 0 && !ahead.opened.icv_ok;
    });
    const bool often = static_cast<std::size_t>(wrong) * 8 > count_;
    length_ = often ? std::max(kShortest, length_ / 2) : std::min(kLongest, length_ * 2);
  }

 private:
  // A message of a handshake in the clear.
  static bool may_bring_key(const AirFrame& frame) {
    return frame.is_data() && !frame.header.protected_frame && eapol_in(frame.header, frame.body);
  }

  AirFrameReader& reader_;
  const VerifyOptions& options_;
  std::vector<FrameAhead> frames_;
  std::size_t count_ = 0;
  std::size_t length_ = kShortest;
};

}  // namespace

CaptureFindings verify_capture(AirFrameReader& reader, const GivenKeys& given,
                               const VerifyOptions& options) {
  CaptureWalk walk(given, options.listener);
  Rounds rounds(reader, options);
  while (rounds.read()) {
    open_ahead(walk, rounds.frames(), options.threads);
    rounds.adapt();
    for (FrameAhead& ahead : rounds.frames()) walk.take(ahead.frame, &ahead.opened);
  }
  return walk.finish(reader.truncated());
}

}  // namespace keyrace
