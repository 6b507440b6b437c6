// Errors by the names that errno(3) gives them. Called by the scenario check, the guest and
// the report.
#pragma once

#include <optional>
#include <string>

namespace keyrace {

// "EIO" -> 5; nothing for a name that this system doesn't have.
std::optional<int> errno_by_name(const std::string& name);
// 5 -> "EIO"; "error 4096" for a number without a name.
std::string errno_name(int error);

}  // namespace keyrace
