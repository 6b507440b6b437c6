#include "lab/capture/verify_capture.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "lab/capture/crew.h"
#include "lab/capture/open_ahead.h"
#include "lab/dot11/llc.h"

namespace keyrace {
namespace {

// Frames of a round. Of one that a single thread does they fit into a cache; of one that is shared
// out, a thread has enough to do.
constexpr std::size_t kShortest = 64, kLongestAlone = 128, kLongest = 1024;

// Frames that are read, opened and judged together.
struct Round {
  std::vector<FrameAhead> frames;  // more than are in use
  std::vector<CapturedPacket> packets;
  std::size_t count = 0;
  bool brings_key = false;  // its last frame may: the next round's keys are chosen after that

  std::span<FrameAhead> used() { return std::span(frames).first(count); }
  std::size_t batches() const { return (count + kOpenedTogether - 1) / kOpenedTogether; }
  std::span<FrameAhead> batch(std::size_t i) {
    const std::size_t begin = i * kOpenedTogether;
    return used().subspan(begin, std::min(kOpenedTogether, count - begin));
  }
};

// A message of a handshake in the clear.
bool may_bring_key(const AirFrame& frame) {
  return frame.is_data() && !frame.header.protected_frame && eapol_in(frame.header, frame.body);
}

class Pipeline {
 public:
  Pipeline(AirFrameReader& reader, const GivenKeys& given, const VerifyOptions& options)
      : reader_(reader),
        options_(options),
        longest_(options.threads > 1 ? kLongest : kLongestAlone),
        walk_(given, options.listener),
        crew_(options.threads) {}

  CaptureFindings run() {
    read(*next_);
    while (now_->count + next_->count > 0) {
      const bool at_once = !now_->brings_key;
      if (at_once) choose_keys(walk_, next_->used());
      start(at_once);
      judge(*now_);
      crew_.finish();
      if (!at_once) open_next();
      adapt(*next_);
      std::swap(now_, next_);
      std::swap(next_, after_);
    }
    return walk_.finish(reader_.truncated());
  }

 private:
  // One round is read and, where its keys are known, one is opened, while another is judged.
  void start(bool open) {
    crew_.start(1 + (open ? next_->batches() : 0), [this](std::size_t task) {
      if (task == 0) {
        read(*after_);
      } else {
        open_ahead(next_->batch(task - 1));
      }
    });
  }

  void open_next() {
    choose_keys(walk_, next_->used());
    crew_.start(next_->batches(), [this](std::size_t task) { open_ahead(next_->batch(task)); });
    crew_.finish();
  }

  void read(Round& round) {
    round.count = 0;
    round.brings_key = false;
    round.frames.resize(longest_);
    if (options_.on_packet) round.packets.resize(longest_);
    while (round.count < length_ && !round.brings_key) {
      AirFrame& frame = round.frames[round.count].frame;
      if (!reader_.next(frame)) break;
      if (options_.on_packet) round.packets[round.count] = reader_.packet();
      round.brings_key = may_bring_key(frame);
      ++round.count;
    }
  }

  void judge(Round& round) {
    for (std::size_t i = 0; i < round.count; ++i) {
      if (options_.on_packet) options_.on_packet(round.packets[i]);
      walk_.take(round.frames[i].frame, &round.frames[i].opened);
    }
  }

  // A guess that was wrong costs as much as it saves: where that happens often, rounds are short.
  void adapt(Round& round) {
    const auto wrong = std::ranges::count_if(round.used(), [](const FrameAhead& ahead) {
      return ahead.opened.epoch != 0 && !ahead.opened.icv_ok;
    });
    const bool often = static_cast<std::size_t>(wrong) * 8 > round.count;
    length_ = often ? std::max(kShortest, length_ / 2) : std::min(longest_, length_ * 2);
  }

  AirFrameReader& reader_;
  const VerifyOptions& options_;
  std::size_t longest_;
  std::size_t length_ = kShortest;
  CaptureWalk walk_;
  std::array<Round, 3> rounds_;
  Round *now_ = &rounds_[0], *next_ = &rounds_[1], *after_ = &rounds_[2];
  Crew crew_;  // the last member: its threads use the others
};

}  // namespace

CaptureFindings verify_capture(AirFrameReader& reader, const GivenKeys& given,
                               const VerifyOptions& options) {
  return Pipeline(reader, given, options).run();
}

}  // namespace keyrace
