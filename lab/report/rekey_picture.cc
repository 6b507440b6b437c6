#include "lab/report/rekey_picture.h"

#include <algorithm>
#include <sstream>

#include "lab/report/picture_columns.h"
#include "lab/report/picture_signs.h"
#include "lab/report/spoken.h"
#include "lab/report/wrapped.h"

namespace keyrace {
namespace {

constexpr char kIndent[] = "  ";
constexpr std::size_t kNameWidth = 11;  // of a lane's name with the gap behind it
constexpr std::size_t kLeastColumns = 16;
constexpr std::size_t kMostColumns = 120;  // more room tells no more

struct Cell {
  std::string sign = " ";
  Ink ink = Ink::kPlain;
};

using Lane = std::vector<Cell>;

class Picture {
 public:
  Picture(const RekeyWindow& window, const TextStyle& style, std::size_t columns)
      : window_(window), style_(style), width_(columns) {
    std::vector<PlacedEvent> events;
    for (const WindowEvent& each : window.events) {
      events.push_back({each.t_ns, each.key || !each.message.empty()});
    }
    columns_ = event_columns(events, columns);
  }

  std::string text() {
    const std::string key = window_.group ? "GTK" : "PTK";
    print("AP's " + key, key_lane(true));
    print("to STA", frame_lane(true));
    print("EAPOL", message_lane());
    print("from STA", frame_lane(false));
    print("STA's " + key, key_lane(false));
    print("time", time_lane());
    out_ << "\n";
    for (const std::string& sentence : legend_of(signs_, window_.group, style_)) {
      print_wrapped(out_, style_, sentence, kIndent, kIndent);
    }
    return out_.str();
  }

 private:
  struct Band {
    NodeKey key;
    std::size_t begin;
  };

  void print(const std::string& name, const Lane& lane) {
    out_ << kIndent << name;
    std::size_t used = lane.size();
    while (used > 0 && lane[used - 1].sign == " ") --used;
    if (used > 0) out_ << std::string(kNameWidth - name.size(), ' ');
    for (std::size_t i = 0; i < used;) {
      const Ink ink = lane[i].ink;
      std::string same;
      for (; i < used && lane[i].ink == ink; ++i) same += lane[i].sign;
      out_ << painted(style_, ink, same);
    }
    out_ << "\n";
  }

  std::vector<Band> bands_of(bool ap) const {
    std::vector<Band> bands{{ap ? window_.ap_key : window_.sta_key, 0}};
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const WindowEvent& event = window_.events[i];
      if (!event.key || event.of_ap != ap || *event.key == bands.back().key) continue;
      if (bands.back().begin == columns_[i]) bands.pop_back();
      bands.push_back({*event.key, columns_[i]});
    }
    return bands;
  }

  Lane key_lane(bool ap) {
    Lane lane(width_);
    const std::vector<Band> bands = bands_of(ap);
    for (std::size_t i = 0; i < bands.size(); ++i) {
      draw(bands[i], i + 1 < bands.size() ? bands[i + 1].begin : width_, lane);
    }
    return lane;
  }

  // A label that would be cut is left out: "1" of "12" is another key.
  void draw(const Band& band, std::size_t end, Lane& lane) {
    const std::string label = label_of(band.key);
    if (label.empty()) return;
    const bool whole = is_whole(band.key);
    const bool is_new = whole && *band.key.tk == window_.epoch;
    const Ink ink = is_new ? Ink::kNew : whole ? Ink::kPlain : Ink::kNotice;
    const std::string line = style_.unicode ? (whole ? "─" : "╌") : (whole ? "-" : "~");
    const bool fits = band.begin + label.size() <= end;
    for (std::size_t i = band.begin; i < end; ++i) {
      const std::size_t at = i - band.begin;
      lane[i] = {fits && at < label.size() ? std::string(1, label[at]) : line, ink};
    }
    const bool told = std::ranges::find(signs_.halves, band.key) != signs_.halves.end();
    if (!whole && !told) signs_.halves.push_back(band.key);
  }

  Lane frame_lane(bool of_ap) {
    Lane lane(width_);
    std::vector<std::optional<Verdict>> worst(width_);
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const WindowEvent& event = window_.events[i];
      if (!event.verdict || event.of_ap != of_ap) continue;
      auto& there = worst[columns_[i]];
      if (there) signs_.shared = true;
      if (!there || harm_of(*event.verdict) > harm_of(*there)) there = event.verdict;
    }
    for (std::size_t i = 0; i < width_; ++i) {
      if (!worst[i]) continue;
      lane[i] = {mark_of(*worst[i], style_), harm_of(*worst[i]) > 1 ? Ink::kBad : Ink::kPlain};
      signs_.verdicts.insert(*worst[i]);
    }
    return lane;
  }

  Lane message_lane() {
    Lane lane(width_);
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const std::string& message = window_.events[i].message;
      if (message.empty()) continue;
      lane[columns_[i]] = {sign_of(message), message == "left" ? Ink::kBad : Ink::kTitle};
      signs_.messages.insert(message);
    }
    return lane;
  }

  // Of the switches first, then of both ends: each below its event, where there is room.
  Lane time_lane() const {
    Lane lane(width_);
    std::vector<std::size_t> told;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (window_.events[i].key) told.push_back(i);
    }
    told.push_back(0);
    told.push_back(columns_.size() - 1);
    for (const std::size_t i : told) {
      const std::string time = spoken_time(window_.events[i].t_ns);
      const bool last = i + 1 == columns_.size() && columns_[i] + time.size() > width_;
      put(lane, last ? width_ - time.size() : columns_[i], time);
    }
    return lane;
  }

  void put(Lane& lane, std::size_t begin, const std::string& text) const {
    const std::size_t end = begin + text.size();
    if (end > width_) return;
    for (std::size_t i = begin > 0 ? begin - 1 : 0; i < std::min(end + 1, width_); ++i) {
      if (lane[i].sign != " ") return;
    }
    for (std::size_t i = begin; i < end; ++i) lane[i].sign = text[i - begin];
  }

  const RekeyWindow& window_;
  const TextStyle& style_;
  std::size_t width_;
  std::vector<std::size_t> columns_;  // of the window's events
  ShownSigns signs_;
  std::ostringstream out_;
};

}  // namespace

std::string rekey_picture(const RekeyWindow& window, const TextStyle& style) {
  const std::size_t names = columns_of(kIndent) + kNameWidth;
  if (style.width < names + kLeastColumns || window.events.empty()) return "";
  return Picture(window, style, std::min(style.width - names, kMostColumns)).text();
}

}  // namespace keyrace
