// Understands the text of dbus-monitor as far as properties go. Used by PrivateBus.
#pragma once

#include <functional>
#include <string>

namespace keyrace {

// A property of an object on the bus that is new or has changed.
struct DbusProperty {
  std::string object;     // "/net/connman/iwd/0/3"
  std::string interface;  // "net.connman.iwd.Station"
  std::string name;       // "State"
  std::string value;      // "connected", "true", "2412"; only basic types are told

  bool operator==(const DbusProperty&) const = default;
};

// Of the signals InterfacesAdded and PropertiesChanged (D-Bus Specification, "Standard
// Interfaces").
class DbusSignals {
 public:
  explicit DbusSignals(std::function<void(const DbusProperty&)> on_property)
      : on_property_(std::move(on_property)) {}

  // The next line that dbus-monitor printed.
  void feed(const std::string& line);

 private:
  void begin_message(const std::string& header);

  std::function<void(const DbusProperty&)> on_property_;
  bool tells_properties_ = false;  // the message at hand
  DbusProperty property_;          // as far as it has been read
};

}  // namespace keyrace
