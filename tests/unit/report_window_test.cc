// The window of the worst rekey: what belongs to it, in which order, and how it is drawn.
#include <gmock/gmock.h>

#include <sstream>

#include "lab/report/picture_columns.h"
#include "lab/report/rekey_diagram.h"
#include "lab/report/rekey_picture.h"
#include "lab/report/rekey_window.h"
#include "tests/unit/made_up_run.h"

namespace keyrace {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

using Columns = std::vector<std::size_t>;

TEST(PictureColumns, AreAsFarApartAsTimes) {
  EXPECT_EQ(event_columns({}, 10), Columns());
  EXPECT_EQ(event_columns({{5, false}}, 10), Columns({0}));
  EXPECT_EQ(event_columns({{0, false}, {10, false}, {20, false}}, 21), Columns({0, 10, 20}));
  // What happened at one time stays in order.
  EXPECT_EQ(event_columns({{0, false}, {1, true}, {1, true}, {1, true}, {100, false}}, 15),
            Columns({0, 1, 2, 3, 14}));
}

TEST(PictureColumns, AreSharedByFramesWhereThereAreTooFew) {
  std::vector<PlacedEvent> events(100, PlacedEvent{0, false});
  events[50].single = true;
  const Columns columns = event_columns(events, 11);
  EXPECT_TRUE(std::ranges::is_sorted(columns));
  EXPECT_EQ(columns.front(), 0u);
  EXPECT_EQ(columns.back(), 10u);
  EXPECT_EQ(std::ranges::count(columns, columns[50]), 1);
  // Even if all would have one of their own.
  EXPECT_EQ(event_columns(std::vector<PlacedEvent>(4, PlacedEvent{0, true}), 2),
            Columns({0, 0, 1, 1}));
}

// A key each of AP and STA at 2 s, 50 ms apart, with a frame each 10 ms from the AP.
class WindowTest : public MadeUpRun {
 protected:
  void late_station(std::uint64_t at = 2 * kSecond, int epoch = 2) {
    eapol(EapolKeyMessage::k4Way1, at - 3 * kMs).sender = "ap";
    eapol(EapolKeyMessage::k4Way2, at - 2 * kMs).sender = "sta";
    eapol(EapolKeyMessage::k4Way3, at - kMs).sender = "ap";
    eapol(EapolKeyMessage::k4Way4, at).sender = "sta";
    rekey(epoch, at, at + 50 * kMs);
    for (std::uint64_t t = at - 45 * kMs; t < at + 100 * kMs; t += 10 * kMs) {
      const bool late = t > at && t < at + 50 * kMs;
      data(late ? Verdict::kIcvFailure : Verdict::kAccepted, t);
    }
  }

  FrameVerdict& data(Verdict verdict, std::uint64_t at) {
    FrameVerdict& frame = failed(verdict, at);
    frame.n = frame_number(at);
    return frame;
  }

