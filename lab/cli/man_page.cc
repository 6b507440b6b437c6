#include "lab/cli/man_page.h"

#include <sstream>

namespace keyrace {
namespace {

// Plain text for roff: a dash is a minus, and no line is a request (man-pages(7), groff_man(7)).
std::string roff(const std::string& text) {
  std::string result;
  bool line_begins = true;
  for (const char c : text) {
    if (line_begins && (c == '.' || c == '\'')) result += "\\&";
    line_begins = c == '\n';
    if (c == '\\') {
      result += "\\e";
    } else if (c == '-') {
      result += "\\-";
    } else {
      result += c;
    }
  }
  return result;
}

// "\fB--kernel\fR \fIKERNEL\fR"
std::string flag(const OptionHelp& option) {
  std::string text = "\\fB" + roff("--" + option.name) + "\\fR";
  if (option.name == "help") text = "\\fB" + roff("-h") + "\\fR, " + text;
  if (!option.value.empty()) text += " \\fI" + roff(option.value) + "\\fR";
  return text;
}

std::string describe(const OptionHelp& option) {
  const std::string standard = option.standard.empty() ? "" : " (default: " + option.standard + ")";
  return ".TP\n" + flag(option) + "\n" + roff(option.description + standard) + "\n";
}

std::string describe(const CommandHelp& command) {
  std::string text =
      ".SS " + roff("keyrace " + command.name) + "\n.B " + roff("keyrace " + command.name) + "\n";
  if (!command.operands.empty()) text += ".I " + roff(command.operands) + "\n";
  text += "[\\fIOPTIONS\\fR]\n.PP\n";
  std::string summary = command.summary;
  summary[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(summary[0])));
  text += roff(summary) + ".\n";
  if (!command.about.empty()) text += ".PP\n" + roff(command.about);
  for (const OptionHelp& option : options_of(command)) text += describe(option);
  return text;
}

constexpr char kEnd[] = R"(.SH ENVIRONMENT
.TP
.B KEYRACE_CACHE
folder of kernels and stacks that were built (default: keyrace in $XDG_CACHE_HOME or ~/.cache)
.TP
.B TMPDIR
where a guest's memory file may be, if not in /dev/shm; it needs a file system that allows exec
.SH FILES
.TP
.I runs/NAME\-N
the evidence of a run, and its report
.TP
.I /usr/lib/keyrace/kernels
.TQ
.I /usr/lib/keyrace/stacks
kernels and stacks that are there for all users
.TP
.I /usr/share/keyrace/scenarios
the scenario library
.SH SEE ALSO
.BR hostapd (8),
.BR wpa_supplicant (8),
.BR wireshark (1)
)";

}  // namespace

std::string man_page(const std::vector<CommandHelp>& commands, const std::string& what_it_is,
                     const std::string& exit_statuses, const std::string& version) {
  std::string text = ".TH KEYRACE 1 \"\" \"" + roff("keyrace " + version) + "\"\n.SH NAME\n" +
                     roff("keyrace - a lab for Wi-Fi key-install races") +
                     "\n.SH SYNOPSIS\n.B keyrace\n.I COMMAND\n[\\fIARGUMENTS\\fR]\n.br\n" +
                     ".B keyrace \\-\\-version\n.SH DESCRIPTION\n" + roff(what_it_is) +
                     "\n.SH COMMANDS\n";
  for (const CommandHelp& command : commands) text += describe(command);
  return text + ".SH EXIT STATUS\n" + roff(exit_statuses.substr(exit_statuses.find(": ") + 2)) +
         "\n" + kEnd;
}

}  // namespace keyrace
