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
  const auto eapol = eapol_in(frame.header, msdu);
  if (!eapol) return std::nullopt;
  const auto key = parse_eapol_key(*eapol);
  if (!key) return std::nullopt;
  auto sighting = sighted<EapolSighting>(frame, sender, t_ns, names);
  sighting.message = key->message();
  sighting.descriptor = key->descriptor;
  sighting.request = key->request;
  return sighting;
}

std::optional<EapSighting> eap_sighting(const AirFrame& frame, const SenderKeys& sender,
                                        ByteSpan msdu, std::uint64_t t_ns, const NodeNames& names) {
  const auto eapol = eapol_in(frame.header, msdu);
  if (!eapol) return std::nullopt;
  const auto packet = parse_eap_packet(*eapol);
  if (!packet) return std::nullopt;
  auto sighting = sighted<EapSighting>(frame, sender, t_ns, names);
  sighting.packet = *packet;
  return sighting;
}

std::optional<Leaving> leaving(const AirFrame& frame, std::uint64_t t_ns, const NodeNames& names) {
  const auto reason = frame.leaving_reason();
  if (!reason) return std::nullopt;
  const MacHeader& mac = frame.header;
  return Leaving{frame.n, t_ns, names.name_of(mac.ta()), names.sta_of(mac), *reason};
}

}  // namespace keyrace
