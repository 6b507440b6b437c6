#include "lab/verify/air_frame_reader.h"

#include <utility>

#include "lab/dot11/link_header.h"

namespace keyrace {
namespace {

constexpr const char* kDamaged = "802.11: the FCS is wrong: damaged on its way to this receiver";

void reject(std::string_view why, AirFrame& frame) {
  frame.malformed = why;
  frame.body.clear();
}

}  // namespace

AirFrameReader::AirFrameReader(std::istream& stream, std::string name)
    : reader_(stream, std::move(name)) {}

bool AirFrameReader::next(AirFrame& frame) {
  if (!reader_.next(packet_)) return false;
  frame.n = packet_.number;
  frame.t_ns = packet_.t_ns;
  frame.captured_length = packet_.original_length;
  frame.cut = packet_.bytes.size() < packet_.original_length;
  take_apart(frame);
  return true;
}

void AirFrameReader::take_apart(AirFrame& frame) {
  const std::uint16_t link_type = packet_.interface->link_type;
  if (!carries_80211(link_type)) return reject(wrong_link_type(link_type), frame);
  const ByteSpan packet = packet_.bytes;
  const Parsed<LinkHeader> link = parse_link_header(link_type, packet);
  if (!link) return reject(link.error, frame);
  if (link->bad_fcs) return reject(kDamaged, frame);
  ByteSpan octets = packet.subspan(link->length);
  if (link->padded) octets = without_padding(octets);
  Fcs fcs = Fcs::kAbsent;
  if (!frame.cut) {
    fcs = fcs_detector().check(octets, link->fcs ? link->fcs : packet_.interface->fcs);
  }
  if (fcs == Fcs::kWrong) return reject(kDamaged, frame);
  if (fcs == Fcs::kRight) octets = octets.first(octets.size() - kFcsLength);
  take_apart_mpdu(octets, frame);
}

FcsDetector& AirFrameReader::fcs_detector() {
  const auto& interface = packet_.interface;
  if (interface != last_interface_) {
    last_interface_ = interface;
    last_fcs_ = &fcs_[interface->link_type][interface->name];
  }
  return *last_fcs_;
}

// | MAC header | padding to a multiple of 4 | body |
ByteSpan AirFrameReader::without_padding(ByteSpan octets) {
  const Parsed<MacHeader> header = parse_mac_header(octets);
  if (!header) return octets;
  const std::size_t body = (header->length + 3) / 4 * 4;
  if (body > octets.size()) return octets;
  unpadded_.assign(octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(header->length));
  unpadded_.insert(unpadded_.end(), octets.begin() + static_cast<std::ptrdiff_t>(body),
                   octets.end());
  return unpadded_;
}

}  // namespace keyrace
