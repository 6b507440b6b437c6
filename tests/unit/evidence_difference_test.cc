// Where two runs' evidence differs is told in terms of the flow.
#include "lab/evidence/evidence_difference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "emulator/sys/file.h"
#include "lab/dot11/captured_packet.h"
#include "lab/dot11/pcapng_writer.h"
#include "lab/evidence/job.h"
#include "lab/evidence/run_directory.h"

namespace keyrace {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;
using Octets = std::vector<std::uint8_t>;

constexpr std::int64_t kEpoch = 1'767'225'600'000'000'000;

// Radiotap of 8 octets, a data frame's header of 24, then a body.
Octets frame(std::uint8_t body) {
  Octets octets{0, 0, 8, 0, 0, 0, 0, 0, 0x08, 0x01};
  octets.resize(8 + 24);
  octets.insert(octets.end(), {1, 2, body, 4});
  return octets;
}

class Differences : public testing::Test {
 protected:
  Differences() {
    for (const std::string& run : {one_, other_}) {
      fs::create_directories(run + "/stacks");
      GuestSummary guest;
      guest.realtime_offset_ns = kEpoch;
      write_guest_summary(run + "/" + evidence_file::kGuest, guest);
      write(run, evidence_file::kKeys,
            R"({"schema":1,"file":"keys"}
{"node":"ap","event":"install","n":1,"key":"group","material":"ab","asked_ns":135936}
)");
      write(run, evidence_file::kFrames,
            R"({"schema":1,"file":"frames"}
{"n":22,"t_ns":150124288,"verdict":"accepted"}
)");
      write(run, evidence_file::kReport, R"({"schema":1,"wall_s":0.5,"frames":{"captured":2}})");
      write(run, "stacks/ap.log", "hostapd\n1767225600.000121: GMK\n");
      capture(run, {{1000, frame(3)}, {2000, frame(3)}});
    }
  }
  ~Differences() override { fs::remove_all(directory_); }

  void write(const std::string& run, const std::string& name, const std::string& content) {
    write_file(run + "/" + name, content);
  }

  void capture(const std::string& run, const std::vector<std::pair<int, Octets>>& frames,
               const std::string& interface = "hwsim0") {
    std::ofstream stream(run + "/" + evidence_file::kAir, std::ios::binary);
    PcapngWriter writer(stream);
    writer.add_interface(interface, kLinkTypeIeee80211Radiotap);
    for (const auto& [t_ns, octets] : frames) {
      writer.write_packet(static_cast<std::uint64_t>(kEpoch + t_ns), octets,
                          static_cast<std::uint32_t>(octets.size()), {});
    }
  }

  std::vector<std::string> found() {
    std::vector<std::string> texts;
    for (const auto& each : evidence_differences(one_, other_)) texts.push_back(to_string(each));
    return texts;
  }

  static std::string make_directory() {
    char name[] = "/tmp/keyrace-difference-XXXXXX";
    return mkdtemp(name);
  }

  std::string directory_ = make_directory();
  std::string one_ = directory_ + "/one";
  std::string other_ = directory_ + "/other";
};

TEST_F(Differences, ThereAreNoneInTheSameEvidence) {
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(Differences, WallClockTimeIsNone) {
  write(other_, evidence_file::kReport, R"({"schema":1,"wall_s":7.5,"frames":{"captured":2}})");
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(Differences, OfACaptureAreToldByFrameAndPart) {
  capture(other_, {{1000, frame(3)}, {2000, frame(0x9f)}});
  EXPECT_THAT(found(),
              ElementsAre("air.pcapng: frame 2, octet 2 of its body, at 0.000002 s: 03 and 9f"));
  capture(other_, {{1001, frame(3)}, {2000, frame(3)}});
  EXPECT_THAT(found(),
              ElementsAre("air.pcapng: frame 1, time, at 0.000001 s: 1767225600000001000 ns and "
                          "1767225600000001001 ns"));
  Octets header = frame(3);
  header[8 + 22] = 0x10;
  capture(other_, {{1000, header}});
  EXPECT_THAT(found(), ElementsAre("air.pcapng: frame 1, octet 22 of its 802.11 header, at "
                                   "0.000001 s: 00 and 10"));
  capture(other_, {{1000, frame(3)}});
  EXPECT_THAT(found(), ElementsAre("air.pcapng: frame 2: only in the first"));
  capture(other_, {{1000, frame(3)}, {2000, frame(3)}}, "sta");
  EXPECT_THAT(found(), ElementsAre("air.pcapng: frame 1, interface, at 0.000001 s: \"hwsim0\" and "
                                   "\"sta\""));
}

TEST_F(Differences, OfARecordAreToldByItsField) {
  write(other_, evidence_file::kFrames,
        R"({"schema":1,"file":"frames"}
{"n":22,"t_ns":150124288,"verdict":"icv_failure"}
)");
  EXPECT_THAT(found(), ElementsAre("frames.jsonl: line 2, frame 22, verdict, at 0.150124 s: "
                                   "\"accepted\" and \"icv_failure\""));
}

TEST_F(Differences, OfAReportAreToldByPointer) {
  write(other_, evidence_file::kReport, R"({"schema":1,"wall_s":0.5,"frames":{"captured":3}})");
  EXPECT_THAT(found(), ElementsAre("report.json: /frames/captured: 2 and 3"));
}

TEST_F(Differences, TheEarliestIsToldFirstAndALogHelpsToFindIt) {
  write(other_, evidence_file::kKeys,
        R"({"schema":1,"file":"keys"}
{"node":"ap","event":"install","n":1,"key":"group","material":"cd","asked_ns":135936}
)");
  write(other_, "stacks/ap.log", "hostapd\n1767225600.000121: another\n");
  EXPECT_THAT(found(),
              ElementsAre("stacks/ap.log: line 2, at 0.000121 s: \"1767225600.000121: GMK\" and "
                          "\"1767225600.000121: another\"",
                          "keys.jsonl: line 2, ap install group 1, material, at 0.000136 s: "
                          "\"ab\" and \"cd\""));
  const auto differences = evidence_differences(one_, other_);
  EXPECT_FALSE(differences[0].evidence);
  EXPECT_TRUE(differences[1].evidence);
}

TEST_F(Differences, AFileThatIsMissingIsOne) {
  fs::remove(other_ + "/" + evidence_file::kKeys);
  EXPECT_THAT(found(), ElementsAre("keys.jsonl: only one of the runs has it"));
}

}  // namespace
}  // namespace keyrace
