// Where the values of a JSON text stand, which the parser does not tell: for messages that point
// into a scenario file. Called by load_points; first arrow of the flow, scenario -> engine.
#pragma once

#include <map>
#include <string>

namespace keyrace {

// The line, from 1, on which each value begins, by its JSON pointer ("" is the whole). `text` is
// JSON with comments that parse_json_text has accepted.
std::map<std::string, int> lines_of_values(const std::string& text);

}  // namespace keyrace
