#include "lab/verify/air_frame.h"

#include <algorithm>

#include "lab/dot11/fcs_detector.h"
#include "lab/dot11/radiotap.h"
#include "lab/verify/air_frame_reader.h"

namespace keyrace {

std::optional<std::uint16_t> AirFrame::leaving_reason() const {
  if (!malformed.empty() || !is_leaving(header)) return std::nullopt;
  if (header.protected_frame || body.size() < 2) return std::nullopt;
  return load_le<std::uint16_t>(body, 0);
}

void take_apart_mpdu(ByteSpan octets, AirFrame& frame) {
  frame.body.clear();
  frame.malformed = parse_mac_header(octets, frame.header);
  if (!frame.malformed.empty()) return;
  const ByteSpan body = octets.subspan(frame.header.length);
  frame.body.assign(body.begin(), body.end());
}

AirFrame take_apart_radiotap(ByteSpan packet) {
  AirFrame frame;
  const Parsed<Radiotap> radiotap = parse_radiotap(packet);
  if (!radiotap) {
    frame.malformed = radiotap.error;
    return frame;
  }
  const ByteSpan octets = packet.subspan(radiotap->length);
  const std::size_t fcs = radiotap->fcs_at_end() ? kFcsLength : 0;
  take_apart_mpdu(octets.first(octets.size() - std::min(octets.size(), fcs)), frame);
  return frame;
}

AirFrame take_apart_mpdu(ByteSpan octets) {
  AirFrame frame;
  take_apart_mpdu(octets, frame);
  return frame;
}

std::vector<AirFrame> read_air_frames(std::istream& capture, const std::string& name) {
  AirFrameReader reader(capture, name);
  std::vector<AirFrame> frames;
  for (AirFrame frame; reader.next(frame);) frames.push_back(frame);
  return frames;
}

}  // namespace keyrace
