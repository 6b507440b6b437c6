// JUnit XML: its text to the letter, its escaping, and what xmllint says of it.
#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "emulator/sys/file.h"
#include "lab/report/xml_text.h"
#include "tests/locations.h"
#include "tests/unit/made_up_outcome.h"

namespace keyrace {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(XmlText, EscapesWhatMarksUp) {
  EXPECT_EQ(xml_text("a<b>&\"c'"), "a&lt;b&gt;&amp;\"c'");
  EXPECT_EQ(xml_attribute("a<b>&\"c'"), "a&lt;b&gt;&amp;&quot;c'");
  EXPECT_EQ(xml_text("]]>"), "]]&gt;");
}

TEST(XmlText, KeepsWhitespaceThroughAParser) {
  EXPECT_EQ(xml_text("a\tb\nc\rd"), "a\tb\nc&#13;d");
  EXPECT_EQ(xml_attribute("a\tb\nc\rd"), "a&#9;b&#10;c&#13;d");
}

TEST(XmlText, ReplacesWhatXmlForbids) {
  const std::string mark = "\xef\xbf\xbd";
  EXPECT_EQ(xml_text(std::string("a\0b\x01\x1f\x1b[1m", 9)),
            "a" + mark + "b" + mark + mark + mark + "[1m");
  EXPECT_EQ(xml_text("\xef\xbf\xbe.\xef\xbf\xbf"), mark + "." + mark);
  EXPECT_EQ(xml_text("\xff"
                     "a"),
            mark + "a");                                              // no UTF-8
  EXPECT_THAT(xml_text("\xed\xa0\x80"), Not(HasSubstr("\xed\xa0")));  // a surrogate
  EXPECT_THAT(xml_text("\xc0\xbc"), Not(HasSubstr("<")));             // an overlong one
  EXPECT_EQ(xml_text("\x7f\xc3\xa4\xf0\x9f\x94\x91"), "\x7f\xc3\xa4\xf0\x9f\x94\x91");
}

class Junit : public MadeUpOutcome {
 protected:
  Junit() { std::filesystem::create_directories(folder_); }
  ~Junit() override { std::filesystem::remove_all(folder_); }

  static bool xmllint_is_there() { return std::system("xmllint --version 2>/dev/null") == 0; }

  // xmllint's status: 0 when it is valid.
  int validate(const std::string& xml) const {
    write_file(folder_ / "junit.xml", xml);
    const std::string command = std::string("xmllint --noout --schema '") + kJunitSchema + "' '" +
                                (folder_ / "junit.xml").string() + "' 2>/dev/null";
    return std::system(command.c_str());
  }

  std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) / ("junit-" + std::to_string(::getpid()));
};

constexpr char kGolden[] = R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="keyrace" tests="4" failures="1" errors="1" time="0.500">
  <testsuite name="made-up" tests="3" failures="1" errors="0" skipped="0" time="0.500">
    <properties>
      <property name="seed" value="7"/>
      <property name="engine" value="uml"/>
      <property name="kernel" value="7.3.4"/>
      <property name="stack.ap" value="hostapd 2.10"/>
      <property name="stack.sta" value="wpa_supplicant"/>
      <property name="scenario" value="ci/made-up.json"/>
      <property name="evidence" value="runs/made-up-1"/>
    </properties>
    <testcase classname="keyrace.made-up" name="count(rekeys) == 1" time="0"/>
    <testcase classname="keyrace.made-up" name="count(rekeys) == 1" time="0"/>
    <testcase classname="keyrace.made-up" name="traffic.lost &lt; 5" time="0">
      <failure message="found traffic.lost = 5" type="expectation">expected: traffic.lost &lt; 5
found: traffic.lost = 5
at: ci/made-up.json:5

One &amp; all.

Two &lt;b&gt;.

Three.
</failure>
    </testcase>
  </testsuite>
  <testsuite name="broken" tests="1" failures="0" errors="1" skipped="0" time="0.000">
    <properties>
      <property name="seed" value="1"/>
      <property name="scenario" value="ci/broken.json"/>
    </properties>
    <testcase classname="keyrace.broken" name="the run" time="0">
      <error message="boot: no" type="lab">boot: no
console: &lt;3&gt;</error>
    </testcase>
  </testsuite>
</testsuites>
)";

TEST_F(Junit, ShowsEachExpectationAsACase) {
  EXPECT_EQ(
      outcomes_to_junit({outcome({holds_, holds_, fails_}), failure("boot: no\nconsole: <3>")}),
      kGolden);
}

TEST_F(Junit, IsValid) {
  if (!xmllint_is_there()) GTEST_SKIP() << "xmllint is missing: scripts/setup --tests";
  EXPECT_EQ(validate(kGolden), 0);
  EXPECT_EQ(validate(outcomes_to_junit({})), 0);
  EXPECT_EQ(validate(outcomes_to_junit({outcome({})})), 0);
  const std::string wild = std::string("\x01\xff<&>\"'\n\t]]>\xef\xbf\xbf\0--", 16);
  RunOutcome odd = outcome({{wild, false, wild}});
  odd.scenario = odd.run_directory = wild;
  EXPECT_EQ(validate(outcomes_to_junit({odd, failure(wild)})), 0);
}

TEST_F(Junit, OfSeveralRunsAndASweepIsValid) {
  if (!xmllint_is_there()) GTEST_SKIP() << "xmllint is missing: scripts/setup --tests";
  RunOutcome variant = outcome({holds_});
  variant.variant = "2.11";
  std::vector<RunOutcome> runs{outcome({holds_, fails_}), outcome({}), variant,
                               failure("boot: no")};
  for (const char* by : {R"("0ms")", R"("50ms")", R"("a, b")"}) {
    runs.push_back(outcome({holds_, fails_}));
    runs.back().place.point = {{"/faults/0/by", by}, {"/ap/name", R"("<x>")"}};
  }
  const std::string xml = outcomes_to_junit(runs);
  EXPECT_EQ(validate(xml), 0);
  EXPECT_THAT(xml, HasSubstr(R"(<testsuite name="made-up /faults/0/by=50ms /ap/name=&lt;x&gt;")"));
}

TEST_F(Junit, TheSchemaRefusesWhatIsNoJunit) {
  if (!xmllint_is_there()) GTEST_SKIP() << "xmllint is missing: scripts/setup --tests";
  EXPECT_NE(validate("<testsuites><testsuite name=\"x\"/></testsuites>"), 0);
  std::string wrong = kGolden;
  wrong.replace(wrong.find("<failure"), 8, "<failing");
  EXPECT_NE(validate(wrong), 0);
}

TEST_F(Junit, ARunWithoutExpectationsIsACase) {
  EXPECT_THAT(outcomes_to_junit({outcome({})}), HasSubstr(R"(name="the run" time="0"/>)"));
}

TEST_F(Junit, RunsOfOneNameAreToldApartByTheirSeeds) {
  RunOutcome other = outcome({holds_});
  other.seed = 8;
  const std::string xml = outcomes_to_junit({outcome({holds_}), other});
  EXPECT_THAT(xml, HasSubstr(R"x(<testsuite name="made-up (seed 7)")x"));
  EXPECT_THAT(xml, HasSubstr(R"x(<testsuite name="made-up (seed 8)")x"));
}

}  // namespace
}  // namespace keyrace
