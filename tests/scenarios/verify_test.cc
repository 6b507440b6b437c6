// `keyrace verify` as a user calls it: public captures, captures of runs, Wireshark, wrong usage.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "emulator/sys/file.h"
#include "tests/locations.h"
#include "tests/scenarios/lab_session.h"
#include "tests/scenarios/tshark.h"

namespace keyrace {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class VerifyCommand : public testing::Test {
 protected:
  LabSession::Result verify(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "verify");
    return session_.run(arguments);
  }
  json report(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--format", "json"});
    const LabSession::Result result = verify(arguments);
    EXPECT_EQ(result.status, 0) << result.err;
    return result.json();
  }
  static std::string shared(const std::string& name) {
    return std::filesystem::path(kSharedData) / name;
  }
  // The capture of a run whose passphrase is that of the library.
  std::string run(const std::string& scenario) {
    session_.report_of(scenario);
    return session_.last_run() + "/air.pcapng";
  }

  LabSession session_;
};

#define NEEDS(file) \
  if (!std::filesystem::exists(file)) GTEST_SKIP() << file << " is missing"

// 59 TKIP frames with right ICVs and MICs; two of them come twice, so a receiver drops the second.
TEST_F(VerifyCommand, OpensEveryFrameOfLinksys) {
  NEEDS(shared("wpa-psk-linksys.cap"));
  const json found = report({shared("wpa-psk-linksys.cap"), "--passphrase", "dictionary"});
  EXPECT_EQ(found["frames"]["protected"], 59);
  EXPECT_EQ(found["frames"]["verdicts"]["accepted"], 57);
  EXPECT_EQ(found["frames"]["verdicts"]["duplicate"], 2);
  ASSERT_EQ(found["sessions"].size(), 1u);
  const json& session = found["sessions"][0];
  EXPECT_EQ(session["ssid"], "linksys");
  EXPECT_EQ(session["akm"], "PSK");
  EXPECT_EQ(session["pairwise"], "TKIP");
  ASSERT_EQ(session["epochs"].size(), 2u) << "the group key comes twice, and is one";
  EXPECT_EQ(session["epochs"][0]["frames"], 23 + 32);
  EXPECT_EQ(session["epochs"][1]["kind"], "group");
  EXPECT_EQ(session["epochs"][1]["frames"], 4);
  const json& change = session["changeovers"][0];
  EXPECT_EQ(change["to_sta"]["verdicts"]["accepted"], 21);
  EXPECT_EQ(change["to_sta"]["verdicts"]["duplicate"], 2);
  EXPECT_EQ(change["to_ap"]["verdicts"]["accepted"], 32);
  const auto text = verify({shared("wpa-psk-linksys.cap"), "--passphrase", "dictionary"});
  EXPECT_THAT(text.out, HasSubstr("      54    0.717 s  to STA duplicate: "));
  EXPECT_THAT(text.out, HasSubstr("     561    9.515 s  to STA duplicate: "));
}

TEST_F(VerifyCommand, OpensLibtinsGzippedFromStdin) {
  NEEDS(shared("libtins-tkip.pcap"));
  const auto result = session_.run_command(
      {"bash", "-euc", "gzip -c \"$1\" | \"$0\" verify - --passphrase libtinstest --format json",
       kProgram, shared("libtins-tkip.pcap")});
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(result.json()["frames"]["verdicts"]["accepted"], 2);
}

TEST_F(VerifyCommand, SaysOfAWrongPassphraseThatItFitsNoHandshake) {
  NEEDS(shared("wpa-psk-linksys.cap"));
  const std::vector<std::string> arguments{shared("wpa-psk-linksys.cap"), "--passphrase",
                                           "dictionarz"};
  const json found = report(arguments);
  EXPECT_EQ(found["frames"]["verdicts"]["no_key"], 59);
  EXPECT_EQ(found["frames"]["verdicts"]["icv_failure"], 0);
  EXPECT_THAT(found["answer"][0].get<std::string>(),
              HasSubstr("fits none of the keys that were given"));
}

TEST_F(VerifyCommand, ExplainsASplitInstallFromTheCaptureAlone) {
  const json found = report({run("sta-split-install"), "--passphrase", "key-race-lab"});
  EXPECT_EQ(found["frames"]["verdicts"]["mic_failure"], 6);
  EXPECT_EQ(found["sessions"][0]["changeovers"][1]["pattern"], "split_install");
  EXPECT_EQ(found["countermeasures"]["started"], true);
  EXPECT_THAT(found["answer"][0].get<std::string>(),
              HasSubstr("that speaks for an install in two steps, the TK before the MIC keys"));
}

