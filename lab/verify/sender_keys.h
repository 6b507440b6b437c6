// Under which keys a frame was sent, found by trying: each epoch's TK for the ICV, and
// independently each epoch's MIC key for Michael over the whole MSDU. Arrow: capture + key epochs
// -> verify.
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

namespace keyrace {

struct SenderKeys {
  std::optional<int> tk_epoch;
  std::optional<int>
      mic_epoch;  // only with the last fragment of an MSDU whose fragments all opened
  std::vector<std::uint8_t> plaintext;  // of this MPDU; empty when no TK opens it
  std::vector<std::uint8_t> msdu;       // without Michael; with the last fragment only
};

class SenderKeyFinder {
 public:
  // To be called with every protected data frame, in order. `from_ap` decides the MIC keys'
  // direction.
  SenderKeys find(const AirFrame& frame, const KeyEpochs& epochs, bool from_ap);

 private:
  struct PartialMsdu {
    std::uint16_t seq = 0;
    int next_fragment = 0;
    std::vector<std::uint8_t> octets;
  };
  using Stream = std::tuple<MacAddress, MacAddress, int>;  // TA, RA, TID

  std::optional<OpenedMpdu> open(const AirFrame& frame, const TkipHeader& header,
                                 const TemporalKey& tk);
  void find_mic(const AirFrame& frame, const KeyEpochs& epochs, bool from_ap, SenderKeys& result);

  std::map<Stream, PartialMsdu> partial_;
  std::map<std::tuple<TemporalKey, MacAddress>, std::pair<std::uint32_t, Ttak>> phase1_;
};

}  // namespace keyrace
