// Whether the frames of one capture interface end with their FCS, and whether it is right. Headers
// that tell are often wrong, and many do not tell: the frames themselves decide. Called by verify
// for each frame. Arrow: capture -> verify. IEEE 802.11-2020, 9.2.4.8.
#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "lab/dot11/bytes.h"

namespace keyrace {

constexpr std::size_t kFcsLength = 4;

enum class Fcs {
  kAbsent,
  kRight,
  kWrong,  // it is there, and the frame was damaged on its way
};

class FcsDetector {
 public:
  // frame: whole, from Frame Control on. declared: what the packet's header, else the file's, says.
  // Those that a driver declares otherwise are another kind: what it sent itself has no FCS beside
  // received frames that do.
  Fcs check(ByteSpan frame, std::optional<bool> declared);

 private:
  struct Kind {
    std::size_t not_right = 0;  // frames before the first right one
    bool seen_right = false;
  };

  std::array<Kind, 3> kinds_{};  // undeclared, declared absent, declared present
};

}  // namespace keyrace
