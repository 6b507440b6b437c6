// Every key that was asked for in a run, numbered: key epochs. A frame's TK epoch and MIC epoch,
// and what a receiver had, are all told as numbers of these lists. Arrow: key log -> verify.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lab/evidence/key_log.h"
#include "lab/tkip/key_material.h"
#include "lab/verify/frame_cipher.h"
#include "lab/verify/mic_epoch.h"

namespace keyrace {

// A key as a stack asked for it.
struct EpochKey {
  FrameCipher cipher = FrameCipher::kTkip;
  TemporalKey tk;
  MicKey mic_from_authenticator;  // TKIP's, as the next
  MicKey mic_from_supplicant;

  EpochKey(const TkipKey& key)  // implicit: a TKIP key is one
      : tk(key.tk),
        mic_from_authenticator(key.mic_from_authenticator),
        mic_from_supplicant(key.mic_from_supplicant) {}
  static EpochKey ccmp(const TemporalKey& tk);

  const MicKey& mic_key(bool from_ap) const {
    return from_ap ? mic_from_authenticator : mic_from_supplicant;
  }
  friend bool operator==(const EpochKey&, const EpochKey&) = default;
};

// The keys of one AP and one STA, or the AP's group keys, in the order in which they were first
// asked for. Epoch n is keys()[n - 1]. Split installs put halves of two of them into the kernel.
class KeyEpochs {
 public:
  // Keeps the number of a key that is known.
  void add(const EpochKey& key);

  const std::vector<EpochKey>& keys() const { return keys_; }
  // The latest epoch with this TK; with this MIC key of TKIP, in the given direction if any has it
  // there.
  std::optional<int> tk_epoch(const TemporalKey& tk) const;
  std::optional<MicEpoch> mic_epoch(const MicKey& mic, bool from_ap) const;

 private:
  std::vector<EpochKey> keys_;
};

struct RunKeys {
  std::map<std::string, KeyEpochs> pairwise;  // by the STA's node name
  KeyEpochs group;
};

// `sta_of` names the STA of a pairwise entry. Only whole installs (as the stacks asked) of
// ciphers that can be judged count.
class KeyLogReading {
 public:
  KeyLogReading(std::string ap, std::map<std::string, std::string> sta_by_mac);

  RunKeys keys(const KeyLog& log) const;
  // The STA at the other end of a pairwise entry, or the entry's own node.
  std::string sta_of(const KeyLogEntry& entry) const;
  bool is_ap(const std::string& node) const { return node == ap_; }
  // Nothing for another cipher, or material that is not its 32 octets (TKIP) or 16 (CCMP).
  std::optional<EpochKey> key(const KeyLogEntry& entry) const;
  std::optional<TkipKey> tkip_key(const KeyLogEntry& entry) const;
  // The same of what the stack asked for, before a fault changed it.
  std::optional<EpochKey> asked_key(const KeyLogEntry& entry) const;

 private:
  std::string ap_;
  std::map<std::string, std::string> sta_by_mac_;
};

}  // namespace keyrace
