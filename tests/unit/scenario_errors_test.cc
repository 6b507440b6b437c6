// Every kind of bad scenario, with the whole message that a person gets for it.
#include <gtest/gtest.h>

#include <string>

#include "lab/scenario/json_text.h"
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
    make_variants(parse_json_text(json, "bad.json"), read_scenario(json, "bad.json"), "bad.json");
  } catch (const ScenarioError& error) {
    return error.what();
  }
  return "no error";
}

class ScenarioErrors : public testing::TestWithParam<BadScenario> {};

TEST(ScenarioNesting, IsLimited) {
  const auto nested = [](std::size_t levels) {
    return std::string(levels, '[') + std::string(levels, ']');
  };
  std::string first;
  for (int i = 0; i < 64; ++i) first += "/0";
  EXPECT_EQ(message_of(nested(1'000'000)),
            "bad.json: " + first + ": nested too deeply; at most 64 levels");
  EXPECT_EQ(message_of(R"({"name": )" + nested(64) + "}"),
            "bad.json: /name" + first.substr(2) + ": nested too deeply; at most 64 levels");
  EXPECT_EQ(message_of(nested(64)), "bad.json: must be an object; found a list");
}

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
                    "\"cipher\", \"key_mgmt\", \"passphrase\", \"channel\""},
        BadScenario{"Escaped", R"({"name": "a", "ap": {"a/b~": 3}})",
                    ": /ap/a~1b~0: unknown key; the keys here are: \"name\", \"stack\", \"path\", "
                    "\"arguments\", \"config\", \"ready\", \"rekey\", \"ptk_rekey\", "
                    "\"gtk_rekey\", \"strict_rekey\", \"eap_reauth_period\", "
                    "\"extra_conf\", \"interpose\""},
        BadScenario{"MissingName", "{}",
                    ": missing key \"name\"; it must be a string of 1 to 64 octets, of a-z, 0-9 "
                    "and -, such as \"baseline-rekey\""},
        BadScenario{"MissingBy", R"({"name": "a", "faults": [{"node": "sta", "fault": "delay"}]})",
                    ": /faults/0: missing key \"by\"; it must be a duration from \"0s\" to "
                    "\"1000s\", such as \"50ms\""},
        BadScenario{"MissingFault", R"({"name": "a", "faults": [{"node": "sta", "by": "1ms"}]})",
                    ": /faults/0: missing key \"fault\"; it must be one of \"delay\", \"split\", "
                    "\"defer\", \"drop\", \"fail\", "
                    "\"duplicate\", \"swap-mic\", \"corrupt\", \"hold-until\", \"early\""},
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
        BadScenario{"Interpose", R"({"name": "a", "sta": [{}, {"interpose": "seccom"}]})",
                    ": /sta/1/interpose: must be one of \"auto\", \"preload\", \"seccomp\"; found "
                    "\"seccom\"; did you mean \"seccomp\"?"},
        BadScenario{"InterposeAnotherWay", R"({"name": "a", "ap": {"interpose": "ptrace"}})",
                    ": /ap/interpose: must be one of \"auto\", \"preload\", \"seccomp\"; found "
                    "\"ptrace\""},
        BadScenario{"InterposeIsNoFlag", R"({"name": "a", "ap": {"interpose": false}})",
                    ": /ap/interpose: must be one of \"auto\", \"preload\", \"seccomp\"; found "
                    "false"},
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
        BadScenario{"NoBurst", R"({"name": "a", "traffic": [{"burst": 0}]})",
                    ": /traffic/0/burst: must be a whole number from 1 to 1000; found 0"},
        BadScenario{"HugeBurst", R"({"name": "a", "traffic": [{"burst": 1001}]})",
                    ": /traffic/0/burst: must be a whole number from 1 to 1000; found 1001"},
        BadScenario{"BurstOfTcp", R"({"name": "a", "traffic": [{"protocol": "tcp", "burst": 2}]})",
                    ": /traffic/0/burst: only allowed when \"protocol\" is \"udp\"; remove it"},
        BadScenario{
            "Protocol", R"({"name": "a", "traffic": [{"protocol": "tpc"}]})",
            ": /traffic/0/protocol: must be one of \"udp\", \"tcp\"; found \"tpc\"; did you "
            "mean \"tcp\"?"},
        BadScenario{"PowerSave", R"({"name": "a", "sta": [{"power_save": "no"}]})",
                    ": /sta/0/power_save: must be one of \"off\", \"on\"; found \"no\"; did you "
                    "mean \"on\"?"},
        BadScenario{"PowerSaveIsNoSwitch", R"({"name": "a", "sta": [{"power_save": true}]})",
                    ": /sta/0/power_save: must be one of \"off\", \"on\"; found true"},
        BadScenario{"PowerSaveOfTheAp", R"({"name": "a", "ap": {"power_save": "on"}})",
                    ": /ap/power_save: unknown key; the keys here are: \"name\", \"stack\", "
                    "\"path\", \"arguments\", \"config\", \"ready\", \"rekey\", "
                    "\"ptk_rekey\", \"gtk_rekey\", \"strict_rekey\", \"eap_reauth_period\", "
                    "\"extra_conf\", "
                    "\"interpose\""},
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
                    "\"1000000s\", such as \"2s\"; found \"1500ms\""}),
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
        BadScenario{"BroadcastUplink",
                    R"({"name": "a", "traffic": [{"sta": "all", "direction": "uplink"}]})",
                    ": /traffic/0/sta: \"all\" needs \"downlink\" as \"direction\": it is "
                    "broadcast by the PC"},
        BadScenario{"BroadcastTcp",
                    R"({"name": "a", "traffic": [{"sta": "all", "protocol": "tcp"}]})",
                    ": /traffic/0/sta: \"all\" needs \"udp\" as \"protocol\": it is broadcast by "
                    "the PC"},
        BadScenario{"LastBeforeFirst",
                    R"({"name": "a", "faults": [{"node": "sta", "fault": "delay", "by": "1ms",
                        "first": 5, "last": 3}]})",
                    ": /faults/0/last: must not be less than \"first\", which is 5; found 3"},
        BadScenario{"FirstIsZero",
                    R"({"name": "a", "faults": [{"node": "sta", "fault": "delay", "by": "1ms",
                        "first": 0}]})",
                    ": /faults/0/first: must be a whole number from 1 to 4294967295; found 0"},
        BadScenario{"EarlyGroupKey",
                    R"({"name": "a",
                        "faults": [{"node": "ap", "fault": "early", "key": "group"}]})",
                    ": /faults/0/key: \"early\" needs \"pairwise\": a group key is the AP's own "
                    "choice, nobody can have it before"},
        BadScenario{"EarlyDelete",
                    R"({"name": "a",
                        "faults": [{"node": "ap", "fault": "early", "request": "delete"}]})",
                    ": /faults/0/request: \"early\" needs \"install\": a key that is removed "
                    "before the handshake is no key of it"},
        BadScenario{"EarlyBy",
                    R"({"name": "a",
                        "faults": [{"node": "ap", "fault": "early", "by": "1ms"}]})",
                    ": /faults/0/by: only allowed when \"fault\" is \"delay\", \"split\", "
                    "\"defer\" or \"duplicate\"; remove it"},
        BadScenario{"EarlyThenSplit",
                    R"({"name": "a", "faults": [{"node": "sta", "fault": "early"},
                        {"node": "sta", "fault": "split", "by": "1ms"}]})",
                    ": /faults/1/fault: \"split\" contradicts \"early\" of /faults/0 for the same "
                    "requests; choose one, or requests that differ"},
        BadScenario{"SwappedThenEarly",
                    R"({"name": "a", "faults": [{"node": "sta", "fault": "swap-mic"},
                        {"node": "all", "fault": "early"}]})",
                    ": /faults/1/fault: \"early\" contradicts \"swap-mic\" of /faults/0 for the "
                    "same requests; choose one, or requests that differ"},
        BadScenario{"EarlyThenCorrupt",
                    R"({"name": "a", "faults": [{"node": "sta", "fault": "early", "first": 2},
                        {"node": "sta", "fault": "corrupt", "last": 2}]})",
                    ": /faults/1/fault: \"corrupt\" contradicts \"early\" of /faults/0 for the "
                    "same requests; choose one, or requests that differ"},
        BadScenario{"DelayAfterDrop",
                    R"({"name": "a", "faults": [{"node": "sta", "fault": "drop", "first": 3},
                        {"node": "sta", "fault": "delay", "by": "1ms"}]})",
                    ": /faults/1/fault: \"delay\" comes too late for the same requests as \"drop\" "
                    "of /faults/0; write it before that"},
        BadScenario{"TheFifthTwice",
                    R"({"name": "a", "faults": [
                        {"node": "sta", "fault": "drop", "first": 1, "every": 2},
                        {"node": "sta", "fault": "fail", "error": "EIO", "first": 2, "every": 3}]})",
                    ": /faults/1/fault: \"fail\" contradicts \"drop\" of /faults/0 for the same "
                    "requests; choose one, or requests that differ"},
        BadScenario{"EarlyTwice",
                    R"({"name": "a", "faults": [{"node": "sta", "fault": "early"},
                        {"node": "sta", "fault": "early", "first": 3}]})",
                    ": /faults/1/fault: \"early\" contradicts \"early\" of /faults/0 for the same "
                    "requests; choose one, or requests that differ"},
        BadScenario{"SplitWithoutMic",
                    R"({"name": "a", "network": {"cipher": "ccmp"},
                        "faults": [{"node": "sta", "fault": "split", "by": "1ms"}]})",
                    ": /faults/0/fault: \"split\" needs \"tkip\" as /network/cipher: keys of other "
                    "ciphers have no MIC half"}),
    test_name);

