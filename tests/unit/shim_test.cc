// The shim inside a program: what the program sees (nothing), what the key log says, what the
// faults do. The program is shim_probe; the kernel answers its made-up family with ENOENT and an
// echo.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "emulator/shim/shim_config.h"

namespace keyrace {
namespace {

constexpr std::uint16_t kFamily = 0x7ff0;  // as in shim_probe.c
constexpr std::uint64_t kMs = 1'000'000;

using Words = std::vector<std::string>;

Words operator+(Words a, const Words& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

std::string content(int fd) {
  std::string text;
  char buffer[4096];
  ssize_t got = 0;
  while ((got = pread(fd, buffer, sizeof buffer, static_cast<off_t>(text.size()))) > 0) {
    text.append(buffer, static_cast<std::size_t>(got));
  }
  return text;
}

// A file in memory that a child inherits.
class Memory {
 public:
  Memory() : fd_(memfd_create("shim_test", 0)) {
    EXPECT_GE(fd_, 0);
    EXPECT_EQ(fcntl(fd_, F_SETFL, O_APPEND), 0);
  }
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;
  ~Memory() { close(fd_); }
  int fd() const { return fd_; }
  std::string text() const { return content(fd_); }

 private:
  int fd_;
};

struct Outcome {
  int status = -1;  // of waitpid
  std::string out;
  std::string err;
};

// Runs and reaps; a child that hangs is ended by its own alarm.
Outcome run(const Words& argv, const Words& environment) {
  const Memory out, err;
  std::vector<char*> arguments, variables;
  for (const auto& word : argv) arguments.push_back(const_cast<char*>(word.c_str()));
  for (const auto& word : environment) variables.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  variables.push_back(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    alarm(60);
    dup2(out.fd(), STDOUT_FILENO);
    dup2(err.fd(), STDERR_FILENO);
    close(out.fd());
    close(err.fd());
    execvpe(arguments[0], arguments.data(), variables.data());
    _exit(127);
  }
  Outcome outcome;
  EXPECT_EQ(waitpid(child, &outcome.status, 0), child);
  outcome.out = out.text();
  outcome.err = err.text();
  return outcome;
}

keyrace_shim_fault delay(keyrace_key_kind kind, std::uint32_t first, std::uint32_t last,
                         std::uint64_t by_ns) {
  return {KEYRACE_FAULT_DELAY, static_cast<std::uint32_t>(kind), 0, first, last, 0, by_ns};
}

keyrace_shim_fault split(keyrace_split_order order, std::uint32_t first, std::uint32_t last,
                         std::uint64_t by_ns) {
  return {KEYRACE_FAULT_SPLIT,
          KEYRACE_KEY_PAIRWISE,
          static_cast<std::uint32_t>(order),
          first,
          last,
          0,
          by_ns};
}

struct Line {
  std::string text;  // the times replaced by T
  std::int64_t asked_ns = 0;
  std::int64_t done_ns = 0;
  std::chrono::nanoseconds took() const { return std::chrono::nanoseconds(done_ns - asked_ns); }
};

// Takes the number after `name` out of the text.
std::int64_t take_number(std::string& text, const std::string& name) {
  const std::size_t found = text.find(name);
  if (found == std::string::npos) return 0;
  const std::size_t start = found + name.size();
  const std::size_t end = text.find_first_not_of("0123456789", start);
  if (end == start) return 0;
  const std::int64_t number = std::stoll(text.substr(start, end - start));
  text.replace(start, end - start, "T");
  return number;
}

Line parse_line(const std::string& text) {
  Line line{.text = text};
  line.asked_ns = take_number(line.text, "\"asked_ns\":");
  line.done_ns = take_number(line.text, "\"done_ns\":");
  return line;
}

// One run of the probe under the shim.
class Shim : public testing::Test {
 protected:
  Shim() {
    config_.magic = KEYRACE_SHIM_MAGIC;
    config_.version = KEYRACE_SHIM_VERSION;
    config_.nl80211_family = kFamily;
    config_.log_fd = log_.fd();
    std::strcpy(config_.node, "sta");
  }

  void add(const keyrace_shim_fault& fault) { config_.faults[config_.fault_count++] = fault; }

  Outcome with_shim(const Words& argv, const Words& more = {}) {
    const Memory block;
    EXPECT_EQ(write(block.fd(), &config_, config_size_), static_cast<ssize_t>(config_size_));
    return run(argv, Words{std::string("LD_PRELOAD=") + KEYRACE_SHIM,
                           KEYRACE_SHIM_ENV "=" + std::to_string(block.fd())} +
                         more);
  }

  Outcome probe(const Words& steps) {
    const Outcome outcome = with_shim(Words{KEYRACE_SHIM_PROBE} + steps);
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(outcome.err, "");
    return outcome;
  }

  // Without the shim, but with as many descriptors.
  static Outcome bare_probe(const Words& steps) {
    const Memory block;
    return run(Words{KEYRACE_SHIM_PROBE} + steps, {});
  }

  std::vector<Line> log_lines() const {
    std::vector<Line> lines;
    std::istringstream text(log_.text());
    for (std::string line; std::getline(text, line);) lines.push_back(parse_line(line));
    return lines;
  }

  // Without the first line, which says that the shim is there.
  std::vector<Line> events() const {
    auto lines = log_lines();
    EXPECT_FALSE(lines.empty());
    if (!lines.empty()) lines.erase(lines.begin());
    return lines;
  }

  Words event_texts() const {
    Words texts;
    for (const auto& line : events()) texts.push_back(line.text);
    return texts;
  }

  const Memory log_;
  keyrace_shim_config config_{};
  std::size_t config_size_ = sizeof config_;
};

std::string octets(int first, int count) {
  std::string hex;
  char two[3];
  for (int i = 0; i < count; ++i) {
    std::snprintf(two, sizeof two, "%02x", static_cast<unsigned>(first + i) & 0xff);
    hex += two;
  }
  return hex;
}

const std::string kZeros = std::string(32, '0');  // 16 octets

struct Expected {
  std::string event = "install", cmd = "new_key";
  int n = 1;
  std::string key = "pairwise", key_id = "0", peer = "\"02:00:00:00:01:ab\"";
  std::string cipher = "\"000fac02\"", material = "", seq = "\"010203040506\"";
  std::string part = "whole", fault = "null", error = "0";

  std::string text() const {
    const std::string octet_string = material.empty() ? "null" : "\"" + material + "\"";
    return R"({"node":"sta","event":")" + event + R"(","n":)" + std::to_string(n) + R"(,"cmd":")" +
           cmd + R"(","key":")" + key + R"(","key_id":)" + key_id + R"(,"peer":)" + peer +
           R"(,"ifindex":3,"cipher":)" + cipher + R"(,"material":)" + octet_string + R"(,"seq":)" +
           seq + R"(,"part":")" + part + R"(","fault":)" + fault +
           R"(,"asked_ns":T,"done_ns":T,"error":)" + error + "}";
  }
};

Words texts(std::initializer_list<Expected> expected) {
  Words all;
  for (const auto& line : expected) all.push_back(line.text());
  return all;
}

// Every way of sending with every message; what the program must not see the shim in.
Words everything() {
  Words steps{"wild", "fd"};
  for (const char* way : {"write", "send", "send-oob", "sendto", "sendto-process", "writev",
                          "writev-pieces", "sendmsg", "sendmsg-pieces", "sendmsg-unnamed",
                          "route-send", "local-send", "local-write", "local-sendmsg", "pipe-write",
                          "pipe-writev", "pipe-send", "nowhere-write", "nowhere-sendmsg"}) {
    for (const char* message :
         {"nested",     "flat",         "pairwise", "group",  "flat-group", "peer-group", "ccmp",
          "gcmp256",    "long",         "set",      "delete", "get",        "batch",      "crowd",
          "no-request", "other-family", "cut",      "ragged", "text",       "zeros"}) {
      steps.push_back(std::string(way) + "=" + message + ":42");
    }
  }
  steps.push_back("fd");
  return steps;
}

TEST_F(Shim, ProgramSeesNoDifference) {
  const Outcome bare = bare_probe(everything());
  EXPECT_EQ(bare.status, 0);
  EXPECT_NE(bare.out.find("write=nested:42 result 108 errno 4242 buffer kept answer"),
            std::string::npos);
  EXPECT_EQ(probe(everything()).out, bare.out);
  EXPECT_GT(events().size(), 100u);
}

TEST_F(Shim, ProgramSeesNoDifferenceUnderFaults) {
  add(delay(KEYRACE_KEY_GROUP, 1, UINT32_MAX, kMs / 10));
  add(split(KEYRACE_SPLIT_TK_FIRST, 1, UINT32_MAX, kMs / 10));
  add(split(KEYRACE_SPLIT_MIC_FIRST, 2, 7, kMs / 10));
  const Outcome bare = bare_probe(everything());
  EXPECT_EQ(probe(everything()).out, bare.out);
}

TEST_F(Shim, WithoutConfigurationItOnlyPassesThrough) {
  const Outcome bare = bare_probe(everything());
  const Memory block;  // as many descriptors
  const Outcome shim =
      run(Words{KEYRACE_SHIM_PROBE} + everything(), {std::string("LD_PRELOAD=") + KEYRACE_SHIM});
  EXPECT_EQ(shim.out, bare.out);
  EXPECT_EQ(shim.err, "");
}

TEST_F(Shim, SaysThatItIsAttached) {
  probe({});
  ASSERT_EQ(log_lines().size(), 1u);
  std::string line = log_lines()[0].text;
  EXPECT_GT(take_number(line, "\"pid\":"), 1);
  EXPECT_EQ(line, R"({"node":"sta","event":"attached","pid":T,"program":")" +
                      std::filesystem::canonical(KEYRACE_SHIM_PROBE).string() + R"(","shim":1})");
}

