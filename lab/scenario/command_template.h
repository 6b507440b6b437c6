// Templates of a stack "command": texts with {names} that stand for what the lab knows of a node.
// Checked by stack_check (first arrow, scenario -> engine), filled in by lab/stack/command.cc.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lab/scenario/scenario.h"

namespace keyrace {

// Every name there is, without its braces: "interface", "config", ...
const std::vector<std::string>& template_names();

// The first {name} of `text` that is none of template_names(), without its braces. Only lower-case
// letters and _ between braces make a name: what else has braces, as "network={", stays as it is.
std::optional<std::string> unknown_template_name(std::string_view text);

// Whether the program is told of {name}, by an argument or in its configuration.
bool tells(const Command& command, std::string_view name);

// `text` with each {name} replaced by its value; `values` has all of template_names().
std::string fill_in_template(std::string_view text,
                             const std::map<std::string, std::string>& values);

}  // namespace keyrace