INSTANTIATE_TEST_SUITE_P(
    Triggers, ScenarioErrors,
    testing::Values(
        BadScenario{"MissingDo", R"({"name": "a", "triggers": [{"after": "1s"}]})",
                    ": /triggers/0: missing key \"do\"; it must be one of \"rekey-ptk\", "
                    "\"rekey-gtk\", \"request-ptk\", \"request-gtk\", \"leave\", \"return\""},
        BadScenario{"UnknownDo", R"({"name": "a", "triggers": [{"do": "rekey-tpk"}]})",
                    ": /triggers/0/do: must be one of \"rekey-ptk\", \"rekey-gtk\", "
                    "\"request-ptk\", \"request-gtk\", \"leave\", \"return\"; found "
                    "\"rekey-tpk\"; did you mean \"rekey-ptk\"?"},
        BadScenario{"UnknownOn", R"({"name": "a", "triggers": [{"do": "leave", "on": "4way"}]})",
                    ": /triggers/0/on: must be one of \"connected\", \"install\", \"4way-1\", "
                    "\"4way-2\", \"4way-3\", \"4way-4\", \"group-1\", \"group-2\", "
                    "\"data-frame\"; found \"4way\"; did you mean \"4way-1\"?"},
        BadScenario{"StaIsTheAp", R"({"name": "a", "triggers": [{"do": "leave", "sta": "ap"}]})",
                    ": /triggers/0/sta: no STA is named \"ap\"; the STAs are \"sta\""},
        BadScenario{"StaOfAGroupRekey",
                    R"({"name": "a", "triggers": [{"do": "rekey-gtk", "sta": "sta"}]})",
                    ": /triggers/0/sta: only allowed when \"do\" is not \"rekey-gtk\"; remove it"},
        BadScenario{"OfNobody",
                    R"({"name": "a", "triggers": [{"do": "rekey-gtk", "on": "install",
                        "of": "sta1"}]})",
                    ": /triggers/0/of: no node is named \"sta1\"; the nodes are \"ap\", \"sta\"; "
                    "did you mean \"sta\"?"},
        BadScenario{"OfWithoutEvent",
                    R"({"name": "a", "triggers": [{"do": "rekey-gtk", "of": "sta"}]})",
                    ": /triggers/0/of: only allowed when \"on\" is an event other than "
                    "\"connected\"; remove it"},
        BadScenario{"CountWithoutEvent",
                    R"({"name": "a", "triggers": [{"do": "rekey-gtk", "count": 2}]})",
                    ": /triggers/0/count: only allowed when \"on\" is an event other than "
                    "\"connected\"; remove it"},
        BadScenario{"CountIsZero",
                    R"({"name": "a", "triggers": [{"do": "rekey-gtk", "on": "group-2",
                        "count": 0}]})",
                    ": /triggers/0/count: must be a whole number from 1 to 1000000; found 0"},
        BadScenario{"TimesIsZero", R"({"name": "a", "triggers": [{"do": "leave", "times": 0}]})",
                    ": /triggers/0/times: must be a whole number from 1 to 1000000; found 0"},
        BadScenario{"TimesWithoutEvery",
                    R"({"name": "a", "triggers": [{"do": "rekey-ptk", "times": 3}]})",
                    ": /triggers/0: missing key \"every\"; it must be a duration from \"1ms\" to "
                    "\"1000000s\", such as \"1s\""},
        BadScenario{"EveryOnAnEvent",
                    R"({"name": "a", "triggers": [{"do": "rekey-ptk", "on": "data-frame",
                        "times": 3, "every": "1s"}]})",
                    ": /triggers/0/every: only allowed when \"on\" is \"connected\" and \"times\" "
                    "is more than 1; remove it"},
        BadScenario{"EveryOnce",
                    R"({"name": "a", "triggers": [{"do": "rekey-ptk", "every": "1s"}]})",
                    ": /triggers/0/every: only allowed when \"on\" is \"connected\" and \"times\" "
                    "is more than 1; remove it"},
        BadScenario{
            "EveryIsZero",
            R"({"name": "a", "triggers": [{"do": "rekey-ptk", "times": 2, "every": "0s"}]})",
            ": /triggers/0/every: must be a duration from \"1ms\" to \"1000000s\", such as "
            "\"1s\"; found \"0s\""},
        BadScenario{"AfterIsNegative",
                    R"({"name": "a", "triggers": [{"do": "rekey-ptk", "after": "-1s"}]})",
                    ": /triggers/0/after: must be a duration from \"0s\" to \"1000000s\", such as "
                    "\"2s\"; found \"-1s\""},
        BadScenario{"AfterTheRun",
                    R"({"name": "a", "duration": "5s",
                        "triggers": [{"do": "rekey-ptk", "after": "5s"}]})",
                    ": /triggers/0/after: \"5s\" is too late: the run lasts \"5s\"; a longer "
                    "/duration or an earlier time would be right"},
        BadScenario{"MoreTimesThanFit",
                    R"({"name": "a", "duration": "5s", "triggers": [
                        {"do": "rekey-ptk", "after": "1s", "times": 5, "every": "1s"}]})",
                    ": /triggers/0/times: must not be more than 4, because the run lasts \"5s\"; "
                    "found 5"},
        BadScenario{
            "ReturnWithoutLeave",
            R"({"name": "a", "sta": [{"name": "one"}, {"name": "two"}],
                        "triggers": [{"do": "leave", "sta": "one"}, {"do": "return",
                        "sta": "two", "after": "1s"}]})",
            ": /triggers/1/do: \"return\" needs an earlier \"leave\" of \"two\", which has not "
            "left by then; add such a trigger"},
        BadScenario{
            "ReturnBeforeLeave",
            R"({"name": "a", "triggers": [{"do": "leave", "after": "2s"},
                        {"do": "return", "after": "1s"}]})",
            ": /triggers/1/do: \"return\" needs an earlier \"leave\" of \"sta\", which has not "
            "left by then; add such a trigger"},
        BadScenario{"AtIsNoKey", R"({"name": "a", "triggers": [{"do": "leave", "at": "1s"}]})",
                    ": /triggers/0/at: unknown key; the keys here are: \"do\", \"sta\", \"on\", "
                    "\"of\", \"count\", \"after\", \"times\", \"every\""},
        BadScenario{"StrictRekey", R"({"name": "a", "ap": {"strict_rekey": true}})",
                    ": /ap/strict_rekey: must be one of \"off\", \"on\"; found true"},
        BadScenario{"StaTimerOfHalves", R"({"name": "a", "sta": [{"ptk_rekey": "500ms"}]})",
                    ": /sta/0/ptk_rekey: must be a duration in whole seconds from \"0s\" to "
                    "\"1000000s\", such as \"2s\"; found \"500ms\""}),
    test_name);

