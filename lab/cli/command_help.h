// What a person can say to a command, told once: its arguments are read by it, and --help, the man
// page and the shells' completions are made from it.
#pragma once

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/variables_map.hpp>
#include <optional>
#include <string>
#include <vector>

namespace keyrace {

// The name of an option's value says what it is: DIR and FILE are paths, KERNEL a kernel, words
// with bars between ("text|json") the values there are. Operands: SCENARIO and DIR.
struct CommandHelp {
  std::string name;      // "run"
  std::string operands;  // "SCENARIO..."; empty: it takes none
  std::string summary;   // one line, no capital, no full stop
  std::string about;     // paragraphs, each ending in a newline; may be empty
  boost::program_options::options_description options;  // without --help
  std::vector<std::string> operand_words = {};  // what an operand can be; empty: see `operands`
};

// Reads a command's arguments; operands become the value "operand", a vector of strings. Nothing:
// --help was among them, and printed. Throws UsageError or a boost::program_options::error.
std::optional<boost::program_options::variables_map> parse_arguments(
    const CommandHelp& help, const std::vector<std::string>& arguments);

// The values of "operand".
std::vector<std::string> operands(const boost::program_options::variables_map& values);

// One option as the man page and the completions need it.
struct OptionHelp {
  std::string name;      // "kernel", without dashes
  std::string value;     // "KERNEL"; empty: it takes none
  std::string standard;  // what it is when not given; empty: nothing
  std::string description;
};

std::vector<OptionHelp> options_of(const CommandHelp& help);

}  // namespace keyrace