TEST_F(Shim, LogsWhatTheRequestSays) {
  probe({"sendmsg=nested:10", "sendmsg=flat:20", "sendmsg=pairwise:30", "sendmsg=group:40",
         "sendmsg=flat-group:50", "sendmsg=peer-group:60", "sendmsg=ccmp:70", "sendmsg=set",
         "sendmsg=delete"});
  EXPECT_EQ(
      event_texts(),
      texts({{.material = octets(0x10, 32)},
             {.n = 2, .material = octets(0x20, 32)},
             {.n = 3, .material = octets(0x30, 32), .seq = "null"},
             {.n = 1,
              .key = "group",
              .key_id = "1",
              .peer = "null",
              .material = octets(0x40, 32),
              .seq = "null"},
             {.n = 2,
              .key = "group",
              .key_id = "1",
              .peer = "null",
              .material = octets(0x50, 32),
              .seq = "null"},
             {.n = 3, .key = "group", .key_id = "2", .material = octets(0x60, 32), .seq = "null"},
             {.n = 4, .cipher = "\"000fac04\"", .material = octets(0x70, 16), .seq = "null"},
             {.event = "set",
              .cmd = "set_key",
              .n = 3,
              .key = "group",
              .key_id = "1",
              .peer = "null",
              .cipher = "null",
              .seq = "null"},
             {.event = "delete", .cmd = "del_key", .n = 4, .cipher = "null", .seq = "null"}}));
  for (const auto& line : events()) {
    EXPECT_GT(line.asked_ns, 0);
    EXPECT_GE(line.done_ns, line.asked_ns);
  }
}