INSTANTIATE_TEST_SUITE_P(
    FaultFields, ScenarioErrors,
    testing::Values(
        BadScenario{"NoNode", R"({"name": "a", "faults": [{"fault": "drop"}]})",
                    ": /faults/0: missing key \"node\"; it must be a string of 1 to 12 octets, a "
                    "node's name, or all, such as \"sta\""},
        BadScenario{"NodeIsANumber", R"({"name": "a", "faults": [{"node": 1, "fault": "drop"}]})",
                    ": /faults/0/node: must be a string of 1 to 12 octets, a node's name, or all, "
                    "such as \"sta\"; found 1; write \"1\""},
        BadScenario{
            "UnknownFault",
            R"({"name": "a", "faults": [{"node": "sta", "fault": "dely", "by": "1ms"}]})",
            ": /faults/0/fault: must be one of \"delay\", \"split\", \"defer\", \"drop\", "
            "\"fail\", \"duplicate\", \"swap-mic\", \"corrupt\", \"hold-until\", \"early\"; found "
            "\"dely\"; did you mean \"delay\"?"},
        BadScenario{
            "UnknownKeyKind",
            R"({"name": "a", "faults": [{"node": "sta", "fault": "drop", "key": "groups"}]})",
            ": /faults/0/key: must be one of \"pairwise\", \"group\"; found \"groups\"; did you "
            "mean \"group\"?"},
        BadScenario{
            "UnknownRequest",
            R"({"name": "a", "faults": [{"node": "sta", "fault": "drop", "request": "remove"}]})",
            ": /faults/0/request: must be one of \"install\", \"delete\"; found \"remove\""},
        BadScenario{"DeferWithoutBy",
                    R"({"name": "a", "faults": [{"node": "sta", "fault": "defer"}]})",
                    ": /faults/0: missing key \"by\"; it must be a duration from \"0s\" to "
                    "\"1000s\", such as \"50ms\""},
        BadScenario{"DuplicateWithoutBy",
                    R"({"name": "a", "faults": [{"node": "sta", "fault": "duplicate"}]})",
                    ": /faults/0: missing key \"by\"; it must be a duration from \"0s\" to "
                    "\"1000s\", such as \"50ms\""},
        BadScenario{"SplitWithoutBy",
                    R"({"name": "a", "faults": [{"node": "sta", "fault": "split"}]})",
                    ": /faults/0: missing key \"by\"; it must be a duration from \"0s\" to "
                    "\"1000s\", such as \"50ms\""},
        BadScenario{"ByOfADrop",
                    R"({"name": "a", "faults": [{"node": "sta", "fault": "drop", "by": "1ms"}]})",
                    ": /faults/0/by: only allowed when \"fault\" is \"delay\", \"split\", "
                    "\"defer\" or \"duplicate\"; remove it"},
        BadScenario{
            "ByOfAFail",
            R"({"name": "a", "faults": [{"node": "sta", "fault": "fail", "error": "EIO", "by": "1ms"}]})",
            ": /faults/0/by: only allowed when \"fault\" is \"delay\", \"split\", \"defer\" or "
            "\"duplicate\"; remove it"},
        BadScenario{
            "ByOfAHold",
            R"({"name": "a", "faults": [{"node": "sta", "fault": "hold-until", "until": "4way-4", "by": "1ms"}]})",
            ": /faults/0/by: only allowed when \"fault\" is \"delay\", \"split\", \"defer\" or "
            "\"duplicate\"; remove it"},
        BadScenario{
            "ByTooLong",
            R"({"name": "a", "faults": [{"node": "sta", "fault": "delay", "by": "1001s"}]})",
            ": /faults/0/by: must be a duration from \"0s\" to \"1000s\", such as \"50ms\"; found "
            "\"1001s\""},
        BadScenario{"ByOfMinutes",
                    R"({"name": "a", "faults": [{"node": "sta", "fault": "delay", "by": "1min"}]})",
                    ": /faults/0/by: must be a duration from \"0s\" to \"1000s\", such as "
                    "\"50ms\"; found \"1min\""},
        BadScenario{"FailWithoutError",
                    R"({"name": "a", "faults": [{"node": "sta", "fault": "fail"}]})",
                    ": /faults/0: missing key \"error\"; it must be a string of 2 to 32 octets, of "
                    "A-Z and digits, beginning with E, such as \"EIO\""},
        BadScenario{
            "ErrorOfADelay",
            R"({"name": "a", "faults": [{"node": "sta", "fault": "delay", "by": "1ms", "error": "EIO"}]})",
            ": /faults/0/error: only allowed when \"fault\" is \"fail\"; remove it"},
        BadScenario{"ErrorAsANumber",
                    R"({"name": "a", "faults": [{"node": "sta", "fault": "fail", "error": 5}]})",
                    ": /faults/0/error: must be a string of 2 to 32 octets, of A-Z and digits, "
                    "beginning with E, such as \"EIO\"; found 5; write \"5\""},
        BadScenario{
            "ErrorInLowerCase",
            R"({"name": "a", "faults": [{"node": "sta", "fault": "fail", "error": "eio"}]})",
            ": /faults/0/error: must be a string of 2 to 32 octets, of A-Z and digits, beginning "
            "with E, such as \"EIO\"; found \"eio\""},
        BadScenario{
            "NoSuchError",
            R"({"name": "a", "faults": [{"node": "sta", "fault": "fail", "error": "ENOTHING"}]})",
            ": /faults/0/error: \"ENOTHING\" is no error of this system; one such as \"EIO\" would "
            "be right"},
        BadScenario{
            "PartOfASplit",
            R"({"name": "a", "faults": [{"node": "sta", "fault": "split", "by": "1ms", "part": "tk"}]})",
            ": /faults/0/part: only allowed when \"fault\" is \"corrupt\"; remove it"},
        BadScenario{
            "UnknownPart",
            R"({"name": "a", "faults": [{"node": "sta", "fault": "corrupt", "part": "mic"}]})",
            ": /faults/0/part: must be one of \"tk\", \"tx-mic\", \"rx-mic\"; found \"mic\""},
        BadScenario{
            "HoldWithoutUntil",
            R"({"name": "a", "faults": [{"node": "sta", "fault": "hold-until"}]})",
            ": /faults/0: missing key \"until\"; it must be one of \"peer-install\", \"4way-1\", "
            "\"4way-2\", \"4way-3\", \"4way-4\", \"group-1\", \"group-2\", \"data-frame\""},
        BadScenario{
            "UnknownEvent",
            R"({"name": "a", "faults": [{"node": "sta", "fault": "hold-until", "until": "4way-5"}]})",
            ": /faults/0/until: must be one of \"peer-install\", \"4way-1\", \"4way-2\", "
            "\"4way-3\", \"4way-4\", \"group-1\", \"group-2\", \"data-frame\"; found \"4way-5\"; "
            "did you mean \"4way-1\"?"},
        BadScenario{
            "UntilOfADelay",
            R"({"name": "a", "faults": [{"node": "sta", "fault": "delay", "by": "1ms", "until": "4way-4"}]})",
            ": /faults/0/until: only allowed when \"fault\" is \"hold-until\"; remove it"},
        BadScenario{
            "CountOfPeerInstalls",
            R"({"name": "a", "faults": [{"node": "sta", "fault": "hold-until", "until": "peer-install", "count": 2}]})",
            ": /faults/0/count: only allowed when \"until\" is a message or a frame; remove it"},
        BadScenario{
            "CountOfADelay",
            R"({"name": "a", "faults": [{"node": "sta", "fault": "delay", "by": "1ms", "count": 2}]})",
            ": /faults/0/count: only allowed when \"until\" is a message or a frame; remove it"},
        BadScenario{
            "CountIsZero",
            R"({"name": "a", "faults": [{"node": "sta", "fault": "hold-until", "until": "data-frame", "count": 0}]})",
            ": /faults/0/count: must be a whole number from 1 to 1000000; found 0"},
        BadScenario{
            "UnknownOrder",
            R"({"name": "a", "faults": [{"node": "sta", "fault": "split", "by": "1ms", "order": "mic"}]})",
            ": /faults/0/order: must be one of \"tk-first\", \"mic-first\"; found \"mic\""},
        BadScenario{
            "OrderOfASwap",
            R"({"name": "a", "faults": [{"node": "sta", "fault": "swap-mic", "order": "mic-first"}]})",
            ": /faults/0/order: only allowed when \"fault\" is \"split\"; remove it"},
        BadScenario{"LastIsZero",
                    R"({"name": "a", "faults": [{"node": "sta", "fault": "drop", "last": 0}]})",
                    ": /faults/0/last: must be a whole number from 1 to 4294967295; found 0"},
        BadScenario{"EveryIsZero",
                    R"({"name": "a", "faults": [{"node": "sta", "fault": "drop", "every": 0}]})",
                    ": /faults/0/every: must be a whole number from 1 to 4294967295; found 0"},
        BadScenario{"KeyIdTooLarge",
                    R"({"name": "a", "faults": [{"node": "sta", "fault": "drop", "key_id": 8}]})",
                    ": /faults/0/key_id: must be a whole number from 0 to 7; found 8"},
        BadScenario{"PercentIsZero",
                    R"({"name": "a", "faults": [{"node": "sta", "fault": "drop", "percent": 0}]})",
                    ": /faults/0/percent: must be a whole number from 1 to 100; found 0"},
        BadScenario{
            "PercentIsAFraction",
            R"({"name": "a", "faults": [{"node": "sta", "fault": "drop", "percent": 0.5}]})",
            ": /faults/0/percent: must be a whole number from 1 to 100; found 0.5"},
        BadScenario{"SeedIsNegative", R"({"name": "a", "seed": -1})",
                    ": /seed: must be a whole number from 0 to 9223372036854775807; found -1"},
        BadScenario{
            "SecondOfTwoFaults",
            R"({"name": "a", "faults": [{"node": "sta", "fault": "drop", "last": 1}, {"node": "sta", "fault": "delay"}]})",
            ": /faults/1: missing key \"by\"; it must be a duration from \"0s\" to \"1000s\", "
            "such as \"50ms\""}),
    test_name);

