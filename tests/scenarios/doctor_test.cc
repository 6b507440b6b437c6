// Each wrong setting of a machine, made for one process: `doctor` names it and what mends it, and
// the run that fails of it points to `doctor`.
#include <gmock/gmock.h>
#include <poll.h>
#include <signal.h>

#include <filesystem>

#include "tests/locations.h"
#include "tests/scenarios/lab_session.h"

namespace keyrace {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

using Words = std::vector<std::string>;

// What one process's surroundings are changed with; no sanitizer, which needs ptrace and much
// memory itself.
class Doctor : public testing::Test {
 protected:
  LabSession::Result inside(Words wrapper, const Words& arguments) {
    wrapper.push_back(kPlainProgram);
    wrapper.insert(wrapper.end(), arguments.begin(), arguments.end());
    return session_.run_command(wrapper);
  }

  LabSession::Result doctor(const Words& wrapper) {
    return inside(wrapper, {"doctor", "--format", "json"});
  }

  LabSession::Result run(const Words& wrapper) {
    session_.write("scenario.json", R"({"name": "test", "duration": "1s"})");
    return inside(wrapper, {"run", "scenario.json", "--quiet"});
  }

  static nlohmann::json finding(const LabSession::Result& result, const std::string& what) {
    const nlohmann::json json = result.json();
    for (const auto& each : json["findings"]) {
      if (each["what"] == what) return each;
    }
    ADD_FAILURE() << what << " is not among the findings: " << result.out;
    return {};
  }

  // Whether this process may have mounts of its own; most tests of mounts need it.
  bool can_mount() {
    return session_.run_command({"unshare", "-m", "mount", "-t", "tmpfs", "none", "/mnt"}).status ==
           0;
  }

  // The program may itself be below /tmp: what is around it is seen at /opt, too, before `mounts`.
  static Words with_mounts(const std::string& mounts, const std::string& through = "") {
    return {"unshare", "-m", "sh", "-c",
            "dir=${0%/*}; mount --bind \"${dir%/*}\" /opt; " + mounts + "; exec " + through +
                " \"/opt/${dir##*/}/${0##*/}\" \"$@\""};
  }

  // In the same directory, at /mnt, with file systems in the place of all that may hold a scratch
  // directory.
  static Words with_scratch(const std::string& options) {
    return with_mounts(
        "mount --bind . /mnt; cd /mnt; for at in /dev/shm /tmp; do mount -t tmpfs -o " + options +
        " none $at; done");
  }

