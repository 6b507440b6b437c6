// Under which keys a frame was sent, found by trying: each epoch's TK for the ICV or CCMP's MIC,
// and with TKIP, independently, each epoch's MIC keys for Michael over the whole MSDU. Arrow:
// capture + key epochs -> verify.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <tuple>
#include <vector>

#include "lab/tkip/mixing.h"
#include "lab/tkip/mpdu.h"
#include "lab/verify/air_frame.h"
#include "lab/verify/key_epochs.h"
#include "lab/verify/mic_epoch.h"

namespace keyrace {

struct SenderKeys {
  std::optional<int> tk_epoch;
  // TKIP: only with the last fragment of an MSDU whose fragments all opened. CCMP: the TK's.
  std::optional<MicEpoch> mic_epoch;
  std::vector<std::uint8_t> plaintext;      // of this MPDU; empty when no TK opens it
  std::vector<std::uint8_t> msdu;           // without Michael; with the last fragment only
  FrameCipher cipher = FrameCipher::kTkip;  // where no TK opens it: the newest key's
};

class SenderKeyFinder {
 public:
  // To be called with every protected data frame, in order. `from_ap` decides which of an epoch's
  // MIC keys is that of the frame's direction; the other one is tried, too.
  SenderKeys find(const AirFrame& frame, const KeyEpochs& epochs, bool from_ap);

 private:
  struct PartialMsdu {
    std::uint16_t seq = 0;
    int next_fragment = 0;
    std::vector<std::uint8_t> octets;
  };
  using Stream = std::tuple<MacAddress, MacAddress, int>;  // TA, RA, TID

  // Opens the MPDU with the first key that does, and notes which that is.
  void open_with_any(const AirFrame& frame, const KeyEpochs& epochs, SenderKeys& result);
  // The MPDU's plaintext; nothing: this key does not open it.
  std::optional<std::vector<std::uint8_t>> open(const AirFrame& frame, const EpochKey& key);
  std::optional<std::vector<std::uint8_t>> open_tkip(const AirFrame& frame, const TemporalKey& tk);
  // The MSDU that ends with this frame, as it was encrypted.
  std::optional<std::vector<std::uint8_t>> assemble(const AirFrame& frame,
                                                    const SenderKeys& opened);

  std::map<Stream, PartialMsdu> partial_;
  std::map<std::pair<MacAddress, MacAddress>, int> last_epoch_;  // by TA, RA: where to try first
  std::map<std::tuple<TemporalKey, MacAddress>, std::pair<std::uint32_t, Ttak>> phase1_;
};

}  // namespace keyrace
