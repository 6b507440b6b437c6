// Text of unknown origin, such as a console's, as JSON and XML can carry it.
#pragma once

#include <string>
#include <string_view>

namespace keyrace {

// Octets that are no UTF-8 (overlong forms and surrogates are none) become U+FFFD.
std::string valid_utf8(std::string_view text);

}  // namespace keyrace