  LabSession session_;
};

TEST_F(Doctor, FindsAllHere) {
  const auto result = doctor({"env"});
  EXPECT_EQ(result.status, 0) << result.out;
  EXPECT_TRUE(result.json()["works"].get<bool>());
  EXPECT_EQ(finding(result, "engine uml")["state"], "ok");
  const auto told = result.json();
  for (const auto& each : told["findings"]) {
    if (each["required"]) {
      EXPECT_EQ(each["state"], "ok") << each;
      EXPECT_THAT(each["remedy"], IsEmpty()) << each;
    }
  }
}

TEST_F(Doctor, TellsAPersonTheSame) {
  const auto result = inside({"env"}, {"doctor"});
  EXPECT_EQ(result.status, 0);
  EXPECT_THAT(result.out, HasSubstr("ok       hostapd            "));
  EXPECT_THAT(result.out, HasSubstr("The default engine, uml, would work."));
}

TEST_F(Doctor, NoKernel) {
  const Words nowhere{"env", "KEYRACE_CACHE=/nowhere"};
  const auto result = doctor(nowhere);
  if (fs::exists("/usr/lib/keyrace/kernels")) GTEST_SKIP() << "kernels are installed here";
  EXPECT_EQ(result.status, 3);
  EXPECT_EQ(finding(result, "kernel")["state"], "missing");
  EXPECT_THAT(finding(result, "kernel")["remedy"][0], HasSubstr("images/kernel/build"));
  EXPECT_EQ(finding(result, "engine uml")["found"], "see kernel");
  const auto failed = run(nowhere);
  EXPECT_EQ(failed.status, 2);
  EXPECT_THAT(failed.err, HasSubstr("keyrace doctor"));
}

TEST_F(Doctor, NeitherSeccompNorPtrace) {
  const auto result = doctor({kForbid, "both"});
  EXPECT_EQ(result.status, 3);
  const auto processes = finding(result, "guest processes");
  EXPECT_EQ(processes["state"], "wrong");
  EXPECT_EQ(processes["found"],
            "neither seccomp (seccomp: Operation not permitted) nor ptrace (ptrace: Operation not "
            "permitted)");
  EXPECT_THAT(processes["remedy"], Not(IsEmpty()));
  const auto failed = run({kForbid, "both"});
  EXPECT_EQ(failed.status, 3);
  EXPECT_THAT(failed.err, HasSubstr("`keyrace doctor` tells what this machine lacks"));
}

// The engine does what the doctor says: either of the two is enough for the default kernel.
TEST_F(Doctor, SeccompOrPtraceIsEnough) {
  const auto without_ptrace = doctor({kForbid, "ptrace"});
  EXPECT_EQ(without_ptrace.status, 0);
  EXPECT_THAT(finding(without_ptrace, "guest processes")["found"], HasSubstr("seccomp; no ptrace"));
  EXPECT_EQ(run({kForbid, "ptrace"}).status, 0);
  const auto without_seccomp = doctor({kForbid, "seccomp"});
  EXPECT_EQ(without_seccomp.status, 0);
  EXPECT_EQ(finding(without_seccomp, "guest processes")["found"], "ptrace, slower than seccomp");
  EXPECT_EQ(run({kForbid, "seccomp"}).status, 0);
}

TEST_F(Doctor, NoMemory) {
  const Words little{"prlimit", "--as=250000000"};
  const auto result = doctor(little);
  EXPECT_EQ(result.status, 3);
  const auto memory = finding(result, "memory");
  EXPECT_EQ(memory["state"], "wrong");
  EXPECT_EQ(memory["found"], "ulimit -v allows 238 MiB, and a run can take 300 MiB");
  EXPECT_THAT(memory["remedy"], ElementsAre("ulimit -v unlimited"));
  const auto failed = run(little);
  EXPECT_EQ(failed.status, 3);
  EXPECT_THAT(failed.err, HasSubstr("keyrace doctor"));
}

TEST_F(Doctor, NoexecTmp) {
  if (!can_mount()) GTEST_SKIP() << "mounting needs root";
  const auto result = doctor(with_scratch("noexec"));
  EXPECT_EQ(result.status, 3);
  const auto scratch = finding(result, "scratch directory");
  EXPECT_EQ(scratch["state"], "wrong");
  EXPECT_EQ(scratch["found"], "/dev/shm is mounted noexec, /tmp is mounted noexec");
  EXPECT_THAT(scratch["remedy"], Not(IsEmpty()));
  const auto failed = run(with_scratch("noexec"));
  EXPECT_EQ(failed.status, 3);
  EXPECT_THAT(failed.err, HasSubstr("/dev/shm is mounted noexec, /tmp is mounted noexec; see "
                                    "keyrace doctor"));
}

TEST_F(Doctor, SmallTmp) {
  if (!can_mount()) GTEST_SKIP() << "mounting needs root";
  const auto result = doctor(with_scratch("size=64m"));
  EXPECT_EQ(result.status, 3);
  EXPECT_EQ(finding(result, "scratch directory")["found"],
            "/dev/shm has 64 MiB free, and a run can take 256 MiB");
}

// A container with nothing but a user number, no home and a root that can't be written.
TEST_F(Doctor, WorksAsAnyUserOnAReadOnlyRoot) {
  if (!can_mount()) GTEST_SKIP() << "mounting needs root";
  const auto result =
      doctor(with_mounts("chmod 1777 . && mount -t tmpfs none /tmp && mount -o remount,bind,ro /",
                         "setpriv --reuid 4321 --regid 4321 --clear-groups --no-new-privs "
                         "--bounding-set=-all env -u HOME "
                         "KEYRACE_CACHE=/nowhere"));
  EXPECT_EQ(result.status, 3);  // no kernel
  EXPECT_EQ(finding(result, "engine uml")["found"], "see kernel");
  EXPECT_EQ(finding(result, "run directory")["found"], "runs go to /tmp/runs");
  EXPECT_EQ(finding(result, "engine host")["state"] == "ok", false);
}

TEST_F(Doctor, CleansAwayWhatAKilledRunLeft) {
  if (!can_mount()) GTEST_SKIP() << "mounting needs root";
  session_.write("stack", "#!/bin/sh\nwhile :; do :; done\n");
  session_.write("scenario.json",
                 R"({"name": "test", "ap": {"path": ")" + session_.path("stack") + "\"}}");
  // Everything in one namespace of mounts, where no other run is.
  session_.write("script", R"sh(#!/bin/sh
mount -t tmpfs none /dev/shm
"$1" run scenario.json --out "$PWD/run" 2>error &
while [ ! -e run/stacks/ap.log ]; do kill -0 $! || { cat error; exit 1; }; done
set -- "$1" /dev/shm/keyrace-??????
echo "alive: $("$1" doctor --clean)"
[ -d "$2" ] && echo kept
kill -KILL $!
wait
echo "dead: $("$1" doctor | grep -c "wrong *left-overs")"
"$1" doctor --clean
[ -d "$2" ] || echo gone
echo "again: $("$1" doctor --clean)"
)sh");
  const auto result =
      session_.run_command({"unshare", "-m", session_.path("script"), kPlainProgram});
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, testing::MatchesRegex("alive: \nkept\ndead: 1\n"
                                                "removed the scratch directory "
                                                "/dev/shm/keyrace-......\ngone\nagain: \n"));
}

}  // namespace
}  // namespace keyrace
