#include "lab/traffic/running_flow.h"

#include "lab/traffic/tcp_flow.h"
#include "lab/traffic/udp_flow.h"

namespace keyrace {

std::unique_ptr<RunningFlow> make_flow(EventLoop& loop, std::uint32_t number, const Flow& flow,
                                       const RunningFlow::Ends& ends) {
  switch (flow.protocol) {
    case Protocol::kUdp:
      return std::make_unique<UdpFlow>(loop, number, flow, ends);
    case Protocol::kTcp:
      return std::make_unique<TcpFlow>(loop, number, flow, ends);
  }
  return nullptr;
}

}  // namespace keyrace
