#include "lab/verify/judgement.h"

namespace keyrace {

Judgement judge(Verdict verdict, std::string why) {
  Judgement judgement;
  judgement.verdict = verdict;
  judgement.why = std::move(why);
  return judgement;
}

bool sent_under(const SenderKeys& sender, const InstalledKey& key) {
  return sender.tk_epoch && sender.tk_epoch == key.tk_epoch;
}

Judgement wrong_key(const AirFrame& frame, const SenderKeys& sender, const InstalledKey& key) {
  const bool group = frame.header.ra().is_group();
  return judge(Verdict::kIcvFailure, "encrypted under " + epoch_name(sender.tk_epoch, group) +
                                         ", the receiver had " + epoch_name(key.tk_epoch, group) +
                                         ": the " + integrity_check(key.cipher) + " is wrong");
}

Judgement not_above(Tsc counter, Tsc last, const AirFrame& frame, const SenderKeys& sender,
                    const InstalledKey& key) {
  const std::string low = std::string(replay_counter(key.cipher)) + " " +
                          std::to_string(counter.value) + " is not above the last accepted one, " +
                          std::to_string(last.value);
  if (sent_under(sender, key)) return judge(Verdict::kReplay, low);
  Judgement judgement = wrong_key(frame, sender, key);
  judgement.why += " (dropped before that: " + low + ")";
  judgement.at_replay_check = true;
  return judgement;
}

Judgement accepted(const AirFrame& frame, const InstalledKey& key) {
  if (!is_reversed(key.mic_epoch)) return {};
  const bool group = frame.header.ra().is_group();
  return judge(Verdict::kAccepted,
               had_key(key.tk_epoch, group) + "; signed with " +
                   mic_key_name(key.mic_epoch, group) +
                   ", with which the receiver checks, too: with the right one Michael is wrong");
}

}  // namespace keyrace
