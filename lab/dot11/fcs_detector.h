// Whether the frames of one capture interface end in their FCS: what the link header declares is
// not always so, and often nothing is declared. Called by verify. Arrow: capture -> verify.
#pragma once

#include <cstddef>
#include <optional>

#include "lab/dot11/bytes.h"

namespace keyrace {

constexpr std::size_t kFcsLength = 4;

enum class Fcs {
  kAbsent,
  kRight,
  kWrong,  // the frame is damaged: its sender did not send this
};

class FcsDetector {
 public:
  // frame: from Frame Control on, whole.
  Fcs check(ByteSpan frame, std::optional<bool> declared);

 private:
  std::size_t right_ = 0;
  std::size_t wrong_ = 0;
};

}  // namespace keyrace