TEST_F(Shim, SeesEveryWayToSend) {
  probe({"write=nested:1", "send=nested:2", "sendto=nested:3", "writev=nested:4",
         "writev-pieces=nested:5", "sendmsg=nested:6", "sendmsg-pieces=nested:7",
         "sendmsg-unnamed=nested:8"});
  ASSERT_EQ(events().size(), 8u);
  for (int n = 1; n <= 8; ++n) {
    EXPECT_EQ(events()[static_cast<std::size_t>(n - 1)].text,
              (Expected{.n = n, .material = octets(n, 32)}.text()));
  }
}

TEST_F(Shim, SeesEveryRequestOfABatch) {
  for (const char* way : {"write=batch:33", "sendmsg-pieces=batch:33", "writev-pieces=batch:33"}) {
    ASSERT_EQ(ftruncate(log_.fd(), 0), 0);
    probe({way});
    EXPECT_EQ(event_texts(), texts({{.material = octets(0x33, 32)},
                                    {.key = "group",
                                     .key_id = "1",
                                     .peer = "null",
                                     .material = octets(0x33, 32),
                                     .seq = "null"}}))
        << way;
  }
}

TEST_F(Shim, SaysHowManyRequestsOfACallWereTooMany) {
  probe({"write=crowd"});
  ASSERT_EQ(events().size(), 5u);
  EXPECT_EQ(events()[4].text, R"({"node":"sta","event":"overlooked","requests":2})");
}

