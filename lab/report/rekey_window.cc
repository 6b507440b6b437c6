#include "lab/report/rekey_window.h"

#include <algorithm>
#include <limits>
#include <tuple>

#include "lab/report/report.h"

namespace keyrace {
namespace {

// How much is shown before and behind what happened: a quarter of it, within these.
constexpr std::uint64_t kLeastMargin = 20'000'000;
constexpr std::uint64_t kLargestMargin = 1'000'000'000;

bool is_failure(Verdict verdict) {
  return verdict == Verdict::kIcvFailure || verdict == Verdict::kMicFailure;
}

class Window {
 public:
  Window(const std::vector<Rekey>& rekeys, const Rekey& rekey, const RunVerdicts& verdicts,
         const std::string& ap)
      : rekey_(rekey), verdicts_(verdicts), ap_(ap), group_(rekey.kind == "group") {
    find_times(rekeys);
  }

  RekeyWindow found() {
    window_ = {rekey_.n, rekey_.sta, group_, rekey_.epoch, {}, {}, {}};
    add_frames();
    for (const EapolSighting& each : verdicts_.eapol) {
      add_message(each, each.request && each.message != EapolKeyMessage::kMicFailureReport
                            ? "request"
                            : to_string(each.message));
    }
    for (const EapSighting& each : verdicts_.eap) add_message(each, "eap");
    for (const Leaving& each : verdicts_.leavings) {
      if (each.sta.empty() || each.sta == rekey_.sta)
        add({each.n, each.t_ns, each.sender == ap_, {}, "left"});
    }
    add_switches();
    put_in_order();
    return window_;
  }

 private:
  bool concerns(const FrameVerdict& frame) const {
    return frame.group == group_ && (frame.sender == rekey_.sta || frame.receiver == rekey_.sta);
  }

  // What fails from then on is not of this rekey: the next one began, or the link had ended.
  std::uint64_t when_over(const std::vector<Rekey>& rekeys) const {
    std::uint64_t over_ns = std::numeric_limits<std::uint64_t>::max();
    for (const Rekey& other : rekeys) {
      const bool follows =
          other.n > rekey_.n && other.kind == rekey_.kind && other.sta == rekey_.sta;
      if (follows) over_ns = std::min(over_ns, other.begin_ns());
    }
    for (const Leaving& each : verdicts_.leavings) {
      const bool of_link = each.sta.empty() || each.sta == rekey_.sta;
      if (of_link && each.t_ns >= rekey_.begin_ns()) over_ns = std::min(over_ns, each.t_ns);
    }
    return over_ns;
  }

  void find_times(const std::vector<Rekey>& rekeys) {
    begin_ns_ = rekey_.begin_ns();
    end_ns_ = std::max(
        {rekey_.end_ns, rekey_.ap_complete_ns.value_or(0), rekey_.sta_complete_ns.value_or(0)});
    for (const EapolSighting& each : rekey_.messages) {
      begin_ns_ = std::min(begin_ns_, each.t_ns);
      end_ns_ = std::max(end_ns_, each.t_ns);
    }
    const std::uint64_t over_ns = when_over(rekeys);
    for (const FrameVerdict& frame : verdicts_.frames) {
      const bool counts = frame.t_ns >= begin_ns_ && frame.t_ns < over_ns;
      if (counts && concerns(frame) && is_failure(frame.verdict)) {
        end_ns_ = std::max(end_ns_, frame.t_ns);
      }
    }
    const std::uint64_t margin =
        std::clamp((end_ns_ - begin_ns_) / 4, kLeastMargin, kLargestMargin);
    begin_ns_ -= std::min(begin_ns_, margin);
    end_ns_ = std::min(end_ns_ + margin, std::max(end_ns_, verdicts_.end_ns));
  }

  void add(const WindowEvent& event) {
    if (event.t_ns >= begin_ns_ && event.t_ns <= end_ns_) window_.events.push_back(event);
  }

  void add_frames() {
    for (const FrameVerdict& frame : verdicts_.frames) {
      if (concerns(frame)) add({frame.n, frame.t_ns, frame.sender != rekey_.sta, frame.verdict});
    }
  }

  template <typename Sighting>
  void add_message(const Sighting& each, const std::string& what) {
    if (each.sta != rekey_.sta) return;
    add({each.n, each.t_ns, each.sender == ap_, {}, what, each.encrypted});
  }

  // Of a group key a node may keep the one before, at another key ID: what counts is the newest.
  void add_switches() {
    for (const KeySwitch& each : verdicts_.switches) {
      const bool of_ap = each.node == ap_;
      const bool concerned = group_ ? of_ap || each.node == rekey_.sta : each.sta == rekey_.sta;
      if (each.pairwise == group_ || !concerned || (group_ && !each.tk_epoch)) continue;
      const NodeKey key{each.tk_epoch, each.mic_epoch};
      if (each.done_ns < begin_ns_) {
        (of_ap ? window_.ap_key : window_.sta_key) = key;
      } else {
        add({each.after_frame, each.done_ns, of_ap, {}, "", false, key});
      }
    }
  }

  // An EAPOL frame that is encrypted is a data frame, too.
  void put_in_order() {
    auto& events = window_.events;
    std::ranges::stable_sort(events, {}, [](const WindowEvent& event) {
      return std::tuple(event.n, event.key.has_value());
    });
    for (std::size_t i = 1; i < events.size();) {
      WindowEvent& before = events[i - 1];
      events[i].t_ns = std::max(events[i].t_ns, before.t_ns);
      const bool same = before.n == events[i].n && !before.key && !events[i].key &&
                        before.of_ap == events[i].of_ap && before.verdict && !events[i].verdict;
      if (same) {
        before.message = events[i].message;
        before.encrypted = events[i].encrypted;
        events.erase(events.begin() + static_cast<std::ptrdiff_t>(i));
      } else {
        ++i;
      }
    }
  }

  const Rekey& rekey_;
  const RunVerdicts& verdicts_;
  const std::string& ap_;
  bool group_;
  std::uint64_t begin_ns_ = 0;
  std::uint64_t end_ns_ = 0;
  RekeyWindow window_;
};

}  // namespace

const Rekey* worst_rekey(const std::vector<Rekey>& rekeys) {
  const auto harm = [](const Rekey& rekey) {
    return std::tuple(rekey.icv_failures + rekey.mic_failures, rekey.lost,
                      rekey.window_ns.value_or(0) / 1'000'000);
  };
  const auto worst = std::ranges::max_element(rekeys, {}, harm);  // the first of equals
  return worst == rekeys.end() ? nullptr : &*worst;
}

RekeyWindow find_window(const std::vector<Rekey>& rekeys, const Rekey& rekey,
                        const RunVerdicts& verdicts, const std::string& ap) {
  return Window(rekeys, rekey, verdicts, ap).found();
}

}  // namespace keyrace
