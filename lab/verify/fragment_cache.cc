#include "lab/verify/fragment_cache.h"

#include <algorithm>

#include "lab/verify/streams.h"

namespace keyrace {
namespace {

// net/mac80211: IEEE80211_FRAGMENT_MAX, and how long a fragment is kept.
constexpr std::size_t kEntries = 4;
constexpr std::uint64_t kLifetimeNs = 2'000'000'000;
constexpr int kComplete = -1;

Judgement held(const char* why) {
  Judgement judgement = judge(Verdict::kAccepted, why);
  judgement.held = true;
  return judgement;
}

}  // namespace

std::optional<Judgement> FragmentCache::add(const AirFrame& frame, std::uint64_t colour,
                                            std::optional<Tsc> counter) {
  const MacHeader& mac = frame.header;
  if (mac.fragment == 0) return begin(frame, colour, counter);
  const auto entry = std::ranges::find_if(partial_, [&](const PartialMsdu& each) {
    return each.stream == sequence_stream(mac) && each.seq == mac.sequence &&
           each.last_fragment + 1 == mac.fragment && frame.t_ns - each.t_ns <= kLifetimeNs;
  });
  if (entry == partial_.end()) {
    return judge(Verdict::kFragmentDropped, "decrypted, but the fragments before it are not there");
  }
  if (entry->colour != colour) {
    return judge(Verdict::kFragmentDropped,
                 "decrypted, but its MSDU's first fragment came under another key");
  }
  if (counter && entry->counter && counter->value != entry->counter->value + 1) {
    return judge(Verdict::kFragmentDropped,
                 "decrypted, but its PN " + std::to_string(counter->value) +
                     " does not follow that of the fragment before it, " +
                     std::to_string(entry->counter->value));
  }
  entry->counter = counter;
  entry->last_fragment = mac.more_fragments ? mac.fragment : kComplete;
  if (mac.more_fragments) return held("decrypted; a further fragment of its MSDU");
  return std::nullopt;
}

Judgement FragmentCache::begin(const AirFrame& frame, std::uint64_t colour,
                               std::optional<Tsc> counter) {
  const MacHeader& mac = frame.header;
  partial_.push_front({sequence_stream(mac), mac.sequence, 0, colour, frame.t_ns, counter});
  if (partial_.size() > kEntries) partial_.pop_back();
  return held("decrypted; the first fragment of its MSDU");
}

}  // namespace keyrace
