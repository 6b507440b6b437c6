// 802.1X that fails: a run in which no STA can be authenticated says why.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/scenarios/lab_session.h"

namespace keyrace {
namespace {

using testing::HasSubstr;

struct Trouble {
  const char* what;
  const char* key_mgmt;
  const char* server;
  const char* fault;
  const char* told;
};

class EapTroubles : public testing::TestWithParam<Trouble> {};

TEST_P(EapTroubles, AreToldAsWhatTheyAre) {
  const Trouble& trouble = GetParam();
  LabSession session;
  session.write("scenario.json", std::string(R"({"name": "trouble", "duration": "1s")") +
                                     R"(, "network": {"key_mgmt": ")" + trouble.key_mgmt +
                                     R"("}, "radius": {"server": ")" + trouble.server +
                                     R"(", "fault": ")" + trouble.fault + "\"}}");
  const auto result = session.run({"run", "scenario.json"});
  EXPECT_EQ(result.status, 3);
  EXPECT_THAT(result.err, HasSubstr(std::string("wait for every STA to connect: it did not happen "
                                                "within 30s of virtual time: ") +
                                    trouble.told + "; see stacks/sta.log"));
}

INSTANTIATE_TEST_SUITE_P(
    All, EapTroubles,
    testing::Values(
        Trouble{"Unreachable", "eap-tls", "freeradius", "unreachable",
                "the RADIUS server does not answer the AP"},
        Trouble{"WrongSecret", "eap-tls", "freeradius", "wrong-secret",
                "the RADIUS server drops what the AP asks, because their shared secrets differ"},
        Trouble{"ExpiredClient", "eap-tls", "freeradius", "expired-client-certificate",
                "the server refuses sta's certificate (TLS alert: certificate expired)"},
        Trouble{"ForeignClient", "eap-tls", "freeradius", "foreign-client-certificate",
                "the server refuses sta's certificate (TLS alert: unknown CA)"},
        Trouble{"ExpiredServer", "eap-tls", "freeradius", "expired-server-certificate",
                "sta refuses the server's certificate (TLS alert: certificate expired)"},
        Trouble{"ForeignServerOfPeap", "peap-mschapv2", "freeradius", "foreign-server-certificate",
                "sta refuses the server's certificate (TLS alert: unknown CA)"},
        Trouble{"WrongPassword", "peap-mschapv2", "freeradius", "wrong-password",
                "the server refuses sta's password"},
        Trouble{"IntegratedWrongPassword", "peap-mschapv2", "hostapd", "wrong-password",
                "the server refuses sta's password"},
        Trouble{"IntegratedExpiredClient", "eap-tls", "hostapd", "expired-client-certificate",
                "the server refuses sta's certificate (TLS alert: certificate expired)"},
        Trouble{"IntegratedForeignServer", "eap-tls", "hostapd", "foreign-server-certificate",
                "sta refuses the server's certificate (TLS alert: unknown CA)"}),
    [](const testing::TestParamInfo<Trouble>& each) { return std::string(each.param.what); });

}  // namespace
}  // namespace keyrace
