// Reads a pcap or pcapng capture, packet by packet. Called by verify (air.pcapng of a run, or any
// capture of a user). Arrow: capture -> verify.
#pragma once

#include <istream>
#include <memory>
#include <string>

#include "lab/dot11/capture_input.h"
#include "lab/dot11/captured_packet.h"

namespace keyrace {

class CaptureReader {
 public:
  // Reads the file header: pcap (both byte orders, us and ns) or pcapng (both byte orders).
  // stream must outlive this. Throws CaptureError if it is neither.
  CaptureReader(std::istream& stream, std::string name);

  // False at the end. Throws CaptureError where the file contradicts its format.
  bool next(CapturedPacket& packet);

  // Of the file, or of the section that is read; empty in pcap.
  const CaptureDescription& description() const { return source_->description(); }

  // The file ended inside a record or block. Known when next() has returned false.
  bool truncated() const { return truncated_; }

 private:
  CaptureInput input_;
  std::unique_ptr<PacketSource> source_;
  std::uint64_t packets_ = 0;
  bool at_end_ = false;
  bool truncated_ = false;
};

}  // namespace keyrace
