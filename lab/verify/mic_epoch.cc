#include "lab/verify/mic_epoch.h"

namespace keyrace {

std::string epoch_name(std::optional<int> epoch, bool group) {
  return epoch ? (group ? "GTK " : "PTK ") + std::to_string(*epoch) : std::string("an unknown key");
}

std::string mic_key_name(const std::optional<MicEpoch>& mic, bool group) {
  const std::string name =
      "the MIC key of " + epoch_name(mic ? std::optional(mic->epoch) : std::nullopt, group);
  return is_reversed(mic) ? name + " for the other direction" : name;
}

std::string had_key(std::optional<int> epoch, bool group) {
  return "sent under " + epoch_name(epoch, group) + ", which the receiver had";
}

}  // namespace keyrace
