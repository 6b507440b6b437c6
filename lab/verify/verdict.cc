#include "lab/verify/verdict.h"

namespace keyrace {

const char* to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::kAccepted:
      return "accepted";
    case Verdict::kIcvFailure:
      return "icv_failure";
    case Verdict::kMicFailure:
      return "mic_failure";
    case Verdict::kReplay:
      return "replay";
    case Verdict::kNoKey:
      return "no_key";
    case Verdict::kUnprotected:
      return "unprotected";
    case Verdict::kDuplicate:
      return "duplicate";
    case Verdict::kFragmentDropped:
      return "fragment_dropped";
    case Verdict::kPortClosed:
      return "port_closed";
    case Verdict::kMalformed:
      return "malformed";
    case Verdict::kNotDelivered:
      return "not_delivered";
  }
  return "";
}

const char* to_string(AirEffect effect) {
  switch (effect) {
    case AirEffect::kNone:
      return "";
    case AirEffect::kDropped:
      return "dropped";
    case AirEffect::kDelayed:
      return "delayed";
    case AirEffect::kDuplicated:
      return "duplicated";
    case AirEffect::kCorrupted:
      return "corrupted";
    case AirEffect::kAckDropped:
      return "ack-dropped";
    case AirEffect::kPassed:
      return "passed";
  }
  return "";
}

const char* to_string(Observed observed) {
  switch (observed) {
    case Observed::kDelivered:
      return "delivered";
    case Observed::kHeld:
      return "held";
    case Observed::kMicFailure:
      return "mic_failure";
    case Observed::kTkipFailure:
      return "tkip_failure";
    case Observed::kCcmpFailure:
      return "ccmp_failure";
    case Observed::kDroppedOther:
      return "dropped_other";
  }
  return "";
}

std::string spoken_why(const FrameVerdict& frame) {
  if (!frame.why.empty() || frame.verdict != Verdict::kAccepted) return frame.why;
  return had_key(frame.receiver_epoch, frame.group);
}

bool agrees(Verdict verdict, Observed observed) {
  switch (verdict) {
    case Verdict::kAccepted:
      return observed == Observed::kDelivered || observed == Observed::kHeld;
    case Verdict::kIcvFailure:
    case Verdict::kReplay:
    case Verdict::kMalformed:
      // Kernels without drop reasons only show that the frame did not arrive.
      return observed == Observed::kTkipFailure || observed == Observed::kCcmpFailure ||
             observed == Observed::kDroppedOther;
    case Verdict::kMicFailure:
      return observed == Observed::kMicFailure;
    case Verdict::kNoKey:
    case Verdict::kUnprotected:
    case Verdict::kDuplicate:
    case Verdict::kPortClosed:
      return observed == Observed::kDroppedOther;
    case Verdict::kFragmentDropped:
      // A PN that does not follow is a replay to mac80211.
      return observed == Observed::kDroppedOther || observed == Observed::kCcmpFailure;
    case Verdict::kNotDelivered:
      return false;
  }
  return false;
}

}  // namespace keyrace
