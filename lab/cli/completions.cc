#include "lab/cli/completions.h"

#include <algorithm>

#include "lab/report/shell_words.h"

namespace keyrace {
namespace {

// Commands that print what there is: lines that begin with a word are names of scenarios; the
// kernels are listed with their releases, "kernels: 6.1 6.1.176, default 7.3.4".
constexpr char kScenarios[] = "keyrace scenarios 2>/dev/null | sed -n '/^[^ ]/p'";
constexpr char kKernels[] =
    "keyrace --version 2>/dev/null | sed -n 's/^kernels: //p' | tr ',' '\\n' | awk '{print $1}'";

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::string words_of(std::string value) {
  std::ranges::replace(value, '|', ' ');
  return value;
}

bool is_choice(const OptionHelp& option) {
  return option.value.find('|') != std::string::npos;
}

std::vector<std::string> names_of(const std::vector<CommandHelp>& commands) {
  std::vector<std::string> names;
  for (const CommandHelp& command : commands) names.push_back(command.name);
  return names;
}

// The reply to one value that may stand for a path, a kernel or a word of several; $word is what
// was typed of it. Empty: anything.
std::string bash_reply(const OptionHelp& option) {
  const auto reply = [](const std::string& generated) {
    return "mapfile -t COMPREPLY < <(compgen " + generated + " -- \"$word\")";
  };
  if (is_choice(option)) return reply("-W " + single_quoted(words_of(option.value)));
  if (option.value == "DIR") return reply("-d");
  if (option.value == "FILE") return reply("-f");
  if (option.value == "KERNEL") return reply("-f -W \"$(" + std::string(kKernels) + ")\"");
  return "";
}

// What stands behind no option, as an option that takes the same.
OptionHelp operand_of(const CommandHelp& command) {
  OptionHelp operand;
  if (command.operands.starts_with("DIR")) operand.value = "DIR";
  for (const std::string& word : command.operand_words) {
    operand.value += (operand.value.empty() ? "" : "|") + word;
  }
  return operand;
}

std::string bash_operands(const CommandHelp& command) {
  const OptionHelp operand = operand_of(command);
  if (!command.operands.starts_with("SCENARIO")) return bash_reply(operand);
  return "mapfile -t COMPREPLY < <(compgen -f -W \"$(" + std::string(kScenarios) +
         ")\" -- \"$word\")";
}

std::string bash_command(const CommandHelp& command) {
  std::string values, flags;
  for (const OptionHelp& option : options_of(command)) {
    flags += (flags.empty() ? "--" : " --") + option.name;
    if (option.value.empty()) continue;
    values += "        --" + option.name + ") " + bash_reply(option) + " ;;\n";
  }
  const std::string operands = bash_operands(command);
  return "    " + command.name + ")\n      case $previous in\n" + values +
         "        *)\n          case $word in\n            -*) mapfile -t COMPREPLY < <(compgen "
         "-W " +
         single_quoted(flags) + " -- \"$word\") ;;\n            *) " + operands +
         " ;;\n          esac ;;\n      esac ;;\n";
}

// "DESCRIPTION" of zsh's _arguments, where brackets and colons mean something.
std::string zsh_text(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') result += '\\';
    result += c;
  }
  return result;
}

std::string zsh_action(const OptionHelp& option) {
  if (is_choice(option)) return "(" + words_of(option.value) + ")";
  if (option.value == "DIR") return "_files -/";
  if (option.value == "FILE") return "_files";
  if (option.value == "KERNEL") return "_keyrace_kernels";
  return " ";
}

std::string zsh_option(const OptionHelp& option) {
  std::string spec = (option.value == "POINTER=VALUE" ? "*--" : "--") + option.name;
  spec += "[" + zsh_text(option.description) + "]";
  if (!option.value.empty()) spec += ":" + zsh_text(option.value) + ":" + zsh_action(option);
  return "        " + single_quoted(spec) + " \\\n";
}

std::string zsh_command(const CommandHelp& command) {
  std::string text = "    " + command.name + ")\n      _arguments \\\n";
  for (const OptionHelp& option : options_of(command)) text += zsh_option(option);
  std::string operands = "*:: : ";
  if (command.operands.starts_with("SCENARIO")) operands = "*:scenario:_keyrace_scenarios";
  if (command.operands.starts_with("DIR")) operands = "*:directory:_files -/";
  if (!command.operand_words.empty()) operands = "1:name:" + zsh_action(operand_of(command));
  return text + "        " + single_quoted(operands) + " ;;\n";
}

// In single quotes of fish, where a backslash escapes itself and the quote.
std::string fish_quoted(const std::string& text) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') result += '\\';
    result += c;
  }
  return result + "'";
}

