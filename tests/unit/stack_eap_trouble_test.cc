// Lines as FreeRADIUS 3.2.1, hostapd 2.10 and wpa_supplicant 2.10 print them.
#include <gtest/gtest.h>

#include "lab/stack/eap_trouble.h"

namespace keyrace {
namespace {

constexpr char kFreeradiusAlert[] =
    "(2) eap_tls: ERROR: (TLS) Alert write:fatal:certificate expired\n(2) eap: ERROR: Failed\n";
constexpr char kOwnAlert[] =
    "1767225600.150167: SSL: SSL3 alert: write (local SSL3 detected an error):fatal:unknown CA\n";
constexpr char kAlertFromPeer[] =
    "1767225600.150158: SSL: SSL3 alert: read (remote end reported an error):fatal:unknown CA\n";

TEST(EapTrouble, IsNothingWhereTheLogsTellNothing) {
  EXPECT_EQ(eap_trouble({}, "sta"), "");
  EXPECT_EQ(
      eap_trouble({"Ready to process requests\n", "AP-ENABLED\n", "Trying to associate\n"}, "sta"),
      "");
}

TEST(EapTrouble, TellsWhoRefusesWhoseCertificate) {
  EXPECT_EQ(eap_trouble({kFreeradiusAlert, "", ""}, "one"),
            "the server refuses one's certificate (TLS alert: certificate expired)");
  EXPECT_EQ(eap_trouble({kOwnAlert, kOwnAlert, kAlertFromPeer}, "sta"),
            "the server refuses sta's certificate (TLS alert: unknown CA)");
  EXPECT_EQ(eap_trouble({kAlertFromPeer, kAlertFromPeer, kOwnAlert}, "sta"),
            "sta refuses the server's certificate (TLS alert: unknown CA)");
}

TEST(EapTrouble, TellsAWrongPassword) {
  EXPECT_EQ(eap_trouble({"(12) eap_mschapv2:     [mschap] = reject\n", "", ""}, "sta"),
            "the server refuses sta's password");
  EXPECT_EQ(eap_trouble({"1.1: EAP-MSCHAPV2: Invalid NT-Response\n", "", ""}, "sta"),
            "the server refuses sta's password");
}

TEST(EapTrouble, TellsASecretFromASilentServer) {
  const std::string resending =
      "ap: STA 02:00:00:00:01:00 RADIUS: Resending RADIUS message (id=0)\n";
  EXPECT_EQ(eap_trouble(
                {"invalid Message-Authenticator!  (Shared secret is incorrect.)\n", resending, ""},
                "sta"),
            "the RADIUS server drops what the AP asks, because their shared secrets differ");
  EXPECT_EQ(eap_trouble({"", resending, ""}, "sta"), "the RADIUS server does not answer the AP");
}

}  // namespace
}  // namespace keyrace
