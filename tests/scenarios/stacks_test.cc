// What the stacks write; stacks other than hostapd and wpa_supplicant, and programs of the user's
// own.
#include <gmock/gmock.h>

#include <filesystem>

#include "emulator/sys/file.h"
#include "tests/scenarios/lab_session.h"

namespace keyrace {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;

// hostapd and wpa_supplicant as programs that the lab knows nothing of.
constexpr char kCommands[] = R"json({
  "name": "commands",
  "network": {"ssid": "own build"},
  "ap": {
    "stack": "command", "path": "/usr/sbin/hostapd", "arguments": ["-t", "{config}"],
    "config": ["interface={interface}", "driver=nl80211", "ssid={ssid}", "hw_mode=g",
               "channel={channel}", "ctrl_interface={directory}/control", "wpa={wpa}",
               "wpa_key_mgmt=WPA-PSK", "wpa_pairwise={cipher}", "wpa_passphrase={passphrase}"],
    "ready": "AP-ENABLED", "ptk_rekey": "2s",
    "rekey": ["hostapd_cli", "-s", "{directory}", "-p", "{directory}/control", "-i", "{interface}",
              "raw", "REKEY_PTK", "02:00:00:00:01:00"]
  },
  "sta": [{
    "stack": "command", "path": "/usr/sbin/wpa_supplicant",
    "arguments": ["-i{interface}", "-c{config}"],
    "config": ["network={", "ssid=\"{ssid}\"", "scan_freq={frequency}", "key_mgmt=WPA-PSK",
               "psk=\"{passphrase}\"", "}"],
    "ready": "CTRL-EVENT-CONNECTED"
  }],
  "traffic": [{"direction": "downlink", "rate": 100}],
  "faults": [{"node": "sta", "fault": "delay", "by": "50ms", "first": 2}],
  "duration": "5s"
})json";

