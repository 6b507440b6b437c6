// Every kind of bad scenario, with the whole message that a person gets for it.
#include <gtest/gtest.h>

#include <string>

#include "lab/scenario/scenario_reader.h"

namespace keyrace {
namespace {

struct BadScenario {
  const char* what;
  const char* json;
  const char* message;  // after "bad.json"
};

std::string message_of(const std::string& json) {
  try {
    read_scenario(json, "bad.json");
  } catch (const ScenarioError& error) {
    return error.what();
  }
  return "no error";
}

class ScenarioErrors : public testing::TestWithParam<BadScenario> {};

TEST_P(ScenarioErrors, AreToldWithPlaceAndRemedy) {
  EXPECT_EQ(message_of(GetParam().json), std::string("bad.json") + GetParam().message);
}

std::string test_name(const testing::TestParamInfo<BadScenario>& info) {
  return info.param.what;
}

constexpr const char* kNameRule =
    ": /name: must be a string of 1 to 64 octets, of a-z, 0-9 and -, such as \"baseline-rekey\"; "
    "found ";
const std::string kBadName = std::string(kNameRule) + R"("Late Install")";
const std::string kEmptyName = std::string(kNameRule) + R"("" (0 octets))";
const std::string kNumberName = std::string(kNameRule) + R"(7; write "7")";

INSTANTIATE_TEST_SUITE_P(
    Syntax, ScenarioErrors,
    testing::Values(
        BadScenario{"NotJson", "{\n  \"name\": \"a\"\n  \"about\": 1}",
                    ":3:3: not valid JSON: while parsing object - unexpected string literal; "
                    "expected '}'"},
        BadScenario{"TrailingComma", "{\"name\": \"a\",\n}",
                    ":2:1: not valid JSON: while parsing object key - unexpected '}'; expected "
                    "string literal; remove the comma before it"},
        BadScenario{"TrailingCommaInList", "{\"name\": \"a\", \"expect\": [\"a == 1\", ]}",
                    ":1:36: not valid JSON: while parsing value - unexpected ']'; expected '[', "
                    "'{', or a literal; remove the comma before it"},
        BadScenario{"Unfinished", "{\"name\": \"a\"",
                    ":1:13: not valid JSON: while parsing object - unexpected end of input; "
                    "expected '}'"},
        BadScenario{"OpenComment", "{ /* \"name\": 1 }",
                    ":1:17: not valid JSON: while parsing object key - invalid comment; missing "
                    "closing '*/'; expected string literal"},
        BadScenario{"BadWord", "{\n\"name\": yes}",
                    ":2:9: not valid JSON: while parsing value - invalid literal"},
        BadScenario{"TabInText", "{\"name\": \"a\tb\"}",
                    ":1:12: not valid JSON: while parsing value - invalid string: control "
                    "character U+0009 (HT) must be escaped to \\u0009 or \\t"},
        BadScenario{
            "NotUtf8", "{\"name\": \"a\xff\"}",
            ":1:12: not valid JSON: while parsing value - invalid string: ill-formed UTF-8 byte"},
        BadScenario{"NumberTooLarge", "{\"schema\": 1e999}",
                    ":1:16: not valid JSON: number overflow parsing '1e999'"},
        BadScenario{"TwoDocuments", "{\"name\": \"a\"} {}",
                    ":1:15: not valid JSON: while parsing value - unexpected '{'; expected end of "
                    "input"},
        BadScenario{"DuplicateKey", R"({"name": "a", "name": "b"})",
                    ": /name: duplicate key; only one of the two can count"},
        BadScenario{"DuplicateKeyInList", R"({"name": "a", "sta": [{}, {"path": "", "path": ""}]})",
                    ": /sta/1/path: duplicate key; only one of the two can count"},
        BadScenario{"NotAnObject", "[1, 2]", ": must be an object; found a list"}),
    test_name);

INSTANTIATE_TEST_SUITE_P(
    Keys, ScenarioErrors,
    testing::Values(
        BadScenario{"Nearest", R"({"name": "a", "sta": [{"stak": "wpa_supplicant"}]})",
                    ": /sta/0/stak: unknown key; did you mean \"stack\"?"},
        BadScenario{"Case", R"({"Name": "a"})", ": /Name: unknown key; did you mean \"name\"?"},
        BadScenario{"NoneNear", R"({"name": "a", "network": {"vlan": 3}})",
                    ": /network/vlan: unknown key; the keys here are: \"ssid\", \"wpa\", "
                    "\"cipher\", \"passphrase\", \"channel\""},
        BadScenario{
            "Escaped", R"({"name": "a", "ap": {"a/b~": 3}})",
            ": /ap/a~1b~0: unknown key; the keys here are: \"name\", \"stack\", \"path\", "
            "\"arguments\", \"config\", \"ready\", \"rekey\", \"ptk_rekey\", \"gtk_rekey\", "
            "\"extra_conf\""},
        BadScenario{"MissingName", "{}",
                    ": missing key \"name\"; it must be a string of 1 to 64 octets, of a-z, 0-9 "
                    "and -, such as \"baseline-rekey\""},
        BadScenario{"MissingBy", R"({"name": "a", "faults": [{"node": "sta", "fault": "delay"}]})",
                    ": /faults/0: missing key \"by\"; it must be a duration from \"1ns\" to "
                    "\"1000s\", such as \"50ms\""},
        BadScenario{"MissingFault", R"({"name": "a", "faults": [{"node": "sta", "by": "1ms"}]})",
                    ": /faults/0: missing key \"fault\"; it must be one of \"delay\", \"split\", "
                    "\"defer\", \"drop\", \"fail\", "
                    "\"duplicate\", \"swap-mic\", \"corrupt\", \"hold-until\""},
        BadScenario{"OrderWithoutSplit",
                    R"({"name": "a", "faults": [{"node": "sta", "fault": "delay", "by": "1ms",
                        "order": "tk-first"}]})",
                    ": /faults/0/order: only allowed when \"fault\" is \"split\"; remove it"},
        BadScenario{"Schema", R"({"name": "a", "schema": 2})", ": /schema: must be 1; found 2"}),
    test_name);

