// A rekey as a picture of characters, for a terminal. Called by report_text.cc; last arrow of the
// flow, verify -> report.
#pragma once

#include <string>

#include "lab/report/rekey_window.h"
#include "lab/report/text_style.h"

namespace keyrace {

// Five lanes, from the AP's key to the STA's, the times below them, and what the signs mean. Lines
// end in a line feed. Empty where the width is too small for one.
std::string rekey_picture(const RekeyWindow& window, const TextStyle& style);

}  // namespace keyrace