INSTANTIATE_TEST_SUITE_P(
    Composition, ScenarioErrors,
    testing::Values(
        BadScenario{
            "SwapWithoutMic",
            R"({"name": "a", "network": {"cipher": "ccmp"}, "faults": [{"node": "sta", "fault": "swap-mic"}]})",
            ": /faults/0/fault: \"swap-mic\" needs \"tkip\" as /network/cipher: keys of other "
            "ciphers have no MIC half"},
        BadScenario{
            "CorruptMicWithoutMic",
            R"({"name": "a", "network": {"cipher": "ccmp"}, "faults": [{"node": "sta", "fault": "corrupt", "part": "rx-mic"}]})",
            ": /faults/0/fault: \"corrupt\" needs \"tkip\" as /network/cipher: keys of other "
            "ciphers have no MIC half"},
        BadScenario{
            "CorruptOfADelete",
            R"({"name": "a", "faults": [{"node": "sta", "fault": "corrupt", "request": "delete"}]})",
            ": /faults/0/request: \"corrupt\" changes a key, and \"delete\" carries none"},
        BadScenario{
            "SwapOfADelete",
            R"({"name": "a", "faults": [{"node": "sta", "fault": "swap-mic", "request": "delete"}]})",
            ": /faults/0/request: \"swap-mic\" changes a key, and \"delete\" carries none"},
        BadScenario{
            "SplitOfADelete",
            R"({"name": "a", "faults": [{"node": "sta", "fault": "split", "by": "1ms", "request": "delete"}]})",
            ": /faults/0/request: \"split\" changes a key, and \"delete\" carries none"},
        BadScenario{
            "DropAndFail",
            R"({"name": "a", "faults": [{"node": "sta", "fault": "drop"}, {"node": "sta", "fault": "fail", "error": "EIO"}]})",
            ": /faults/1/fault: \"fail\" contradicts \"drop\" of /faults/0 for the same requests; "
            "choose one, or requests that differ"},
        BadScenario{
            "DropTwice",
            R"({"name": "a", "faults": [{"node": "sta", "fault": "drop"}, {"node": "sta", "fault": "drop"}]})",
            ": /faults/1/fault: \"drop\" contradicts \"drop\" of /faults/0 for the same requests; "
            "choose one, or requests that differ"},
        BadScenario{
            "DeferAndSplit",
            R"({"name": "a", "faults": [{"node": "sta", "fault": "defer", "by": "1ms"}, {"node": "sta", "fault": "split", "by": "1ms"}]})",
            ": /faults/1/fault: \"split\" contradicts \"defer\" of /faults/0 for the same "
            "requests; choose one, or requests that differ"},
        BadScenario{
            "DuplicateOfADrop",
            R"({"name": "a", "faults": [{"node": "sta", "fault": "drop"}, {"node": "sta", "fault": "duplicate", "by": "1ms"}]})",
            ": /faults/1/fault: \"duplicate\" contradicts \"drop\" of /faults/0 for the same "
            "requests; choose one, or requests that differ"},
        BadScenario{
            "AllAndOne",
            R"({"name": "a", "faults": [{"node": "all", "fault": "drop"}, {"node": "sta", "fault": "defer", "by": "1ms"}]})",
            ": /faults/1/fault: \"defer\" contradicts \"drop\" of /faults/0 for the same requests; "
            "choose one, or requests that differ"},
        BadScenario{
            "OneAndAll",
            R"({"name": "a", "faults": [{"node": "sta", "fault": "fail", "error": "EIO"}, {"node": "all", "fault": "drop"}]})",
            ": /faults/1/fault: \"drop\" contradicts \"fail\" of /faults/0 for the same requests; "
            "choose one, or requests that differ"},
        BadScenario{
            "RangesThatMeet",
            R"({"name": "a", "faults": [{"node": "sta", "fault": "drop", "last": 3}, {"node": "sta", "fault": "fail", "error": "EIO", "first": 3}]})",
            ": /faults/1/fault: \"fail\" contradicts \"drop\" of /faults/0 for the same requests; "
            "choose one, or requests that differ"},
        BadScenario{
            "OneOfEveryTwo",
            R"({"name": "a", "faults": [{"node": "sta", "fault": "drop", "every": 2}, {"node": "sta", "fault": "defer", "by": "1ms"}]})",
            ": /faults/1/fault: \"defer\" contradicts \"drop\" of /faults/0 for the same requests; "
            "choose one, or requests that differ"},
        BadScenario{
            "AnyKeyIdAndOne",
            R"({"name": "a", "faults": [{"node": "ap", "key": "group", "fault": "drop"}, {"node": "ap", "key": "group", "fault": "fail", "error": "EIO", "key_id": 1}]})",
            ": /faults/1/fault: \"fail\" contradicts \"drop\" of /faults/0 for the same requests; "
            "choose one, or requests that differ"},
        BadScenario{
            "ThirdWithTheFirst",
            R"({"name": "a", "faults": [{"node": "sta", "fault": "drop"}, {"node": "ap", "fault": "delay", "by": "1ms"}, {"node": "sta", "fault": "split", "by": "1ms"}]})",
            ": /faults/2/fault: \"split\" contradicts \"drop\" of /faults/0 for the same requests; "
            "choose one, or requests that differ"}),
    test_name);

