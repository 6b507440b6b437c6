#include "lab/capture/open_ahead.h"

#include <algorithm>
#include <thread>

#include "lab/tkip/michael.h"
#include "lab/tkip/mpdu_batch.h"

namespace keyrace {
namespace {

constexpr std::size_t kMichaelLength = 8;
constexpr std::size_t kBatch = 64;
constexpr std::size_t kWorthAThread = 256;  // frames

// Which key to try; in the walk's thread, since it looks into its state.
void prepare(CaptureWalk& walk, FrameAhead& ahead) {
  ahead.opened.epoch = 0;
  const auto header =
      ahead.frame.is_protected_data() ? parse_tkip_header(ahead.frame.body) : std::nullopt;
  if (!header || !header->ext_iv || ahead.frame.body.size() < kTkipHeaderLength + kIcvLength)
    return;
  ahead.key = walk.key_ahead(ahead.frame);
  if (ahead.key.epoch == 0) return;
  ahead.opened.epoch = ahead.key.epoch;
  ahead.ttak = ahead.key.link->ttak(ahead.key.epoch, ahead.key.key.tk, *ahead.frame.header.ta(),
                                    header->tsc.iv32());
}

// An MSDU that is not in fragments ends with Michael.
bool has_mic(const FrameAhead& ahead) {
  const MacHeader& mac = ahead.frame.header;
  return ahead.opened.icv_ok && mac.fragment == 0 && !mac.more_fragments &&
         ahead.opened.plaintext.size() >= kMichaelLength;
}

MsduToSign to_sign(const FrameAhead& ahead) {
  const MacHeader& mac = ahead.frame.header;
  const ByteSpan plain = ahead.opened.plaintext;
  return {&ahead.key.key.mic_key(ahead.key.from_ap), *mac.da(), *mac.sa(), mac.tid,
          plain.first(plain.size() - kMichaelLength)};
}

void check_mics(std::span<FrameAhead* const> frames) {
  std::vector<MsduToSign> msdus;
  std::vector<FrameAhead*> of;
  for (FrameAhead* ahead : frames) {
    ahead->opened.mic_ok = false;
    if (!has_mic(*ahead)) continue;
    msdus.push_back(to_sign(*ahead));
    of.push_back(ahead);
  }
  michael_mics(msdus);
  for (std::size_t i = 0; i < of.size(); ++i) {
    const ByteSpan plain = of[i]->opened.plaintext;
    of[i]->opened.mic_ok = std::ranges::equal(msdus[i].mic, plain.last(kMichaelLength));
  }
}

void open(std::span<FrameAhead> frames) {
  std::vector<MpduToOpen> batch;
  std::vector<FrameAhead*> of;
  const auto open_batch = [&] {
    open_mpdus(batch);
    for (std::size_t i = 0; i < batch.size(); ++i) of[i]->opened.icv_ok = batch[i].icv_ok;
    check_mics(of);
    batch.clear();
    of.clear();
  };
  for (FrameAhead& ahead : frames) {
    if (ahead.opened.epoch == 0) continue;
    batch.push_back({&ahead.key.key.tk, &ahead.ttak, ahead.frame.body, &ahead.opened.plaintext});
    of.push_back(&ahead);
    if (batch.size() == kBatch) open_batch();
  }
  open_batch();
}

}  // namespace

void open_ahead(CaptureWalk& walk, std::span<FrameAhead> frames, unsigned threads) {
  for (FrameAhead& ahead : frames) prepare(walk, ahead);
  const std::size_t most = frames.size() / kWorthAThread;
  const std::size_t parts = std::clamp<std::size_t>(most, 1, threads);
  const std::size_t size = (frames.size() + parts - 1) / parts;
  std::vector<std::jthread> helpers;
  for (std::size_t begin = size; begin < frames.size(); begin += size) {
    const auto part = frames.subspan(begin, std::min(size, frames.size() - begin));
    helpers.emplace_back([part] { open(part); });
  }
  open(frames.first(std::min(size, frames.size())));
}

}  // namespace keyrace
