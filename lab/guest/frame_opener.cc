#include "lab/guest/frame_opener.h"

#include <filesystem>

namespace keyrace {

FrameOpener::FrameOpener(std::string key_log_path, NodeNames nodes)
    : key_log_path_(std::move(key_log_path)), nodes_(std::move(nodes)) {}

SenderKeys FrameOpener::open(const AirFrame& frame) {
  refresh_keys();
  const KeyEpochs& epochs =
      frame.header.ra().is_group() ? keys_.group : keys_.pairwise[nodes_.sta_of(frame.header)];
  return finder_.find(frame, epochs, nodes_.is_ap(frame.header.ta()));
}

void FrameOpener::refresh_keys() {
  const std::uintmax_t size = std::filesystem::file_size(key_log_path_);
  if (size == key_log_size_) return;
  key_log_size_ = size;
  keys_ = nodes_.key_log_reading().keys(read_key_log(key_log_path_));
}

}  // namespace keyrace
