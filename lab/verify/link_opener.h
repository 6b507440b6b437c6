// Opens what one transmitter sends to one receiver: under which keys a frame was sent, found by
// trying. Each epoch's TK for the ICV or CCMP's MIC, and with TKIP, independently, each epoch's MIC
// keys for Michael over the whole MSDU. Used by SenderKeyFinder and by the walk through a capture.
// Arrow: capture + key epochs -> verify.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
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
  std::size_t plaintext_length = 0;         // of this MPDU; 0 when no TK opens it
  std::vector<std::uint8_t> msdu;           // without Michael; with the last fragment only
  FrameCipher cipher = FrameCipher::kTkip;  // where no TK opens it: the newest key's
};

// What was found out about a TKIP frame before its turn, with the key that was likeliest then.
struct OpenedAhead {
  int epoch = 0;  // 0: nothing was tried
  bool icv_ok = false;
  bool mic_ok = false;  // only of an MSDU that is not in fragments; false: right is still possible
  std::vector<std::uint8_t> plaintext;  // where the ICV is right
};

class LinkOpener {
 public:
  // To be called with every protected data frame of the link, in order. `from_ap` decides which of
  // an epoch's MIC keys is that of the frame's direction; the other one is tried, too. `result` is
  // overwritten, and its memory reused. `ahead` may be null; what it has is taken away.
  void open(const AirFrame& frame, const KeyEpochs& epochs, bool from_ap, SenderKeys& result,
            OpenedAhead* ahead = nullptr);

  // The epoch that the next frame is most likely to be under; 0: there is none.
  int likeliest(const KeyEpochs& epochs) const;
  // Until the next call.
  const Ttak& ttak(int epoch, const TemporalKey& tk, const MacAddress& ta, std::uint32_t iv32);

 private:
  struct PartialMsdu {
    std::uint16_t seq = 0;
    int next_fragment = 0;
    std::vector<std::uint8_t> octets;
  };
  struct KnownTtak {
    std::uint32_t iv32 = 0;
    Ttak ttak{};
  };

  // Opens the MPDU with the first key that does, and notes which that is; its plaintext becomes
  // the result's MSDU.
  void open_with_any(const AirFrame& frame, const KeyEpochs& epochs, SenderKeys& result,
                     OpenedAhead* ahead);
  // Which of these epochs' TKs makes the MPDU begin like an MSDU: found without opening all of it.
  std::optional<int> find_snap(const AirFrame& frame, const KeyEpochs& epochs,
                               std::span<const int> among);
  // The MPDU's plaintext; nothing: this key does not open it.
  std::optional<std::vector<std::uint8_t>> open_with(const AirFrame& frame, const EpochKey& key,
                                                     int epoch);
  std::optional<std::vector<std::uint8_t>> open_tkip(const AirFrame& frame, const EpochKey& key,
                                                     int epoch);
  // The first of these epochs whose TKIP key opens the MPDU, and the plaintext.
  std::optional<int> open_with_each(const AirFrame& frame, const KeyEpochs& epochs,
                                    std::span<const int> among,
                                    std::vector<std::uint8_t>& plaintext);
  // Puts the MSDU that ends with this frame, as it was encrypted, into `result`, which has this
  // frame's plaintext in its place; false: none does.
  bool assemble(const AirFrame& frame, SenderKeys& result);

  std::map<int, PartialMsdu> partial_;           // by TID; -1: without QoS
  int last_epoch_ = 0;                           // of the last frame that opened
  int known_ = 0;                                // epochs at that time
  std::vector<std::optional<KnownTtak>> ttaks_;  // of each epoch the last iv32's
};

}  // namespace keyrace
