#include "lab/capture/pattern.h"

namespace keyrace {
namespace {

std::uint64_t count(const DirectionFindings& direction, Verdict verdict) {
  const auto found = direction.verdicts.find(verdict);
  return found == direction.verdicts.end() ? 0 : found->second;
}

// Where a changeover begins: with the first message or frame that belongs to it.
std::uint64_t begin_of(const Changeover& changeover) {
  std::uint64_t begin = 0;
  const auto consider = [&](const Moment& moment) {
    if (moment && (begin == 0 || moment.n < begin)) begin = moment.n;
  };
  for (const auto& message : changeover.handshake.messages) consider(message.first);
  consider(changeover.ap.first_new);
  consider(changeover.sta.first_new);
  return begin;
}

// Of a side whose frames are signed with another key than they are encrypted with.
Pattern pattern_of_mixed(const SideFindings& side, bool receives_wrong) {
  if (!side.mixed_with) return Pattern::kUnknownKey;
  if (side.reversed == side.mixed) return Pattern::kSwapped;
  return receives_wrong ? Pattern::kSplitInstall : Pattern::kMixedSender;
}

}  // namespace

const char* to_string(Pattern pattern) {
  switch (pattern) {
    case Pattern::kClean:
      return "clean";
    case Pattern::kTiming:
      return "timing";
    case Pattern::kSplitInstall:
      return "split_install";
    case Pattern::kSwapped:
      return "swapped_mic_keys";
    case Pattern::kMixedSender:
      return "mixed_sender";
    case Pattern::kUnknownKey:
      return "unknown_mic_key";
    case Pattern::kCannotTell:
      return "cannot_tell";
  }
  return "";
}

std::vector<MicFailureReport> reports_in(const SessionFindings& session,
                                         const Changeover& changeover) {
  const std::uint64_t begin = begin_of(changeover);
  std::uint64_t end = ~std::uint64_t{0};
  for (const Changeover& other : session.changeovers) {
    const std::uint64_t next = begin_of(other);
    if (other.epoch > changeover.epoch && next != 0 && next < end) end = next;
  }
  std::vector<MicFailureReport> reports;
  for (const MicFailureReport& report : session.reports) {
    if (begin != 0 && report.at.n >= begin && report.at.n < end) reports.push_back(report);
  }
  return reports;
}

Pattern pattern_of(const SessionFindings& session, const Changeover& changeover) {
  const auto reports = reports_in(session, changeover);
  // A STA tells of what it receives; an AP does not.
  if (changeover.sta.mixed > 0) return pattern_of_mixed(changeover.sta, !reports.empty());
  if (changeover.ap.mixed > 0) return pattern_of_mixed(changeover.ap, false);
  if (changeover.to_sta.failed_by_report > 0) return Pattern::kSplitInstall;
  if (!reports.empty()) return Pattern::kCannotTell;
  const bool mic = count(changeover.to_sta, Verdict::kMicFailure) +
                       count(changeover.to_ap, Verdict::kMicFailure) >
                   0;
  if (mic) return Pattern::kCannotTell;
  const bool icv = count(changeover.to_sta, Verdict::kIcvFailure) +
                       count(changeover.to_ap, Verdict::kIcvFailure) >
                   0;
  return icv ? Pattern::kTiming : Pattern::kClean;
}

}  // namespace keyrace
