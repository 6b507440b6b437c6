// A flow of the scenario while it runs, whatever carries it. Made and started by Experiment, inside
// the guest; what it keeps becomes traffic.jsonl and a part of guest.json.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "emulator/sys/event_loop.h"
#include "emulator/sys/net_namespace.h"
#include "lab/evidence/job.h"
#include "lab/evidence/traffic_log.h"
#include "lab/scenario/scenario.h"

namespace keyrace {

class RunningFlow {
 public:
  struct Receiver {
    const NetNamespace& network;
    std::string sta;  // whose flow it is at this receiver
  };
  struct Ends {
    const NetNamespace& source;
    std::string address;              // IPv4, where it is sent to: the receiver's, or everybody's
    std::vector<Receiver> receivers;  // several only where everybody is meant
    bool paced = false;  // the source's interface keeps a packet until its time (Rtnl::pace)
  };

  virtual ~RunningFlow() = default;

  // Sends from `begin` until just before `end`; what is on its way then is still received.
  virtual void start(MonotonicTime begin, MonotonicTime end) = 0;
  // Takes in what the loop has not come to any more; afterwards the records are final.
  virtual void finish() = 0;

  // By sequence number; of several receivers each has a record of its own.
  virtual const std::vector<TrafficRecord>& records() const = 0;
  // Nothing where no connection carries it.
  virtual std::optional<TcpConnection> connection() const = 0;
};

// Opens both ends in their namespaces; sends nothing yet. `number`: index in Scenario::traffic.
std::unique_ptr<RunningFlow> make_flow(EventLoop& loop, std::uint32_t number, const Flow& flow,
                                       const RunningFlow::Ends& ends);

}  // namespace keyrace
