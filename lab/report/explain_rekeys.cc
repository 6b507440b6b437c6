#include <algorithm>
#include <map>
#include <tuple>

#include "lab/report/explain.h"
#include "lab/report/spoken.h"

namespace keyrace {

// "In 4 pairwise rekeys ap switched first, sta followed 50.0 ms to 50.1 ms later."
void tell_windows(const Report& report, Answer& answer) {
  std::map<std::tuple<std::string, std::string, std::string>, std::vector<std::uint64_t>> windows;
  for (const Rekey& rekey : report.rekeys) {
    if (rekey.window_ns) windows[{rekey.kind, rekey.sta, rekey.first}].push_back(*rekey.window_ns);
  }
  for (const auto& [what, values] : windows) {
    const auto& [kind, sta, first] = what;
    const auto [low, high] = std::ranges::minmax(values);
    std::string text = "In " + spoken_count(values.size(), kind + " rekey") + " " + first +
                       " switched first, " + (first == sta ? "the AP" : sta) + " followed " +
                       spoken_duration(low);
    if (spoken_duration(low) != spoken_duration(high)) text += " to " + spoken_duration(high);
    answer.push_back(text + " later.");
  }
}

// Of rekeys only: in a first handshake there is no key yet to encrypt it with.
void tell_clear_message_4(const Report& report, Answer& answer) {
  struct Clear {
    std::vector<std::uint64_t> rekeys;
    std::vector<std::uint64_t> frames;
  };
  std::map<std::string, Clear> by_sta;
  for (const Rekey& rekey : report.rekeys) {
    if (rekey.message_4_encrypted().value_or(true)) continue;
    Clear& clear = by_sta[rekey.sta];
    clear.rekeys.push_back(static_cast<std::uint64_t>(rekey.n));
    clear.frames.push_back(
        std::ranges::find(rekey.messages, EapolKeyMessage::k4Way4, &EapolSighting::message)->n);
  }
  for (const auto& [sta, clear] : by_sta) {
    const bool one = clear.rekeys.size() == 1;
    answer.push_back("Message 4/4 of " + std::string(one ? "rekey " : "rekeys ") +
                     spoken_list(clear.rekeys) + " went out unencrypted (" +
                     (one ? "frame " : "frames ") + spoken_list(clear.frames) + "), although " +
                     sta +
                     " had a key: an access point that takes nothing in the clear from a station "
                     "with a key would drop it, and the rekey would fail.");
  }
}

}  // namespace keyrace
