// The capture of the air: what hwsim0 shows, with an interface of the file for each node, so that
// Wireshark names the sender of each frame. Called by Experiment.
#pragma once

#include <memory>
#include <string>

#include "lab/guest/link_capture.h"
#include "lab/scenario/scenario.h"

namespace keyrace {

// What every capture of a run says of it. kernel_release: as uname -r says it.
CaptureDescription describe_run(const Scenario& scenario, const std::string& kernel_release);

// As LinkCapture's constructor, in the namespace where hwsim0 is. Interface 0 of the file is hwsim0
// itself, for frames from no node's address; then come the nodes, the AP first.
std::unique_ptr<LinkCapture> capture_air(EventLoop& loop, const Scenario& scenario,
                                         const CaptureDescription& description,
                                         const std::string& output);

}  // namespace keyrace
