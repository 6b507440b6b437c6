#include "lab/guest/trigger_schedule.h"

#include <algorithm>
#include <optional>

#include "lab/guest/shim_setup.h"

namespace keyrace {
namespace {

// None: not an event that is counted.
std::optional<keyrace_event> counted_event(TriggerEvent event) {
  switch (event) {
    case TriggerEvent::kConnected:
      return std::nullopt;
    case TriggerEvent::kInstall:
      return KEYRACE_EVENT_INSTALLED;
    case TriggerEvent::k4Way1:
      return KEYRACE_EVENT_4WAY_1;
    case TriggerEvent::k4Way2:
      return KEYRACE_EVENT_4WAY_2;
    case TriggerEvent::k4Way3:
      return KEYRACE_EVENT_4WAY_3;
    case TriggerEvent::k4Way4:
      return KEYRACE_EVENT_4WAY_4;
    case TriggerEvent::kGroup1:
      return KEYRACE_EVENT_GROUP_1;
    case TriggerEvent::kGroup2:
      return KEYRACE_EVENT_GROUP_2;
    case TriggerEvent::kDataFrame:
      return KEYRACE_EVENT_DATA_FRAME;
  }
  return std::nullopt;
}

}  // namespace

TriggerSchedule::TriggerSchedule(EventLoop& loop, const Scenario& scenario,
                                 std::function<void(std::size_t)> pull)
    : loop_(loop), triggers_(scenario.triggers), pull_(std::move(pull)) {
  for (std::size_t i = 0; i < triggers_.size(); ++i) {
    const auto event = counted_event(triggers_[i].on);
    if (event) waiting_.push_back({i, event_row(scenario, triggers_[i].of), *event});
  }
}

void TriggerSchedule::start(MonotonicTime connected, MonotonicTime end) {
  started_ = true;
  end_ = end;
  for (std::size_t i = 0; i < triggers_.size(); ++i) {
    if (triggers_[i].on == TriggerEvent::kConnected) set_moments(i, connected);
  }
}

void TriggerSchedule::set_moments(std::size_t trigger, MonotonicTime connected) {
  const Trigger& what = triggers_[trigger];
  for (std::uint32_t time = 0; time < what.times; ++time) {
    set_moment(trigger, connected + what.after + time * what.every);
  }
}

void TriggerSchedule::set_moment(std::size_t trigger, MonotonicTime due) {
  if (due < end_) loop_.at(due, [this, trigger] { pull_(trigger); });
}

void TriggerSchedule::on_event(std::uint16_t row, keyrace_event event) {
  if (!started_) return;
  for (Waiting& each : waiting_) {
    const Trigger& what = triggers_[each.trigger];
    if (each.row != row || each.event != event || each.set == what.times) continue;
    if (++each.seen % what.count != 0) continue;
    ++each.set;
    set_moment(each.trigger, monotonic_now() + what.after);
  }
}

bool triggers_need_air_watch(const Scenario& scenario) {
  return std::ranges::any_of(scenario.triggers, [](const Trigger& trigger) {
    const auto event = counted_event(trigger.on);
    return event && event != KEYRACE_EVENT_INSTALLED;
  });
}

bool triggers_need_installs(const Scenario& scenario) {
  return std::ranges::find(scenario.triggers, TriggerEvent::kInstall, &Trigger::on) !=
         scenario.triggers.end();
}

}  // namespace keyrace
