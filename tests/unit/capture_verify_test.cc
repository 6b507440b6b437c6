// A capture that is opened ahead, many frames at once, tells the same as frame by frame.
#include <gmock/gmock.h>

#include <random>
#include <sstream>

#include "lab/capture/verify_capture.h"
#include "lab/dot11/pcapng_writer.h"
#include "lab/report/capture_report.h"
#include "lab/report/frames_log.h"
#include "tests/made_up_air.h"

namespace keyrace {
namespace {

class Lines : public CaptureListener {
 public:
  void on_verdict(const CaptureVerdict& verdict) override {
    lines.push_back(frame_line(verdict.frame).text() + (verdict.assumed ? " assumed" : ""));
  }
  void on_settled(std::uint64_t) override {}
  void on_event(std::uint64_t, const std::string&) override {}

  std::vector<std::string> lines;
};

// Rekeys at any moment, in the clear and encrypted; keys, halves, counters of any kind.
MadeUpAir wild_air(unsigned seed) {
  std::mt19937 random(seed);
  const auto chance = [&](unsigned of) { return random() % of == 0; };
  MadeUpAir air;
  air.beacon();
  air.handshake();
  int epoch = 1;
  for (int i = 0; i < 3000; ++i) {
    if (chance(200)) air.handshake({1, 2, 3, 4}, chance(2) ? epoch++ : (++epoch, 0));
    MadeUpAir::Sending how;
    how.from_ap = chance(2);
    how.group = how.from_ap && chance(10);
    if (!how.group && epoch > 1 && chance(15)) how.tk = epoch - 1;
    if (!how.group && epoch > 1 && chance(15)) how.mic = epoch - 1;
    how.other_direction = chance(40);
    how.retry = chance(20);
    if (chance(30)) how.tsc = 1 + random() % 100;
    if (chance(4)) how.tid = static_cast<std::uint8_t>(random() % 8);
    how.msdu.resize(8 + random() % 300);
    if (!how.group && chance(12)) {
      air.fragments(how, how.tk, chance(6) ? 0 : how.tk);
    } else {
      air.data(how);
    }
  }
  return air;
}

std::string file_of(const MadeUpAir& air) {
  std::ostringstream file;
  PcapngWriter writer(file);
  writer.add_interface("made-up", kLinkTypeIeee80211);
  for (const AirFrame& frame : air.frames) {
    const auto octets = MadeUpAir::octets_of(frame);
    writer.write_packet(frame.t_ns, octets, static_cast<std::uint32_t>(octets.size()));
  }
  return file.str();
}

GivenKeys right_passphrase() {
  GivenKeys keys;
  keys.passphrases.push_back({MadeUpAir::kPassphrase, std::nullopt});
  return keys;
}

class VerifyCapture : public testing::TestWithParam<unsigned> {};

TEST_P(VerifyCapture, TellsTheSameHoweverManyThreadsThereAre) {
  const MadeUpAir air = wild_air(GetParam());
  const std::string file = file_of(air);
  const GivenKeys keys = right_passphrase();

  Lines one_by_one;
  CaptureWalk walk(keys, &one_by_one);
  for (const AirFrame& frame : air.frames) walk.take(frame);
  const CaptureFindings expected = walk.finish(false);
  EXPECT_EQ(expected.verdicts.count(Verdict::kNoKey), 0U);
  EXPECT_GT(expected.verdicts.at(Verdict::kMicFailure), 10U);
  EXPECT_GT(expected.verdicts.at(Verdict::kIcvFailure), 10U);

  for (const unsigned threads : {1U, 2U, 5U}) {
    std::istringstream in(file);
    AirFrameReader reader(in, "made up");
    Lines lines;
    const CaptureFindings findings =
        verify_capture(reader, keys, {.listener = &lines, .on_packet = {}, .threads = threads});
    EXPECT_EQ(lines.lines, one_by_one.lines);
    EXPECT_EQ(capture_to_json(findings, "").dump(), capture_to_json(expected, "").dump());
  }
}

TEST(VerifyCaptureFile, AFileThatContradictsItselfIsSaidToByAnyThread) {
  std::string file = file_of(wild_air(1));
  file.resize(file.size() - 4);
  file += std::string("\x0c\0\0\0", 4);
  const GivenKeys keys = right_passphrase();
  for (const unsigned threads : {1U, 4U}) {
    std::istringstream in(file);
    AirFrameReader reader(in, "made up");
    EXPECT_THROW(verify_capture(reader, keys, {.on_packet = {}, .threads = threads}), CaptureError);
  }
}

TEST(VerifyCaptureFile, PacketsAreGivenBeforeTheirVerdicts) {
  class Order : public Lines {
   public:
    void on_verdict(const CaptureVerdict& verdict) override { EXPECT_LE(verdict.frame.n, packets); }
    std::uint64_t packets = 0;
  };
  const MadeUpAir air = wild_air(2);
  const GivenKeys keys = right_passphrase();
  for (const unsigned threads : {1U, 4U}) {
    std::istringstream in(file_of(air));
    AirFrameReader reader(in, "made up");
    Order order;
    const auto count = [&](const CapturedPacket& packet) {
      EXPECT_EQ(packet.number, ++order.packets);
    };
    verify_capture(reader, keys, {.listener = &order, .on_packet = count, .threads = threads});
    EXPECT_EQ(order.packets, air.frames.size());
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, VerifyCapture, testing::Range(1U, 9U));

}  // namespace
}  // namespace keyrace
