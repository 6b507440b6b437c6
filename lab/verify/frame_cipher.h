// The cipher that protects a data frame, and what differs between them in words and octets.
// Used by verify and report. Arrow: verify -> report.
#pragma once

#include <cstddef>

namespace keyrace {

enum class FrameCipher { kTkip, kCcmp };

const char* to_string(FrameCipher cipher);  // "tkip"

// What fails under a wrong key: "ICV", "CCM MIC". A verdict calls either an icv_failure.
const char* integrity_check(FrameCipher cipher);
// What the replay check looks at: "TSC", "PN".
const char* replay_counter(FrameCipher cipher);

// Octets that it adds to the MSDU of a frame that is not fragmented.
std::size_t overhead(FrameCipher cipher);

}  // namespace keyrace
