#include "lab/cli/alone.h"

#include <iostream>

#include "lab/report/shell_words.h"

namespace keyrace {

void tell_alone(const IndexEntry& entry) {
  const bool bad = entry.status == IndexStatus::kDoesNotHold || entry.status == IndexStatus::kError;
  if (!bad || entry.point.empty() || entry.alone.empty()) return;
  std::cout.flush();
  std::cerr << "keyrace: that point alone: keyrace run " << shell_words(entry.alone) << "\n";
}

}  // namespace keyrace
