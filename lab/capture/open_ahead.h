// Opens frames before their turn, many at once, with the key that is likeliest for each; the walk
// then needs no cryptography for them but where the guess was wrong. Called by verify_capture.
// Arrow: capture -> verdicts.
#pragma once

#include <cstddef>
#include <span>

#include "lab/capture/capture_walk.h"

namespace keyrace {

// A frame on its way to the walk.
struct FrameAhead {
  AirFrame frame;
  OpenedAhead opened;
  CaptureWalk::KeyAhead key;
  Ttak ttak{};
};

// So many fill the lanes of RC4 and Michael, and a processor's nearest cache.
constexpr std::size_t kOpenedTogether = 64;

// Which key to try on each, as far as the walk has come.
void choose_keys(CaptureWalk& walk, std::span<FrameAhead> frames);

// Fills `opened` of each. Different threads may open different frames, and the walk go on.
void open_ahead(std::span<FrameAhead> frames);

}  // namespace keyrace
