#include "lab/report/picture_signs.h"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace keyrace {
namespace {

struct MessageSign {
  std::string_view message;
  std::string_view sign;
  std::string_view words;
};

// Those of the same words follow each other.
constexpr MessageSign kMessages[] = {
    {"4way-1", "1", "messages of the 4-way handshake"},
    {"4way-2", "2", "messages of the 4-way handshake"},
    {"4way-3", "3", "messages of the 4-way handshake"},
    {"4way-4", "4", "messages of the 4-way handshake"},
    {"group-1", "g", "group message 1/2"},
    {"group-2", "h", "group message 2/2"},
    {"request", "r", "the STA asks for a key"},
    {"mic-failure-report", "m", "the STA reports a MIC failure"},
    {"eap", "e", "EAP"},
    {"other", "o", "another EAPOL-Key frame"},
    {"left", "x", "the link is taken down"},
};

void add(std::string& list, const std::string& entry) {
  list += (list.empty() ? "" : ", ") + entry;
}

// "1 2 4 messages of the 4-way handshake, e EAP"
void add_messages(std::string& list, const std::set<std::string>& messages) {
  std::string signs;
  for (std::size_t i = 0; i < std::size(kMessages); ++i) {
    const MessageSign& each = kMessages[i];
    if (messages.contains(std::string(each.message))) signs.append(each.sign).append(" ");
    const bool last = i + 1 == std::size(kMessages) || kMessages[i + 1].words != each.words;
    if (!last || signs.empty()) continue;
    add(list, signs.append(each.words));
    signs.clear();
  }
}

}  // namespace

std::string mark_of(Verdict verdict, const TextStyle& style) {
  switch (verdict) {
    case Verdict::kAccepted:
      return style.unicode ? "·" : ".";
    case Verdict::kIcvFailure:
      return "I";
    case Verdict::kMicFailure:
      return "M";
    case Verdict::kReplay:
      return "R";
    case Verdict::kNoKey:
      return "K";
    case Verdict::kUnprotected:
      return "U";
    case Verdict::kDuplicate:
      return "D";
    case Verdict::kFragmentDropped:
      return "F";
    case Verdict::kPortClosed:
      return "P";
    case Verdict::kMalformed:
      return "X";
    case Verdict::kNotDelivered:
      return "A";
  }
  return "";
}

int harm_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::kAccepted:
      return 0;
    case Verdict::kDuplicate:
    case Verdict::kPortClosed:
      return 1;
    case Verdict::kNotDelivered:
    case Verdict::kUnprotected:
    case Verdict::kMalformed:
    case Verdict::kReplay:
    case Verdict::kNoKey:
    case Verdict::kFragmentDropped:
      return 2;
    case Verdict::kIcvFailure:
      return 3;
    case Verdict::kMicFailure:
      return 4;
  }
  return 0;
}

std::string sign_of(const std::string& message) {
  return std::string(std::ranges::find(kMessages, message, &MessageSign::message)->sign);
}

bool is_whole(const NodeKey& key) {
  return key.tk && key.mic == MicEpoch(*key.tk);
}

std::string spoken_halves(const NodeKey& key, bool group) {
  return "the TK of " + epoch_name(key.tk, group) + " with " + mic_key_name(key.mic, group);
}

std::string label_of(const NodeKey& key) {
  if (!key.tk && !key.mic) return "";
  const std::string tk = key.tk ? std::to_string(*key.tk) : "-";
  if (is_whole(key)) return tk;
  return tk + "/" + (key.mic ? std::to_string(key.mic->epoch) : "-") +
         (is_reversed(key.mic) ? "'" : "");
}

std::vector<std::string> legend_of(const ShownSigns& signs, bool group, const TextStyle& style) {
  std::string marks;
  for (const Verdict verdict : signs.verdicts) {
    add(marks, mark_of(verdict, style) + " " + to_string(verdict));
  }
  add_messages(marks, signs.messages);
  std::vector<std::string> legend;
  if (!marks.empty()) legend.push_back(marks);
  for (const NodeKey& key : signs.halves) {
    legend.push_back(label_of(key) + ": " + spoken_halves(key, group));
  }
  legend.push_back(std::string("Columns are in the kernel's order, wider apart where more time is "
                               "between them") +
                   (signs.shared ? "; of frames that share one, the worst is shown." : "."));
  return legend;
}

}  // namespace keyrace
