// What a run's captures say of themselves, as Wireshark shows it.
#include <gmock/gmock.h>

#include <map>
#include <sstream>

#include "lab/dot11/capture_file.h"
#include "lab/dot11/capture_reader.h"
#include "tests/scenarios/lab_session.h"

namespace keyrace {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class CapturesOfARun : public testing::Test {
 protected:
  // Rows of tshark's fields.
  std::vector<std::vector<std::string>> rows(const std::string& capture,
                                             const std::vector<std::string>& fields) {
    std::vector<std::string> argv{"tshark", "-r", capture, "-T", "fields", "-E", "separator=|"};
    for (const std::string& field : fields) argv.insert(argv.end(), {"-e", field});
    const auto result = session_.run_command(argv);
    EXPECT_EQ(result.status, 0) << result.err;
    std::vector<std::vector<std::string>> rows;
    std::istringstream lines(result.out);
    for (std::string line; std::getline(lines, line);) {
      std::vector<std::string> row;
      std::istringstream cells(line + "|");
      for (std::string cell; std::getline(cells, cell, '|');) row.push_back(cell);
      rows.push_back(row);
    }
    return rows;
  }
  std::string properties(const std::string& capture) {
    return session_.run_command({"capinfos", capture}).out;
  }

  LabSession session_;
};

// An ACK has no TA: it is of the one that the frame before it went to.
TEST_F(CapturesOfARun, NameTheSenderOfEachFrame) {
  session_.report_of("two-stas", {"/duration=3s", "/expect=[]"});
  const std::map<std::string, std::string> names{
      {"02:00:00:00:00:a0", "ap"}, {"02:00:00:00:01:00", "slow"}, {"02:00:00:00:01:01", "good"}};
  std::string before;
  std::map<std::string, std::size_t> acks;
  const auto frames = rows(session_.last_run() + "/air.pcapng",
                           {"frame.interface_name", "wlan.ta", "wlan.ra", "frame.interface_id"});
  ASSERT_GT(frames.size(), 500u);
  for (const auto& frame : frames) {
    const std::string sender = frame[1].empty() ? before : frame[1];
    EXPECT_EQ(frame[0], names.at(sender));
    EXPECT_NE(frame[3], "0") << "hwsim0 itself";
    if (frame[1].empty()) ++acks[frame[0]];
    before = frame[2];
  }
  EXPECT_EQ(acks.size(), 3u);
}

TEST_F(CapturesOfARun, AreDescribed) {
  session_.report_of("eap-tls-reauth", {"/duration=3s", "/expect=[]"});
  const std::string run = session_.last_run();
  const std::string annotated = session_.path("annotated.pcapng");
  const auto verified = session_.run(
      {"verify", run + "/air.pcapng", "--keys", run + "/keys.jsonl", "--annotate", annotated});
  ASSERT_EQ(verified.status, 0) << verified.err;
  const std::string kernel =
      "Capture oper-sys:    Linux " + session_.run({"report", run, "--format", "json"})
                                          .json()["engine"]["kernel"]
                                          .get<std::string>();
  for (const std::string& capture : {run + "/air.pcapng", run + "/radius.pcapng", annotated}) {
    EXPECT_THAT(properties(capture), HasSubstr("keyrace scenario eap-tls-reauth, seed 1\n"));
    EXPECT_THAT(properties(capture), HasSubstr(kernel));
    EXPECT_THAT(properties(capture), HasSubstr("Time precision = nanoseconds (9)"));
  }
  EXPECT_THAT(properties(annotated), HasSubstr("Annotated by keyrace verify"));
  const std::vector<std::string> fields{"frame.number", "frame.time_epoch", "frame.interface_name",
                                        "frame.interface_description"};
  const auto frames = rows(run + "/air.pcapng", fields);
  EXPECT_EQ(rows(annotated, fields), frames);
  EXPECT_EQ(frames.front()[3], "AP 02:00:00:00:00:a0, hostapd");
}

// As any reader of the lab's own sees it: frames in the order of the file, whatever interface.
TEST_F(CapturesOfARun, AreReadWithWiresharksNumbers) {
  session_.report_of("sta-split-install");
  const std::string capture = session_.last_run() + "/air.pcapng";
  CaptureFile file(capture);
  CaptureReader reader(file, capture);
  std::vector<std::string> interfaces;
  for (CapturedPacket packet; reader.next(packet);) {
    EXPECT_EQ(packet.number, interfaces.size() + 1);
    interfaces.push_back(packet.interface->name);
  }
  const auto frames = rows(capture, {"frame.number", "frame.interface_name"});
  ASSERT_EQ(interfaces.size(), frames.size());
  for (std::size_t i = 0; i < frames.size(); ++i) {
    EXPECT_EQ(frames[i][0], std::to_string(i + 1));
    EXPECT_EQ(frames[i][1], interfaces[i]) << "frame " << i + 1;
  }
}

}  // namespace
}  // namespace keyrace