INSTANTIATE_TEST_SUITE_P(
    Compare, ScenarioErrors,
    testing::Values(
        BadScenario{"OneVariant", R"({"name": "a", "compare": [{"name": "x"}]})",
                    ": /compare: must be a list of 2 to 8 objects; found 1"},
        BadScenario{
            "NineVariants",
            R"({"name": "a", "compare": [{"name": "v0"}, {"name": "v1"}, {"name": "v2"}, {"name": "v3"}, {"name": "v4"}, {"name": "v5"}, {"name": "v6"}, {"name": "v7"}, {"name": "v8"}]})",
            ": /compare: must be a list of 2 to 8 objects; found 9"},
        BadScenario{"CompareIsAnObject", R"({"name": "a", "compare": {"x": {}}})",
                    ": /compare: must be a list of 2 to 8 objects; found an object"},
        BadScenario{
            "VariantWithoutName", R"({"name": "a", "compare": [{"name": "x"}, {}]})",
            ": /compare/1: missing key \"name\"; it must be a string of 1 to 24 octets, a "
            "lower-case letter or digit and then only a-z, 0-9, ., _ and -, such as \"2.11\""},
        BadScenario{"VariantNameIsAPath",
                    R"({"name": "a", "compare": [{"name": "x"}, {"name": "../y"}]})",
                    ": /compare/1/name: must be a string of 1 to 24 octets, a lower-case letter or "
                    "digit and then only a-z, 0-9, ., _ and -, such as \"2.11\"; found \"../y\""},
        BadScenario{"TwoVariantsOfOneName",
                    R"({"name": "a", "compare": [{"name": "x"}, {"name": "x"}]})",
                    ": /compare/1/name: the name \"x\" is taken by /compare/0; give each variant a "
                    "name of its own"},
        BadScenario{"UnknownKeyOfAVariant",
                    R"({"name": "a", "compare": [{"name": "x"}, {"name": "y", "sets": {}}]})",
                    ": /compare/1/sets: unknown key; did you mean \"set\"?"},
        BadScenario{
            "SetIsAList",
            R"({"name": "a", "compare": [{"name": "x"}, {"name": "y", "set": ["/ap/ptk_rekey=5s"]}]})",
            ": /compare/1/set: must be an object of 0 to 64 JSON pointers; found a list"},
        BadScenario{
            "SetWithoutASlash",
            R"({"name": "a", "compare": [{"name": "x"}, {"name": "y", "set": {"duration": "1s"}}]})",
            ": /compare/1/set/duration: the pointer must start with /, such as /ap/ptk_rekey"},
        BadScenario{
            "SetBadEscape",
            R"({"name": "a", "compare": [{"name": "x"}, {"name": "y", "set": {"/a~b": 1}}]})",
            ": /compare/1/set/~1a~0b: the pointer must spell ~ as ~0, and / inside a key as ~1"},
        BadScenario{
            "SetUnknownKey",
            R"({"name": "a", "compare": [{"name": "x"}, {"name": "y", "set": {"/durations": "1s"}}]})",
            ": /compare/1/set/~1durations: unknown key; did you mean \"duration\"?"},
        BadScenario{
            "SetBadValue",
            R"({"name": "a", "compare": [{"name": "x"}, {"name": "y", "set": {"/duration": 5}}]})",
            ": /compare/1/set/~1duration: must be a duration from \"1ms\" to \"1000000s\", such as "
            "\"10s\"; found 5; write a unit, such as \"5ms\" or \"5s\""},
        BadScenario{
            "SetBelow",
            R"({"name": "a", "compare": [{"name": "x"}, {"name": "y", "set": {"/ap": {"stak": 1}}}]})",
            ": /compare/1/set/~1ap: /ap/stak: unknown key; did you mean \"stack\"?"},
        BadScenario{
            "SetThroughText",
            R"({"name": "a", "compare": [{"name": "x"}, {"name": "y", "set": {"/name/x": 1}}]})",
            ": /compare/1/set/~1name~1x: /name is \"a\", which has no members"},
        BadScenario{
            "SetBeyondTheList",
            R"({"name": "a", "sta": [{}], "compare": [{"name": "x"}, {"name": "y", "set": {"/sta/2/path": "x"}}]})",
            ": /compare/1/set/~1sta~12~1path: /sta is a list of 1, so \"2\" can't be an index; 1 "
            "or - adds an element"},
        BadScenario{
            "SetVariants",
            R"({"name": "a", "compare": [{"name": "x"}, {"name": "y", "set": {"/compare/0/name": "z"}}]})",
            ": /compare/1/set/~1compare~10~1name: a variant has no variants of its own; remove it"},
        BadScenario{
            "SetMakesAFaultWrong",
            R"({"name": "a", "faults": [{"node": "sta", "fault": "swap-mic"}], "compare": [{"name": "x"}, {"name": "y", "set": {"/network/cipher": "ccmp"}}]})",
            ": /compare/1/set: makes /faults/0/fault wrong: \"swap-mic\" needs \"tkip\" as "
            "/network/cipher: keys of other ciphers have no MIC half"},
        BadScenario{
            "VariantExpectIsText",
            R"({"name": "a", "compare": [{"name": "x"}, {"name": "y", "expect": "frames.captured > 0"}]})",
            ": /compare/1/expect: must be a list of 0 to 256 strings; found \"frames.captured > "
            "0\""}),
    test_name);

