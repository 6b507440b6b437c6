#include "lab/verify/key_installs.h"

#include <algorithm>

#include "lab/evidence/json_lines.h"

namespace keyrace {
namespace {

constexpr std::size_t kTscLength = 6;
// The shim's word for a copy of an install that was made before it.
constexpr char kCopy[] = "duplicate";

bool could_be(const KeyLogEntry& entry, const KernelEvent& event, int result) {
  return entry.node == event.node && entry.action == KeyAction::kInstall &&
         entry.pairwise == event.pairwise && entry.key_id == event.key_id && entry.sent &&
         (result != 0 || entry.error == 0);
}

}  // namespace

KeyInstalls::KeyInstalls(const KeyLog& log, const KeyLogReading& reading, const RunKeys& keys)
    : log_(log), reading_(reading), keys_(keys) {}

const KeyLogEntry& KeyInstalls::entry_for(const KernelEvent& event, int result) {
  std::size_t& next = next_entry_[event.node];
  for (std::size_t i = next; i < log_.entries.size(); ++i) {
    const KeyLogEntry& entry = log_.entries[i];
    if (!could_be(entry, event, result)) continue;
    // One that was over before this event never reached the driver (the kernel refused it, or the
    // shim swallowed it); one that was not asked for yet is another install's.
    if (entry.done_ns + kTraceResolutionNs < event.t_ns) continue;
    if (entry.asked_ns >= event.t_ns + kTraceResolutionNs) break;
    next = i + 1;
    return entry;
  }
  throw EvidenceError("keys.jsonl: the kernel installed a key on " + event.node + " at " +
                      std::to_string(event.t_ns) + " ns that no shim logged");
}

const KeyEpochs* KeyInstalls::epochs_of(const KeyLogEntry& entry) const {
  if (!entry.pairwise) return &keys_.group;
  const auto epochs = keys_.pairwise.find(reading_.sta_of(entry));
  return epochs == keys_.pairwise.end() ? nullptr : &epochs->second;
}

InstalledKey KeyInstalls::installed_key(const KeyLogEntry& entry) const {
  InstalledKey installed;
  const auto key = reading_.key(entry);
  if (!key) return installed;
  const bool from_ap = !reading_.is_ap(entry.node);  // what this node receives
  installed.cipher = key->cipher;
  installed.tk = key->tk;
  installed.rx_mic = key->mic_key(from_ap);
  installed.tx_mic = key->mic_key(!from_ap);
  if (const KeyEpochs* known = epochs_of(entry)) {
    installed.tk_epoch = known->tk_epoch(installed.tk);
    installed.mic_epoch = installed.tk_epoch;
    if (key->cipher == FrameCipher::kTkip) {
      installed.mic_epoch = known->mic_epoch(installed.rx_mic, from_ap);
    }
  }
  for (std::size_t i = std::min(entry.receive_seq.size(), kTscLength); i > 0; --i) {
    installed.initial_tsc.value = installed.initial_tsc.value << 8 | entry.receive_seq[i - 1];
  }
  return installed;
}

std::optional<int> KeyInstalls::asked_epoch(const KeyLogEntry& entry) const {
  const auto asked = reading_.asked_key(entry);
  const KeyEpochs* known = epochs_of(entry);
  return asked && known ? known->tk_epoch(asked->tk) : std::nullopt;
}

std::vector<KeyHalf> KeyInstalls::altered(const KeyLogEntry& entry) const {
  const auto asked = reading_.asked_key(entry);
  const auto got = reading_.key(entry);
  if (!asked || !got || entry.part != KeyPart::kWhole) return {};
  const bool sends_as_ap = reading_.is_ap(entry.node);
  std::vector<KeyHalf> result;
  if (asked->tk != got->tk) result.push_back(KeyHalf::kTk);
  if (asked->mic_key(sends_as_ap) != got->mic_key(sends_as_ap)) result.push_back(KeyHalf::kTxMic);
  if (asked->mic_key(!sends_as_ap) != got->mic_key(!sends_as_ap)) {
    result.push_back(KeyHalf::kRxMic);
  }
  return result;
}

UndoneInstall KeyInstalls::undone(const KeyLogEntry& entry) const {
  UndoneInstall result;
  result.node = entry.node;
  result.sta = reading_.sta_of(entry);
  result.pairwise = entry.pairwise;
  result.asked_ns = entry.asked_ns;
  result.error = entry.error;
  result.fault = entry.fault;
  result.epoch = asked_epoch(entry);
  return result;
}

UndoneInstall KeyInstalls::refused(const KeyLogEntry& entry, int result) const {
  UndoneInstall refusal = undone(entry);
  refusal.error = result;
  refusal.fault.clear();
  return refusal;
}

std::vector<UndoneInstall> KeyInstalls::withheld() const {
  std::vector<UndoneInstall> result;
  for (const KeyLogEntry& entry : log_.entries) {
    const bool never = !entry.sent && entry.part == KeyPart::kWhole && entry.fault != kCopy;
    if (entry.action == KeyAction::kInstall && never) result.push_back(undone(entry));
  }
  return result;
}

}  // namespace keyrace
