#include <algorithm>
#include <map>
#include <tuple>

#include "lab/report/explain.h"
#include "lab/report/spoken.h"
#include "lab/scenario/errno_name.h"

namespace keyrace {
namespace {

// "its stack was told that it was installed (fault drop)", "its install was refused with EIO ...".
std::string how_undone(const UndoneInstall& undone) {
  const std::string fault = undone.fault.empty() ? "" : " (fault " + undone.fault + ")";
  if (undone.error == 0) {
    return "its stack was told that the key was installed" + fault + ", its kernel never got it";
  }
  return "the install was refused with " + errno_name(-undone.error) +
         (undone.fault.empty() ? " by the kernel" : fault) + " at " + spoken_time(undone.asked_ns);
}

bool concerns(const UndoneInstall& undone, const Rekey& rekey, const std::string& node) {
  return undone.node == node && undone.epoch == rekey.epoch &&
         undone.pairwise == (rekey.kind == "pairwise") &&
         (!undone.pairwise || undone.sta == rekey.sta);
}

std::string unfinished_sentence(const Rekey& rekey, const std::string& without,
                                const UndoneInstall* undone, const RunVerdicts& verdicts) {
  const bool group = rekey.kind == "group";
  const std::string key = epoch_name(rekey.epoch, group);
  std::string text = "Rekey " + std::to_string(rekey.n) + " never finished: " + rekey.first +
                     " had " + key + " from " + spoken_time(rekey.begin_ns()) + " on, " + without +
                     " never did";
  std::uint64_t since = rekey.begin_ns();
  if (undone) {
    text += "; " + how_undone(*undone);
    since = std::min(since, undone->asked_ns);
  }
  return text + ". " + what_ended(verdicts, without, rekey.sta, group, since);
}

// Nodes that a rekey's other side is: the AP for the STA's, the STA for the AP's.
std::string node_without(const Rekey& rekey, const RunVerdicts& verdicts) {
  if (rekey.first != rekey.sta) return rekey.sta;
  const auto peer = std::ranges::find_if(verdicts.switches, [&](const KeySwitch& each) {
    return each.sta == rekey.sta && each.node != rekey.sta;
  });
  return peer == verdicts.switches.end() ? "the AP" : peer->node;
}

std::string counters_words(const Reinstall& first, bool several) {
  const std::string each_time = several ? " each time" : "";
  const auto counter = [](const std::optional<Tsc>& tsc) {
    return std::to_string(tsc.value_or(Tsc{}).value);
  };
  const std::string seen = first.node + "'s next frame under it, " +
                           std::to_string(first.frame.value_or(0)) + ", has " +
                           replay_counter(first.cipher) + " " + counter(first.after) + " after " +
                           counter(first.before) + (several ? ", and so on." : ".");
  switch (first.counters) {
    case Counters::kKept:
      return "It kept the key's counters" + each_time + ": " + seen;
    case Counters::kRestarted:
      return "It began the key's counters anew" + each_time + ": " + seen +
             " Key stream was used twice.";
    case Counters::kUnknown:
      return "Whether it kept the key's counters does not show: " + first.node +
             " sent nothing under it before, or nothing after.";
  }
  return "";
}

}  // namespace

void tell_unfinished(const Report& report, const RunVerdicts& verdicts, Answer& answer) {
  std::vector<const UndoneInstall*> told;
  for (const Rekey& rekey : report.rekeys) {
    if (rekey.window_ns) continue;
    const std::string without = node_without(rekey, verdicts);
    const auto undone = std::ranges::find_if(
        report.undone, [&](const UndoneInstall& each) { return concerns(each, rekey, without); });
    const bool known = undone != report.undone.end();
    if (known) told.push_back(&*undone);
    answer.push_back(unfinished_sentence(rekey, without, known ? &*undone : nullptr, verdicts));
  }
  for (const UndoneInstall& each : report.undone) {
    if (std::ranges::find(told, &each) != told.end()) continue;
    answer.push_back(each.node + " asked for " + epoch_name(each.epoch, !each.pairwise) + "; " +
                     how_undone(each) + ". " +
                     what_ended(verdicts, each.node, each.sta, !each.pairwise, each.asked_ns));
  }
}

void tell_reinstalls(const Report& report, Answer& answer) {
  std::map<std::tuple<std::string, Counters>, std::vector<const Reinstall*>> alike;
  for (const Reinstall& each : report.reinstalls) {
    alike[{each.node, each.counters}].push_back(&each);
  }
  for (const auto& [what, all] : alike) {
    const Reinstall& first = *all.front();
    const bool several = all.size() > 1;
    answer.push_back((several ? std::to_string(all.size()) + " times " : "Once ") + first.node +
                     "'s kernel was given the pairwise key that it had already, " +
                     (several ? "first " : "") + epoch_name(first.epoch, false) + " at " +
                     spoken_time(first.at_ns) + ". " + counters_words(first, several));
  }
}

}  // namespace keyrace
