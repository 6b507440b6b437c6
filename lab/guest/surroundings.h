// Where a guest runs, as far as its experiment has to know. Made by guest.cc, used by Experiment.
#pragma once

#include <optional>
#include <string>

#include "emulator/sys/net_namespace.h"

namespace keyrace {

struct Surroundings {
  // For what everybody on the kernel can see (trace buffer, probes): letters, digits and '_'.
  std::string run_name;
  // What the names of the run's radios begin with. As lab/evidence/trace_decoder.cc strips it.
  std::string radio_prefix;
  // Nothing may be judged by how long it took.
  bool real_time = false;
  // Where hwsim0 is; none: where the guest is.
  std::optional<NetNamespace> monitor_network = {};
};

}  // namespace keyrace
