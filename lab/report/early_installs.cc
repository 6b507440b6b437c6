#include "lab/report/early_installs.h"

#include <algorithm>
#include <limits>
#include <map>
#include <ranges>
#include <tuple>

#include "lab/dot11/reason_code.h"
#include "lab/report/spoken.h"

namespace keyrace {
namespace {

constexpr std::uint64_t kForever = std::numeric_limits<std::uint64_t>::max();
constexpr char kMessage3[] = "3/4";
constexpr char kMessage4[] = "4/4";

// "early", alone or among others; "early-not-applicable" was none.
bool is_early(const KeyLogEntry& entry) {
  const std::string faults = "+" + entry.fault + "+";
  return entry.action == KeyAction::kInstall && entry.pairwise &&
         faults.find("+early+") != std::string::npos;
}

// The association's end after the install, if the stack never asked for the key.
void note_end(EarlyInstall& install, const RunVerdicts& verdicts) {
  const auto left = std::ranges::find_if(verdicts.leavings, [&](const Leaving& each) {
    return each.t_ns > install.active_ns && (each.sta.empty() || each.sta == install.sta);
  });
  if (left == verdicts.leavings.end()) return;
  install.left_ns = left->t_ns;
  install.left_reason = left->reason;
}

bool was_read(const RunVerdicts& verdicts, const EapolSighting& message) {
  if (!message.encrypted) return true;
  return std::ranges::any_of(verdicts.frames, [&](const FrameVerdict& frame) {
    return frame.n == message.n && frame.verdict == Verdict::kAccepted;
  });
}

std::optional<EarlyInstall> early_install(const KeyLogEntry& entry, bool of_ap,
                                          const RunVerdicts& verdicts) {
  const auto made = std::ranges::find_if(verdicts.switches, [&](const KeySwitch& each) {
    return each.node == entry.node && each.pairwise && each.asked_ns == entry.asked_ns;
  });
  if (made == verdicts.switches.end()) return std::nullopt;
  EarlyInstall install;
  install.node = entry.node;
  install.sta = made->sta;
  install.epoch = made->tk_epoch.value_or(0);
  install.message = of_ap ? kMessage3 : kMessage4;
  install.active_ns = made->done_ns;
  install.after_frame = made->after_frame;
  return install;
}

// Every sending of the message from the install to when the stack asked, or the end.
void note_messages(EarlyInstall& install, const RunVerdicts& verdicts) {
  const EapolKeyMessage awaited =
      install.message == kMessage3 ? EapolKeyMessage::k4Way3 : EapolKeyMessage::k4Way4;
  const std::uint64_t until = install.asked_ns.value_or(install.left_ns.value_or(kForever));
  for (const EapolSighting& each : verdicts.eapol) {
    if (each.n <= install.after_frame || each.t_ns > until) continue;
    if (each.sender != install.node || each.sta != install.sta || each.message != awaited) continue;
    install.frames.push_back(each.n);
    if (!each.encrypted) ++install.in_clear;
    if (each.encrypted && each.tk_epoch == install.epoch) ++install.under_new_key;
    if (!was_read(verdicts, each)) ++install.unread;
  }
}

// Installs with the same story.
using InstallStory = std::tuple<std::string, std::string, bool, bool, std::optional<std::uint16_t>>;

InstallStory story_of(const EarlyInstall& install) {
  return {install.node, install.sta, install.in_clear > 0, install.asked_ns.has_value(),
          install.left_reason};
}

// What became of the message, in all its sendings.
struct Sendings {
  std::vector<std::uint64_t> epochs;
  std::vector<std::uint64_t> frames;
  std::uint64_t in_clear = 0;
  std::uint64_t under_new_key = 0;
  std::uint64_t unread = 0;
};

Sendings sendings_of(const std::vector<const EarlyInstall*>& installs) {
  Sendings all;
  for (const EarlyInstall* each : installs) {
    all.epochs.push_back(static_cast<std::uint64_t>(each->epoch));
    all.frames.insert(all.frames.end(), each->frames.begin(), each->frames.end());
    all.in_clear += each->in_clear;
    all.under_new_key += each->under_new_key;
    all.unread += each->unread;
  }
  return all;
}

std::string fate_of_message(const Sendings& all, const std::string& peer) {
  const std::uint64_t sent = all.frames.size();
  if (sent == 0) return "None was seen on the air";
  if (all.in_clear == sent) return "It went in the clear, so " + peer + " could read it";
  if (all.under_new_key == sent && all.unread == sent) {
    return "It went out encrypted under the new key, which " + peer + " did not have yet: " + peer +
           " could read none of them";
  }
  return std::to_string(all.in_clear) + " went in the clear, " + std::to_string(all.under_new_key) +
         " under the new key, and " + peer + " could not read " + std::to_string(all.unread);
}

std::string asking(const std::vector<const EarlyInstall*>& installs) {
  const auto wait = [](const EarlyInstall* each) { return *each->asked_ns - each->active_ns; };
  const auto [low, high] = std::ranges::minmax(installs | std::views::transform(wait));
  std::string text = ", and the stack asked for the key " + spoken_duration(low);
  if (spoken_duration(low) != spoken_duration(high)) text += " to " + spoken_duration(high);
  return text + " after it was active.";
}

std::string ending(const std::vector<const EarlyInstall*>& installs) {
  const EarlyInstall& first = *installs.front();
  if (first.asked_ns) return asking(installs);
  if (!first.left_reason) return ". The stack had not asked for the key when the run ended.";
  std::string times;
  for (const EarlyInstall* each : installs) {
    times += (times.empty() ? "" : ", ") + spoken_time(*each->left_ns);
  }
  return ". The stack never asked for the key: the handshake failed, and the association ended "
         "at " +
         times + " with " + spoken_reason(*first.left_reason) + ".";
}

std::string sentence(const std::vector<const EarlyInstall*>& installs) {
  const EarlyInstall& first = *installs.front();
  const Sendings all = sendings_of(installs);
  const std::string peer = first.node == first.sta ? "the AP" : first.sta;
  std::string text = first.node + " had PTK " + spoken_list(all.epochs) + " before its message " +
                     first.message + " left";
  if (!all.frames.empty()) {
    text += " (" + spoken_count(all.frames.size(), "frame") + ": " + spoken_list(all.frames) + ")";
  }
  return text + ". " + fate_of_message(all, peer) + ending(installs);
}

}  // namespace

std::vector<EarlyInstall> find_early_installs(const RunEvidence& evidence,
                                              const RunVerdicts& verdicts) {
  const auto ap = std::ranges::find(evidence.guest.nodes, true, &GuestNode::is_ap);
  std::map<std::pair<std::string, std::uint32_t>, EarlyInstall> installs;  // by node and n
  for (const KeyLogEntry& entry : evidence.keys.entries) {
    if (!is_early(entry)) continue;
    const auto known = installs.find({entry.node, entry.n});
    if (known == installs.end()) {
      if (const auto install = early_install(entry, entry.node == ap->name, verdicts)) {
        installs[{entry.node, entry.n}] = *install;
      }
    } else if (!known->second.asked_ns) {
      known->second.asked_ns = entry.asked_ns;
    }
  }
  std::vector<EarlyInstall> result;
  for (auto& [number, install] : installs) {
    if (!install.asked_ns) note_end(install, verdicts);
    note_messages(install, verdicts);
    result.push_back(install);
  }
  std::ranges::stable_sort(result, {}, &EarlyInstall::active_ns);
  return result;
}

void tell_early_installs(const std::vector<EarlyInstall>& installs,
                         std::vector<std::string>& answer) {
  std::map<InstallStory, std::vector<const EarlyInstall*>> stories;
  for (const EarlyInstall& install : installs) stories[story_of(install)].push_back(&install);
  for (const auto& [story, alike] : stories) answer.push_back(sentence(alike));
}

}  // namespace keyrace
