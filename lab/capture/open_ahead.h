// Opens frames before their turn, many at once and on all cores, with the key that is likeliest for
// each; the walk then needs no cryptography for them but where the guess was wrong. Called by
// `keyrace verify`. Arrow: capture -> verdicts.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "lab/capture/capture_walk.h"

namespace keyrace {

// A frame on its way to the walk.
struct FrameAhead {
  AirFrame frame;
  OpenedAhead opened;
  CaptureWalk::KeyAhead key;
  Ttak ttak{};
};

// Fills `opened` of each. The walk must not go on meanwhile.
void open_ahead(CaptureWalk& walk, std::span<FrameAhead> frames, unsigned threads);

}  // namespace keyrace
