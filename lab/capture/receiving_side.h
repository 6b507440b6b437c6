// One end of a link as a receiver, as far as the air tells: which keys it has, its own frames show,
// since a node encrypts and decrypts with the same key. What is sent to it under a newer key waits
// until it shows whether it had that key. The verdicts are those of the receiver model.
// Called by CaptureWalk. Arrow: capture -> verdicts.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>

#include "lab/verify/receiver.h"

namespace keyrace {

struct ShownKeys {
  int tk_epoch = 0;
  MicEpoch mic_epoch{0};

  bool whole() const { return mic_epoch == MicEpoch{tk_epoch}; }
  friend bool operator==(const ShownKeys&, const ShownKeys&) = default;
};

// A frame to this side, opened, until it is judged.
struct Waiting {
  std::uint64_t n = 0;
  AirFrame frame;
  SenderKeys sender;
};

class ReceivingSide {
 public:
  // assumed: the air does not tell whether the receiver had the frame's key; the judgement is that
  // of one that had it.
  using Judged = std::function<void(std::uint64_t n, const Judgement&, bool assumed)>;

  // `peer` is the other end, `epochs` the link's; both must outlive this.
  ReceivingSide(const KeyEpochs& epochs, bool is_ap, const MacAddress& peer, Judged judged);

  // A protected frame to this side that a key opens; or one in the clear that no key has to do
  // with.
  void receive(std::uint64_t n, const AirFrame& frame, const SenderKeys& sender);
  // A frame of this side's was encrypted under this TK and signed with this MIC key (absent: not
  // known, of a fragment).
  void show(int tk_epoch, const std::optional<MicEpoch>& mic_epoch);
  // This side tells of a Michael MIC failure, in a frame under these keys. Where they are whole, it
  // must have been otherwise before that: what waits is judged as by one that had the TK, and the
  // MIC key of the key before.
  void report_mic_failure(const ShownKeys& keys);
  // The link begins anew: nobody has keys.
  void forget();
  // What waits is judged as if the receiver had had the keys.
  void stop_waiting();

  // Also what was only assumed.
  const std::optional<ShownKeys>& shown() const { return shown_; }

 private:
  bool is_clear(const SenderKeys& sender) const;
  bool is_newer(const SenderKeys& sender) const;
  void assume(const SenderKeys& sender);
  void judge(const Waiting& waiting, bool assumed);
  void judge(std::uint64_t n, const AirFrame& frame, const SenderKeys& sender, bool assumed);
  void install(const ShownKeys& keys);

  const KeyEpochs& epochs_;
  bool is_ap_;
  MacAddress peer_;
  Judged judged_;
  Receiver receiver_;
  std::optional<ShownKeys> shown_;
  bool assumed_ = false;  // it was not shown
  std::deque<Waiting> waiting_;
};

}  // namespace keyrace
