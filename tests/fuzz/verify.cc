#include "lab/capture/capture_walk.h"
#include "lab/dot11/capture_file.h"
#include "lab/dot11/capture_input.h"
#include "lab/verify/air_frame_reader.h"
#include "tests/fuzz/input_file.h"
#include "tests/fuzz/targets.h"

namespace keyrace {
namespace {

// The PMK of the lab's scenarios, which the corpus was captured from, and a key that opens nothing.
const GivenKeys& lab_keys() {
  static const GivenKeys keys = [] {
    GivenKeys given;
    given.pmks.push_back(pmk_from_passphrase("key-race-lab", "keyrace"));
    given.temporal_keys.push_back(EpochKey::ccmp(TemporalKey{}));
    return given;
  }();
  return keys;
}

class Order : public CaptureListener {
 public:
  void on_verdict(const CaptureVerdict& verdict) override {
    require(verdict.frame.n > last_, "verdicts come in the order of the capture");
    require(verdict.frame.n > settled_, "what is settled has all its verdicts");
    last_ = verdict.frame.n;
    ++verdicts;
  }
  void on_settled(std::uint64_t n) override {
    require(n >= settled_, "what is settled stays so");
    settled_ = n;
  }
  void on_event(std::uint64_t n, const std::string& what) override {
    require(n > settled_ && !what.empty(), "an event is told before its frame is settled");
  }

  std::uint64_t verdicts = 0;

 private:
  std::uint64_t last_ = 0, settled_ = 0;
};

}  // namespace

void fuzz_verify(ByteSpan input) {
  const InputFile file(input);
  try {
    CaptureFile stream(file.path());
    AirFrameReader reader(stream, stream.name());
    Order order;
    CaptureWalk walk(lab_keys(), &order);
    std::uint64_t frames = 0;
    for (AirFrame frame; reader.next(frame); ++frames) walk.take(frame);
    const CaptureFindings findings = walk.finish(reader.truncated());
    require(findings.captured == frames, "every frame is counted");
    // Clear data of a link that has its key has one, too.
    require(findings.protected_frames <= order.verdicts, "every protected frame has its verdict");
    std::uint64_t counted = 0;
    for (const auto& [verdict, frames_with] : findings.verdicts) counted += frames_with;
    require(counted == order.verdicts, "every verdict is counted");
  } catch (const CaptureError&) {
  }
}

}  // namespace keyrace
