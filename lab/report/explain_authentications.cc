#include <algorithm>
#include <iterator>

#include "lab/report/explain.h"
#include "lab/report/spoken.h"

namespace keyrace {
namespace {

using Told = std::vector<const Authentication*>;

// Of one STA, with this result.
Told with_result(const Report& report, const std::string& sta, const std::string& result) {
  Told told;
  for (const Authentication& each : report.authentications) {
    if (each.sta == sta && each.result == result) told.push_back(&each);
  }
  return told;
}

std::string methods_of(const Told& told) {
  std::vector<std::string> methods;
  for (const Authentication* each : told) {
    const bool known = std::ranges::find(methods, each->method) != methods.end();
    if (!known && !each->method.empty()) methods.push_back(each->method);
  }
  std::string text;
  for (const std::string& method : methods) text += (text.empty() ? "" : ", ") + method;
  return text;
}

bool is_again(const Authentication* each) {
  return each->kind == "reauthentication";
}

// ", 3 of them again by the AP while connected".
std::string spoken_again(const Told& told) {
  const auto again = std::ranges::count_if(told, is_again);
  if (again == 0) return "";
  const bool by_ap = std::ranges::all_of(told, [](const Authentication* each) {
    return !is_again(each) || each->steps.front().what == "eap-request-identity";
  });
  const bool all = static_cast<std::size_t>(again) == told.size();
  const std::string count = !all               ? std::to_string(again) + " of them "
                            : told.size() == 1 ? ""
                                               : "all of them ";
  return ", " + count + "again " + (by_ap ? "by the AP " : "") + "while connected";
}

std::string spoken_handshakes(const Told& told) {
  const auto followed = static_cast<std::size_t>(std::ranges::count_if(
      told, [](const Authentication* each) { return each->four_way_ns.has_value(); }));
  const std::string handshake = "followed by a new 4-way handshake";
  if (told.size() == 1)
    return followed == 1 ? "it was " + handshake : "no 4-way handshake followed";
  if (followed == told.size()) return "each was " + handshake;
  if (followed == 0) return "none was " + handshake;
  return std::to_string(followed) + " of them were " + handshake;
}

void tell_successes(const std::string& sta, const Told& told, Answer& answer) {
  if (told.empty()) return;
  const std::string methods = methods_of(told);
  answer.push_back(sta + " was authenticated " + spoken_count(told.size(), "time") +
                   (methods.empty() ? "" : " (" + methods + ")") + spoken_again(told) + "; " +
                   spoken_handshakes(told) + ".");
}

// While there is a key, EAP is to be encrypted with it.
void tell_clear_eap(const std::string& sta, const Report& report, Answer& answer) {
  std::uint64_t frames = 0, in_clear = 0;
  for (const Authentication& each : report.authentications) {
    if (each.sta != sta || !is_again(&each)) continue;
    frames += each.eap_frames;
    in_clear += each.eap_in_clear;
  }
  if (frames == 0) return;
  const std::string whose = " EAP frames of " + sta + "'s reauthentications ";
  answer.push_back(in_clear == 0
                       ? "All " + std::to_string(frames) + whose + "were encrypted."
                       : std::to_string(in_clear) + " of " + std::to_string(frames) + whose +
                             "went out unencrypted, although " + sta + " had a key.");
}

// "Authentications 1, 2 of sta (EAP-TLS)".
std::string spoken_numbers(const std::string& sta, const Told& told) {
  std::vector<std::uint64_t> numbers;
  for (const Authentication* each : told) numbers.push_back(static_cast<std::uint64_t>(each->n));
  const std::string methods = methods_of(told);
  return (told.size() == 1 ? "Authentication " : "Authentications ") + spoken_list(numbers) +
         " of " + sta + (methods.empty() ? "" : " (" + methods + ")");
}

std::string spoken_times(std::uint64_t first, std::uint64_t last, bool one) {
  return spoken_time(first) + (one ? "" : " to " + spoken_time(last));
}

void tell_failures(const std::string& sta, const Told& told, Answer& answer) {
  if (told.empty()) return;
  answer.push_back(spoken_numbers(sta, told) + " failed, at " +
                   spoken_times(*told.front()->end_ns, *told.back()->end_ns, told.size() == 1) +
                   ".");
}

void tell_unfinished(const std::string& sta, const Told& told, Answer& answer) {
  if (told.empty()) return;
  const Authentication& first = *told.front();
  const AuthenticationStep& last = first.steps.back();
  const bool one = told.size() == 1;
  answer.push_back(
      spoken_numbers(sta, told) + ", begun at " +
      spoken_times(first.begin_ns, told.back()->begin_ns, one) +
      ", had neither success nor failure; " + (one ? "its last" : "the last of the first") +
      " was " + last.what + " from " + last.node + " at " + spoken_time(last.t_ns) +
      (first.left_ns ? ", and the link was taken down at " + spoken_time(*first.left_ns) : "") +
      ".");
}

}  // namespace

void tell_authentications(const Report& report, Answer& answer) {
  std::vector<std::string> stas;
  for (const Authentication& each : report.authentications) {
    if (std::ranges::find(stas, each.sta) == stas.end()) stas.push_back(each.sta);
  }
  for (const std::string& sta : stas) {
    tell_failures(sta, with_result(report, sta, "failure"), answer);
    tell_unfinished(sta, with_result(report, sta, "unfinished"), answer);
    tell_successes(sta, with_result(report, sta, "success"), answer);
    tell_clear_eap(sta, report, answer);
  }
}

}  // namespace keyrace
