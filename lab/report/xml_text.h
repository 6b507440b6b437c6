// Text as XML 1.0 can carry it. Called by junit.cc; last arrow of the flow, verify -> report.
#pragma once

#include <string>
#include <string_view>

namespace keyrace {

// For an element's content. What XML forbids even as a character reference (section 2.2 of the
// recommendation: most control characters, U+FFFE, U+FFFF), and octets that are no UTF-8, become
// U+FFFD. A carriage return is a reference, because a parser would make it a newline.
std::string xml_text(std::string_view text);
// For an attribute between double quotes: newlines and tabs are references, too, because a parser
// would make them spaces.
std::string xml_attribute(std::string_view text);

}  // namespace keyrace
