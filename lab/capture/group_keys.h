// The group keys of one network, and what a station that has all of them does with its group
// frames. Called by CaptureWalk. Arrow: capture -> verdicts.
#pragma once

#include <map>
#include <vector>

#include "lab/capture/findings.h"
#include "lab/tkip/group_key.h"
#include "lab/verify/link_opener.h"
#include "lab/verify/receiver.h"

namespace keyrace {

class GroupKeys {
 public:
  explicit GroupKeys(const MacAddress& bssid);

  // A key that a message told; the same one again changes nothing. Whether it is new.
  bool add(KeyId key_id, const EpochKey& key, const Moment& told);
  bool add(const GroupKey& key, const Moment& told);
  void add_candidate(const EpochKey& key);
  // 0: not added.
  int epoch_of(const GroupKey& key) const;

  bool open(const AirFrame& frame, SenderKeys& sender, OpenedAhead* ahead);
  // Of an opened frame. Stations switch as the AP does: to an epoch's key with its first frame.
  Judgement judge(const AirFrame& frame, const SenderKeys& sender);

  LinkOpener& link(const MacAddress& group) { return links_[group]; }
  const KeyEpochs& epochs() const { return epochs_; }

  NetworkFindings findings;

 private:
  KeyEpochs epochs_;
  std::vector<EpochKey> candidates_;
  std::map<MacAddress, LinkOpener> links_;  // by the group's address
  Receiver receiver_;
  std::map<KeyId, int> installed_;  // epochs
};

}  // namespace keyrace