  std::string picture(const TextStyle& style) { return rekey_picture(*report().worst, style); }
};

TEST_F(WindowTest, TheWorstIsTheOneWithMostFailures) {
  std::vector<Rekey> rekeys(4);
  EXPECT_EQ(worst_rekey({}), nullptr);
  EXPECT_EQ(worst_rekey(rekeys), &rekeys[0]);
  rekeys[2].window_ns = kMs - 1;
  EXPECT_EQ(worst_rekey(rekeys), &rekeys[0]);
  rekeys[1].window_ns = kMs;
  EXPECT_EQ(worst_rekey(rekeys), &rekeys[1]);
  rekeys[2].lost = 1;
  EXPECT_EQ(worst_rekey(rekeys), &rekeys[2]);
  rekeys[0].icv_failures = rekeys[3].mic_failures = 1;
  EXPECT_EQ(worst_rekey(rekeys), &rekeys[0]);
}

TEST_F(WindowTest, HasWhatHappenedAroundTheRekeyInOrder) {
  late_station();
  switched({.node = "ap", .tk = 7, .at = 2 * kSecond + kMs, .sta = "other"});
  failed(Verdict::kIcvFailure, 2 * kSecond + 5 * kMs, true);
  const RekeyWindow window = *report().worst;
  EXPECT_EQ(window.n, 1);
  EXPECT_EQ(window.epoch, 2);
  EXPECT_EQ(window.ap_key, (NodeKey{1, 1}));
  EXPECT_EQ(window.sta_key, (NodeKey{1, 1}));
  std::vector<std::string> told;
  for (const WindowEvent& event : window.events) {
    told.push_back(event.key       ? (event.of_ap ? "AP" : "STA") + std::string(" switches")
                   : event.verdict ? to_string(*event.verdict)
                                   : event.message);
  }
  // 20 ms before the first message and behind the last switch.
  EXPECT_THAT(told,
              ElementsAre("accepted", "accepted", "4way-1", "4way-2", "4way-3", "4way-4",
                          "AP switches", "icv_failure", "icv_failure", "icv_failure", "icv_failure",
                          "icv_failure", "STA switches", "accepted", "accepted"));
}

TEST_F(WindowTest, AnEncryptedMessageIsOneEvent) {
  late_station();
  verdicts_.eapol.back().encrypted = true;
  data(Verdict::kReplay, 2 * kSecond).sender = "sta";
  const auto events = report().worst->events;
  const auto message = std::ranges::find(events, "4way-4", &WindowEvent::message);
  ASSERT_NE(message, events.end());
  EXPECT_EQ(message->verdict, Verdict::kReplay);
  EXPECT_TRUE(message->encrypted);
  EXPECT_EQ(std::ranges::count(events, Verdict::kReplay, &WindowEvent::verdict), 1);
}

TEST_F(WindowTest, LastsAsLongAsFramesFail) {
  late_station();
  data(Verdict::kMicFailure, 3 * kSecond);
  left(3 * kSecond + kMs);
  late_station(6 * kSecond, 3);
  const auto events = report().worst->events;
  EXPECT_EQ(std::ranges::count(events, Verdict::kMicFailure, &WindowEvent::verdict), 1);
  EXPECT_EQ(std::ranges::count(events, "left", &WindowEvent::message), 1);
  EXPECT_LT(events.back().t_ns, 6 * kSecond - 45 * kMs);
}

TEST_F(WindowTest, ThereIsNoneWithoutARekey) {
  EXPECT_FALSE(report().worst);
  EXPECT_EQ(rekey_diagram(report()), "");
}

TEST_F(WindowTest, IsDrawnInAscii) {
  late_station();
  EXPECT_EQ(picture({.width = 60}), R"(  AP's PTK   1-----------2----------------------------------
  to STA     .    .         I    I    I    I    I     .    .
  EAPOL            1 23 4
  from STA
  STA's PTK  1-------------------------------------2--------
  time       1.985 s     2.000 s                   2.050 s

  . accepted, I icv_failure, 1 2 3 4 messages of the 4-way
  handshake
  Columns are in the kernel's order, wider apart where more
  time is between them.
)");
}

TEST_F(WindowTest, IsDrawnInUnicode) {
  late_station();
  EXPECT_EQ(picture({.width = 60, .unicode = true}),
            R"(  AP's PTK   1───────────2──────────────────────────────────
  to STA     ·    ·         I    I    I    I    I     ·    ·
  EAPOL            1 23 4
  from STA
  STA's PTK  1─────────────────────────────────────2────────
  time       1.985 s     2.000 s                   2.050 s

  · accepted, I icv_failure, 1 2 3 4 messages of the 4-way
  handshake
  Columns are in the kernel's order, wider apart where more
  time is between them.
)");
}

TEST_F(WindowTest, FitsIntoEveryWidth) {
  late_station();
  for (int i = 0; i < 500; ++i) data(Verdict::kIcvFailure, 2 * kSecond + 60 * kMs);
  for (const bool unicode : {false, true}) {
    for (const std::size_t width : {29u, 40u, 80u, 200u}) {
      std::istringstream lines(picture({.width = width, .unicode = unicode}));
      std::size_t count = 0;
      for (std::string line; std::getline(lines, line); ++count) {
        EXPECT_LE(columns_of(line), width) << line;
        EXPECT_TRUE(unicode || columns_of(line) == line.size()) << line;
      }
      EXPECT_GT(count, 6u);
    }
  }
  EXPECT_EQ(picture({.width = 28}), "");
  EXPECT_THAT(picture({}), HasSubstr("share one, the worst is shown.\n"));
}

TEST_F(WindowTest, ColoursSayNothingThatTextDoesNot) {
  late_station();
  std::string coloured = picture({.color = true});
  EXPECT_THAT(coloured, HasSubstr("\x1b[1;31mI\x1b[0m"));
  for (std::size_t at = 0; (at = coloured.find('\x1b')) != std::string::npos;) {
    coloured.erase(at, coloured.find('m', at) + 1 - at);
  }
  EXPECT_EQ(coloured, picture({}));
}

TEST_F(WindowTest, ShowsHalvesAndKeysThatWent) {
  switched({.node = "sta", .tk = 2, .mic = 1, .at = 2 * kSecond});
  switched(
      {.node = "ap", .tk = 2, .mic = MicEpoch(2, MicDirection::kOther), .at = 2 * kSecond + kMs});
  switched({.node = "sta", .tk = 2, .at = 2 * kSecond + 50 * kMs});
  const std::string text = picture({});
  EXPECT_THAT(text, HasSubstr("2/1~~~"));
  EXPECT_THAT(text, HasSubstr("  2/1: the TK of PTK 2 with the MIC key of PTK 1\n"));
  EXPECT_THAT(text, HasSubstr("2/2'~~~"));
  EXPECT_THAT(
      text,
      HasSubstr("  2/2': the TK of PTK 2 with the MIC key of PTK 2 for the other direction\n"));
}

TEST_F(WindowTest, ALabelWithoutRoomIsLeftOut) {
  RekeyWindow window{.n = 1, .sta = "sta", .ap_key = {11, 11}, .sta_key = {11, 11}, .events = {}};
  for (std::uint64_t i = 0; i < 16; ++i) {
    window.events.push_back(
        {.n = i, .t_ns = i * kMs, .of_ap = true, .verdict = Verdict::kAccepted});
  }
  window.events[3].verdict.reset();
  window.events[3].key = NodeKey{12, 12};
  window.events[4].verdict.reset();
  window.events[4].key = NodeKey{13, 13};
  EXPECT_THAT(rekey_picture(window, {.width = 29}), StartsWith("  AP's PTK   11--13----------\n"
                                                               "  to STA     ...  ...........\n"));
}

TEST_F(WindowTest, AGroupKeyHasItsName) {
  late_station();
  Report told = report();
  told.worst->group = true;
  EXPECT_THAT(rekey_picture(*told.worst, {}), AllOf(HasSubstr("AP's GTK"), Not(HasSubstr("PTK"))));
}

TEST_F(WindowTest, TheTextTellsTheWorstRekeyBehindTheAnswer) {
  late_station();
  const std::string one = report_to_text(report(), "/r");
  EXPECT_THAT(one, HasSubstr("\n\nRekey 1 of sta\n  AP's PTK   1"));
  EXPECT_LT(one.find("\nAnswer\n"), one.find("\nRekey 1 of sta\n"));
  late_station(6 * kSecond, 3);
  data(Verdict::kIcvFailure, 6 * kSecond + 70 * kMs);
  EXPECT_THAT(report_to_text(report(), "/r"), HasSubstr("\nRekey 2 of sta, the worst of 2\n"));
}

TEST_F(WindowTest, ReportJsonKnowsNothingOfIt) {
  late_station();
  Report told = report();
  const auto json = report_to_json(told);
  told.worst.reset();
  EXPECT_EQ(report_to_json(told), json);
}

TEST_F(WindowTest, IsADiagram) {
  late_station();
  verdicts_.eapol.back().encrypted = true;
  data(Verdict::kReplay, 2 * kSecond).sender = "sta";
  left(2 * kSecond + 60 * kMs);
  EXPECT_EQ(rekey_diagram(report()), R"(sequenceDiagram
  participant AP as ap
  participant STA as sta
  AP->>STA: message 1/4, frame 1997000, in the clear, 1.997000 s
  STA->>AP: message 2/4, frame 1998000, in the clear, 1.998000 s
  AP->>STA: message 3/4, frame 1999000, in the clear, 1.999000 s
  STA-xAP: message 4/4, frame 2000000, encrypted, replay, 2.000000 s
  Note over AP: has PTK 2, 2.000000 s
  AP-xSTA: 5 icv_failure in frames 2005000 to 2045000, 2.005000 s to 2.045000 s
  Note over STA: has PTK 2, 2.050000 s
  Note over AP,STA: the link is taken down, frame 2060000, 2.060000 s
)");
}

TEST_F(WindowTest, ADiagramTellsHalvesAndWhatNeverCame) {
  switched({.node = "sta", .tk = 2, .mic = 1, .at = 2 * kSecond});
  EXPECT_THAT(
      rekey_diagram(report()),
      HasSubstr("  Note over STA: has the TK of PTK 2 with the MIC key of PTK 1, 2.000000 s\n"
                "  Note over AP: never has the new TK\n"
                "  Note over STA: never has the whole new key\n"));
}

TEST_F(WindowTest, ADiagramIsBoundedAndEscaped) {
  late_station();
  for (std::uint64_t i = 0; i < 50; ++i) {
    eapol(EapolKeyMessage::k4Way1, 2 * kSecond + 5 * kMs + i * 1000).sender = "ap";
    data(Verdict::kIcvFailure, 2 * kSecond + 6 * kMs + i * 1000);
  }
  Report told = report();
  told.stacks[0].node = told.worst->sta = "a;b#c\nend";
  const std::string diagram = rekey_diagram(told);
  EXPECT_EQ(std::ranges::count(diagram, '\n'), static_cast<int>(3 + kDrawnSteps + 1));
  EXPECT_THAT(diagram, HasSubstr("participant AP as a#59;b#35;c end\n"));
  EXPECT_THAT(diagram, HasSubstr("  Note over AP,STA: and "));
  // Every line is a statement of a sequence diagram.
  std::istringstream lines(diagram);
  std::string line;
  std::getline(lines, line);
  EXPECT_EQ(line, "sequenceDiagram");
  while (std::getline(lines, line)) {
    EXPECT_THAT(line, testing::MatchesRegex(
                          "  (participant (AP|STA) as|Note over (AP|STA|AP,STA):|(AP(->>|-x)STA|"
                          "STA(->>|-x)AP):) ([^;#]|#[0-9]+;)+"));
  }
}

}  // namespace
}  // namespace keyrace
