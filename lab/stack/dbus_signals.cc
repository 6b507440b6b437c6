#include "lab/stack/dbus_signals.h"

#include <string_view>

namespace keyrace {
namespace {

// What stands between `before` and `after`; empty where they don't.
std::string between(const std::string& line, std::string_view before, std::string_view after) {
  const std::size_t begin = line.find(before);
  if (begin == std::string::npos) return "";
  const std::size_t text = begin + before.size();
  const std::size_t end = line.find(after, text);
  return end == std::string::npos ? "" : line.substr(text, end - text);
}

// `   variant             string "ap"` -> `ap`; `   variant   boolean true` -> `true`.
std::string value_of(const std::string& line) {
  const std::string quoted = between(line, "\"", "\"");
  return quoted.empty() ? line.substr(line.find_last_of(' ') + 1) : quoted;
}

}  // namespace

// signal time=1.2 sender=:1.2 -> destination=... serial=9 path=/a/b; interface=...; member=...
void DbusSignals::begin_message(const std::string& header) {
  property_ = {between(header, " path=", ";"), "", "", ""};
  tells_properties_ =
      header.starts_with("signal ") &&
      (header.ends_with("member=InterfacesAdded") || header.ends_with("member=PropertiesChanged"));
}

// Arguments are indented. An interface's name and a property's are strings that differ in their
// dots; InterfacesAdded names its object in an argument.
void DbusSignals::feed(const std::string& line) {
  if (!line.starts_with(' ')) return begin_message(line);
  if (!tells_properties_) return;
  if (line.find(" variant ") != std::string::npos) {
    property_.value = value_of(line);
    return on_property_(property_);
  }
  if (line.find(" object path \"") != std::string::npos) {
    property_.object = value_of(line);
  } else if (line.find(" string \"") != std::string::npos) {
    const std::string text = value_of(line);
    (text.find('.') == std::string::npos ? property_.name : property_.interface) = text;
  }
}

}  // namespace keyrace
