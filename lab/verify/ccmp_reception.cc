#include "lab/verify/ccmp_reception.h"

namespace keyrace {
namespace {

constexpr std::size_t kMinBody = kCcmpHeaderLength + kCcmMicLength;

}  // namespace

CcmpReception::CcmpReception(Pn initial) {
  last_.fill(initial);
}

std::optional<Judgement> CcmpReception::decrypt(const AirFrame& frame, const SenderKeys& sender,
                                                const InstalledKey& key) {
  if (frame.body.size() < kMinBody) return judge(Verdict::kMalformed, "too short for CCMP");
  const Pn pn = parse_ccmp_header(frame.body)->pn;
  Pn& last = last_[replay_stream(frame.header)];
  if (pn <= last) return not_above(pn, last, frame, sender, key);
  if (!sent_under(sender, key)) return wrong_key(frame, sender, key);
  last = pn;
  return std::nullopt;
}

std::optional<Tsc> CcmpReception::fragment_counter(const AirFrame& frame) const {
  return parse_ccmp_header(frame.body)->pn;
}

Judgement CcmpReception::finish(const AirFrame& frame, const SenderKeys&, const InstalledKey& key) {
  return accepted(frame, key);
}

}  // namespace keyrace
