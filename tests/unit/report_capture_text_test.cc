// What `keyrace verify` prints: in every width, and whatever the network's name is.
#include <gmock/gmock.h>

#include <sstream>

#include "lab/report/capture_report.h"

namespace keyrace {
namespace {

using testing::HasSubstr;
using testing::Not;

CaptureFindings findings_of(const std::string& ssid) {
  CaptureFindings findings;
  findings.captured = 522;
  findings.protected_frames = 216;
  findings.verdicts = {{Verdict::kAccepted, 213}, {Verdict::kIcvFailure, 3}};
  SessionFindings& session = findings.sessions.emplace_back();
  session.ssid = ssid;
  session.unopened = 2;
  session.why_unopened = "no handshake was captured";
  return findings;
}

std::vector<CaptureVerdict> failures() {
  std::vector<CaptureVerdict> failed(3);
  for (std::size_t i = 0; i < failed.size(); ++i) {
    failed[i].to_sta = true;
    failed[i].frame.n = 100 + i;
    failed[i].frame.verdict = Verdict::kIcvFailure;
    failed[i].frame.why = "a sentence that is long enough to be broken where lines are short";
  }
  failed[2].frame.why = "another one";
  return failed;
}

std::string text(const TextStyle& style, const std::string& ssid = "lab") {
  return capture_to_text(findings_of(ssid), "air.pcap", failures(), style);
}

TEST(CaptureText, FitsIntoEveryWidth) {
  for (const std::size_t width : {40u, 80u, 200u}) {
    std::istringstream lines(text({.width = width}));
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), width) << line;
  }
}

TEST(CaptureText, DoesNotLetANameGiveOrders) {
  EXPECT_THAT(text({}, "\x1b]0;K\xc3\xa4se\x07"), HasSubstr("'\\x1b]0;K\\xc3\\xa4se\\x07'"));
  const std::string unicode = text({.unicode = true}, "\x1b]0;K\xc3\xa4se\x07");
  EXPECT_THAT(unicode, HasSubstr("'\\x1b]0;K\xc3\xa4se\\x07'"));
  EXPECT_THAT(unicode, Not(HasSubstr("\x1b")));
}

TEST(CaptureText, TellsWhatSeveralFramesHaveInCommonOnce) {
  EXPECT_THAT(text({}), HasSubstr("     101    0.000 s  to STA icv_failure: as the one before\n"));
  EXPECT_THAT(text({}), HasSubstr("     102    0.000 s  to STA icv_failure: another one\n"));
}

}  // namespace
}  // namespace keyrace