// What looks alike and is right: faults that meet other requests, or only wait.
TEST(ScenarioComposition, TakesFaultsThatDoNotContradict) {
  const auto with_faults = [](const std::string& faults) {
    return message_of(R"({"name": "a", "faults": [)" + faults + "]}");
  };
  EXPECT_EQ(with_faults(R"({"node": "sta", "fault": "delay", "by": "1ms"},
                           {"node": "sta", "fault": "corrupt"},
                           {"node": "sta", "fault": "drop"})"),
            "no error");
  EXPECT_EQ(with_faults(R"({"node": "sta", "fault": "drop", "last": 2},
                           {"node": "sta", "fault": "fail", "error": "EIO", "first": 3})"),
            "no error");
  EXPECT_EQ(with_faults(R"({"node": "sta", "fault": "drop"}, {"node": "ap", "fault": "drop"},
                           {"node": "ap", "fault": "drop", "key": "group"},
                           {"node": "ap", "fault": "drop", "request": "delete"})"),
            "no error");
  EXPECT_EQ(with_faults(R"({"node": "ap", "key": "group", "fault": "drop", "key_id": 1},
                           {"node": "ap", "key": "group", "fault": "defer", "by": "1ms",
                            "key_id": 2})"),
            "no error");
}

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
            "/ap/arguments or /ap/config"},
        BadScenario{"CommandStaUntoldOfPtkTimer",
                    R"({"name": "a", "sta": [{"stack": "command", "path": "/x", "ready": "up",
                        "ptk_rekey": "2s"}]})",
                    ": /sta/0/ptk_rekey: the program is not told; write {ptk_rekey}, whole "
                    "seconds, into /sta/0/arguments or /sta/0/config, or a command as "
                    "/sta/0/rekey"},
        BadScenario{"CommandUntoldOfStrictRekey",
                    R"({"name": "a", "ap": {"stack": "command", "path": "/x", "ready": "up",
                        "strict_rekey": "on"}})",
                    ": /ap/strict_rekey: the program is not told; write what does that there "
                    "into /ap/arguments or /ap/config"},
        BadScenario{"IwdApStrict", R"({"name": "a", "network": {"wpa": "wpa2"},
                        "ap": {"stack": "iwd", "strict_rekey": "on"}})",
                    ": /ap/strict_rekey: iwd as the AP never renews its group key; remove it, or "
                    "write \"hostapd\" as /ap/stack"},
        BadScenario{"IwdStaTimer", R"({"name": "a", "sta": [{"stack": "iwd", "ptk_rekey": "2s"}]})",
                    ": /sta/0/ptk_rekey: iwd as a STA never asks for a new PTK; remove it, or "
                    "write /ap/ptk_rekey"},
        BadScenario{"TriggerOfIwdAp", R"({"name": "a", "network": {"wpa": "wpa2"},
                        "ap": {"stack": "iwd"}, "triggers": [{"do": "rekey-ptk"}]})",
                    ": /triggers/0/do: iwd has no command for \"rekey-ptk\"; write \"hostapd\" "
                    "as /ap/stack"},
        BadScenario{"TriggerOfIwdSta", R"({"name": "a", "sta": [{"stack": "iwd"}],
                        "triggers": [{"do": "leave"}]})",
                    ": /triggers/0/do: iwd has no command for \"leave\"; write "
                    "\"wpa_supplicant\" as /sta/0/stack"},
        BadScenario{"TriggerOfCommandAp",
                    R"({"name": "a", "ap": {"stack": "command", "path": "/x", "ready": "up"},
                        "triggers": [{"do": "rekey-ptk"}]})",
                    ": /triggers/0/do: the program has no command for \"rekey-ptk\"; write one "
                    "as /ap/rekey"},
        BadScenario{"TriggerOfCommandSta",
                    R"({"name": "a", "sta": [{"stack": "command", "path": "/x", "ready": "up",
                        "rekey": ["true"]}], "triggers": [{"do": "request-gtk"}]})",
                    ": /triggers/0/do: the program has no command for \"request-gtk\"; write "
                    "\"wpa_supplicant\" as /sta/0/stack"}),
    test_name);

