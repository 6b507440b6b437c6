// Guesses what a misspelt name was meant to be, for error messages.
// Called by the scenario reader and by expectations; part of the first arrow, scenario -> engine.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace keyrace {

// The candidate that a person most likely meant; none when nothing is close.
std::optional<std::string> nearest_name(std::string_view word,
                                        const std::vector<std::string>& candidates);

// `did you mean "stack"?`, or when nothing is near `LABEL: "a", "b"` with every candidate.
std::string suggestion(std::string_view word, const std::vector<std::string>& candidates,
                       std::string_view label);

// "a", "b", "c"; "none" when there are none.
std::string quoted_list(const std::vector<std::string>& names);

std::string in_quotes(std::string_view name);

}  // namespace keyrace
