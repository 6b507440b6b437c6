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

namespace keyrace {

// The keys of one AP and one STA, or the AP's group keys, in the order in which they were first
// asked for. Epoch n is keys()[n - 1]. Split installs put halves of two of them into the kernel.
class KeyEpochs {
 public:
  // Keeps the number of a key that is known.
  void add(const TkipKey& key);

  const std::vector<TkipKey>& keys() const { return keys_; }
  // The latest epoch with this TK, with this MIC key in the given direction.
  std::optional<int> tk_epoch(const TemporalKey& tk) const;
  std::optional<int> mic_epoch(const MicKey& mic, bool from_ap) const;

 private:
  std::vector<TkipKey> keys_;
};

struct RunKeys {
  std::map<std::string, KeyEpochs> pairwise;  // by the STA's node name
  KeyEpochs group;
};

// `sta_of` names the STA of a pairwise entry. Only whole TKIP installs (as the stacks asked) count.
class KeyLogReading {
 public:
  KeyLogReading(std::string ap, std::map<std::string, std::string> sta_by_mac);

  RunKeys keys(const KeyLog& log) const;
  // The STA at the other end of a pairwise entry, or the entry's own node.
  std::string sta_of(const KeyLogEntry& entry) const;
  // Nothing for material that is not TKIP's 32 octets.
  std::optional<TkipKey> tkip_key(const KeyLogEntry& entry) const;

 private:
  std::string ap_;
  std::map<std::string, std::string> sta_by_mac_;
};

}  // namespace keyrace