INSTANTIATE_TEST_SUITE_P(
    Enterprise, ScenarioErrors,
    testing::Values(
        BadScenario{"UnknownKeyManagement", R"({"name": "a", "network": {"key_mgmt": "tls"}})",
                    ": /network/key_mgmt: must be one of \"psk\", \"eap-tls\", "
                    "\"peap-mschapv2\"; found \"tls\""},
        BadScenario{
            "PassphraseWithEap",
            R"({"name": "a", "network": {"key_mgmt": "eap-tls", "passphrase": "12345678"}})",
            ": /network/passphrase: only allowed when \"key_mgmt\" is \"psk\"; remove it"},
        BadScenario{"RadiusWithPsk", R"({"name": "a", "radius": {}})",
                    ": /radius: only allowed when /network/key_mgmt is not \"psk\"; remove it"},
        BadScenario{"ReauthenticationWithPsk",
                    R"({"name": "a", "ap": {"eap_reauth_period": "2s"}})",
                    ": /ap/eap_reauth_period: nobody authenticates with \"psk\" as "
                    "/network/key_mgmt; write \"eap-tls\" there, or /ap/ptk_rekey for new keys "
                    "without it"},
        BadScenario{"ReauthenticationInMilliseconds",
                    R"({"name": "a", "ap": {"eap_reauth_period": "2500ms"}})",
                    ": /ap/eap_reauth_period: must be a duration in whole seconds from \"0s\" "
                    "to \"1000000s\", such as \"2s\"; found \"2500ms\""},
        BadScenario{"EapWithIwdAp", R"({"name": "a",
                        "network": {"wpa": "wpa2", "key_mgmt": "eap-tls"}, "ap": {"stack": "iwd"}})",
                    ": /ap/stack: \"eap-tls\" as /network/key_mgmt needs \"hostapd\" here; found "
                    "\"iwd\""},
        BadScenario{"EapWithIwdSta", R"({"name": "a", "network": {"key_mgmt": "peap-mschapv2"},
                        "sta": [{"name": "one"}, {"name": "two", "stack": "iwd"}]})",
                    ": /sta/1/stack: \"peap-mschapv2\" as /network/key_mgmt needs "
                    "\"wpa_supplicant\" here; found \"iwd\""},
        BadScenario{"EarlyWithEap", R"({"name": "a", "network": {"key_mgmt": "eap-tls"},
                        "faults": [{"node": "sta", "fault": "early"}]})",
                    ": /faults/0/fault: \"early\" needs \"psk\" as /network/key_mgmt: the key of "
                    "an EAP method is known to nobody but its ends"},
        BadScenario{"PathOfIntegratedServer", R"({"name": "a", "network": {"key_mgmt": "eap-tls"},
                        "radius": {"server": "hostapd", "path": "/x"}})",
                    ": /radius/path: only allowed when \"server\" is \"freeradius\"; remove it"},
        BadScenario{"UnknownRadiusFault", R"({"name": "a", "network": {"key_mgmt": "eap-tls"},
                        "radius": {"fault": "unreachible"}})",
                    ": /radius/fault: must be one of \"none\", \"unreachable\", "
                    "\"wrong-secret\", \"expired-client-certificate\", "
                    "\"foreign-client-certificate\", \"expired-server-certificate\", "
                    "\"foreign-server-certificate\", \"wrong-password\"; found "
                    "\"unreachible\"; did you mean \"unreachable\"?"},
        BadScenario{"SecretOfIntegratedServer", R"({"name": "a", "network": {"key_mgmt": "eap-tls"},
                        "radius": {"server": "hostapd", "fault": "wrong-secret"}})",
                    ": /radius/fault: \"wrong-secret\" needs \"freeradius\" as /radius/server: "
                    "hostapd's own has no RADIUS"},
        BadScenario{"ClientCertificateWithPeap",
                    R"({"name": "a", "network": {"key_mgmt": "peap-mschapv2"},
                        "radius": {"fault": "expired-client-certificate"}})",
                    ": /radius/fault: \"expired-client-certificate\" needs \"eap-tls\" as "
                    "/network/key_mgmt: with PEAP a STA has no certificate"},
        BadScenario{"PasswordWithTls", R"({"name": "a", "network": {"key_mgmt": "eap-tls"},
                        "radius": {"fault": "wrong-password"}})",
                    ": /radius/fault: \"wrong-password\" needs \"peap-mschapv2\" as "
                    "/network/key_mgmt: EAP-TLS has no password"}),
    test_name);

}  // namespace
}  // namespace keyrace
