#include "lab/report/text_style.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "lab/evidence/valid_utf8.h"

namespace keyrace {
namespace {

// ECMA-48, 8.3.117 (SGR).
const char* code_of(Ink ink) {
  switch (ink) {
    case Ink::kPlain:
      return "";
    case Ink::kTitle:
      return "1";
    case Ink::kGood:
      return "32";
    case Ink::kBad:
      return "1;31";
    case Ink::kNotice:
      return "33";
    case Ink::kNew:
      return "36";
  }
  return "";
}

std::string escaped(unsigned char octet) {
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "\\x%02x", octet);
  return text.data();
}

bool continues(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

}  // namespace

std::string painted(const TextStyle& style, Ink ink, const std::string& text) {
  if (!style.color || ink == Ink::kPlain || text.empty()) return text;
  return std::string("\x1b[") + code_of(ink) + "m" + text + "\x1b[0m";
}

std::string shown(const TextStyle& style, const std::string& text) {
  const std::string valid = style.unicode ? valid_utf8(text) : text;
  std::string result;
  for (std::size_t i = 0; i < valid.size(); ++i) {
    const auto octet = static_cast<unsigned char>(valid[i]);
    // U+0080 to U+009F are control characters, too: C2 80 to C2 9F.
    const bool c1 =
        octet == 0xc2 && i + 1 < valid.size() && static_cast<unsigned char>(valid[i + 1]) < 0xa0;
    const bool control = octet < 0x20 || octet == 0x7f;
    if (control || (!style.unicode && octet >= 0x80)) {
      result += escaped(octet);
    } else if (c1) {
      result += escaped(static_cast<unsigned char>(valid[++i]));
    } else {
      result += valid[i];
    }
  }
  return result;
}

std::size_t columns_of(const std::string& text) {
  return text.size() - static_cast<std::size_t>(std::ranges::count_if(text, continues));
}

}  // namespace keyrace
