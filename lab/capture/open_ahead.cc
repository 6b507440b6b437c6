#include "lab/capture/open_ahead.h"

#include <algorithm>
#include <vector>

#include "lab/tkip/michael.h"
#include "lab/tkip/mpdu_batch.h"

namespace keyrace {
namespace {

void choose_key(CaptureWalk& walk, FrameAhead& ahead) {
  walk.key_ahead(ahead.frame, ahead.key);
  const auto header = parse_tkip_header(ahead.frame.body);
  ahead.opened.epoch = header ? ahead.key.epoch : 0;
  if (ahead.opened.epoch == 0) return;
  ahead.ttak = ahead.key.link->ttak(ahead.key.epoch, ahead.key.key.tk, *ahead.frame.header.ta(),
                                    header->tsc.iv32());
}

// An MSDU that is not in fragments ends with Michael.
bool has_mic(const FrameAhead& ahead) {
  const MacHeader& mac = ahead.frame.header;
  return ahead.opened.icv_ok && mac.fragment == 0 && !mac.more_fragments &&
         ahead.opened.plaintext.size() >= kMichaelLength;
}

void fill(const FrameAhead& ahead, MsduToSign& msdu) {
  const MacHeader& mac = ahead.frame.header;
  const ByteSpan plain = ahead.opened.plaintext;
  msdu.key = &ahead.key.key.mic_key(ahead.key.from_ap);
  msdu.da = mac.da();
  msdu.sa = mac.sa();
  msdu.priority = mac.tid;
  msdu.msdu = plain.first(plain.size() - kMichaelLength);
}

void check_mics(std::span<FrameAhead* const> frames) {
  std::vector<MsduToSign> msdus(frames.size());
  std::vector<FrameAhead*> of;
  of.reserve(frames.size());
  for (FrameAhead* ahead : frames) {
    ahead->opened.mic_ok = false;
    if (!has_mic(*ahead)) continue;
    fill(*ahead, msdus[of.size()]);
    of.push_back(ahead);
  }
  michael_mics(std::span(msdus).first(of.size()));
  for (std::size_t i = 0; i < of.size(); ++i) {
    const ByteSpan plain = of[i]->opened.plaintext;
    of[i]->opened.mic_ok = std::ranges::equal(msdus[i].mic, plain.last(kMichaelLength));
  }
}

}  // namespace

void choose_keys(CaptureWalk& walk, std::span<FrameAhead> frames) {
  for (FrameAhead& ahead : frames) choose_key(walk, ahead);
}

void open_ahead(std::span<FrameAhead> frames) {
  std::vector<MpduToOpen> batch;
  std::vector<FrameAhead*> of;
  batch.reserve(frames.size());
  of.reserve(frames.size());
  for (FrameAhead& ahead : frames) {
    if (ahead.opened.epoch == 0) continue;
    batch.push_back({&ahead.key.key.tk, &ahead.ttak, ahead.frame.body, &ahead.opened.plaintext});
    of.push_back(&ahead);
  }
  open_mpdus(batch);
  for (std::size_t i = 0; i < batch.size(); ++i) of[i]->opened.icv_ok = batch[i].icv_ok;
  check_mics(of);
}

}  // namespace keyrace
