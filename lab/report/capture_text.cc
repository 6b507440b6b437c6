#include <cstdio>
#include <sstream>

#include "lab/capture/pattern.h"
#include "lab/report/capture_report.h"
#include "lab/report/spoken.h"
#include "lab/report/wrapped.h"

namespace keyrace {
namespace {

constexpr std::size_t kVerdictColumn = 31;  // of a failed frame's line

std::string security_of(const SessionFindings& session) {
  if (!session.security) return "";
  std::string text = session.security->protocol == SecurityProtocol::kWpa ? "WPA" : "RSN";
  if (session.security->akms.size() == 1) {
    text += std::string(" ") + to_string(session.security->akms.front());
  }
  const auto& pairwise = session.security->pairwise;
  if (pairwise.size() == 1) text += std::string(", ") + to_string(pairwise.front());
  text += std::string(", group ") + to_string(session.security->group);
  return text;
}

std::uint64_t frames_under(const std::vector<EpochFindings>& epochs) {
  std::uint64_t frames = 0;
  for (const EpochFindings& epoch : epochs) frames += epoch.frames;
  return frames;
}

// `Findings`: of a session or of a network's group frames.
template <typename Findings>
std::string opened(const Findings& findings) {
  std::string text = ": " + spoken_count(frames_under(findings.epochs), "frame") + " under " +
                     spoken_count(findings.epochs.size(), "key");
  if (findings.unopened == 0) return text;
  return text + ", " + std::to_string(findings.unopened) + " not opened (" + findings.why_unopened +
         ")";
}

std::string ssid_in_quotes(const std::optional<std::string>& ssid) {
  return ssid ? " '" + *ssid + "'" : "";
}

void print_network(std::ostream& out, const TextStyle& style, const NetworkFindings& network) {
  if (network.epochs.empty() && network.unopened == 0) return;
  print_wrapped(
      out, style,
      network.bssid.to_string() + ssid_in_quotes(network.ssid) + " to groups" + opened(network),
      "  ", "    ");
}

void print_session(std::ostream& out, const TextStyle& style, const SessionFindings& session) {
  if (session.epochs.empty() && session.unopened == 0) return;
  const std::string security = security_of(session);
  print_wrapped(out, style,
                session.sta.to_string() + " at " + session.ap.to_string() +
                    ssid_in_quotes(session.ssid) + (security.empty() ? "" : " (" + security + ")") +
                    opened(session),
                "  ", "    ");
}

void print_frames(std::ostream& out, const TextStyle& style, const CaptureFindings& findings) {
  print_title(out, style, "Frames");
  print_wrapped(out, style,
                spoken_frames(findings.captured, findings.protected_frames, findings.verdicts),
                "  ", "    ");
}

void print_failed(std::ostream& out, const TextStyle& style,
                  const std::vector<CaptureVerdict>& failed, const CaptureFindings& findings) {
  if (failed.empty()) return;
  print_title(out, style, "Frames that were not accepted");
  // Below the words of the first line, where that leaves room for words.
  const std::string indent(style.width < 2 * kVerdictColumn ? 4 : kVerdictColumn, ' ');
  std::string before;
  for (const CaptureVerdict& each : failed) {
    char line[64];
    std::snprintf(line, sizeof line, "  %8llu  %9s  %-7s",
                  static_cast<unsigned long long>(each.frame.n),
                  spoken_time(each.frame.t_ns - findings.first.t_ns).c_str(),
                  each.frame.group ? "to all"
                  : each.to_sta    ? "to STA"
                                   : "to AP");
    // Many frames fail alike, one behind the other.
    std::string words = spoken_verdict(each);
    if (words == before) {
      words = std::string(to_string(each.frame.verdict)) + ": as the one before";
    } else {
      before = words;
    }
    print_wrapped(out, style, words, line, indent);
  }
  std::uint64_t all = 0;
  for (const auto& [verdict, count] : findings.verdicts) {
    if (verdict != Verdict::kAccepted && verdict != Verdict::kNoKey) all += count;
  }
  if (all > failed.size()) {
    print_wrapped(
        out, style,
        "and " + std::to_string(all - failed.size()) + " more: see --frames and --annotate", "  ",
        "    ");
  }
}

}  // namespace

std::string spoken_verdict(const CaptureVerdict& verdict) {
  std::string text = to_string(verdict.frame.verdict);
  if (const std::string why = spoken_why(verdict.frame); !why.empty()) text += ": " + why;
  if (verdict.assumed) {
    text += verdict.frame.verdict == Verdict::kMicFailure
                ? "; taken from the receiver's reports, of which frames the air does not tell"
                : "; whether the receiver had that key then, the air does not tell";
  }
  if (verdict.early) text += "; its key was told only by a later message";
  return text;
}

std::string capture_to_text(const CaptureFindings& findings, const std::string& capture,
                            const std::vector<CaptureVerdict>& failed, const TextStyle& style) {
  std::ostringstream out;
  out << painted(style, Ink::kTitle, shown(style, capture)) << "\n";
  print_title(out, style, "Answer");
  for (const std::string& sentence : explain_capture(findings)) {
    print_wrapped(out, style, sentence, "  - ", "    ");
  }
  print_title(out, style, "Links");
  for (const SessionFindings& session : findings.sessions) print_session(out, style, session);
  for (const NetworkFindings& network : findings.networks) print_network(out, style, network);
  print_frames(out, style, findings);
  print_failed(out, style, failed, findings);
  return out.str();
}

}  // namespace keyrace
