#include "lab/verify/sightings.h"

#include "lab/dot11/llc.h"

namespace keyrace {
namespace {

// What every sighting of an EAPOL frame tells.
template <typename Sighting>
Sighting sighted(const AirFrame& frame, const SenderKeys& sender, std::uint64_t t_ns,
                 const NodeNames& names) {
  Sighting sighting;
  sighting.n = frame.n;
  sighting.t_ns = t_ns;
  sighting.sender = names.name_of(frame.header.ta());
  sighting.sta = names.sta_of(frame.header);
  sighting.encrypted = frame.header.protected_frame;
  sighting.tk_epoch = sender.tk_epoch;
  return sighting;
}

}  // namespace

std::optional<EapolSighting> eapol_sighting(const AirFrame& frame, const SenderKeys& sender,
                                            ByteSpan msdu, std::uint64_t t_ns,
                                            const NodeNames& names) {
  const auto snap = parse_snap(msdu);
  if (!snap || snap->ethertype != kEthertypeEapol) return std::nullopt;
  const auto key = parse_eapol_key(snap->payload);
  if (!key) return std::nullopt;
  auto sighting = sighted<EapolSighting>(frame, sender, t_ns, names);
  sighting.message = key->message();
  sighting.descriptor = key->descriptor;
  sighting.request = key->request;
  return sighting;
}

std::optional<EapSighting> eap_sighting(const AirFrame& frame, const SenderKeys& sender,
                                        ByteSpan msdu, std::uint64_t t_ns, const NodeNames& names) {
  const auto snap = parse_snap(msdu);
  if (!snap || snap->ethertype != kEthertypeEapol) return std::nullopt;
  const auto packet = parse_eap_packet(snap->payload);
  if (!packet) return std::nullopt;
  auto sighting = sighted<EapSighting>(frame, sender, t_ns, names);
  sighting.packet = *packet;
  return sighting;
}

std::optional<Leaving> leaving(const AirFrame& frame, std::uint64_t t_ns, const NodeNames& names) {
  constexpr std::uint8_t kDisassociation = 10, kDeauthentication = 12;
  const MacHeader& mac = frame.header;
  if (!frame.malformed.empty() || mac.type != FrameType::kManagement) return std::nullopt;
  if (mac.subtype != kDisassociation && mac.subtype != kDeauthentication) return std::nullopt;
  if (mac.protected_frame || frame.body.size() < 2) return std::nullopt;
  return Leaving{frame.n, t_ns, names.name_of(mac.ta()), names.sta_of(mac),
                 load_le<std::uint16_t>(frame.body, 0)};
}

}  // namespace keyrace
