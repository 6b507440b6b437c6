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

class CaptureAnswer : public testing::Test {
 protected:
  static GivenKeys passphrase() {
    GivenKeys keys;
    keys.passphrases.push_back({MadeUpAir::kPassphrase, std::nullopt});
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

}  // namespace
}  // namespace keyrace
