// What a rule asks for: as a phrase for messages and documents, and as a check of a text.
// Called by the visitors of fields.h; first arrow of the flow, scenario -> engine.
#pragma once

#include <string>
#include <string_view>

#include "lab/scenario/fields.h"

namespace keyrace {

// Completes "must be ...": `a whole number from 1 to 11`, `one of "tkip", "ccmp"`.
std::string wanted(const TextRule& rule);
std::string wanted(NumberRule rule);
std::string wanted(const DurationRule& rule);
std::string wanted(std::span<const Choice> choices);
// `a list of 1 to 32 strings`
std::string wanted(CountRule rule, std::string_view elements, std::string_view whole = "a list");

bool fits(std::string_view text, const TextRule& rule);
bool fits(Duration duration, const DurationRule& rule);

}  // namespace keyrace