std::string fish_option(const CommandHelp& command, const OptionHelp& option) {
  std::string line = "complete -c keyrace -n '__fish_seen_subcommand_from " + command.name +
                     "' -l " + option.name + " -d " + fish_quoted(option.description);
  if (option.value.empty()) return line + "\n";
  if (option.value == "DIR") return line + " -x -a '(__fish_complete_directories)'\n";
  if (option.value == "FILE") return line + " -r -F\n";
  if (option.value == "KERNEL")
    return line + " -r -F -a " + fish_quoted(std::string("(") + kKernels + ")") + "\n";
  return line + " -x" + (is_choice(option) ? " -a " + fish_quoted(words_of(option.value)) : "") +
         "\n";
}

std::string fish_operands(const CommandHelp& command) {
  const std::string line =
      "complete -c keyrace -n '__fish_seen_subcommand_from " + command.name + "' ";
  if (command.operands.starts_with("SCENARIO")) {
    return line + "-F -a " + fish_quoted(std::string("(") + kScenarios + ")") + "\n";
  }
  if (!command.operand_words.empty()) {
    return line + "-a " + fish_quoted(joined(command.operand_words)) + "\n";
  }
  return command.operands.starts_with("DIR") ? line + "-a '(__fish_complete_directories)'\n" : "";
}

}  // namespace

std::string bash_completion(const std::vector<CommandHelp>& commands) {
  std::string text =
      "# bash completion of keyrace\n_keyrace() {\n"
      "  local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n"
      "  COMPREPLY=()\n  if ((COMP_CWORD == 1)); then\n"
      "    mapfile -t COMPREPLY < <(compgen -W " +
      fish_quoted(joined(names_of(commands)) + " --help --version") +
      " -- \"$word\")\n    return\n  fi\n  case ${COMP_WORDS[1]} in\n";
  for (const CommandHelp& command : commands) text += bash_command(command);
  return text + "  esac\n}\ncomplete -o filenames -F _keyrace keyrace\n";
}

std::string zsh_completion(const std::vector<CommandHelp>& commands) {
  std::string text =
      "#compdef keyrace\n"
      "_keyrace_scenarios() {\n  local -a names\n  names=(${(f)\"$(" +
      std::string(kScenarios) + ")\"})\n  compadd -a names\n  _files\n}\n" +
      "_keyrace_kernels() {\n  local -a names\n  names=(${(f)\"$(" + kKernels +
      ")\"})\n  compadd -a names\n  _files\n}\n"
      "_keyrace() {\n  if ((CURRENT == 2)); then\n    local -a commands\n    commands=(\n";
  for (const CommandHelp& command : commands) {
    text += "      " + fish_quoted(command.name + ":" + zsh_text(command.summary)) + "\n";
  }
  text +=
      "    )\n    _describe command commands\n    return\n  fi\n"
      "  shift words\n  ((CURRENT--))\n  case $words[1] in\n";
  for (const CommandHelp& command : commands) text += zsh_command(command);
  return text + "  esac\n}\n_keyrace \"$@\"\n";
}

std::string fish_completion(const std::vector<CommandHelp>& commands) {
  std::string text = "# fish completion of keyrace\ncomplete -c keyrace -f\n";
  for (const CommandHelp& command : commands) {
    text += "complete -c keyrace -n __fish_use_subcommand -a " + command.name + " -d " +
            fish_quoted(command.summary) + "\n" + fish_operands(command);
    for (const OptionHelp& option : options_of(command)) text += fish_option(command, option);
  }
  return text;
}

}  // namespace keyrace
