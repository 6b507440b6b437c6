#include "tests/bench/bare_stacks.h"

#include <fstream>

#include "emulator/sys/file.h"
#include "emulator/sys/system_error.h"
#include "tests/bench/median.h"

namespace keyrace::bench {
namespace {

// PID 1 of the guest, configured as the lab does it, behind the lines that set its variables. The
// number it prints is of handshakes.
constexpr char kScript[] = R"(
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
mount -t proc none /proc && mount -t sysfs none /sys && mount -t tmpfs none /run && ip link set lo up
cat >/run/ap.conf <<END
interface=wlan0
driver=nl80211
ssid=keyrace
hw_mode=g
channel=1
wpa=1
wpa_key_mgmt=WPA-PSK
wpa_pairwise=TKIP
wpa_passphrase=key-race-lab
wpa_ptk_rekey=$ptk_rekey
END
cat >/run/sta.conf <<END
network={
  ssid="keyrace"
  scan_freq=2412
  psk="key-race-lab"
  proto=WPA
  pairwise=TKIP
  group=TKIP
  key_mgmt=WPA-PSK
}
END
hostapd $options /run/ap.conf >/run/ap.log 2>&1 &
wpa_supplicant $options -D nl80211 -i wlan1 -c /run/sta.conf >/run/sta.log 2>&1 &
sleep $duration
echo handshakes $(grep -c 'WPA: Key negotiation completed' /run/sta.log)
poweroff -f
)";

std::string kernel(const std::string& directory) {
  const std::string output = directory + "/kernel";
  run_program({KEYRACE_KERNEL_BUILD}, 0, output);
  std::string folder;
  std::getline(std::ifstream(output) >> std::ws, folder);
  return folder + "/linux";
}

double handshakes_in(const std::string& output) {
  std::ifstream file(output);
  for (std::string word; file >> word;) {
    if (double count = 0; word == "handshakes" && file >> count && count > 0) return count;
  }
  throw SystemError("run the stacks without the lab", "the station did not connect");
}

}  // namespace

BareRun bare_stacks(const std::string& directory, int duration_s, int ptk_rekey_s, bool debug) {
  const std::string script = directory + "/bare", output = directory + "/bare-output";
  write_file(script,
             "#!/bin/sh\nduration=" + std::to_string(duration_s) +
                 " ptk_rekey=" + std::to_string(ptk_rekey_s) + " options='" +
                 (debug ? "-t -K -dd" : "-t") + "'" + kScript,
             0700);
  // As the lab starts it.
  const std::string boot = "exec " + kernel(directory) +
                           " root=hostfs rootfstype=hostfs rootflags=/ ro init=" + script +
                           " uml_dir=" + directory +
                           " mem=256M con=null con0=fd:0,fd:1 quiet seccomp=auto norandmaps"
                           " time-travel=inf-cpu time-travel-start=1767225600000000000"
                           " mac80211_hwsim.radios=2 </dev/null";
  return median_run([&] {
    const Usage usage = run_program({"sh", "-c", boot}, 1, output);
    return BareRun{usage, handshakes_in(output)};
  });
}

}  // namespace keyrace::bench
