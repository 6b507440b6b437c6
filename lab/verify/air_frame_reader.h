// Reads the frames of a capture one by one, whatever is before and behind them in its packets.
// Called for a run's air.pcapng and for any capture of a user. Arrow: capture -> verify.
#pragma once

#include <istream>
#include <map>
#include <string>
#include <utility>

#include "lab/dot11/capture_reader.h"
#include "lab/dot11/fcs_detector.h"
#include "lab/verify/air_frame.h"

namespace keyrace {

class AirFrameReader {
 public:
  // capture must outlive this; name is for messages. Throws CaptureError, also in next().
  AirFrameReader(std::istream& capture, std::string name);

  // False at the end. The memory of `frame` is used again.
  bool next(AirFrame& frame);

  // The packet of the last frame.
  const CapturedPacket& packet() const { return packet_; }
  // The file ends inside of a packet; known at the end.
  bool truncated() const { return reader_.truncated(); }

 private:
  CaptureReader reader_;
  CapturedPacket packet_;
  std::map<std::pair<std::uint16_t, std::string>, FcsDetector> detectors_;  // link type, interface
};

}  // namespace keyrace
