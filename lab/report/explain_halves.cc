#include <algorithm>
#include <map>
#include <tuple>

#include "lab/report/explain.h"
#include "lab/report/spoken.h"

namespace keyrace {
namespace {

bool is_swapped(const KeySwitch& key) {
  return key.tk_epoch && is_reversed(key.mic_epoch) && key.mic_epoch->epoch == *key.tk_epoch;
}

const char* half_words(KeyHalf half) {
  switch (half) {
    case KeyHalf::kTk:
      return "another TK";
    case KeyHalf::kTxMic:
      return "another MIC key to sign with";
    case KeyHalf::kRxMic:
      return "another MIC key to check with";
  }
  return "";
}

using SwitchList = std::vector<const KeySwitch*>;

// "PTK 2", "PTK 2 to 5".
std::string keys_words(const SwitchList& switches) {
  const KeySwitch& first = *switches.front();
  const std::string name = epoch_name(first.asked_epoch, !first.pairwise);
  const auto last = switches.back()->asked_epoch;
  return switches.size() == 1 || !last ? name : name + " to " + std::to_string(*last);
}

// "sta's kernel got PTK 2 with another TK than its stack had asked for, from 2.150 s on."
std::string altered_sentence(const SwitchList& switches) {
  const KeySwitch& first = *switches.front();
  std::string parts;
  for (const KeyHalf half : first.altered) {
    parts += (parts.empty() ? "" : " and ") + std::string(half_words(half));
  }
  return first.node + "'s kernel got " + keys_words(switches) + " with " + parts +
         " than its stack had asked for, from " + spoken_time(first.done_ns) + " on.";
}

std::string swapped_sentence(const SwitchList& switches) {
  const KeySwitch& first = *switches.front();
  return first.node + " had the two MIC keys of " + keys_words(switches) +
         " in each other's place, from " + spoken_time(first.done_ns) + " on.";
}

// "sta had the TK of PTK 2 with the MIC key of PTK 1 from 2.150 s on, for 50.0 ms."
std::string halves_sentence(const SwitchList& switches, const RunVerdicts& verdicts) {
  const KeySwitch& half = *switches.front();
  const auto rest = std::ranges::find_if(verdicts.switches, [&](const KeySwitch& each) {
    return each.node == half.node && each.sta == half.sta && each.pairwise == half.pairwise &&
           each.done_ns > half.done_ns;
  });
  std::string text = half.node + " had ";
  if (switches.size() > 1) {
    text =
        std::to_string(switches.size()) + " times " + text + "halves of two keys, the first time ";
  }
  text += "the TK of " + epoch_name(half.tk_epoch, !half.pairwise) + " with " +
          mic_key_name(half.mic_epoch, !half.pairwise) + " from " + spoken_time(half.done_ns) +
          " on";
  if (rest != verdicts.switches.end()) {
    text += ", for " + spoken_duration(rest->done_ns - half.done_ns);
  }
  return text + ".";
}

}  // namespace

void tell_wrong_halves(const RunVerdicts& verdicts, Answer& answer) {
  std::map<std::tuple<std::string, bool>, SwitchList> swapped, halves;
  std::map<std::tuple<std::string, bool, std::vector<KeyHalf>>, SwitchList> altered;
  for (const KeySwitch& key : verdicts.switches) {
    if (is_swapped(key)) {
      swapped[{key.node, key.pairwise}].push_back(&key);
    } else if (!key.altered.empty()) {
      altered[{key.node, key.pairwise, key.altered}].push_back(&key);
    } else if (key.tk_epoch != key.mic_epoch) {
      halves[{key.node, key.pairwise}].push_back(&key);
    }
  }
  for (const auto& each : swapped) answer.push_back(swapped_sentence(each.second));
  for (const auto& each : altered) answer.push_back(altered_sentence(each.second));
  for (const auto& each : halves) answer.push_back(halves_sentence(each.second, verdicts));
}

}  // namespace keyrace
