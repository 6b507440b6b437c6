// Durations as scenarios and expectations spell them: a whole number and a unit, "50ms".
// Called by the scenario reader and writer and by expectations; first arrow, scenario -> engine.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "lab/scenario/scenario.h"

namespace keyrace {

// "50ms", "2s", "1500us", "0ns". None for anything else: a sign, a space, a fraction, no unit,
// another unit, or more than 64 bits of nanoseconds.
std::optional<Duration> parse_duration(std::string_view text);

// In the largest unit that is exact: 1500ms, 2s, 0s. Reads back to the same duration.
std::string duration_text(Duration duration);

// What `text` was probably meant to be ("50 ms" -> "50ms", "1.5s" -> "1500ms"); none: no idea.
std::optional<std::string> duration_guess(std::string_view text);

}  // namespace keyrace