TEST_F(Shim, LeavesEverythingElseAlone) {
  add(delay(KEYRACE_KEY_PAIRWISE, 1, UINT32_MAX, 1000 * kMs));
  probe({"write=get", "write=no-request", "write=other-family", "write=cut", "write=text",
         "write=zeros", "route-send=nested", "local-send=nested", "local-write=nested",
         "local-sendmsg=nested", "pipe-write=nested", "pipe-writev=nested", "pipe-send=nested",
         "nowhere-write=nested", "nowhere-sendmsg=nested", "sendto-process=nested"});
  EXPECT_EQ(event_texts(), Words{});
}

TEST_F(Shim, LogsARequestThatTheSocketRefused) {
  probe({"send-oob=nested:11"});
  EXPECT_EQ(event_texts(), texts({{.material = octets(0x11, 32), .error = "-95"}}));
}

TEST_F(Shim, DelaysTheSelectedInstalls) {
  add(delay(KEYRACE_KEY_PAIRWISE, 2, 3, 60 * kMs));
  probe({"write=nested:1", "write=group:2", "write=group:2", "write=nested:3", "write=set",
         "write=nested:4", "write=nested:5"});
  const auto lines = events();
  ASSERT_EQ(lines.size(), 7u);
  for (const std::size_t i : {3, 5}) {
    EXPECT_GE(lines[i].took(), std::chrono::milliseconds(60));
    EXPECT_NE(lines[i].text.find(R"("fault":"delay")"), std::string::npos) << lines[i].text;
  }
  for (const std::size_t i : {0, 1, 2, 4, 6}) {
    EXPECT_NE(lines[i].text.find(R"("fault":null)"), std::string::npos) << lines[i].text;
  }
  EXPECT_GE(lines[6].asked_ns, lines[5].done_ns);
}

TEST_F(Shim, DelaySelectsGroupKeys) {
  add(delay(KEYRACE_KEY_GROUP, 1, UINT32_MAX, 20 * kMs));
  probe({"write=nested:1", "write=group:2", "write=group:3"});
  const auto lines = events();
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_NE(lines[0].text.find(R"("fault":null)"), std::string::npos);
  EXPECT_GE(lines[1].took(), std::chrono::milliseconds(20));
  EXPECT_GE(lines[2].took(), std::chrono::milliseconds(20));
}

TEST_F(Shim, SignalsDoNotShortenADelay) {
  add(delay(KEYRACE_KEY_PAIRWISE, 1, 1, 80 * kMs));
  probe({"ticks", "write=nested:1"});
  ASSERT_EQ(events().size(), 1u);
  EXPECT_GE(events()[0].took(), std::chrono::milliseconds(80));
}

// The made-up family answers the shim's own request, too: error -2 is the proof that it arrived.
TEST_F(Shim, SplitsTkFirst) {
  add(split(KEYRACE_SPLIT_TK_FIRST, 1, UINT32_MAX, 30 * kMs));
  const Words steps{"sendmsg=nested:10", "sendmsg=nested:80"};
  EXPECT_EQ(probe(steps).out, bare_probe(steps).out);
  const std::string fault = "\"split\"";
  EXPECT_EQ(
      event_texts(),
      texts({{.material = octets(0x10, 16) + kZeros, .part = "tk", .fault = fault, .error = "-2"},
             {.material = octets(0x10, 32), .part = "mic", .fault = fault},
             {.n = 2,
              .material = octets(0x80, 16) + octets(0x20, 16),
              .part = "tk",
              .fault = fault,
              .error = "-2"},
             {.n = 2, .material = octets(0x80, 32), .part = "mic", .fault = fault}}));
  const auto lines = events();
  EXPECT_GE(lines[1].done_ns - lines[0].done_ns, 30 * 1'000'000);
  EXPECT_EQ(lines[1].asked_ns, lines[0].asked_ns);
}

TEST_F(Shim, SplitsMicFirst) {
  add(split(KEYRACE_SPLIT_MIC_FIRST, 2, 2, 30 * kMs));
  probe({"write=flat:10", "writev-pieces=flat:80", "write=flat:c0"});
  const std::string fault = "\"split\"";
  EXPECT_EQ(event_texts(),
            texts({{.material = octets(0x10, 32)},
                   {.n = 2,
                    .material = octets(0x10, 16) + octets(0x90, 16),
                    .part = "mic",
                    .fault = fault,
                    .error = "-2"},
                   {.n = 2, .material = octets(0x80, 32), .part = "tk", .fault = fault},
                   {.n = 3, .material = octets(0xc0, 32)}}));
  EXPECT_GE(events()[2].done_ns - events()[1].done_ns, 30 * 1'000'000);
}

