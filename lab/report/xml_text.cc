#include "lab/report/xml_text.h"

#include "lab/evidence/valid_utf8.h"

namespace keyrace {
namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";

bool is_noncharacter(std::string_view rest) {
  return rest.starts_with("\xef\xbf\xbe") || rest.starts_with("\xef\xbf\xbf");
}

std::string escaped(char c, bool attribute) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return attribute ? "&quot;" : "\"";
    case '\r':
      return "&#13;";
    case '\n':
      return attribute ? "&#10;" : "\n";
    case '\t':
      return attribute ? "&#9;" : "\t";
    default:
      break;
  }
  const bool control = static_cast<unsigned char>(c) < 0x20;
  return control ? std::string(kReplacement) : std::string(1, c);
}

std::string escaped_text(std::string_view text, bool attribute) {
  const std::string valid = valid_utf8(text);
  std::string result;
  for (std::size_t i = 0; i < valid.size(); ++i) {
    if (is_noncharacter(std::string_view(valid).substr(i))) {
      result += kReplacement;
      i += kReplacement.size() - 1;
    } else {
      result += escaped(valid[i], attribute);
    }
  }
  return result;
}

}  // namespace

std::string xml_text(std::string_view text) {
  return escaped_text(text, false);
}

std::string xml_attribute(std::string_view text) {
  return escaped_text(text, true);
}

}  // namespace keyrace
