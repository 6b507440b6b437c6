// Errors by the names that errno(3) gives them. Called by the scenario check and by the guest.
#pragma once

#include <optional>
#include <string>

namespace keyrace {

// "EIO" -> 5; nothing for a name that this system doesn't have.
std::optional<int> errno_by_name(const std::string& name);

}  // namespace keyrace