INSTANTIATE_TEST_SUITE_P(
    Values, ScenarioErrors,
    testing::Values(
        BadScenario{"Name", R"({"name": "Late Install"})", kBadName.c_str()},
        BadScenario{"EmptyName", R"({"name": ""})", kEmptyName.c_str()},
        BadScenario{"NumberForText", R"({"name": 7})", kNumberName.c_str()},
        BadScenario{"ShortPassphrase", R"({"name": "a", "network": {"passphrase": "short"}})",
                    ": /network/passphrase: must be a string of 8 to 63 octets, of printable "
                    "ASCII, such as \"key-race-lab\"; found \"short\" (5 octets)"},
        BadScenario{"PassphraseNotAscii",
                    R"({"name": "a", "network": {"passphrase": "schlüssel"}})",
                    ": /network/passphrase: must be a string of 8 to 63 octets, of printable "
                    "ASCII, such as \"key-race-lab\"; found \"schlüssel\""},
        BadScenario{"LongSsid",
                    R"({"name": "a", "network": {"ssid": "0123456789012345678901234567890123"}})",
                    ": /network/ssid: must be a string of 1 to 32 octets on one line, such as "
                    "\"keyrace\"; found \"0123456789012345678901234567890123\" (34 octets)"},
        BadScenario{"ConfLineOfTwo", R"({"name": "a", "ap": {"extra_conf": ["a=1\nb=2"]}})",
                    ": /ap/extra_conf/0: must be a string of 1 to 1024 octets on one line, such "
                    "as \"disable_pmksa_caching=1\"; found \"a=1\\nb=2\""},
        BadScenario{"ConfNotAList", R"({"name": "a", "ap": {"extra_conf": "a=1"}})",
                    ": /ap/extra_conf: must be a list of 0 to 64 strings; found \"a=1\""},
        BadScenario{
            "Enum", R"({"name": "a", "sta": [{"stack": "wpa_suplicant"}]})",
            ": /sta/0/stack: must be one of \"wpa_supplicant\", \"iwd\", \"command\"; found "
            "\"wpa_suplicant\"; did you mean \"wpa_supplicant\"?"},
        BadScenario{"EnumNoneNear", R"({"name": "a", "network": {"cipher": "wep"}})",
                    ": /network/cipher: must be one of \"tkip\", \"ccmp\"; found \"wep\""},
        BadScenario{"EnumType", R"({"name": "a", "network": {"wpa": 2}})",
                    ": /network/wpa: must be one of \"wpa1\", \"wpa2\"; found 2"},
        BadScenario{"NullIsNotAbsent", R"({"name": "a", "about": null})",
                    ": /about: must be a string of 0 to 8192 octets, such as \"What it shows.\"; "
                    "found null"},
        BadScenario{"Channel", R"({"name": "a", "network": {"channel": 14}})",
                    ": /network/channel: must be a whole number from 1 to 11; found 14"},
        BadScenario{"Fraction", R"({"name": "a", "traffic": [{"rate": 10.5}]})",
                    ": /traffic/0/rate: must be a whole number from 1 to 100000; found 10.5"},
        BadScenario{"HugeNumber", R"({"name": "a", "traffic": [{"rate": 18446744073709551615}]})",
                    ": /traffic/0/rate: must be a whole number from 1 to 100000; found "
                    "18446744073709551615"},
        BadScenario{"NumberAsText", R"({"name": "a", "traffic": [{"size": "64"}]})",
                    ": /traffic/0/size: must be a whole number from 24 to 1400; found \"64\""},
        BadScenario{"NetworkIsAList", R"({"name": "a", "network": []})",
                    ": /network: must be an object; found a list"},
        BadScenario{"NoSta", R"({"name": "a", "sta": []})",
                    ": /sta: must be a list of 1 to 32 objects; found 0"},
        BadScenario{"StaIsText", R"({"name": "a", "sta": ["sta"]})",
                    ": /sta/0: must be an object; found \"sta\""}),
    test_name);

