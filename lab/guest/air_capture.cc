#include "lab/guest/air_capture.h"

#include <map>

#include "lab/dot11/mac_address.h"
#include "lab/guest/lan_names.h"
#include "lab/guest/transmitters.h"
#include "lab/scenario/scenario_fields.h"

namespace keyrace {
namespace {

// mac80211_hwsim's view of the air.
constexpr char kMonitor[] = "hwsim0";

// "AP 02:00:00:00:00:a0, hostapd"; with the program's path where the scenario names one.
template <typename Node>
std::string description_of(const char* role, const MacAddress& mac, const Node& node) {
  const std::string what =
      std::string(role) + " " + mac.to_string() + ", " + std::string(stack_name(node.stack));
  return node.path.empty() ? what : what + " " + node.path;
}

}  // namespace

CaptureDescription describe_run(const Scenario& scenario, const std::string& kernel_release) {
  return {{"keyrace scenario " + scenario.name + ", seed " + std::to_string(scenario.seed)},
          "Linux " + kernel_release};
}

std::unique_ptr<LinkCapture> capture_air(EventLoop& loop, const Scenario& scenario,
                                         const CaptureDescription& description,
                                         const std::string& output) {
  auto capture = std::make_unique<LinkCapture>(loop, kMonitor, kLinkTypeIeee80211Radiotap, output,
                                               description);
  std::map<MacAddress, std::uint32_t> interfaces;
  const auto add = [&](const char* role, const MacAddress& mac, const auto& node) {
    interfaces[mac] = capture->add_interface(node.name, description_of(role, mac, node));
  };
  add("AP", MacAddress{lan_name::kApMac}, scenario.ap);
  for (std::size_t i = 0; i < scenario.sta.size(); ++i) {
    add("STA", MacAddress{lan_name::sta_mac(i)}, scenario.sta[i]);
  }
  capture->sort_by([transmitters = Transmitters(interfaces, 0)](ByteSpan packet) mutable {
    return transmitters.interface_of(packet);
  });
  return capture;
}

}  // namespace keyrace
