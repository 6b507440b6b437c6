#include "lab/verify/tkip_reception.h"

#include "lab/tkip/michael.h"
#include "lab/tkip/mpdu.h"

namespace keyrace {
namespace {

constexpr std::size_t kMinBody = kTkipHeaderLength + kIcvLength;
// TSC 0 is taken once, by a key that has not seen a frame.
bool is_replay(Tsc tsc, Tsc last, bool initialised) {
  return tsc < last || (tsc == last && (last.value != 0 || initialised));
}

// What ieee80211_tkip_decrypt_data refuses before it looks at the TSC. Nothing: it goes on.
std::optional<Judgement> check_format(const AirFrame& frame,
                                      const std::optional<TkipHeader>& header) {
  if (!header || frame.body.size() < kMinBody || !header->ext_iv) {
    return judge(Verdict::kMalformed, "too short for TKIP, or without the extended IV");
  }
  if (!frame.header.ra().is_group() && header->key_id.value != 0) {
    return judge(Verdict::kMalformed, "sent to one receiver with key ID " +
                                          std::to_string(header->key_id.value) +
                                          ": TKIP's pairwise key ID is 0");
  }
  return std::nullopt;
}

}  // namespace

TkipReception::TkipReception(Tsc initial, bool caches_phase1) : caches_phase1_(caches_phase1) {
  for (Context& context : contexts_) context.tsc = initial;
}

std::optional<Judgement> TkipReception::decrypt(const AirFrame& frame, const SenderKeys& sender,
                                                const InstalledKey& key) {
  const auto header = parse_tkip_header(frame.body);
  if (auto refused = check_format(frame, header)) return refused;
  Context& context = contexts_[replay_stream(frame.header)];
  if (is_replay(header->tsc, context.tsc, context.initialised)) {
    return not_above(header->tsc, context.tsc, frame, sender, key);
  }
  const std::uint32_t iv32 = header->tsc.iv32();
  if (!context.initialised || context.tsc.iv32() != iv32) {
    if (context.phase1_iv32 != iv32) context.poisoned_by = frame.n;
    context.phase1_iv32 = iv32;
    context.initialised = true;
  }
  if (!sent_under(sender, key)) return wrong_key(frame, sender, key);
  if (context.phase1_iv32 == iv32 || !caches_phase1_) return std::nullopt;
  Judgement judgement =
      judge(Verdict::kIcvFailure,
            "sent under the receiver's own key, but the receiver's cached phase 1 is for iv32 " +
                std::to_string(context.phase1_iv32) + " since frame " +
                std::to_string(context.poisoned_by));
  judgement.poisoned_by = context.poisoned_by;
  return judgement;
}

Judgement TkipReception::finish(const AirFrame& frame, const SenderKeys& sender,
                                const InstalledKey& key) {
  const bool group = frame.header.ra().is_group();
  if (sender.plaintext_length < kMichaelLength && frame.header.fragment == 0) {
    return judge(Verdict::kMalformed, "decrypted, but too short to hold a Michael MIC");
  }
  if (!sender.mic_epoch || sender.mic_epoch != key.mic_epoch) {
    return judge(Verdict::kMicFailure,
                 "encrypted under " + epoch_name(sender.tk_epoch, group) + " and signed with " +
                     mic_key_name(sender.mic_epoch, group) + ", the receiver had the TK of " +
                     epoch_name(key.tk_epoch, group) + " with " +
                     mic_key_name(key.mic_epoch, group) + ": the ICV is right, Michael is wrong");
  }
  contexts_[replay_stream(frame.header)].tsc = parse_tkip_header(frame.body)->tsc;
  return accepted(frame, key);
}

}  // namespace keyrace
