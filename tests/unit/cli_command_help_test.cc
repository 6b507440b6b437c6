// What commands say of themselves, which --help, the man page and the completions are made from.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/program_options/value_semantic.hpp>

#include "lab/cli/command_line.h"
#include "lab/cli/completions.h"
#include "lab/cli/man_page.h"

namespace keyrace {
namespace {

namespace po = boost::program_options;
using testing::ElementsAre;
using testing::HasSubstr;

CommandHelp example() {
  po::options_description options;
  options.add_options()("kernel",
                        po::value<std::string>()->default_value("x")->value_name("KERNEL"),
                        ".'it's a \\ dash - [here: no]")("quiet", po::bool_switch(), "less");
  return {"try", "DIR...", "try things", "About.\n", options};
}

TEST(CommandHelp, TellsEachOption) {
  const std::vector<OptionHelp> options = options_of(example());
  ASSERT_EQ(options.size(), 3U);
  EXPECT_EQ(options[0].name, "kernel");
  EXPECT_EQ(options[0].value, "KERNEL");
  EXPECT_EQ(options[0].standard, "x");
  EXPECT_EQ(options[1].value, "");
  EXPECT_EQ(options[2].name, "help");
}

TEST(CommandHelp, ReadsWhatItTells) {
  const auto values = parse_arguments(example(), {"a", "--kernel", "y", "b", "--quiet"});
  ASSERT_TRUE(values);
  EXPECT_THAT(operands(*values), ElementsAre("a", "b"));
  EXPECT_EQ((*values)["kernel"].as<std::string>(), "y");
  CommandHelp none = example();
  none.operands = "";
  EXPECT_THROW(parse_arguments(none, {"a"}), po::error);
  EXPECT_THROW(parse_arguments(example(), {"--fast"}), po::error);
}

TEST(CommandHelp, IsThereForEveryCommand) {
  for (const CommandHelp& command : help_of_commands()) {
    EXPECT_NE(command.summary, "") << command.name;
    for (const OptionHelp& option : options_of(command)) {
      EXPECT_NE(option.description, "") << command.name << " --" << option.name;
      EXPECT_NE(option.value, "arg") << command.name << " --" << option.name << ": no value name";
    }
  }
}

TEST(ManPage, EscapesWhatRoffWouldTakeForItsOwn) {
  const std::string page = man_page({example()}, "What it is.", "Exit status: 0 well", "1.0");
  EXPECT_THAT(page, HasSubstr("\n\\&.'it's a \\e dash \\- [here: no] (default: x)\n"));
  EXPECT_THAT(page, HasSubstr(".TP\n\\fB\\-\\-kernel\\fR \\fIKERNEL\\fR\n"));
  EXPECT_THAT(page, HasSubstr(".SH EXIT STATUS\n0 well\n"));
}

TEST(Completions, QuoteForTheirShells) {
  EXPECT_THAT(zsh_completion({example()}),
              HasSubstr("'--kernel[.'\\''it'\\''s a \\\\ dash - \\[here\\: no\\]]:KERNEL:"));
  EXPECT_THAT(fish_completion({example()}),
              HasSubstr("-l kernel -d '.\\'it\\'s a \\\\ dash - [here: no]' "));
  EXPECT_THAT(bash_completion({example()}), HasSubstr("compgen -W '--kernel --quiet --help'"));
}

}  // namespace
}  // namespace keyrace
