// What the iwd adapter reads: signals as dbus-monitor prints them, and iwd's word on the kernel.
#include <gmock/gmock.h>

#include <sstream>

#include "lab/stack/dbus_signals.h"
#include "lab/stack/iwd_log.h"

namespace keyrace {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<DbusProperty> properties(const std::string& text) {
  std::vector<DbusProperty> told;
  DbusSignals signals([&](const DbusProperty& property) { told.push_back(property); });
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) signals.feed(line);
  return told;
}

TEST(DbusSignals, NewInterfacesHaveTheirProperties) {
  EXPECT_THAT(
      properties(
          R"(signal time=1.5 sender=:1.1 -> destination=(null destination) serial=7 path=/; interface=org.freedesktop.DBus.ObjectManager; member=InterfacesAdded
   object path "/net/connman/iwd/1/4"
   array [
      dict entry(
         string "net.connman.iwd.Device"
         array [
            dict entry(
               string "Name"
               variant                   string "sta"
            )
            dict entry(
               string "Powered"
               variant                   boolean true
            )
            dict entry(
               string "Adapter"
               variant                   object path "/net/connman/iwd/1"
            )
         ]
      )
      dict entry(
         string "net.connman.iwd.Station"
         array [
            dict entry(
               string "State"
               variant                   string "disconnected"
            )
         ]
      )
   ]
)"),
      ElementsAre(DbusProperty{"/net/connman/iwd/1/4", "net.connman.iwd.Device", "Name", "sta"},
                  DbusProperty{"/net/connman/iwd/1/4", "net.connman.iwd.Device", "Powered", "true"},
                  DbusProperty{"/net/connman/iwd/1/4", "net.connman.iwd.Device", "Adapter",
                               "/net/connman/iwd/1"},
                  DbusProperty{"/net/connman/iwd/1/4", "net.connman.iwd.Station", "State",
                               "disconnected"}));
}

TEST(DbusSignals, ChangesAreOfTheirObject) {
  EXPECT_THAT(
      properties(
          R"(signal time=2.5 sender=:1.1 -> destination=(null destination) serial=9 path=/net/connman/iwd/1/4; interface=org.freedesktop.DBus.Properties; member=PropertiesChanged
   string "net.connman.iwd.Station"
   array [
      dict entry(
         string "State"
         variant             string "connected"
      )
   ]
   array [
   ]
)"),
      ElementsAre(
          DbusProperty{"/net/connman/iwd/1/4", "net.connman.iwd.Station", "State", "connected"}));
}

TEST(DbusSignals, OtherMessagesTellNothing) {
  EXPECT_THAT(
      properties(
          R"(signal time=1.0 sender=org.freedesktop.DBus -> destination=:1.0 serial=2 path=/org/freedesktop/DBus; interface=org.freedesktop.DBus; member=NameAcquired
   string ":1.0"
method return time=1.0 sender=:1.1 -> destination=:1.2 serial=3 reply_serial=2
   variant       string "connected"
)"),
      IsEmpty());
}

TEST(IwdLog, ListsWhatIsMissing) {
  EXPECT_THAT(options_iwd_misses("No CMAC(AES) support found\n"
                                 "The following options are missing in the kernel:\n"
                                 "\tCONFIG_CRYPTO_USER_API_HASH\n"
                                 "\tCONFIG_CRYPTO_CMAC\n"
                                 "The following optimized implementations might be available:\n"
                                 "\tCONFIG_CRYPTO_AES_NI_INTEL\n"),
              ElementsAre("CONFIG_CRYPTO_USER_API_HASH", "CONFIG_CRYPTO_CMAC"));
  EXPECT_THAT(options_iwd_misses("Wireless daemon version 2.3\n\tCONFIG_CRYPTO_CMAC\n"), IsEmpty());
  EXPECT_THAT(options_iwd_misses(""), IsEmpty());
}

}  // namespace
}  // namespace keyrace
