#include "lab/cli/command_help.h"

#include <boost/program_options/parsers.hpp>
#include <boost/program_options/positional_options.hpp>
#include <iostream>

#include "lab/cli/command_line.h"

namespace keyrace {
namespace {

namespace po = boost::program_options;

po::options_description with_help(const CommandHelp& help) {
  po::options_description options("Options");
  for (const auto& option : help.options.options()) options.add(option);
  options.add_options()("help,h", "print this");
  return options;
}

void print(const CommandHelp& help) {
  std::cout << "Usage: keyrace " << help.name << (help.operands.empty() ? "" : " ") << help.operands
            << " [OPTIONS]\n\n"
            << help.about << (help.about.empty() ? "" : "\n") << with_help(help);
}

}  // namespace

std::optional<po::variables_map> parse_arguments(const CommandHelp& help,
                                                 const std::vector<std::string>& arguments) {
  po::options_description all = with_help(help);
  po::positional_options_description positional;
  if (!help.operands.empty()) {
    all.add_options()("operand", po::value<std::vector<std::string>>());
    positional.add("operand", -1);
  }
  po::variables_map values;
  po::store(po::command_line_parser(arguments).options(all).positional(positional).run(), values);
  if (values.count("help")) {
    print(help);
    return std::nullopt;
  }
  return values;
}

std::vector<std::string> operands(const po::variables_map& values) {
  return values.count("operand") ? values["operand"].as<std::vector<std::string>>()
                                 : std::vector<std::string>{};
}

std::vector<OptionHelp> options_of(const CommandHelp& help) {
  std::vector<OptionHelp> result;
  const po::options_description all = with_help(help);
  for (const auto& option : all.options()) {
    OptionHelp each{option->long_name(), "", "", option->description()};
    if (option->semantic()->max_tokens() > 0) {
      // "KERNEL (=default)"
      const std::string value = option->semantic()->name();
      const std::size_t standard = value.find(" (=");
      each.value = value.substr(0, standard);
      if (standard != std::string::npos) {
        each.standard = value.substr(standard + 3, value.size() - standard - 4);
      }
    }
    result.push_back(each);
  }
  return result;
}

}  // namespace keyrace
