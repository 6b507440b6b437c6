// Everything that one interface shows, into a capture of the run directory. Of hwsim0, that is each
// frame on the air once, as it was sent, in the order of the kernel trace's netif_rx events.
#pragma once

#include <cstdint>
#include <fstream>
#include <functional>
#include <span>
#include <string>

#include "emulator/sys/event_loop.h"
#include "emulator/sys/message_batch.h"
#include "emulator/sys/unique_fd.h"
#include "lab/dot11/pcapng_writer.h"

namespace keyrace {

class LinkCapture {
 public:
  // Sets the interface up, which is one of the calling thread's namespace, and starts capturing.
  LinkCapture(EventLoop& loop, const std::string& interface, std::uint16_t link_type,
              const std::string& output, const CaptureDescription& description);

  // An interface of the file, before the loop has run; gives its number. That which is captured
  // from is 0, and has all frames that sort_by() does not give to another.
  std::uint32_t add_interface(const std::string& name, const std::string& description);
  // Each frame's interface of the file, from the frame.
  void sort_by(std::function<std::uint32_t(std::span<const std::uint8_t>)> interface_of) {
    interface_of_ = std::move(interface_of);
  }

  // Each frame also goes to `observer`, and at once.
  void observe(std::function<void(std::span<const std::uint8_t>)> observer);

  // Takes what was sent until now, without waiting for the loop.
  void catch_up() { take_frames(); }

  // Takes what is left and closes the file. Throws when the kernel dropped a frame or the disk is
  // full.
  void finish();

 private:
  void take_frames();

  EventLoop& loop_;
  std::string interface_;
  std::uint16_t link_type_;
  std::string path_;
  std::ofstream stream_;
  PcapngWriter writer_;
  UniqueFd socket_;
  MessageBatch batch_;
  std::function<std::uint32_t(std::span<const std::uint8_t>)> interface_of_;
  std::function<void(std::span<const std::uint8_t>)> observer_;
};

}  // namespace keyrace
