// Evidence files: what is written comes back, and what is broken is told with its place.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "emulator/sys/system_error.h"
#include "lab/evidence/job.h"
#include "lab/evidence/json_file.h"
#include "lab/evidence/json_lines.h"
#include "lab/evidence/kernel_log.h"
#include "lab/evidence/key_log.h"
#include "lab/evidence/run_directory.h"
#include "lab/evidence/run_record.h"
#include "lab/evidence/traffic_log.h"

namespace keyrace {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class EvidenceTest : public ::testing::Test {
 protected:
  EvidenceTest() {
    std::string name = ::testing::TempDir() + "keyrace-evidence-XXXXXX";
    directory_ = mkdtemp(name.data());
    path_ = directory_ / "file";
  }
  ~EvidenceTest() override { fs::remove_all(directory_); }

  void write(const std::string& text) { std::ofstream(path_) << text; }
  std::string text() const {
    std::ostringstream out;
    out << std::ifstream(path_).rdbuf();
    return out.str();
  }
  std::string name() const { return path_.string(); }

  template <typename Call>
  static std::string error_of(const Call& call) {
    try {
      call();
    } catch (const EvidenceError& error) {
      return error.what();
    }
    return "no EvidenceError";
  }

  template <typename Call>
  static std::string system_error_of(const Call& call) {
    try {
      call();
    } catch (const SystemError& error) {
      return error.what();
    }
    return "no SystemError";
  }

  std::vector<int> read_numbers(const std::string& kind = "numbers") {
    std::vector<int> numbers;
    read_json_lines(name(), kind,
                    [&](const nlohmann::json& line) { numbers.push_back(line.at("n")); });
    return numbers;
  }
  std::string error_of_numbers() {
    return error_of([&] { read_numbers(); });
  }

