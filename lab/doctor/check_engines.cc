// What the engines qemu and host need beyond what the default engine does.
#include "lab/doctor/checks.h"
#include "lab/doctor/remedy.h"

namespace keyrace {
namespace {

constexpr char kQemu[] = "engine qemu";
constexpr char kHost[] = "engine host";

// How to get one that has it, or what is wrong with the one that is there.
Finding check_driver(const Facts& facts) {
  if (facts.host.driver == HwsimDriver::kNone) {
    return {kHost,
            FindingState::kMissing,
            "this machine's kernel has no mac80211_hwsim",
            {"# a kernel with the module, such as that of Debian's linux-image-amd64"}};
  }
  return {kHost,
          FindingState::kWrong,
          "mac80211_hwsim is not loaded",
          {as_root(facts, "modprobe mac80211_hwsim radios=0")}};
}

}  // namespace

Finding check_engine_qemu(const Facts& facts) {
  const QemuFacts& qemu = facts.qemu;
  Finding finding{kQemu, FindingState::kOk, "", {}};
  const auto add = [&](FindingState state, const std::string& what, const std::string& remedy) {
    if (finding.state == FindingState::kOk) finding.state = state;
    finding.found += (finding.found.empty() ? "" : "; ") + what;
    finding.remedy.push_back(remedy);
  };
  if (qemu.program.empty()) {
    add(FindingState::kMissing, "no qemu-system-x86_64 in PATH", install(facts, "qemu-system-x86"));
  }
  if (!qemu.kernel_trouble.empty()) {
    add(FindingState::kWrong, qemu.kernel_trouble, qemu.kernel_build);
  } else if (qemu.kernel.empty()) {
    add(FindingState::kMissing, "no kernel for it is named default", qemu.kernel_build);
  }
  if (qemu.init.path.empty()) {
    add(FindingState::kMissing, qemu.init.trouble,
        "# install or build keyrace as a whole; in its source tree: scripts/build build");
  }
  if (finding.found.empty()) finding.found = qemu.kernel + ", " + qemu.program;
  return finding;
}

Finding check_engine_host(const Facts& facts) {
  if (facts.host.driver != HwsimDriver::kLoaded) return check_driver(facts);
  if (!facts.root) return {kHost, FindingState::kWrong, "only for root", {"# run keyrace as root"}};
  if (!facts.host.trouble.empty()) {
    return {kHost,
            FindingState::kWrong,
            "root may not do all that it needs: " + facts.host.trouble,
            {facts.container
                 ? "docker run --privileged --network host ..."
                 : "# a sandbox around this process forbids it: start keyrace outside of it"}};
  }
  if (!facts.host.monitor) {
    return {kHost,
            FindingState::kWrong,
            "hwsim0 is not in this network namespace",
            {facts.container ? "docker run --privileged --network host ..."
                             : "# run keyrace in the machine's first network namespace"}};
  }
  return {kHost, FindingState::kOk, "root, and a kernel with mac80211_hwsim", {}};
}

}  // namespace keyrace
