#include "lab/report/rekey_diagram.h"

#include <algorithm>
#include <vector>

namespace keyrace {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kDrawn = 24;

struct Event {
  std::uint64_t t_ns;
  std::string line;
};

// Nodes' names may be words of Mermaid's own, such as "end": the diagram has names of its own.
class Diagram {
 public:
  Diagram(const Json& rekey, std::string ap)
      : rekey_(rekey), ap_(std::move(ap)), sta_(rekey.at("sta").get<std::string>()) {}

  std::string text() {
    add_messages();
    const bool ap_first = rekey_.at("first") == ap_;
    add_switches(ap_first ? "AP" : "STA");
    add_switches(ap_first ? "STA" : "AP");
    // At equal times a message comes before what it causes.
    std::ranges::stable_sort(events_, {}, &Event::t_ns);
    std::string text =
        "sequenceDiagram\n  participant AP as " + ap_ + "\n  participant STA as " + sta_ + "\n";
    for (const Event& event : events_) text += "  " + event.line + "\n";
    return text + never_;
  }

 private:
  void add_messages() {
    const Json& messages = rekey_.at("messages");
    for (std::size_t i = 0; i < std::min(messages.size(), kDrawn); ++i) {
      const Json& message = messages.at(i);
      const std::string how = message.at("encrypted") == true ? "encrypted" : "in the clear";
      add(message.at("t_ns"), (message.at("sender") == ap_ ? "AP->>STA: " : "STA->>AP: ") +
                                  spoken_message(message.at("message")) + ", frame " +
                                  std::to_string(message.at("n").get<std::uint64_t>()) + ", " +
                                  how + ", ");
    }
  }

  void add_switches(const std::string& side) {
    const std::string prefix = side == "AP" ? "ap" : "sta";
    const Json& active = rekey_.at(prefix + "_active_ns");
    const Json& complete = rekey_.at(prefix + "_complete_ns");
    const std::string note = "Note over " + side + ": ";
    if (active.is_null()) {
      never_ += "  " + note + "never has the new TK\n";
      return;
    }
    const bool whole = active == complete;
    add(active, note + (whole ? "has the whole new key, " : "has the new TK, "));
    if (!whole && !complete.is_null()) add(complete, note + "has the whole new key, ");
    if (complete.is_null()) never_ += "  " + note + "never has the whole new key\n";
  }

  void add(const Json& t_ns, const std::string& line) {
    const auto at = t_ns.get<std::uint64_t>();
    events_.push_back({at, line + exact_time(at)});
  }

  // To the microsecond: the steps of a rekey are that close together.
  static std::string exact_time(std::uint64_t ns) {
    const std::string micros = std::to_string(ns / 1000 % 1'000'000);
    return std::to_string(ns / 1'000'000'000) + "." + std::string(6 - micros.size(), '0') + micros +
           " s";
  }

  // "4way-3" and "group-1" as people say them.
  static std::string spoken_message(const std::string& message) {
    const bool group = message.starts_with("group-");
    return "message " + message.substr(message.rfind('-') + 1) + (group ? "/2" : "/4");
  }

  const Json& rekey_;
  std::string ap_;
  std::string sta_;
  std::vector<Event> events_;
  std::string never_;
};

}  // namespace

std::string rekey_diagram(const Json& rekey, const std::string& ap) {
  return Diagram(rekey, ap).text();
}

}  // namespace keyrace
