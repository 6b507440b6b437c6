#include "lab/guest/radius_side.h"

#include <filesystem>

#include "emulator/netlink/rtnl.h"
#include "emulator/sys/file.h"
#include "lab/evidence/run_directory.h"
#include "lab/guest/guest_filesystem.h"
#include "lab/guest/lan_names.h"
#include "lab/guest/node_entropy.h"

namespace keyrace {
namespace {

// No node's name: those have 12 characters at most.
std::string log_path() {
  return guest_path::evidence(evidence_file::kStacks) + "/radius-server.log";
}

}  // namespace

RadiusSide::RadiusSide(EventLoop& loop, const Scenario& scenario, const NetNamespace& ap,
                       const std::string& credentials, const CaptureDescription& description)
    : network_(NetNamespace::create()) {
  make_link(ap);
  {
    const NetNamespace::Scope scope(ap);
    capture_ =
        std::make_unique<LinkCapture>(loop, lan_name::kRadiusPort, kLinkTypeEthernet,
                                      guest_path::evidence(evidence_file::kRadius), description);
  }
  if (scenario.radius.fault == RadiusFault::kUnreachable) return;
  const std::string directory = std::string(guest_path::kWork) + "/radius-server";
  std::filesystem::create_directories(directory);
  std::filesystem::create_directories(guest_path::evidence(evidence_file::kStacks));
  server_ = std::make_unique<Freeradius>(
      loop, scenario,
      Freeradius::Place{network_, lan_name::kRadiusAddress, lan_name::kRadiusPortAddress, directory,
                        credentials, log_path(), seeded_entropy(scenario.seed, "radius-server")});
}

void RadiusSide::make_link(const NetNamespace& ap) {
  {
    const NetNamespace::Scope scope(ap);
    Rtnl rtnl;
    rtnl.add_veth(lan_name::kRadiusPort, lan_name::kRadius, network_);
    rtnl.set_hardware_address(lan_name::kRadiusPort, lan_name::kRadiusPortMac);
    rtnl.add_address(lan_name::kRadiusPort, std::string(lan_name::kRadiusPortAddress) + "/24");
    rtnl.set_up(lan_name::kRadiusPort);
  }
  const NetNamespace::Scope scope(network_);
  Rtnl rtnl;
  rtnl.set_hardware_address(lan_name::kRadius, lan_name::kRadiusMac);
  rtnl.add_address(lan_name::kRadius, std::string(lan_name::kRadiusAddress) + "/24");
  rtnl.set_up(lan_name::kRadius);
}

void RadiusSide::check_alive() {
  if (server_) server_->check_alive();
}

std::string RadiusSide::read_log() const {
  return server_ ? read_file(log_path()) : "";
}

void RadiusSide::catch_up() {
  capture_->catch_up();
}

void RadiusSide::finish() {
  if (server_) server_->stop();
  capture_->finish();
}

}  // namespace keyrace