  fs::path directory_;
  fs::path path_;
};

const std::string kHeader = "{\"schema\":1,\"file\":\"numbers\"}\n";

// As the library writes the same.
TEST(JsonLine, IsWhatTheLibraryWouldWrite) {
  const std::string awkward = "\"quoted\" \\ and \n, \x01, \x7f, \u00e9";
  std::string line = JsonLine()
                         .add("big", ~std::uint64_t{0})
                         .add("negative", -7)
                         .add("octet", std::uint8_t{65})
                         .add("yes", true)
                         .add("word", "plain")
                         .add("text", std::string("with space"))
                         .add("awkward", awkward)
                         .add("none", std::optional<int>())
                         .add("some", std::optional<int>(3))
                         .add("null", nullptr)
                         .add("nested", nlohmann::ordered_json{{"b", 1}, {"a", {1, 2}}})
                         .text();
  const nlohmann::ordered_json same{{"big", ~std::uint64_t{0}},
                                    {"negative", -7},
                                    {"octet", 65},
                                    {"yes", true},
                                    {"word", "plain"},
                                    {"text", "with space"},
                                    {"awkward", awkward},
                                    {"none", nullptr},
                                    {"some", 3},
                                    {"null", nullptr},
                                    {"nested", {{"b", 1}, {"a", {1, 2}}}}};
  EXPECT_EQ(line, same.dump() + "\n");
  EXPECT_EQ(JsonLine().text(), "{}\n");
}

using JsonLines = EvidenceTest;

TEST_F(JsonLines, BeginWithTheHeader) {
  JsonLinesWriter writer(name(), "numbers");
  writer.write(JsonLine().add("n", 1));
  writer.write(JsonLine().add("n", 2));
  writer.close();
  EXPECT_EQ(text(), kHeader + "{\"n\":1}\n{\"n\":2}\n");
  EXPECT_THAT(read_numbers(), ElementsAre(1, 2));
}

TEST_F(JsonLines, AreForTheOwnerAlone) {
  JsonLinesWriter(name(), "numbers").close();
  struct stat info {};
  ASSERT_EQ(stat(name().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
  EXPECT_EQ(text(), kHeader);
}

TEST_F(JsonLines, AreWrittenByTheDestructorToo) {
  { JsonLinesWriter(name(), "numbers").write(JsonLine().add("n", 7)); }
  EXPECT_THAT(read_numbers(), ElementsAre(7));
}

TEST_F(JsonLines, ManyAreAllThere) {
  JsonLinesWriter writer(name(), "numbers");
  constexpr int kMany = 20'000;  // more than a buffer
  for (int i = 0; i < kMany; ++i) writer.write(JsonLine().add("n", i));
  writer.close();
  const auto numbers = read_numbers();
  ASSERT_EQ(numbers.size(), static_cast<std::size_t>(kMany));
  EXPECT_EQ(numbers.back(), kMany - 1);
}

TEST_F(JsonLines, AFullDiskIsAnError) {
  EXPECT_THAT(system_error_of([] {
                JsonLinesWriter writer("/dev/full", "numbers");
                writer.write(JsonLine().add("n", 1));
                writer.close();
              }),
              AllOf(HasSubstr("/dev/full"), HasSubstr("No space left on device")));
  EXPECT_THAT(system_error_of([] {
                JsonLinesWriter writer("/dev/full", "numbers");
                for (int i = 0; i < 20'000; ++i) writer.write(JsonLine().add("n", i));
              }),
              HasSubstr("No space left on device"));
}

TEST_F(JsonLines, AFileThatCannotBeMadeIsAnError) {
  EXPECT_THAT(system_error_of([&] { JsonLinesWriter(name() + "/below", "numbers"); }),
              AllOf(HasSubstr(name() + "/below"), HasSubstr("No such file")));
}

TEST_F(JsonLines, AMissingFileIsAnError) {
  EXPECT_THAT(error_of_numbers(), AllOf(HasSubstr(name()), HasSubstr("is this a run directory?")));
}

TEST_F(JsonLines, AnEmptyFileIsAnError) {
  write("");
  EXPECT_THAT(error_of_numbers(), AllOf(StartsWith(name() + ":1: "), HasSubstr("numbers")));
}

TEST_F(JsonLines, AnotherKindIsAnErrorThatTellsTheRightHeader) {
  for (const std::string header :
       {"{\"schema\":1,\"file\":\"keys\"}", "{\"n\":1}", "[1]", "1", "{\"schema\":1,\"file\":5}"}) {
    write(header + "\n{\"n\":1}\n");
    EXPECT_THAT(error_of_numbers(), AllOf(StartsWith(name() + ":1: not a numbers file"),
                                          HasSubstr("{\"schema\":1,\"file\":\"numbers\"}")))
        << header;
  }
}

TEST_F(JsonLines, AnotherSchemaIsAnErrorThatTellsBoth) {
  for (const std::string schema : {"2", "\"1\"", "null"}) {
    write("{\"schema\":" + schema + ",\"file\":\"numbers\"}\n{\"n\":1}\n");
    EXPECT_THAT(error_of_numbers(), AllOf(StartsWith(name() + ":1: schema " + schema + " "),
                                          HasSubstr("reads schema 1")));
  }
  write("{\"file\":\"numbers\"}\n");
  EXPECT_THAT(error_of_numbers(), StartsWith(name() + ":1: schema null "));
}

TEST_F(JsonLines, BrokenJsonIsAnErrorWithItsLine) {
  write("nonsense\n");
  EXPECT_THAT(error_of_numbers(), StartsWith(name() + ":1: "));
  write(kHeader + "{\"n\":1}\n{\"n\":\n");
  EXPECT_THAT(error_of_numbers(), StartsWith(name() + ":3: "));
  write(kHeader + "{\"n\":1}\n\n{\"n\":2}\n");
  EXPECT_THAT(error_of_numbers(), StartsWith(name() + ":3: "));
}

TEST_F(JsonLines, AMissingFieldIsAnErrorWithItsLine) {
  write(kHeader + "{\"n\":1}\n{\"m\":2}\n");
  EXPECT_THAT(error_of_numbers(), AllOf(StartsWith(name() + ":3: "), HasSubstr("'n'")));
}

TEST_F(JsonLines, AnErrorOfTheReaderGetsThePlace) {
  write(kHeader + "{\"n\":1}\n");
  EXPECT_EQ(error_of([&] {
              read_json_lines(name(), "numbers",
                              [](const nlohmann::json&) { throw EvidenceError("not today"); });
            }),
            name() + ":2: not today");
}

using KernelLog = EvidenceTest;

TEST_F(KernelLog, AnUnknownEventIsAnErrorWithItsLine) {
  write(
      "{\"schema\":1,\"file\":\"kernel\"}\n{\"t_ns\":1,\"event\":\"sent\",\"length\":24}\n"
      "{\"t_ns\":1,\"event\":\"danced\"}\n");
  EXPECT_EQ(error_of([&] { read_kernel_log(name()); }), name() + ":3: unknown event danced");
}

using TrafficLog = EvidenceTest;

TEST_F(TrafficLog, ComesBackAsItWas) {
  write_traffic_log(name(),
                    {{.flow = 0,
                      .sta = "sta",
                      .sequence = 1,
                      .sent_ns = 10,
                      .received_ns = 20,
                      .arrival = 2,
                      .copies = 3},
                     {.flow = 4, .protocol = Protocol::kTcp, .sequence = 9, .sent_ns = 11}});
  const auto records = read_traffic_log(name());
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[0].sta, "sta");
  EXPECT_EQ(records[0].protocol, Protocol::kUdp);
  EXPECT_EQ(records[1].protocol, Protocol::kTcp);
  EXPECT_EQ(records[0].sequence, 1U);
  EXPECT_EQ(records[0].sent_ns, 10U);
  EXPECT_EQ(records[0].received_ns, 20U);
  EXPECT_EQ(records[0].arrival, 2U);
  EXPECT_EQ(records[0].copies, 3U);
  EXPECT_EQ(records[1].flow, 4U);
  EXPECT_FALSE(records[1].received_ns);
  EXPECT_EQ(records[1].arrival, 0U);
}

class KeyLogTest : public EvidenceTest {
 protected:
  static nlohmann::ordered_json install() {
    return {{"node", "sta"},
            {"event", "install"},
            {"n", 2},
            {"cmd", "new_key"},
            {"key", "pairwise"},
            {"key_id", 0},
            {"peer", "02:00:00:00:00:a0"},
            {"ifindex", 4},
            {"cipher", "000fac02"},
            {"material", "00112233445566778899aabbccddeeff0123456789abcdef1032547698badcfe"},
            {"seq", "020100000000"},
            {"part", "tk"},
            {"fault", "split"},
            {"asked_ns", 2150207488},
            {"done_ns", 2150208256},
            {"error", 0}};
  }

  KeyLog read(const std::vector<nlohmann::ordered_json>& lines) {
    std::string text = "{\"schema\":1,\"file\":\"keys\"}\n";
    for (const auto& line : lines) text += line.dump() + "\n";
    write(text);
    return read_key_log(name());
  }

  KeyLogEntry read_one(const nlohmann::ordered_json& line) { return read({line}).entries.at(0); }

  std::string error_with(const std::string& field, const nlohmann::ordered_json& value) {
    nlohmann::ordered_json line = install();
    line[field] = value;
    return error_of([&] { read({line}); });
  }
};

TEST_F(KeyLogTest, ReadsAnInstall) {
  const KeyLogEntry entry = read_one(install());
  EXPECT_EQ(entry.node, "sta");
  EXPECT_EQ(entry.action, KeyAction::kInstall);
  EXPECT_EQ(entry.n, 2U);
  EXPECT_TRUE(entry.pairwise);
  EXPECT_EQ(entry.key_id, 0);
  EXPECT_EQ(entry.peer, MacAddress::parse("02:00:00:00:00:a0"));
  EXPECT_EQ(entry.cipher, kCipherTkip);
  ASSERT_EQ(entry.material.size(), 32U);
  EXPECT_EQ(entry.material[15], 0xff);
  EXPECT_THAT(entry.receive_seq, ElementsAre(2, 1, 0, 0, 0, 0));
  EXPECT_EQ(entry.part, KeyPart::kTk);
  EXPECT_EQ(entry.fault, "split");
  EXPECT_EQ(entry.asked_ns, 2'150'207'488U);
  EXPECT_EQ(entry.done_ns, 2'150'208'256U);
  EXPECT_EQ(entry.error, 0);
}

TEST_F(KeyLogTest, ReadsWhatARequestDoesNotName) {
  nlohmann::ordered_json line = install();
  for (const std::string field :
       {"key_id", "peer", "ifindex", "cipher", "material", "seq", "fault"}) {
    line[field] = nullptr;
  }
  line["key"] = "group";
  line["event"] = "delete";
  line["part"] = "whole";
  const KeyLogEntry entry = read_one(line);
  EXPECT_EQ(entry.action, KeyAction::kDelete);
  EXPECT_FALSE(entry.pairwise);
  EXPECT_FALSE(entry.key_id);
  EXPECT_FALSE(entry.peer);
  EXPECT_EQ(entry.cipher, 0U);
  EXPECT_TRUE(entry.material.empty());
  EXPECT_TRUE(entry.receive_seq.empty());
  EXPECT_EQ(entry.fault, "");
  EXPECT_EQ(entry.part, KeyPart::kWhole);
}

TEST_F(KeyLogTest, ReadsTheError) {
  nlohmann::ordered_json line = install();
  line["error"] = -95;
  EXPECT_EQ(read_one(line).error, -95);
}

TEST_F(KeyLogTest, ANumberThatDoesNotFitIsAnError) {
  const std::string place = name() + ":2: ";
  const std::string rule = "; expected a whole number from ";
  EXPECT_EQ(error_with("n", 1.7e78), place + "n is 1.7e+78" + rule + "0 to 4294967295");
  EXPECT_EQ(error_with("n", 4294967296), place + "n is 4294967296" + rule + "0 to 4294967295");
  EXPECT_EQ(error_with("n", 1.5), place + "n is 1.5" + rule + "0 to 4294967295");
  EXPECT_EQ(error_with("n", "2"), place + "n is \"2\"" + rule + "0 to 4294967295");
  EXPECT_EQ(error_with("key_id", -1), place + "key_id is -1" + rule + "0 to 255");
  EXPECT_THAT(error_with("asked_ns", -1), HasSubstr("asked_ns is -1"));
  EXPECT_THAT(error_with("error", 2147483648), HasSubstr("error is 2147483648"));
  EXPECT_EQ(error_with("n", 4294967295), "no EvidenceError");
  EXPECT_EQ(error_with("done_ns", 18446744073709551615U), "no EvidenceError");
}

TEST_F(KeyLogTest, DeepNestingIsRefused) {
  constexpr std::size_t kLevels = 1'000'000;
  const auto nested = [](std::size_t levels) {
    return std::string(levels, '[') + std::string(levels, ']');
  };
  const std::string header = "{\"schema\":1,\"file\":\"keys\"}\n";
  const std::string overlooked = R"({"event":"overlooked","node":"ap","requests":)";
  write(header + overlooked + nested(kLevels) + "}\n");
  EXPECT_EQ(error_of([&] { read_key_log(name()); }),
            name() + ":2: nested too deeply; at most 64 levels");
  write(header + overlooked + nested(63) + "}\n");
  EXPECT_THAT(error_of([&] { read_key_log(name()); }), HasSubstr("overlooked"));
  write("{\"schema\":" + nested(kLevels) + "}\n");
  EXPECT_EQ(error_of([&] { read_key_log(name()); }),
            name() + ":1: nested too deeply; at most 64 levels");
  EXPECT_EQ(error_of([&] { read_json_file(name()); }),
            name() + ": nested too deeply; at most 64 levels");
  // brackets in a text are none
  const std::string text = "\"\\\"" + std::string(kLevels, '[') + "\"";
  write(header + R"({"event":"attached","node":)" + text + "}\n");
  EXPECT_EQ(read_key_log(name()).attached.at(0).size(), kLevels + 1);
}

TEST_F(KeyLogTest, KeepsAttachedNodesApartFromRequests) {
  nlohmann::ordered_json set = install();
  set["event"] = "set";
  const KeyLog log = read({{{"node", "ap"}, {"event", "attached"}, {"pid", 19}},
                           install(),
                           {{"node", "sta"}, {"event", "attached"}, {"pid", 20}},
                           set});
  EXPECT_THAT(log.attached, ElementsAre("ap", "sta"));
  ASSERT_EQ(log.entries.size(), 2U);
  EXPECT_EQ(log.entries[1].action, KeyAction::kSet);
}

TEST_F(KeyLogTest, AnOverlookedRequestIsAnError) {
  const std::string error = error_of([&] {
    read({install(), {{"node", "sta"}, {"event", "overlooked"}, {"requests", 3}}});
  });
  EXPECT_THAT(error, AllOf(StartsWith(name() + ":3: "), HasSubstr("sta"), HasSubstr("overlooked"),
                           HasSubstr(" 3 ")));
}

TEST_F(KeyLogTest, WhatItCannotReadIsAnErrorWithItsLine) {
  const std::string place = name() + ":2: ";
  EXPECT_EQ(error_with("event", "sang"), place + "unknown event sang");
  EXPECT_EQ(error_with("part", "third"), place + "unknown part third");
  EXPECT_EQ(error_with("material", "0g"), place + "material is not hexadecimal");
  EXPECT_EQ(error_with("seq", "123"), place + "seq is not hexadecimal");
  EXPECT_EQ(error_with("cipher", "tkip"), place + "cipher is not hexadecimal");
  EXPECT_EQ(error_with("cipher", "0fac02"), place + "cipher is not of 4 octets");
  EXPECT_EQ(error_with("peer", "02:00"), place + "peer is not a MAC address");
  EXPECT_THAT(error_with("n", "two"), StartsWith(place));
  EXPECT_THAT(error_with("asked_ns", nullptr), StartsWith(place));
  nlohmann::ordered_json cut = install();
  cut.erase("done_ns");
  EXPECT_THAT(error_of([&] { read({cut}); }), AllOf(StartsWith(place), HasSubstr("done_ns")));
}

using JsonFile = EvidenceTest;

TEST_F(JsonFile, ComesBackWithItsSchemaForTheOwnerAlone) {
  write_json_file(name(), {{"a", 1}});
  EXPECT_EQ(read_json_file(name()).at("a"), 1);
  EXPECT_THAT(text(), StartsWith("{\n  \"schema\": 1,"));
  struct stat info {};
  ASSERT_EQ(stat(name().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
}

TEST_F(JsonFile, WhatIsNotOneIsAnError) {
  const auto error = [&] { return error_of([&] { read_json_file(name()); }); };
  EXPECT_THAT(error(), AllOf(HasSubstr(name()), HasSubstr("is this a run directory?")));
  write("{");
  EXPECT_THAT(error(), StartsWith(name() + ": "));
  write("{\"a\":1}");
  EXPECT_THAT(error(), AllOf(StartsWith(name() + ": "), HasSubstr("schema")));
  write("{\"schema\":2}");
  EXPECT_EQ(error(), name() + ": schema 2 is not known; this program reads schema 1");
  write("[]");
  EXPECT_THAT(error(), StartsWith(name() + ": "));
  EXPECT_THAT(system_error_of([] {
                write_json_file("/dev/full", {{"a", 1}});
              }),
              HasSubstr("No space left on device"));
}

TEST_F(JsonFile, TheGuestsSummaryComesBackAsItWas) {
  GuestSummary summary;
  summary.error = "hostapd exited";
  summary.kernel_release = "7.3.4";
  summary.realtime_offset_ns = -5;
  summary.connected_ns = 150'154'752;
  summary.end_ns = ~std::uint64_t{0};
  summary.nodes = {
      {"ap", "02:00:00:00:00:a0", true, "hostapd", "/usr/sbin/hostapd", "preload", {}},
      {"sta", "02:00:00:00:01:00", false, "wpa_supplicant", "/opt/w", "seccomp", {"CONFIG_A"}}};
  TcpConnection held;
  held.flow = 2;
  held.connected_ns = 7;
  held.written = held.acknowledged = held.read = 4096;
  held.retransmissions = 3;
  TcpConnection broken;
  broken.error = "Connection timed out";
  summary.connections = {held, broken};
  write_guest_summary(name(), summary);
  const GuestSummary read = read_guest_summary(name());
  EXPECT_EQ(read.error, summary.error);
  EXPECT_EQ(read.kernel_release, summary.kernel_release);
  EXPECT_EQ(read.realtime_offset_ns, summary.realtime_offset_ns);
  EXPECT_EQ(read.connected_ns, summary.connected_ns);
  EXPECT_EQ(read.connections, summary.connections);
  EXPECT_EQ(read.end_ns, summary.end_ns);
  ASSERT_EQ(read.nodes.size(), 2U);
  EXPECT_EQ(read.nodes[0].mac, "02:00:00:00:00:a0");
  EXPECT_TRUE(read.nodes[0].is_ap);
  EXPECT_FALSE(read.nodes[1].is_ap);
  EXPECT_EQ(read.nodes[1].stack, "wpa_supplicant");
  EXPECT_EQ(read.nodes[1].program, "/opt/w");
  EXPECT_EQ(read.nodes[1].interposed, "seccomp");
  EXPECT_EQ(read.nodes[1].missing_options, std::vector<std::string>{"CONFIG_A"});
}

TEST_F(JsonFile, JobAndRunRecordComeBackAsTheyWere) {
  write_job(name(), {.engine = "qemu",
                     .run_directory = "/runs/1",
                     .shim = "/lib/shim.so",
                     .catcher = "/bin/c",
                     .entropy = "/lib/e.so"});
  EXPECT_EQ(read_job(name()).engine, "qemu");
  EXPECT_EQ(read_job(name()).run_directory, "/runs/1");
  EXPECT_EQ(read_job(name()).shim, "/lib/shim.so");
  EXPECT_EQ(read_job(name()).catcher, "/bin/c");
  EXPECT_EQ(read_job(name()).entropy, "/lib/e.so");
  write_run_record(
      name(),
      {.engine = "qemu", .time = "counted", .wall_s = 0.5, .stacks = {{"ap", {"2.10", "ab12"}}}});
  const RunRecord record = read_run_record(name());
  EXPECT_EQ(record.engine, "qemu");
  EXPECT_EQ(record.time, "counted");
  EXPECT_EQ(record.wall_s, 0.5);
  EXPECT_EQ(record.stacks.at("ap").version, "2.10");
  EXPECT_EQ(record.stacks.at("ap").sha256, "ab12");
}

TEST_F(JsonFile, AMissingFieldIsAnError) {
  write("{\"schema\":1}");
  EXPECT_THAT(error_of([&] { read_job(name()); }), StartsWith(name() + ": "));
  EXPECT_THAT(error_of([&] { read_run_record(name()); }), StartsWith(name() + ": "));
  EXPECT_THAT(error_of([&] { read_guest_summary(name()); }), StartsWith(name() + ": "));
}

using RunDirectory = EvidenceTest;

TEST_F(RunDirectory, IsMadeForTheOwnerAlone) {
  const std::string made = create_run_directory((directory_ / "a/b").string(), "baseline");
  EXPECT_EQ(made, directory_ / "a/b");
  struct stat info {};
  ASSERT_EQ(stat(made.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0700U);
}

TEST_F(RunDirectory, AnEmptyOneIsTakenAFullOneRefused) {
  EXPECT_EQ(create_run_directory(directory_.string(), "baseline"), directory_);
  write("evidence");
  EXPECT_THAT(system_error_of([&] { create_run_directory(directory_.string(), "baseline"); }),
              AllOf(HasSubstr(directory_.string()), HasSubstr("not empty")));
  EXPECT_EQ(text(), "evidence");
  EXPECT_THAT(system_error_of([&] { create_run_directory(name(), "baseline"); }),
              HasSubstr(name()));  // a file
}

TEST_F(RunDirectory, NumbersCountUpToAFreeOne) {
  const fs::path before = fs::current_path();
  fs::current_path(directory_);
  const std::string first = create_run_directory("", "late");
  const std::string second = create_run_directory("", "late");
  const std::string other = create_run_directory("", "split");
  fs::current_path(before);
  EXPECT_EQ(first, directory_ / "runs/late-1");
  EXPECT_EQ(second, directory_ / "runs/late-2");
  EXPECT_EQ(other, directory_ / "runs/split-1");
}

}  // namespace
}  // namespace keyrace
