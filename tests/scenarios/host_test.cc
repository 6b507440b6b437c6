// Engine host, on a kernel that is somebody else's: a User-Mode Linux kernel with two radios of its
// own, whose init is a script that runs keyrace as root.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <poll.h>
#include <unistd.h>

#include <filesystem>

#include "emulator/sys/file.h"
#include "lab/engine/host_leftovers.h"
#include "lab/engine/kernel.h"
#include "lab/engine/scratch_directory.h"
#include "tests/locations.h"
#include "tests/scenarios/lab_session.h"

namespace keyrace {
namespace {

using nlohmann::json;
using testing::HasSubstr;

// `state FILE` writes down what a run could leave. The kernel tidies namespaces up when it has
// nothing better to do: virtual seconds are long.
constexpr char kBegin[] = R"sh(PATH=/usr/sbin:/usr/bin:/sbin:/bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t tracefs tracefs /sys/kernel/tracing
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /dev
mknod /dev/null c 1 3
mknod /dev/urandom c 1 9
mknod /dev/random c 1 8
cd "$(dirname "$0")"
state() {
  sleep 5
  {
    ls /sys/class/ieee80211 /sys/class/net /sys/kernel/tracing/instances
    cat /sys/class/net/*/flags /sys/kernel/tracing/tracing_on /proc/mounts
    for process in /proc/[0-9]*; do
      readlink $process/ns/net $process/ns/mnt $process/ns/pid
    done | sort -u
  } >$1
}
run() {
  "$KEYRACE" run "$1" --engine host --out "$1" --format json >"$1.json" 2>"$1.err"
  echo $? >"$1.status"
}
until_keys() { until grep -q install "$1/keys.jsonl" 2>/dev/null; do sleep 0.1; done; }
state before
)sh";

constexpr char kEnd[] = R"sh(
state after
sync
echo o >/proc/sysrq-trigger
sleep 9
)sh";

class Host : public testing::Test {
 protected:
  // `script` runs between the state before and after.
  void boot(const std::string& script) {
    const std::string init = session_.write(
        "init", "#!/bin/sh\nKEYRACE=" + std::string(kPlainProgram) + "\n" + kBegin + script + kEnd);
    const UniqueFd console =
        open_file(session_.path("console"), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    const ScratchDirectory scratch;
    ChildProcess::Options options;
    options.argv = {find_kernel("default").program,
                    "mem=384M",
                    "root=hostfs",
                    "rootfstype=hostfs",
                    "rootflags=/",
                    "rw",
                    "con=null",
                    "con0=fd:0,fd:1",
                    "console=tty0",
                    "quiet",
                    "seccomp=auto",
                    "time-travel=inf-cpu",
                    "mac80211_hwsim.radios=2",
                    "uml_dir=" + scratch.path(),
                    "init=\"" + init + "\""};
    options.environment = {"TMPDIR=" + scratch.path()};
    options.stdout_fd = console.get();
    ChildProcess kernel(options);
    pollfd ended{kernel.fd(), POLLIN, 0};
    ASSERT_EQ(poll(&ended, 1, 120'000), 1) << read_file(session_.path("console"));
  }

  std::string read(const std::string& name) const { return read_file(session_.path(name)); }

  void expect_nothing_left() const {
    EXPECT_EQ(read("after"), read("before"));
    EXPECT_THAT(read("before"), HasSubstr("wlan1"));
  }

  LabSession session_;
};

TEST_F(Host, ScenariosHoldAndNothingIsLeft) {
  boot("run baseline-rekey\nrun sta-installs-late\nrun sta-split-install\n");
  for (const std::string name : {"baseline-rekey", "sta-installs-late", "sta-split-install"}) {
    EXPECT_EQ(read(name + ".status"), "0\n") << read(name + ".err") << read(name + ".json");
    const json report = json::parse(read(name + ".json"));
    EXPECT_EQ(report["engine"]["name"], "host");
    EXPECT_EQ(report["engine"]["time"], "real");
  }
  expect_nothing_left();
}

TEST_F(Host, WhenTheOrchestratorIsKilledNothingIsLeft) {
  // Its keeper and the guest have higher numbers.
  boot(R"sh(run baseline-rekey &
until_keys baseline-rekey
ls /sys/kernel/tracing/instances >during
kill -KILL $(pidof keyrace | tr ' ' '\n' | sort -n | head -n 1)
wait
)sh");
  EXPECT_EQ(read("baseline-rekey.status"), "137\n");
  EXPECT_THAT(read("during"), HasSubstr(kTraceNames));
  expect_nothing_left();
}

TEST_F(Host, WhatIsLeftWhenAllAreKilledTheNextRunRemoves) {
  boot(R"sh(run baseline-rekey &
until_keys baseline-rekey
kill -KILL $(pidof keyrace)
wait
state between
run sta-split-install
)sh");
  EXPECT_THAT(read("between"), HasSubstr(kTraceNames));
  EXPECT_EQ(read("sta-split-install.status"), "0\n") << read("sta-split-install.err");
  expect_nothing_left();
}

TEST_F(Host, WhatIsLeftWhenAllAreKilledDoctorRemoves) {
  boot(R"sh(run baseline-rekey &
until_keys baseline-rekey
kill -KILL $(pidof keyrace)
wait
while pidof keyrace hostapd wpa_supplicant >/dev/null; do sleep 0.1; done
"$KEYRACE" doctor --clean >cleaned 2>&1
)sh");
  EXPECT_THAT(read("cleaned"), HasSubstr(kTraceNames));
  expect_nothing_left();
}

TEST_F(Host, OneRunAtATime) {
  boot(R"sh(run baseline-rekey &
until_keys baseline-rekey
run sta-split-install
wait
)sh");
  EXPECT_EQ(read("baseline-rekey.status"), "0\n") << read("baseline-rekey.err");
  EXPECT_EQ(read("sta-split-install.status"), "3\n");
  EXPECT_THAT(read("sta-split-install.err"), HasSubstr("another run has this machine's kernel"));
  expect_nothing_left();
}

TEST_F(Host, WithoutTheDriverItSaysHowToLoadIt) {
  // This machine's kernel may have it loaded; then there is nothing to see.
  if (geteuid() != 0 || std::filesystem::exists("/sys/module/mac80211_hwsim")) {
    GTEST_SKIP() << "needs root and a kernel without mac80211_hwsim";
  }
  const auto result = session_.run({"run", "baseline-rekey", "--engine", "host"});
  EXPECT_EQ(result.status, 3);
  EXPECT_THAT(result.err, HasSubstr("modprobe mac80211_hwsim radios=0"));
}

}  // namespace
}  // namespace keyrace
