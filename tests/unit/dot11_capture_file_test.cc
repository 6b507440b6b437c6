// Capture files as a user gives them: plain, packed, piped, cut, damaged, missing.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "emulator/sys/unique_fd.h"
#include "lab/dot11/capture_file.h"
#include "lab/dot11/capture_reader.h"
#include "lab/dot11/hex.h"
#include "tests/locations.h"

namespace keyrace {
namespace {

using testing::HasSubstr;

std::string number(std::uint32_t value) {
  std::string text;
  for (int i = 0; i < 4; ++i) text += static_cast<char>(value >> (8 * i));
  return text;
}

// Packets of 60 octets, each with its own content.
std::string pcap(std::uint32_t packets) {
  const auto header = parse_hex("d4c3b2a1020004000000000000000000ffff000069000000").value();
  std::string text(header.begin(), header.end());
  std::uint32_t noise = 1;
  for (std::uint32_t i = 0; i < packets; ++i) {
    text += number(i) + number(0) + number(60) + number(60);
    for (int word = 0; word < 15; ++word) text += number(noise = noise * 1664525 + 1013904223);
  }
  return text;
}

constexpr std::size_t kHeader = 24, kRecord = 76;

std::string gzip(std::string plain) {
  z_stream state{};
  EXPECT_EQ(deflateInit2(&state, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string packed(deflateBound(&state, plain.size()), '\0');
  state.next_in = reinterpret_cast<Bytef*>(plain.data());
  state.avail_in = static_cast<uInt>(plain.size());
  state.next_out = reinterpret_cast<Bytef*>(packed.data());
  state.avail_out = static_cast<uInt>(packed.size());
  EXPECT_EQ(deflate(&state, Z_FINISH), Z_STREAM_END);
  packed.resize(state.total_out);
  deflateEnd(&state);
  return packed;
}

struct Reading {
  std::uint64_t packets = 0;
  std::uint64_t octets = 0;
  bool truncated = false;
  std::string error;
};

Reading read_capture(const std::string& path) {
  Reading reading;
  try {
    CaptureFile file(path);
    CaptureReader reader(file, file.name());
    for (CapturedPacket packet; reader.next(packet);) {
      ++reading.packets;
      reading.octets += packet.bytes.size();
    }
    reading.truncated = reader.truncated();
  } catch (const CaptureError& error) {
    reading.error = error.what();
  }
  return reading;
}

class CaptureFileTest : public testing::Test {
 protected:
  CaptureFileTest() : path_(testing::TempDir() + "keyrace-capture-XXXXXX") {
    UniqueFd file(mkstemp(path_.data()));
    EXPECT_TRUE(file);
  }
  ~CaptureFileTest() override { std::filesystem::remove(path_); }

  Reading read(const std::string& content) const {
    std::ofstream(path_, std::ios::binary) << content;
    return read_capture(path_);
  }

  std::string path_;
};

TEST_F(CaptureFileTest, ReadsPlainAndPackedAlike) {
  const std::string plain = pcap(10'000);  // more than every buffer
  for (const std::string& content : {plain, gzip(plain)}) {
    const Reading reading = read(content);
    EXPECT_EQ(reading.error, "");
    EXPECT_EQ(reading.packets, 10'000U);
    EXPECT_EQ(reading.octets, 600'000U);
    EXPECT_FALSE(reading.truncated);
  }
}

TEST_F(CaptureFileTest, UnpacksWhatWasPackedInParts) {
  const std::string plain = pcap(4);
  const std::size_t middle = kHeader + kRecord + 7;
  const std::string packed = gzip(plain.substr(0, middle)) + gzip(plain.substr(middle));
  EXPECT_EQ(read(packed).packets, 4U);
  // padding, as on a tape, and other octets behind the last member
  for (const std::string& behind :
       {std::string(1, '\0'), std::string(512, '\0'), std::string("x\n")}) {
    const Reading reading = read(packed + behind);
    EXPECT_EQ(reading.error, "");
    EXPECT_EQ(reading.packets, 4U);
    EXPECT_FALSE(reading.truncated);
  }
}

// Each cut of the packed file: what can be unpacked is used, and that it is cut is told, also where
// what could be unpacked ends with a whole packet.
TEST_F(CaptureFileTest, EveryCutOfAPackedFileIsTold) {
  const std::string packed = gzip(pcap(3));
  std::uint64_t most = 0;
  for (std::size_t size = 2; size < packed.size(); ++size) {
    const Reading reading = read(packed.substr(0, size));
    EXPECT_GE(reading.packets, most) << size;
    most = reading.packets;
    if (reading.error.empty()) {
      EXPECT_TRUE(reading.truncated) << size;
    } else {
      EXPECT_THAT(reading.error, HasSubstr(": offset ")) << size;
      EXPECT_EQ(reading.packets, 0U) << size;
    }
  }
  EXPECT_EQ(most, 3U);  // without the last octets, which hold gzip's check only
  EXPECT_FALSE(read(packed).truncated);
  EXPECT_TRUE(read(packed + packed.substr(0, 2)).truncated);  // a second member, cut
}

TEST_F(CaptureFileTest, DamagedGzipIsAnErrorBehindWhatIsWhole) {
  std::string packed = gzip(pcap(3));
  packed[packed.size() - 5] ^= 1;  // of the CRC
  std::ofstream(path_, std::ios::binary) << packed;
  CaptureFile file(path_);
  CaptureReader reader(file, file.name());
  CapturedPacket packet;
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(reader.next(packet));
  try {
    reader.next(packet);
    FAIL() << "no error";
  } catch (const CaptureError& error) {
    EXPECT_THAT(error.what(), HasSubstr(path_ + ": offset "));
    EXPECT_THAT(error.what(), HasSubstr("damaged gzip data (incorrect data check)"));
  }
}

TEST_F(CaptureFileTest, DamageOfTheStartIsNoCapture) {
  std::string packed = gzip(pcap(3));
  packed[2] = 7;  // no compression method
  EXPECT_THAT(read(packed).error, HasSubstr("damaged gzip data (unknown compression method)"));
  packed[1] = 'x';
  EXPECT_THAT(read(packed).error, HasSubstr("offset 0: not a capture"));
  EXPECT_THAT(read(gzip("#!/bin/sh\n")).error, HasSubstr("offset 0: not a capture"));
  EXPECT_THAT(read(gzip("")).error, HasSubstr("offset 0: the file has only 0 octets"));
  EXPECT_THAT(read("\x1f").error, HasSubstr("offset 0: the file has only 1 octets"));
}

TEST_F(CaptureFileTest, WhatCannotBeOpenedIsNamed) {
  std::filesystem::remove(path_);
  EXPECT_EQ(read_capture(path_).error, path_ + ": No such file or directory");
  EXPECT_EQ(read_capture("/").error, "/: Is a directory");
}

// The writing end stays open: a packet that is there must not wait for the next one.
TEST_F(CaptureFileTest, APipeGivesEachPacketAsItComes) {
  std::filesystem::remove(path_);
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  const UniqueFd writer(open(path_.c_str(), O_RDWR | O_CLOEXEC));
  ASSERT_TRUE(writer);
  const auto write_all = [&](const std::string& text) {
    return write(writer.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
  };
  const std::string content = pcap(2);
  ASSERT_TRUE(write_all(content.substr(0, kHeader + kRecord)));
  CaptureFile file(path_);
  CaptureReader reader(file, file.name());
  CapturedPacket packet;
  ASSERT_TRUE(reader.next(packet));
  ASSERT_TRUE(write_all(content.substr(kHeader + kRecord)));
  ASSERT_TRUE(reader.next(packet));
  EXPECT_EQ(packet.number, 2U);
}

TEST_F(CaptureFileTest, ADashIsStandardInputAndLeavesItOpen) {
  std::ofstream(path_, std::ios::binary) << gzip(pcap(5));
  const UniqueFd saved(dup(STDIN_FILENO));
  const UniqueFd content(open(path_.c_str(), O_RDONLY | O_CLOEXEC));
  ASSERT_GE(dup2(content.get(), STDIN_FILENO), 0);
  EXPECT_EQ(CaptureFile("-").name(), "standard input");
  ASSERT_EQ(lseek(STDIN_FILENO, 0, SEEK_SET), 0);  // open still
  const Reading reading = read_capture("-");
  dup2(saved.get(), STDIN_FILENO);
  EXPECT_EQ(reading.error, "");
  EXPECT_EQ(reading.packets, 5U);
}

TEST_F(CaptureFileTest, ReadsPublicCapturesPackedAndPlain) {
  const auto capture = std::filesystem::path(kSharedData) / "wpa-psk-linksys.cap";
  if (!std::filesystem::exists(capture)) GTEST_SKIP() << capture << " is missing";
  EXPECT_EQ(read_capture(capture).packets, 587U);
  std::ifstream file(capture, std::ios::binary);
  const std::string plain{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(read(gzip(plain)).packets, 587U);
}

}  // namespace
}  // namespace keyrace
