// Templates of a stack "command".
#include <gtest/gtest.h>

#include "lab/scenario/command_template.h"

namespace keyrace {
namespace {

TEST(CommandTemplate, NamesBecomeValues) {
  const std::map<std::string, std::string> values{{"interface", "sta"}, {"ssid", "{ssid}"}};
  EXPECT_EQ(fill_in_template("-i{interface}", values), "-ista");
  EXPECT_EQ(fill_in_template("{interface}{interface}.", values), "stasta.");
  // A value is no template.
  EXPECT_EQ(fill_in_template("ssid={ssid}", values), "ssid={ssid}");
  EXPECT_EQ(fill_in_template("", values), "");
}

TEST(CommandTemplate, OtherBracesStay) {
  for (const char* text :
       {"network={", "}", "{}", "{ ssid }", "{SSID}", "{ssid", "${1}", "{a-b}"}) {
    EXPECT_EQ(fill_in_template(text, {}), text);
    EXPECT_EQ(unknown_template_name(text), std::nullopt);
  }
  EXPECT_EQ(fill_in_template("{{ssid}}", {{"ssid", "lab"}}), "{lab}");
}

TEST(CommandTemplate, UnknownNamesAreFound) {
  EXPECT_EQ(unknown_template_name("{ssid} {wpa} {ciphers}"), "ciphers");
  for (const std::string& name : template_names()) {
    EXPECT_EQ(unknown_template_name("{" + name + "}"), std::nullopt);
  }
}

TEST(CommandTemplate, ToldByArgumentsAndConfigOnly) {
  Command command;
  command.rekey = {"cli", "{ptk_rekey}"};
  EXPECT_FALSE(tells(command, "ptk_rekey"));
  command.config = {"wpa_ptk_rekey={ptk_rekey}"};
  EXPECT_TRUE(tells(command, "ptk_rekey"));
  EXPECT_FALSE(tells(command, "gtk_rekey"));
  command.arguments = {"-g{gtk_rekey}"};
  EXPECT_TRUE(tells(command, "gtk_rekey"));
}

}  // namespace
}  // namespace keyrace