// The old key is that of the same slot; a request that the socket refused has installed nothing.
TEST_F(Shim, SplitTakesTheOldKeyOfTheSameSlot) {
  add(split(KEYRACE_SPLIT_TK_FIRST, 2, 3, 0));
  probe({"write=nested:10", "write=group:40", "write=peer-group:50", "send-oob=nested:60",
         "write=nested:80"});
  const auto lines = events();
  ASSERT_EQ(lines.size(), 7u);
  const std::string halves = octets(0x80, 16) + octets(0x20, 16);
  EXPECT_NE(lines[5].text.find(halves), std::string::npos) << lines[5].text;
}

TEST_F(Shim, SplitIsOnlyForTkip) {
  add(split(KEYRACE_SPLIT_TK_FIRST, 1, UINT32_MAX, 2000 * kMs));
  probe({"write=ccmp:10", "write=gcmp256:20", "write=long:30"});
  const std::string fault = "\"split-not-applicable\"";
  EXPECT_EQ(
      event_texts(),
      texts(
          {{.cipher = "\"000fac04\"", .material = octets(0x10, 16), .seq = "null", .fault = fault},
           {.n = 2,
            .cipher = "\"000fac09\"",
            .material = octets(0x20, 32),
            .seq = "null",
            .fault = fault},
           {.n = 3, .material = octets(0x30, 32), .seq = "null", .fault = fault}}));
  for (const auto& line : events()) EXPECT_LT(line.took(), std::chrono::milliseconds(2000));
}

TEST_F(Shim, FaultsComposeInTheOrderOfTheConfiguration) {
  add(delay(KEYRACE_KEY_PAIRWISE, 1, 1, 20 * kMs));
  add(split(KEYRACE_SPLIT_TK_FIRST, 1, 1, 30 * kMs));
  add(delay(KEYRACE_KEY_PAIRWISE, 1, 1, 40 * kMs));
  probe({"write=nested:10"});
  const std::string fault = "\"delay+split+delay\"";
  EXPECT_EQ(
      event_texts(),
      texts({{.material = octets(0x10, 16) + kZeros, .part = "tk", .fault = fault, .error = "-2"},
             {.material = octets(0x10, 32), .part = "mic", .fault = fault}}));
  EXPECT_GE(events()[0].took(), std::chrono::milliseconds(20));
  EXPECT_GE(events()[1].done_ns - events()[0].done_ns, 70 * 1'000'000);
}

TEST_F(Shim, CountsAcrossThreads) {
  probe({"threads"});
  const auto lines = events();
  ASSERT_EQ(lines.size(), 100u);
  std::set<std::string> seen;
  for (const auto& line : lines) seen.insert(line.text);
  for (int n = 1; n <= 100; ++n) {
    EXPECT_EQ(seen.count(Expected{.n = n, .material = octets(1, 32)}.text()), 1u) << n;
  }
}

TEST_F(Shim, AForkedChildGoesOnCounting) {
  add(split(KEYRACE_SPLIT_TK_FIRST, 2, 2, 0));
  probe({"write=nested:10", "fork", "write=nested:80"});
  ASSERT_EQ(events().size(), 3u);
  EXPECT_NE(events()[1].text.find(octets(0x80, 16) + octets(0x20, 16)), std::string::npos);
}

TEST_F(Shim, AnExecutedProgramLogsToo) {
  const Outcome outcome =
      with_shim({"/bin/sh", "-c", "\"$0\" write=nested:10; :", KEYRACE_SHIM_PROBE});
  EXPECT_EQ(outcome.status, 0);
  const auto lines = log_lines();
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_NE(lines[0].text.find("\"attached\""), std::string::npos);
  EXPECT_NE(lines[1].text.find("\"attached\""), std::string::npos);
  EXPECT_EQ(lines[2].text, (Expected{.material = octets(0x10, 32)}.text()));
}

TEST_F(Shim, NeverWritesKeysToAnotherFile) {
  const Outcome outcome = probe({"reuse", "write=nested:10", "own-files"});
  EXPECT_NE(outcome.out.find("own files hold 0 octets"), std::string::npos) << outcome.out;
  EXPECT_EQ(event_texts(), Words{});
}