class Stacks : public testing::Test {
 protected:
  json report(const std::vector<std::string>& arguments) {
    std::vector<std::string> all{"run"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    all.insert(all.end(), {"--format", "json", "--out", session_.path("run")});
    const LabSession::Result result = session_.run(all);
    EXPECT_EQ(result.status, 0) << result.err << result.out;
    return result.json();
  }

  // A wrapper around iwd that says something first.
  std::string iwd_that_says(const std::string& text, const std::string& then) {
    return session_.write("iwd", "#!/bin/sh\nprintf '" + text + "' >&2\n" + then + "\n");
  }

  LabSession session_;
};

TEST_F(Stacks, WriteNoMoreThanTheyAreTold) {
  const json told = report({"sta-split-install", "--set", "/logs=info"});
  EXPECT_GE(told["frames"]["verdicts"]["mic_failure"], 2);
  for (const auto& [log, line] : {std::pair{"run/stacks/ap.log", "AP-ENABLED"},
                                  std::pair{"run/stacks/sta.log", "CTRL-EVENT-CONNECTED"}}) {
    const std::string text = read_file(session_.path(log));
    EXPECT_THAT(text, HasSubstr(line));
    EXPECT_THAT(text, testing::Not(HasSubstr("hexdump"))) << log;
  }
}

TEST_F(Stacks, CommandsAreRacedLikeAnyStack) {
  const json report = this->report({session_.write("commands.json", kCommands)});
  ASSERT_EQ(report["rekeys"].size(), 2u);  // by /ap/rekey, every 2 s
  for (const json& rekey : report["rekeys"]) {
    EXPECT_EQ(rekey["first"], "ap");
    EXPECT_NEAR(rekey["window_ns"].get<double>(), 50e6, 1e6);
    EXPECT_EQ(rekey["lost_in_window"], 5);
    EXPECT_EQ(rekey["mic_failures"], 0);
  }
  EXPECT_EQ(report["traffic"]["lost"], 10);
  EXPECT_EQ(report["model"]["compared"], report["frames"]["protected"]);
  EXPECT_THAT(report["model"]["disagreements"], IsEmpty());
  EXPECT_EQ(report["stacks"][1]["name"], "command");
  EXPECT_EQ(report["stacks"][1]["program"], "/usr/sbin/wpa_supplicant");
  EXPECT_EQ(report["stacks"][1]["version"], "");
}

// A trigger starts the same program as the timer does.
TEST_F(Stacks, CommandsAreTriggered) {
  const json report = this->report(
      {session_.write("commands.json", kCommands), "--set", "/ap/ptk_rekey=0s", "--set",
       R"(/triggers=[{"do": "rekey-ptk", "after": "1s", "times": 2, "every": "1s"}])"});
  ASSERT_EQ(report["rekeys"].size(), 2u);
  for (const json& rekey : report["rekeys"]) EXPECT_EQ(rekey["cause"], "ap-command");
  EXPECT_EQ(report["triggers"][0]["done"], 2);
}

TEST_F(Stacks, RekeyCommandThatFailsIsTold) {
  const auto result = session_.run(
      {"run", session_.write("commands.json", kCommands), "--set", R"(/ap/rekey=["false"])"});
  EXPECT_EQ(result.status, 3);
  EXPECT_THAT(result.err, HasSubstr("make ap renew its keys: /usr/bin/false exited with status 1; "
                                    "see stacks/ap.log"));
}

TEST_F(Stacks, CommandThatNeverSaysReadyIsNamed) {
  const auto result = session_.run({"run", session_.write("commands.json", kCommands), "--set",
                                    "/sta/0/ready=NEVER SAID", "--set", "/connect_deadline=3s"});
  EXPECT_EQ(result.status, 3);
  EXPECT_THAT(result.err, HasSubstr("wait for every STA to connect: it did not happen within 3"));
  EXPECT_THAT(result.err, HasSubstr("see stacks/sta.log"));
}

// One octet more at the end of an ELF file is another build that runs the same.
TEST_F(Stacks, OwnBuildBesideAnother) {
  const std::string own =
      session_.write("wpa_supplicant", read_file("/usr/sbin/wpa_supplicant") + '\0');
  std::filesystem::permissions(own, std::filesystem::perms::owner_all);
  const json report =
      this->report({"two-stas", "--set", "/sta/1/path=" + own, "--set", "/expect=[]"});
  EXPECT_EQ(report["stacks"][1]["version"], report["stacks"][2]["version"]);
  EXPECT_NE(report["stacks"][1]["sha256"], report["stacks"][2]["sha256"]);
  EXPECT_EQ(report["stacks"][0]["sha256"].get<std::string>().size(), 64u);
  const auto text = session_.run({"report", session_.path("run")});
  for (const int sta : {1, 2}) {
    const std::string hash = report["stacks"][sta]["sha256"];
    EXPECT_THAT(text.out, HasSubstr("(" + hash.substr(0, 12) + ")"));
  }
}

// TKIP and WPA of the first generation, a STA of each kind, and an SSID that needs escaping.
TEST_F(Stacks, IwdBesideWpaSupplicant) {
  const json report = this->report(
      {"baseline-rekey", "--set", R"(/sta=[{"name": "one", "stack": "iwd"}, {"name": "two"}])",
       "--set",
       R"(/traffic=[{"sta": "one"}, {"sta": "two"}, {"sta": "one", "direction": "uplink"}])",
       "--set", "/ap/ptk_rekey=0s", "--set", "/ap/gtk_rekey=2s", "--set", "/expect=[]", "--set",
       "/network/ssid=Käfer & Co.", "--set", R"(/network/passphrase= back\slash )"});
  EXPECT_EQ(report["stacks"][1]["name"], "iwd");
  EXPECT_EQ(report["stacks"][1]["version"], "2.3");
  EXPECT_THAT(report["stacks"][1]["missing_kernel_options"], IsEmpty());
  EXPECT_EQ(report["traffic"]["lost"], 0);
  EXPECT_EQ(report["frames"]["verdicts"]["accepted"], report["frames"]["protected"]);
  EXPECT_EQ(report["model"]["compared"], report["frames"]["protected"]);
  EXPECT_THAT(report["model"]["disagreements"], IsEmpty());
}

TEST_F(Stacks, IwdOnAKernelWithTooLittle) {
  const std::string iwd = iwd_that_says(
      "The following options are missing in the kernel:\\n\\tCONFIG_CRYPTO_CMAC\\n", "exit 1");
  const auto result = session_.run({"run", "iwd-gtk-late", "--set", "/sta/0/path=" + iwd});
  EXPECT_EQ(result.status, 3);
  EXPECT_THAT(result.err,
              HasSubstr("run sta's stack: it exited with status 1 by itself (this kernel "
                        "lacks CONFIG_CRYPTO_CMAC); see stacks/sta.log"));
}

TEST_F(Stacks, IwdThatMissesSomethingButRuns) {
  const std::string iwd =
      iwd_that_says("The following options are missing in the kernel:\\n\\tCONFIG_CRYPTO_SHA512\\n",
                    "exec /usr/libexec/iwd \"$@\"");
  const json report = this->report({"iwd-gtk-late", "--set", "/sta/0/path=" + iwd, "--set",
                                    "/duration=1s", "--set", "/expect=[]"});
  EXPECT_EQ(report["stacks"][1]["missing_kernel_options"], json({"CONFIG_CRYPTO_SHA512"}));
  EXPECT_THAT(report["answer"].back().get<std::string>(), HasSubstr("CONFIG_CRYPTO_SHA512"));
}

}  // namespace
}  // namespace keyrace
