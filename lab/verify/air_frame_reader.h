// The frames of a capture, one at a time, whatever its link types: without FCS, and with what was
// damaged on its way to the capturing receiver told. Called by verify. Arrow: capture -> verify.
#pragma once

#include <cstdint>
#include <istream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "lab/dot11/capture_reader.h"
#include "lab/dot11/fcs_detector.h"
#include "lab/verify/air_frame.h"

namespace keyrace {

class AirFrameReader {
 public:
  // As CaptureReader: stream must outlive this, throws CaptureError.
  AirFrameReader(std::istream& stream, std::string name);

  // False at the end. A packet that is no whole 802.11 frame is a malformed frame. Of a frame that
  // was read before, the memory is used again.
  bool next(AirFrame& frame);

  const CaptureDescription& description() const { return reader_.description(); }
  bool truncated() const { return reader_.truncated(); }

  // Where the last frame comes from.
  const CapturedPacket& packet() const { return packet_; }

 private:
  void take_apart(AirFrame& frame);
  ByteSpan without_padding(ByteSpan octets);
  FcsDetector& fcs_detector();

  CaptureReader reader_;
  CapturedPacket packet_;
  std::vector<std::uint8_t> unpadded_;
  std::map<std::uint16_t, std::map<std::string, FcsDetector>> fcs_;  // by link type, interface
  std::shared_ptr<const CaptureInterface> last_interface_;
  FcsDetector* last_fcs_ = nullptr;  // its
};

}  // namespace keyrace
