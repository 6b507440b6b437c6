// Under which keys the frames of a run were sent: one LinkOpener for each transmitter and receiver.
// Arrow: capture + key epochs -> verify.
#pragma once

#include <map>
#include <utility>

#include "lab/verify/link_opener.h"

namespace keyrace {

class SenderKeyFinder {
 public:
  // To be called with every protected data frame, in order; see LinkOpener::open.
  SenderKeys find(const AirFrame& frame, const KeyEpochs& epochs, bool from_ap) {
    SenderKeys result;
    links_[{*frame.header.ta(), frame.header.ra()}].open(frame, epochs, from_ap, result);
    return result;
  }

 private:
  std::map<std::pair<MacAddress, MacAddress>, LinkOpener> links_;  // by TA, RA
};

}  // namespace keyrace
