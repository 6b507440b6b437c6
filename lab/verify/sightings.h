// What frames on the air tell about the handshakes and the link, whatever becomes of them.
// Called by RunWalk and CaptureWalk. Arrow: capture -> verdicts.
#pragma once

#include <cstdint>
#include <optional>

#include "lab/verify/air_frame.h"
#include "lab/verify/node_names.h"
#include "lab/verify/run_verdicts.h"
#include "lab/verify/sender_keys.h"

namespace keyrace {

// Nothing: no EAPOL-Key frame. `msdu` is in the clear. `t_ns`: guest's CLOCK_MONOTONIC.
std::optional<EapolSighting> eapol_sighting(const AirFrame& frame, const SenderKeys& sender,
                                            ByteSpan msdu, std::uint64_t t_ns,
                                            const NodeNames& names);

// Nothing: no EAPOL-Start, EAPOL-Logoff or EAP packet. Arguments as above.
std::optional<EapSighting> eap_sighting(const AirFrame& frame, const SenderKeys& sender,
                                        ByteSpan msdu, std::uint64_t t_ns, const NodeNames& names);

// Nothing: no deauthentication or disassociation that can be read.
std::optional<Leaving> leaving(const AirFrame& frame, std::uint64_t t_ns, const NodeNames& names);

}  // namespace keyrace