INSTANTIATE_TEST_SUITE_P(
    Durations, ScenarioErrors,
    testing::Values(
        BadScenario{"Space", R"({"name": "a", "duration": "50 ms"})",
                    ": /duration: must be a duration from \"1ms\" to \"1000000s\", such as "
                    "\"10s\"; found \"50 ms\"; write \"50ms\""},
        BadScenario{"BareNumber", R"({"name": "a", "duration": 50})",
                    ": /duration: must be a duration from \"1ms\" to \"1000000s\", such as "
                    "\"10s\"; found 50; write a unit, such as \"50ms\" or \"50s\""},
        BadScenario{"Negative", R"({"name": "a", "duration": "-1ms"})",
                    ": /duration: must be a duration from \"1ms\" to \"1000000s\", such as "
                    "\"10s\"; found \"-1ms\""},
        BadScenario{"PointInDuration", R"({"name": "a", "duration": "1.5s"})",
                    ": /duration: must be a duration from \"1ms\" to \"1000000s\", such as "
                    "\"10s\"; found \"1.5s\"; write \"1500ms\""},
        BadScenario{"TooLong", R"({"name": "a", "duration": "9999999999999999999s"})",
                    ": /duration: must be a duration from \"1ms\" to \"1000000s\", such as "
                    "\"10s\"; found \"9999999999999999999s\""},
        BadScenario{"Zero", R"({"name": "a", "connect_deadline": "0s"})",
                    ": /connect_deadline: must be a duration from \"1ms\" to \"1000000s\", such "
                    "as \"10s\"; found \"0s\""},
        BadScenario{"PartOfASecond", R"({"name": "a", "ap": {"ptk_rekey": "1500ms"}})",
                    ": /ap/ptk_rekey: must be a duration in whole seconds from \"0s\" to "
                    "\"1000000s\", such as \"2s\"; found \"1500ms\""},
        BadScenario{"NoDelay",
                    R"({"name": "a", "faults": [{"node": "sta", "fault": "delay", "by": "0ms"}]})",
                    ": /faults/0/by: must be a duration from \"1ns\" to \"1000s\", such as "
                    "\"50ms\"; found \"0ms\""}),
    test_name);