TEST_F(Shim, NodeIsQuoted) {
  std::strcpy(config_.node, "a\"b\\\n\xff");
  probe({});
  ASSERT_EQ(log_lines().size(), 1u);
  EXPECT_EQ(log_lines()[0].text.rfind(R"({"node":"a\"b\\\u000a\u00ff",)", 0), 0u);
}

class BadShim : public Shim {
 protected:
  // The program is undisturbed, one line says what is wrong.
  void expect_refused(const Outcome& outcome, const std::string& problem) {
    const Words steps{"write=nested:10"};
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(outcome.out, bare_probe(steps).out);
    EXPECT_NE(outcome.err.find(problem), std::string::npos) << outcome.err;
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1);
    EXPECT_EQ(log_.text(), "");
  }

  void expect_config_refused(const std::string& problem) {
    expect_refused(with_shim({KEYRACE_SHIM_PROBE, "write=nested:10"}), problem);
  }

  void expect_variable_refused(const std::string& value, const std::string& problem) {
    expect_refused(run({KEYRACE_SHIM_PROBE, "write=nested:10"},
                       {std::string("LD_PRELOAD=") + KEYRACE_SHIM, KEYRACE_SHIM_ENV "=" + value}),
                   problem);
  }
};

TEST_F(BadShim, Variable) {
  expect_variable_refused("", "not a descriptor number");
  expect_variable_refused("seven", "not a descriptor number");
  expect_variable_refused("7x", "not a descriptor number");
  expect_variable_refused("-1", "not a descriptor number");
  expect_variable_refused("99999999999999999999", "not a descriptor number");
  expect_variable_refused("999", "not open");
}

TEST_F(BadShim, Magic) {
  config_.magic ^= 1;
  expect_config_refused("magic");
}

TEST_F(BadShim, Version) {
  config_.version = KEYRACE_SHIM_VERSION + 1;
  expect_config_refused("version");
}

TEST_F(BadShim, Size) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{4}, sizeof config_ - 1}) {
    config_size_ = size;
    expect_config_refused("size");
  }
}

TEST_F(BadShim, Family) {
  config_.nl80211_family = 3;  // NLMSG_DONE
  expect_config_refused("family");
}

TEST_F(BadShim, Node) {
  std::memset(config_.node, 'x', sizeof config_.node);
  expect_config_refused("node");
}

TEST_F(BadShim, Log) {
  config_.log_fd = 998;
  expect_config_refused("log");
}

TEST_F(BadShim, FaultCount) {
  config_.fault_count = KEYRACE_SHIM_MAX_FAULTS + 1;
  expect_config_refused("too many faults");
}

TEST_F(BadShim, Fault) {
  auto wrong = split(KEYRACE_SPLIT_TK_FIRST, 1, 1, 0);
  add(wrong);
  const auto expect_fault_refused = [&](auto change) {
    config_.faults[0] = wrong;
    change(config_.faults[0]);
    expect_config_refused("a fault that this shim does not know");
  };
  expect_fault_refused([](auto& fault) { fault.kind = 3; });
  expect_fault_refused([](auto& fault) { fault.key_kind = 0; });
  expect_fault_refused([](auto& fault) { fault.order = 3; });
  expect_fault_refused([](auto& fault) { fault.first = 0; });
  expect_fault_refused([](auto& fault) { fault.first = 2; });
}

TEST(ShimExports, AreThoseOfExportsMap) {
  const std::string map = KEYRACE_SHIM_EXPORTS;
  std::ifstream file(map);
  ASSERT_TRUE(file) << map;
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const std::size_t start = text.find("global:");
  const std::string global = text.substr(start, text.find("local:") - start);
  std::set<std::string> listed;
  std::istringstream words(global.substr(std::strlen("global:")));
  for (std::string word; words >> word;) listed.insert(word.substr(0, word.find(';')));
  EXPECT_EQ(listed, (std::set<std::string>{"send", "sendmsg", "sendto", "write", "writev"}));

  const Outcome nm = run({"nm", "-D", "--defined-only", "--format=posix", KEYRACE_SHIM},
                         {"PATH=/usr/bin:/bin", "LC_ALL=C"});
  ASSERT_EQ(nm.status, 0) << nm.err;
  std::set<std::string> exported;
  std::istringstream lines(nm.out);
  for (std::string line; std::getline(lines, line);) {
    exported.insert(line.substr(0, line.find(' ')));
  }
  EXPECT_EQ(exported, listed);
}

}  // namespace
}  // namespace keyrace
