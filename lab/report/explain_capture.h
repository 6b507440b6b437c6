// The sentences of a capture's answer on one session, one function for each thing that there is to
// tell; each adds nothing where its thing did not happen. Called by explain_capture(), which puts
// them in order. Arrow: findings -> report of `keyrace verify`.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "lab/capture/findings.h"
#include "lab/report/spoken.h"

namespace keyrace {

using Answer = std::vector<std::string>;

// What all sentences on one session need.
class SessionWords {
 public:
  SessionWords(const CaptureFindings& findings, const SessionFindings& session)
      : findings_(findings), session_(session) {}

  std::string frame(const Moment& moment) const {
    return "frame " + std::to_string(moment.n) + " (" + time(moment) + ")";
  }
  std::string time(const Moment& moment) const {
    return spoken_time(moment.t_ns - std::min(moment.t_ns, findings_.first.t_ns));
  }
  // Only where there is more than one.
  std::string whose() const {
    return findings_.sessions.size() > 1 ? " of " + session_.sta.to_string() : "";
  }

 private:
  const CaptureFindings& findings_;
  const SessionFindings& session_;
};

// "messages 1/4 and 4/4 were not captured"; all were: "".
std::string missing_messages(const HandshakeFindings& handshake);

// explain_handshakes.cc: what the handshakes' MICs say of the keys that were given.
void tell_handshakes(const SessionFindings& session, Answer& answer);
// Handshakes without an epoch: what became of them, the capture does not tell.
void tell_handshakes_without_epoch(const SessionFindings& session, Answer& answer);
// Group keys that the STA may have had too late, or not at all.
void tell_group_handshakes(const SessionWords& words, const CaptureFindings& findings,
                           const SessionFindings& session, Answer& answer);

}  // namespace keyrace
