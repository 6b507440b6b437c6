// EAPOL-Start, EAPOL-Logoff and EAP packets, and what is none of them.
#include <gtest/gtest.h>

#include <string>

#include "lab/dot11/eap.h"
#include "lab/dot11/hex.h"

namespace keyrace {
namespace {

Parsed<EapPacket> parsed(const std::string& hex) {
  const auto octets = parse_hex(hex).value();
  return parse_eap_packet(octets);
}

TEST(Eap, StartAndLogoffHaveNoBody) {
  ASSERT_TRUE(parsed("02010000"));
  EXPECT_EQ(parsed("02010000")->type, EapolPacketType::kStart);
  EXPECT_EQ(parsed("01020000")->type, EapolPacketType::kLogoff);
  EXPECT_FALSE(parsed("01020000")->method);
}

TEST(Eap, RequestsAndResponsesHaveAMethod) {
  const auto identity = parsed("020000050107000501");
  ASSERT_TRUE(identity) << identity.error;
  EXPECT_EQ(identity->type, EapolPacketType::kEap);
  EXPECT_EQ(identity->code, EapCode::kRequest);
  EXPECT_EQ(identity->identifier, 7);
  EXPECT_EQ(identity->method, kEapIdentity);
  EXPECT_TRUE(identity->is(EapCode::kRequest, kEapIdentity));
  EXPECT_FALSE(identity->is(EapCode::kResponse, kEapIdentity));
  const auto tls = parsed("01000006020800060d00");
  ASSERT_TRUE(tls) << tls.error;
  EXPECT_EQ(tls->code, EapCode::kResponse);
  EXPECT_EQ(tls->method, 13);
}

TEST(Eap, SuccessAndFailureHaveNone) {
  const auto success = parsed("0200000403090004");
  ASSERT_TRUE(success) << success.error;
  EXPECT_EQ(success->code, EapCode::kSuccess);
  EXPECT_EQ(success->identifier, 9);
  EXPECT_FALSE(success->method);
  EXPECT_EQ(parsed("0200000404090004")->code, EapCode::kFailure);
}

TEST(Eap, WhatIsBehindThePacketIsPadding) {
  EXPECT_EQ(parsed("0200000501070005010000000000")->method, kEapIdentity);
  EXPECT_EQ(parsed("02000007010700050100ff")->method, kEapIdentity);
}

TEST(Eap, OtherFramesAreNone) {
  EXPECT_FALSE(parsed("02030000"));            // EAPOL-Key
  EXPECT_FALSE(parsed("020100"));              // no EAPOL header
  EXPECT_FALSE(parsed("0200000601070005"));    // body cut short
  EXPECT_FALSE(parsed("02000003010700"));      // no EAP header
  EXPECT_FALSE(parsed("020000050507000501"));  // code 5
  EXPECT_FALSE(parsed("020000050107000601"));  // length beyond the body
  EXPECT_FALSE(parsed("020000050107000301"));  // length below the header's
  EXPECT_FALSE(parsed("0200000401070004"));    // a request without a type
}

TEST(Eap, MethodsHaveTheirNames) {
  EXPECT_EQ(eap_method_name(13), "EAP-TLS");
  EXPECT_EQ(eap_method_name(25), "PEAP");
  EXPECT_EQ(eap_method_name(26), "MSCHAPv2");
  EXPECT_EQ(eap_method_name(99), "type 99");
}

}  // namespace
}  // namespace keyrace
