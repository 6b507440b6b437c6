#include "lab/capture/receiving_side.h"

namespace keyrace {
namespace {

// A receiver that sends nothing for longer will not tell any more.
constexpr std::size_t kWaiting = 1024;

}  // namespace

ReceivingSide::ReceivingSide(const KeyEpochs& epochs, bool is_ap, const MacAddress& peer,
                             Judged judged)
    : epochs_(epochs),
      is_ap_(is_ap),
      peer_(peer),
      judged_(std::move(judged)),
      receiver_(ReceiverModel::kStandard) {}

void ReceivingSide::receive(std::uint64_t n, const AirFrame& frame, const SenderKeys& sender) {
  if (waiting_.empty() && (!frame.header.protected_frame || is_clear(sender))) {
    return judge(n, frame, sender, assumed_ && frame.header.protected_frame);
  }
  waiting_.push_back({n, frame, sender});
  if (waiting_.size() > kWaiting) stop_waiting();
}

// Whether it is clear what the receiver had: it has shown the frame's key, whole, or a newer one.
bool ReceivingSide::is_clear(const SenderKeys& sender) const {
  if (!shown_) return false;
  return *sender.tk_epoch < shown_->tk_epoch ||
         (*sender.tk_epoch == shown_->tk_epoch && shown_->whole());
}

// Under a newer key than the receiver is known to have.
bool ReceivingSide::is_newer(const SenderKeys& sender) const {
  return sender.tk_epoch && (!shown_ || *sender.tk_epoch > shown_->tk_epoch);
}

// That the receiver had the frame's keys.
void ReceivingSide::assume(const SenderKeys& sender) {
  install({*sender.tk_epoch, sender.mic_epoch.value_or(*sender.tk_epoch)});
  assumed_ = true;
}

void ReceivingSide::show(int tk_epoch, const std::optional<MicEpoch>& mic_epoch) {
  if (shown_ && tk_epoch < shown_->tk_epoch) return;  // from its queue
  const bool same_tk = shown_ && tk_epoch == shown_->tk_epoch;
  const ShownKeys now{tk_epoch, mic_epoch ? *mic_epoch
                                : same_tk ? shown_->mic_epoch
                                          : MicEpoch{tk_epoch}};
  const bool switched = shown_ != now;
  if (!switched && waiting_.empty()) {
    assumed_ = false;
    return;
  }
  bool installed = !switched;
  std::deque<Waiting> waiting;
  waiting.swap(waiting_);
  for (const Waiting& each : waiting) {
    const std::optional<int> tk = each.sender.tk_epoch;
    if (!installed && tk && *tk >= tk_epoch) {
      install(now);
      installed = true;
    } else if (!installed && is_newer(each.sender)) {
      assume(each.sender);
    }
    judge(each, tk && *tk == shown_->tk_epoch && (assumed_ || (switched && installed)));
  }
  if (!installed) install(now);
  assumed_ = false;
}

void ReceivingSide::report_mic_failure(const ShownKeys& keys) {
  const bool switched = shown_ && shown_->tk_epoch < keys.tk_epoch;
  if (switched && keys.whole() && !waiting_.empty()) show(keys.tk_epoch, shown_->mic_epoch);
}

void ReceivingSide::stop_waiting() {
  std::deque<Waiting> waiting;
  waiting.swap(waiting_);
  for (const Waiting& each : waiting) {
    const std::optional<int> tk = each.sender.tk_epoch;
    const bool healed = tk && shown_ && *tk == shown_->tk_epoch && !shown_->whole();
    if (is_newer(each.sender) || healed) assume(each.sender);
    judge(each, tk.has_value());
  }
}

void ReceivingSide::forget() {
  stop_waiting();
  receiver_.remove_all();
  shown_.reset();
  assumed_ = false;
}

void ReceivingSide::judge(const Waiting& waiting, bool assumed) {
  judge(waiting.n, waiting.frame, waiting.sender, assumed);
}

void ReceivingSide::judge(std::uint64_t n, const AirFrame& frame, const SenderKeys& sender,
                          bool assumed) {
  judged_(n, receiver_.process(frame, sender), assumed);
}

void ReceivingSide::install(const ShownKeys& keys) {
  shown_ = keys;
  const auto key_of = [&](int epoch) -> const EpochKey& {
    return epochs_.keys()[static_cast<std::size_t>(epoch - 1)];
  };
  const EpochKey& tk = key_of(keys.tk_epoch);
  InstalledKey key;
  key.tk = tk.tk;
  key.cipher = tk.cipher;
  key.tk_epoch = keys.tk_epoch;
  key.mic_epoch = keys.mic_epoch;
  const bool from_ap = !is_ap_ == (keys.mic_epoch.direction == MicDirection::kOwn);
  key.rx_mic = key_of(keys.mic_epoch.epoch).mic_key(from_ap);
  key.tx_mic = key_of(keys.mic_epoch.epoch).mic_key(!from_ap);
  receiver_.install_pairwise(peer_, key);
}

}  // namespace keyrace
