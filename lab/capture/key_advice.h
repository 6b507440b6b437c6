// Where the keys of a network come from that its passphrase does not give. Called where there is no
// key. Arrow: capture -> report of `keyrace verify`.
#pragma once

#include <optional>
#include <string>

#include "lab/dot11/security_element.h"

namespace keyrace {

// Why no passphrase or PMK opens frames of this AKM and cipher: "FT: keyrace does not compute FT's
// key hierarchy; give --tk". Empty: the right one does, or what was negotiated is not known.
std::string why_no_pmk_helps(const std::optional<SecurityElement>& security);

// "SAE: the PMK can't be computed from the passphrase and a capture; give --pmk". Empty: the PMK
// can be computed from what a user is likely to have, or what was negotiated is not known.
std::string pmk_advice(const std::optional<SecurityElement>& security);

}  // namespace keyrace
