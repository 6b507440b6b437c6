#include "tests/scenarios/host_machine.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <poll.h>

#include "emulator/sys/file.h"
#include "lab/engine/initramfs.h"
#include "lab/engine/kernel.h"
#include "lab/engine/qemu_machine.h"
#include "lab/engine/scratch_directory.h"
#include "tests/locations.h"

namespace keyrace {
namespace {

constexpr char kMounts[] = R"sh(PATH=/usr/sbin:/usr/bin:/sbin:/bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t tracefs tracefs /sys/kernel/tracing
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /dev
mknod /dev/null c 1 3
mknod /dev/urandom c 1 9
mknod /dev/random c 1 8
here=$(dirname "$0")
)sh";

constexpr char kVirtual[] = "spend_time() { :; }\n";

// Where time is counted it jumps while all wait for the host's files, from timer to timer, and a
// slow host makes that minutes. So until a run's stacks are up (a first key, the second line),
// somebody never waits, but has the CPU only when nobody else wants it. And until the end,
// evidence is in memory.
constexpr char kCounted[] = R"sh(
spend_time() {
  chrt -i 0 sh -c 'until { read -r _ && read -r _; } <"$0/keys.jsonl"; do :; done' "$1" 2>/dev/null
}
mount -t tmpfs tmpfs "$here"
)sh";
constexpr char kHandOver[] = R"sh(
mkdir /run/share
mount -t 9p -o trans=virtio,version=9p2000.L evidence /run/share
cp -r . /run/share
)sh";

// The kernel tidies namespaces up when it has nothing better to do: virtual seconds are long.
constexpr char kBegin[] = R"sh(cd "$here"
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
  spend_time "$1" &
  spending=$!
  "$KEYRACE" run "$1" --engine host --out "$1" --format json >"$1.json" 2>"$1.err"
  echo $? >"$1.status"
  kill $spending 2>/dev/null
  wait $spending
}
until_keys() { until grep -q install "$1/keys.jsonl" 2>/dev/null; do sleep 0.1; done; }
state before
)sh";

constexpr char kEnd[] = R"sh(
sync
echo o >/proc/sysrq-trigger
sleep 9
)sh";

constexpr int kUmlMs = 120'000, kQemuMs = 900'000;

std::vector<std::string> uml_command(const std::string& init, const std::string& scratch) {
  return {find_kernel("default").program,
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
          "uml_dir=" + scratch,
          "init=\"" + init + "\""};
}

std::vector<std::string> stock_command(const std::string& init, const std::string& share,
                                       const std::string& scratch) {
  const Kernel kernel = find_pc_kernel("default");
  std::vector<ModuleFile> modules = modules_to_load(kernel.modules);
  for (ModuleFile& module : modules) {
    if (module.parameters == "radios=0") module.parameters = "radios=2";
  }
  const std::string initramfs = scratch + "/initramfs";
  write_initramfs(initramfs, kInit, modules);
  return qemu_command({kernel.program, initramfs, share, {init}}, Accelerator::kTcg);
}

}  // namespace

std::string HostMachine::what_is_missing(Kind kind) {
  if (kind == Kind::kUml) return "";
  try {
    find_qemu();
    find_pc_kernel("default");
  } catch (const std::exception& error) {
    return error.what();
  }
  return "";
}

void HostMachine::boot(Kind kind, const std::string& script) {
  const bool qemu = kind == Kind::kQemu;
  const std::string init =
      session_.write("init", "#!/bin/sh\nKEYRACE=" + std::string(kPlainProgram) + "\n" + kMounts +
                                 (qemu ? kCounted : kVirtual) + kBegin + script + "state after\n" +
                                 (qemu ? kHandOver : "") + kEnd);
  const UniqueFd console = open_file(session_.path("console"), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  const ScratchDirectory scratch;
  ChildProcess::Options options;
  options.argv = qemu ? stock_command(init, session_.directory(), scratch.path())
                      : uml_command(init, scratch.path());
  options.environment = {"TMPDIR=" + scratch.path()};
  options.stdout_fd = console.get();
  ChildProcess kernel(options);
  pollfd ended{kernel.fd(), POLLIN, 0};
  ASSERT_EQ(poll(&ended, 1, qemu ? kQemuMs : kUmlMs), 1) << read("console");
}

std::string HostMachine::read(const std::string& name) const {
  return read_file(session_.path(name));
}

void HostMachine::expect_nothing_left() const {
  EXPECT_EQ(read("after"), read("before"));
  EXPECT_THAT(read("before"), testing::HasSubstr("wlan1"));
}

}  // namespace keyrace