TEST_F(VerifyCommand, NamesThePatternOfEachFault) {
  const std::pair<const char*, const char*> patterns[] = {{"sta-mic-swapped", "swapped_mic_keys"},
                                                          {"ap-split-install", "mixed_sender"},
                                                          {"message-4-lost", "timing"}};
  for (const auto& [scenario, pattern] : patterns) {
    const json found = report({run(scenario), "--passphrase", "key-race-lab"});
    EXPECT_EQ(found["sessions"][0]["changeovers"][1]["pattern"], pattern) << scenario;
  }
}

// Comments stand on what is not plainly good and on what explains it, and the key table opens the
// rest.
TEST_F(VerifyCommand, AnnotatesForWireshark) {
  const std::string capture = run("sta-split-install");
  const std::string annotated = session_.path("annotated.pcapng");
  const auto result = verify({capture, "--passphrase", "key-race-lab", "--annotate", annotated,
                              "--frames", session_.path("frames.jsonl")});
  ASSERT_EQ(result.status, 0) << result.err;
  for (const std::string& file : {annotated, annotated + ".80211_keys"}) {
    struct stat status {};
    ASSERT_EQ(stat(file.c_str(), &status), 0) << file;
    EXPECT_EQ(status.st_mode & 0777, 0600u) << file;
  }
  const auto shown = [&](const std::string& filter) {
    return packets_that_tshark_finds(annotated, filter);
  };
  EXPECT_EQ(shown("frame"), packets_that_tshark_finds(capture, "frame"));
  EXPECT_EQ(shown("frame.comment contains \"mic_failure: \""), 6u);
  EXPECT_EQ(shown("frame.comment contains \"mic-failure-report\""), 2u);
  EXPECT_EQ(shown("frame.comment contains \"4way-4\""), 2u);
  EXPECT_EQ(shown("frame.comment contains \"accepted: \""),
            report({capture, "--passphrase", "key-race-lab"})["frames"]["assumed"]);
  const auto keys = read_file(annotated + ".80211_keys");
  std::string uat;
  std::istringstream rows(keys);
  std::vector<std::string> tshark{"bash", "-euc",
                                  "tshark -r \"$0\" -o wlan.enable_decryption:TRUE \"$@\" -Y "
                                  "'wlan.analysis.tk' -T fields -e frame.number | wc -l",
                                  annotated};
  for (std::string row; std::getline(rows, row);) {
    tshark.insert(tshark.end(), {"-o", "uat:80211_keys:" + row});
  }
  const auto opened = session_.run_command(tshark);
  EXPECT_EQ(std::stoi(opened.out) + frames_that_tshark_takes_for_mesh(annotated).size(), 216u)
      << opened.err;
}

TEST_F(VerifyCommand, WrongUsageIsToldWithWhatWouldBeRight) {
  session_.write("not-a-capture", "hello, this is text");
  const std::pair<std::vector<std::string>, const char*> cases[] = {
      {{"no-such-file", "--passphrase", "12345678"}, "no-such-file: No such file or directory"},
      {{"not-a-capture", "--passphrase", "12345678"}, "not-a-capture: offset 0: not a capture"},
      {{"not-a-capture"}, "no key; expected --passphrase, --psk"},
      {{}, "needs one capture"},
      {{"x", "--passphrase", "short"}, "--passphrase: 5 octets; expected 8 to 63"},
      {{"x", "--psk", "12"}, "--psk: 2 digits; expected 64"},
      {{"x", "--pmk", std::string(64, '0')}, "--pmk: a key of zeros; expected 64"},
      {{"x", "--msk", "xyz"}, "--msk: not hexadecimal digits in pairs; expected 64 to 128"},
      {{"x", "--tk", std::string(34, '1')},
       "--tk: 34 digits; expected 32 hexadecimal digits (CCMP)"},
      {{"x", "--ssid", "a"}, "--ssid needs a --passphrase"},
      {{"x", "--passphrase", "12345678", "--ssid", "a", "--ssid", "b"},
       "2 --ssid for 1 --passphrase"},
      {{"x", "--keys", "not-a-capture"}, "not-a-capture:1"},
      {{"x", "--passphrase", "12345678", "--format", "xml"}, "expected text or json"}};
  for (const auto& [arguments, message] : cases) {
    const auto result = verify(arguments);
    EXPECT_EQ(result.status, 2) << message;
    EXPECT_THAT(result.err, HasSubstr(message));
    EXPECT_EQ(result.out, "");
  }
}

}  // namespace
}  // namespace keyrace
