// Opens the frames of a run that goes on, with the keys that the shims have logged by then. Used
// where the guest has to know what a frame carries: hold-until and early keys, rules of the air.
#pragma once

#include <cstdint>
#include <string>

#include "lab/verify/air_frame.h"
#include "lab/verify/key_epochs.h"
#include "lab/verify/node_names.h"
#include "lab/verify/sender_keys.h"

namespace keyrace {

class FrameOpener {
 public:
  FrameOpener(std::string key_log_path, NodeNames nodes);

  // frame: protected data; each once, in the order of sending. A handshake's messages come under
  // keys that are in the log by then.
  SenderKeys open(const AirFrame& frame);
  const NodeNames& nodes() const { return nodes_; }

 private:
  void refresh_keys();

  std::string key_log_path_;
  NodeNames nodes_;
  std::uintmax_t key_log_size_ = 0;
  RunKeys keys_;
  SenderKeyFinder finder_;
};

}  // namespace keyrace