INSTANTIATE_TEST_SUITE_P(
    Contradictions, ScenarioErrors,
    testing::Values(
        BadScenario{"TwoStas", R"({"name": "a", "sta": [{"name": "one"}, {"name": "one"}]})",
                    ": /sta/1/name: the name \"one\" is taken by /sta/0; give each node a name of "
                    "its own"},
        BadScenario{"StaNamedAsTheAp", R"({"name": "a", "sta": [{"name": "ap"}]})",
                    ": /sta/0/name: the name \"ap\" is taken by /ap; give each node a name of its "
                    "own"},
        BadScenario{"NodeName", R"({"name": "a", "sta": [{"name": "1st"}]})",
                    ": /sta/0/name: must be a string of 1 to 12 octets, a lower-case letter and "
                    "then only a-z, 0-9 and -, such as \"sta1\"; found \"1st\""},
        BadScenario{"KernelName", R"({"name": "a", "ap": {"name": "lo"}})",
                    ": /ap/name: \"lo\" is a name of the kernel's own; choose another"},
        BadScenario{"FaultNode",
                    R"({"name": "a", "faults": [{"node": "sta1", "fault": "delay", "by": "1ms"}]})",
                    ": /faults/0/node: no node is named \"sta1\"; the nodes are \"ap\", \"sta\"; "
                    "did you mean \"sta\"?"},
        BadScenario{"FlowSta", R"({"name": "a", "traffic": [{"sta": "ap"}]})",
                    ": /traffic/0/sta: no STA is named \"ap\"; the STAs are \"sta\""},
        BadScenario{"LastBeforeFirst",
                    R"({"name": "a", "faults": [{"node": "sta", "fault": "delay", "by": "1ms",
                        "first": 5, "last": 3}]})",
                    ": /faults/0/last: must not be less than \"first\", which is 5; found 3"},
        BadScenario{"FirstIsZero",
                    R"({"name": "a", "faults": [{"node": "sta", "fault": "delay", "by": "1ms",
                        "first": 0}]})",
                    ": /faults/0/first: must be a whole number from 1 to 4294967295; found 0"},
        BadScenario{"SplitWithoutMic",
                    R"({"name": "a", "network": {"cipher": "ccmp"},
                        "faults": [{"node": "sta", "fault": "split", "by": "1ms"}]})",
                    ": /faults/0/fault: \"split\" needs \"tkip\" as /network/cipher: keys of other "
                    "ciphers have no MIC half"}),
    test_name);

