// What `keyrace verify` says of a capture, in words.
#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "lab/capture/capture_walk.h"
#include "lab/report/capture_report.h"
#include "tests/made_up_air.h"

namespace keyrace {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

class CaptureAnswer : public testing::Test {
 protected:
  static GivenKeys passphrase() {
    GivenKeys keys;
    keys.passphrases.push_back({MadeUpAir::kPassphrase, std::nullopt});
    return keys;
  }
  static GivenKeys pmk_of(const MadeUpAir& air) {
    GivenKeys keys;
    keys.pmks.push_back(air.pmk());
    return keys;
  }
  static CaptureFindings findings(const MadeUpAir& air, const GivenKeys& keys) {
    CaptureWalk walk(keys, nullptr);
    for (const AirFrame& frame : air.frames) walk.take(frame);
    return walk.finish(false);
  }
  static std::vector<std::string> answer(const MadeUpAir& air,
                                         const GivenKeys& keys = passphrase()) {
    return explain_capture(findings(air, keys));
  }
  // Both sides have shown that they have the newest key.
  static void show_both(MadeUpAir& air) {
    air.data({.from_ap = false});
    air.data({.from_ap = true});
  }
  static MadeUpAir associated(MadeUpAir::Kind kind = {}) {
    MadeUpAir air(kind);
    air.beacon();
    air.handshake();
    show_both(air);
    return air;
  }
};

TEST_F(CaptureAnswer, NamesTheReasonWhyALinkEnded) {
  struct Case {
    std::uint16_t reason;
    const char* words;
  };
  for (const Case& c : {Case{15, "the AP left it with reason 15, 4-way handshake timeout."},
                        Case{16, "the AP left it with reason 16, group key handshake timeout."},
                        Case{14, "reason 14, Michael MIC failure: TKIP countermeasures."},
                        Case{71, "the AP left it with reason 71."}}) {
    MadeUpAir air = associated();
    air.deauthenticate(c.reason);
    EXPECT_THAT(answer(air), Contains(HasSubstr(c.words)));
  }
}

// --- what a passphrase does not open -----------------------------------------------------------

MadeUpAir::Kind of_akm(std::uint8_t version, std::uint8_t akm) {
  return {KeyDescriptor::kRsn, version, FrameCipher::kCcmp, akm};
}

TEST_F(CaptureAnswer, SaysThatSaeAndOweTakeAPmk) {
  for (const auto& [akm, words] :
       {std::pair(8,
                  "SAE: the PMK can't be computed from the passphrase and a capture; give --pmk"),
        std::pair(18, "OWE: the PMK can't be computed from a capture; give --pmk")}) {
    const MadeUpAir air = associated(of_akm(0, static_cast<std::uint8_t>(akm)));
    const CaptureFindings found = findings(air, passphrase());
    EXPECT_THAT(explain_capture(found), Contains(HasSubstr(words)));
    EXPECT_THAT(found.sessions[0].why_unopened, HasSubstr(words));
    EXPECT_THAT(answer(air, pmk_of(air)), Not(Contains(HasSubstr("--pmk"))));
  }
}

// Its AKM is the 2/4's, whatever else the AP offers.
TEST_F(CaptureAnswer, SaysThatFtTakesTheTemporalKey) {
  constexpr char kWords[] = "FT: keyrace does not compute FT's key hierarchy; give --tk";
  for (const MadeUpAir::Kind& kind : {of_akm(3, 3), of_akm(3, 4), of_akm(0, 9)}) {
    const MadeUpAir air = associated(kind);
    for (const GivenKeys& keys : {passphrase(), pmk_of(air)}) {
      const CaptureFindings found = findings(air, keys);
      EXPECT_THAT(explain_capture(found), Contains(HasSubstr(kWords)));
      EXPECT_THAT(explain_capture(found), Not(Contains(HasSubstr("fits none of the keys"))));
      EXPECT_EQ(found.sessions[0].why_unopened, std::string("no key: ") + kWords);
    }
    GivenKeys tk;
    tk.temporal_keys.push_back(EpochKey::ccmp(air.ptk().key.tk));
    EXPECT_THAT(answer(air, tk), Not(Contains(HasSubstr("FT"))));
  }
}

TEST_F(CaptureAnswer, NamesACipherThatIsNotOpened) {
  MadeUpAir air;
  air.beacon();
  air.handshake();
  show_both(air);
  for (AirFrame& frame : air.frames) {  // beacon and 2/4
    const MadeUpAir::Octets tkip{0x00, 0x0f, 0xac, 2, 1, 0, 0x00, 0x0f, 0xac, 2};
    const auto found = std::ranges::search(frame.body, tkip);
    if (!found.empty()) found[9] = 9;  // GCMP-256
  }
  const CaptureFindings found = findings(air, passphrase());
  EXPECT_THAT(found.sessions[0].why_unopened,
              HasSubstr("its cipher is GCMP-256; keyrace opens TKIP and CCMP"));
  EXPECT_THAT(explain_capture(found), Contains(HasSubstr("stay closed: its cipher is GCMP-256")));
}

}  // namespace
}  // namespace keyrace
