#include "lab/report/rekey_diagram.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "lab/report/picture_signs.h"
#include "lab/report/spoken.h"

namespace keyrace {
namespace {

// To the microsecond: the steps of a rekey are that close together.
std::string exact_time(std::uint64_t ns) {
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%.6f s", static_cast<double>(ns) / 1e9);
  return text.data();
}

// "4way-3" as people say it; empty: nothing that a diagram of a rekey needs.
std::string spoken_message(const std::string& message) {
  if (message.starts_with("4way-")) return "message " + message.substr(5) + "/4";
  if (message.starts_with("group-")) return "group message " + message.substr(6) + "/2";
  if (message == "request") return "request for a key";
  if (message == "mic-failure-report") return "report of a MIC failure";
  return "";
}

std::string spoken_key(const NodeKey& key, bool group) {
  if (!key.tk && !key.mic) return "has no key";
  return "has " + (is_whole(key) ? epoch_name(key.tk, group) : spoken_halves(key, group));
}

// Nodes' names may be words of Mermaid's own, such as "end": the diagram has names of its own.
class Diagram {
 public:
  Diagram(const RekeyWindow& window, const Rekey& rekey, std::string ap)
      : window_(window), rekey_(rekey), ap_(std::move(ap)) {}

  std::string text() {
    for (const WindowEvent& event : window_.events) add(event);
    end_frames();
    add_never("AP", rekey_.ap_active_ns, rekey_.ap_complete_ns);
    add_never("STA", rekey_.sta_active_ns, rekey_.sta_complete_ns);
    std::string text = "sequenceDiagram\n  participant AP as " + mermaid_text(ap_) +
                       "\n  participant STA as " + mermaid_text(window_.sta) + "\n";
    for (std::size_t i = 0; i < std::min(steps_.size(), kDrawnSteps); ++i) {
      text += "  " + steps_[i] + "\n";
    }
    if (steps_.size() > kDrawnSteps) {
      text += "  Note over AP,STA: and " + spoken_count(steps_.size() - kDrawnSteps, "more step") +
              "\n";
    }
    return text;
  }

 private:
  // Frames of one direction that failed alike, with nothing but frames between them.
  struct Failed {
    const WindowEvent* first;
    const WindowEvent* last;
    std::uint64_t count;
  };

  void add(const WindowEvent& event) {
    const std::string message = spoken_message(event.message);
    if (event.message == "left") {
      add_step("Note over AP,STA: the link is taken down, frame " + std::to_string(event.n),
               event.t_ns);
    } else if (event.key) {
      add_step(std::string("Note over ") + (event.of_ap ? "AP" : "STA") + ": " +
                   spoken_key(*event.key, window_.group),
               event.t_ns);
    } else if (!message.empty()) {
      add_step(arrow(event) + message + ", frame " + std::to_string(event.n) + ", " +
                   (event.encrypted ? "encrypted" : "in the clear") +
                   (failed(event) ? std::string(", ") + to_string(*event.verdict) : ""),
               event.t_ns);
    } else if (failed(event)) {
      add_failed(event);
    }
  }

  static bool failed(const WindowEvent& event) {
    return event.verdict && *event.verdict != Verdict::kAccepted;
  }

  // With a cross at its end where the receiver did not take the frame.
  static std::string arrow(const WindowEvent& event) {
    const std::string line = failed(event) ? "-x" : "->>";
    return (event.of_ap ? "AP" + line + "STA" : "STA" + line + "AP") + ": ";
  }

  void add_step(const std::string& step, std::uint64_t t_ns) {
    end_frames();
    steps_.push_back(step + ", " + exact_time(t_ns));
  }

  void add_failed(const WindowEvent& event) {
    const auto same = std::ranges::find_if(failed_, [&](const Failed& each) {
      return each.first->of_ap == event.of_ap && each.first->verdict == event.verdict;
    });
    if (same == failed_.end()) {
      failed_.push_back({&event, &event, 1});
    } else {
      same->last = &event;
      ++same->count;
    }
  }

  void end_frames() {
    for (const Failed& each : failed_) {
      const bool one = each.count == 1;
      steps_.push_back(
          arrow(*each.first) + std::to_string(each.count) + " " + to_string(*each.first->verdict) +
          (one ? " in frame " : " in frames ") + std::to_string(each.first->n) +
          (one ? "" : " to " + std::to_string(each.last->n)) + ", " + exact_time(each.first->t_ns) +
          (one ? "" : " to " + exact_time(each.last->t_ns)));
    }
    failed_.clear();
  }

  void add_never(const std::string& side, const std::optional<std::uint64_t>& active,
                 const std::optional<std::uint64_t>& complete) {
    if (complete) return;
    steps_.push_back("Note over " + side + ": never has the " +
                     (active ? "whole new key" : "new TK"));
  }

  const RekeyWindow& window_;
  const Rekey& rekey_;
  std::string ap_;
  std::vector<Failed> failed_;
  std::vector<std::string> steps_;
};

}  // namespace

std::string mermaid_text(const std::string& text) {
  static const std::string kSpecial = "#;<>&\"";
  std::string result;
  for (const char c : text) {
    if (kSpecial.find(c) != std::string::npos) {
      result += "#" + std::to_string(static_cast<int>(c)) + ";";
    } else {
      result += c == '\n' || c == '\r' ? ' ' : c;
    }
  }
  return result;
}

std::string rekey_diagram(const Report& report) {
  if (!report.worst) return "";
  const auto rekey = std::ranges::find(report.rekeys, report.worst->n, &Rekey::n);
  return Diagram(*report.worst, *rekey, report.stacks.front().node).text();
}

}  // namespace keyrace