INSTANTIATE_TEST_SUITE_P(
    Stacks, ScenarioErrors,
    testing::Values(
        BadScenario{"IwdApOfWpa1", R"({"name": "a", "ap": {"stack": "iwd"}})",
                    ": /network/wpa: iwd as the AP has no \"wpa1\"; write \"wpa2\", or \"hostapd\" "
                    "as /ap/stack"},
        BadScenario{
            "IwdApOfGroupKeys",
            R"({"name": "a", "network": {"wpa": "wpa2"},
                        "ap": {"stack": "iwd", "gtk_rekey": "2s"}})",
            ": /ap/gtk_rekey: iwd as the AP never renews its group key; remove it, or write "
            "\"hostapd\" as /ap/stack"},
        BadScenario{"IwdApOfASlash",
                    R"({"name": "a", "network": {"wpa": "wpa2", "ssid": "a/b"},
                        "ap": {"stack": "iwd"}})",
                    ": /network/ssid: iwd as the AP needs an SSID that can be a file's name, one "
                    "without /"},
        BadScenario{"ArgumentsWithoutCommand", R"({"name": "a", "ap": {"arguments": ["-d"]}})",
                    ": /ap/arguments: only allowed when \"stack\" is \"command\"; remove it"},
        BadScenario{"RekeyWithoutCommand", R"({"name": "a", "sta": [{"rekey": ["true"]}]})",
                    ": /sta/0/rekey: only allowed when \"stack\" is \"command\"; remove it"},
        BadScenario{
            "ExtraConfOfCommand",
            R"({"name": "a", "sta": [{"stack": "command", "path": "/x", "ready": "up",
                        "extra_conf": ["a=1"]}]})",
            ": /sta/0/extra_conf: only allowed when \"stack\" is not \"command\"; remove it"},
        BadScenario{
            "CommandWithoutPath", R"({"name": "a", "sta": [{"stack": "command", "ready": "up"}]})",
            ": /sta/0: missing key \"path\"; it must be a string of 0 to 4095 octets on one "
            "line, such as \"/opt/build/wpa_supplicant\""},
        BadScenario{"CommandOfEmptyPath",
                    R"({"name": "a", "ap": {"stack": "command", "path": "", "ready": "up"}})",
                    ": /ap/path: must name the program that is to be run; found \"\""},
        BadScenario{"CommandWithoutReady",
                    R"({"name": "a", "ap": {"stack": "command", "path": "/x"}})",
                    ": /ap: missing key \"ready\"; it must be a string of 1 to 1024 octets on one "
                    "line, such as \"CTRL-EVENT-CONNECTED\""},
        BadScenario{"EmptyArgument",
                    R"({"name": "a", "ap": {"stack": "command", "path": "/x", "ready": "up",
                        "arguments": ["-d", ""]}})",
                    ": /ap/arguments/1: must be a string of 1 to 1024 octets on one line, such as "
                    "\"-i{interface}\"; found \"\" (0 octets)"},
        BadScenario{
            "TemplateNear",
            R"({"name": "a", "ap": {"stack": "command", "path": "/x", "ready": "up",
                        "arguments": ["-c", "{confg}"]}})",
            ": /ap/arguments/1: no template is named \"{confg}\"; did you mean \"config\"?"},
        BadScenario{
            "TemplateNoneNear",
            R"({"name": "a", "sta": [{"stack": "command", "path": "/x", "ready": "up",
                        "config": ["network={", "id={quux}"]}]})",
            ": /sta/0/config/1: no template is named \"{quux}\"; the names are: "
            "\"interface\", \"config\", \"directory\", \"bridge\", \"ssid\", \"passphrase\", "
            "\"channel\", \"frequency\", \"wpa\", \"cipher\", \"ptk_rekey\", \"gtk_rekey\""},
        BadScenario{"TemplateInRekey",
                    R"({"name": "a", "ap": {"stack": "command", "path": "/x", "ready": "up",
                        "rekey": ["cli", "{Ssid}", "{ssids}"]}})",
                    ": /ap/rekey/2: no template is named \"{ssids}\"; did you mean \"ssid\"?"},
        BadScenario{
            "CommandUntoldOfPtkTimer",
            R"({"name": "a", "ap": {"stack": "command", "path": "/x", "ready": "up",
                        "ptk_rekey": "2s"}})",
            ": /ap/ptk_rekey: the program is not told; write {ptk_rekey}, whole seconds, into "
            "/ap/arguments or /ap/config, or a command as /ap/rekey"},
        BadScenario{
            "CommandUntoldOfGtkTimer",
            R"({"name": "a", "ap": {"stack": "command", "path": "/x", "ready": "up",
                        "gtk_rekey": "2s"}})",
            ": /ap/gtk_rekey: the program is not told; write {gtk_rekey}, whole seconds, into "
            "/ap/arguments or /ap/config"}),
    test_name);

}  // namespace
}  // namespace keyrace
