// pcap, and what both formats share; pcapng has its own file.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "lab/dot11/capture_reader.h"
#include "lab/dot11/hex.h"

namespace keyrace {
namespace {

using testing::HasSubstr;

std::string text_of(std::string_view hex) {
  const auto octets = parse_hex(hex).value();
  return {octets.begin(), octets.end()};
}

// Two packets: 3 octets (5 on the air) at 2.000001 s or 2.000000001 s, none at 3 s.
std::string little(const char* magic) {
  return text_of(std::string(magic) +
                 "02000400"
                 "00000000"
                 "00000000"
                 "ffff0000"
                 "7f000000"
                 "02000000"
                 "01000000"
                 "03000000"
                 "05000000"
                 "aabbcc"
                 "03000000"
                 "00000000"
                 "00000000"
                 "00000000");
}
std::string big(const char* magic) {
  return text_of(std::string(magic) +
                 "00020004"
                 "00000000"
                 "00000000"
                 "0000ffff"
                 "0000007f"
                 "00000002"
                 "00000001"
                 "00000003"
                 "00000005"
                 "aabbcc"
                 "00000003"
                 "00000000"
                 "00000000"
                 "00000000");
}

std::string error_of(const std::string& file) {
  std::istringstream stream(file);
  try {
    CaptureReader reader(stream, "x.pcap");
    CapturedPacket packet;
    while (reader.next(packet)) {
    }
  } catch (const CaptureError& error) {
    return error.what();
  }
  return {};
}

TEST(CaptureReader, ReadsPcapOfBothByteOrdersAndResolutions) {
  struct Case {
    std::string file;
    std::uint64_t t_ns;
  };
  for (const Case& c :
       {Case{little("d4c3b2a1"), 2'000'001'000}, Case{little("4d3cb2a1"), 2'000'000'001},
        Case{big("a1b2c3d4"), 2'000'001'000}, Case{big("a1b23c4d"), 2'000'000'001}}) {
    std::istringstream stream(c.file);
    CaptureReader reader(stream, "x.pcap");
    CapturedPacket packet;
    ASSERT_TRUE(reader.next(packet));
    EXPECT_EQ(packet.number, 1U);
    EXPECT_EQ(packet.t_ns, c.t_ns);
    EXPECT_EQ(packet.interface->link_type, kLinkTypeIeee80211Radiotap);
    EXPECT_EQ(packet.interface->name, "");
    EXPECT_EQ(to_hex(packet.bytes), "aabbcc");
    EXPECT_EQ(packet.original_length, 5U);
    ASSERT_TRUE(reader.next(packet));
    EXPECT_EQ(packet.number, 2U);
    EXPECT_EQ(packet.t_ns, 3'000'000'000U);
    EXPECT_TRUE(packet.bytes.empty());
    EXPECT_FALSE(reader.next(packet));
    EXPECT_FALSE(reader.next(packet));
    EXPECT_FALSE(reader.truncated());
  }
}

// The upper half of the link type field: FCS length in 16-bit units, and whether that is told.
TEST(CaptureReader, PcapMayTellOfTheFcs) {
  struct Case {
    const char* upper;
    std::optional<bool> fcs;
  };
  for (const Case& c : {Case{"0000", std::nullopt}, Case{"0020", std::nullopt}, Case{"0024", true},
                        Case{"0004", false}}) {
    std::string file = little("d4c3b2a1");
    file.replace(22, 2, text_of(c.upper));
    std::istringstream stream(file);
    CaptureReader reader(stream, "x.pcap");
    CapturedPacket packet;
    ASSERT_TRUE(reader.next(packet));
    EXPECT_EQ(packet.interface->link_type, kLinkTypeIeee80211Radiotap);
    EXPECT_EQ(packet.interface->fcs, c.fcs) << c.upper;
  }
}

TEST(CaptureReader, EveryTruncationOfPcapIsTold) {
  const std::string whole = little("d4c3b2a1");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const std::string cut = whole.substr(0, size);
    if (size < 24) {
      EXPECT_THAT(error_of(cut), HasSubstr("x.pcap: offset ")) << size;
      continue;
    }
    std::istringstream stream(cut);
    CaptureReader reader(stream, "x.pcap");
    CapturedPacket packet;
    std::size_t packets = 0;
    while (reader.next(packet)) ++packets;
    EXPECT_EQ(packets, size < 43 ? 0U : 1U) << size;
    EXPECT_EQ(reader.truncated(), size != 24 && size != 43) << size;
  }
}

TEST(CaptureReader, NamesFileOffsetAndWhatWouldBeRight) {
  EXPECT_EQ(error_of(""),
            "x.pcap: offset 0: the file has only 0 octets; expected a pcap or pcapng capture");
  EXPECT_EQ(
      error_of("#!/bin/sh\n"),
      "x.pcap: offset 0: not a capture; expected the magic number of pcap (a1b2c3d4, a1b23c4d) "
      "or pcapng (0a0d0d0a)");
  std::string version = little("d4c3b2a1");
  version[4] = 7;
  EXPECT_EQ(error_of(version), "x.pcap: offset 4: pcap version 7; expected version 2");
  std::string huge = little("d4c3b2a1");
  huge.replace(32, 4, "\xff\xff\xff\xff");
  EXPECT_EQ(error_of(huge),
            "x.pcap: offset 32: a packet of 4294967295 octets; expected at most 16777216");
}

// Gives a text, then fails.
class FailingBuffer : public std::stringbuf {
 public:
  using std::stringbuf::stringbuf;

 protected:
  int_type underflow() override {
    const int_type next = std::stringbuf::underflow();
    if (next == traits_type::eof()) throw std::runtime_error("the disk is gone");
    return next;
  }
};

TEST(CaptureReader, AFailingStreamIsAnErrorBehindWhatItGave) {
  const std::string whole = little("d4c3b2a1");
  for (const std::size_t size : {whole.size(), whole.size() - 1}) {
    FailingBuffer buffer(whole.substr(0, size));
    std::istream stream(&buffer);
    CaptureReader reader(stream, "x.pcap");
    CapturedPacket packet;
    ASSERT_TRUE(reader.next(packet));
    try {
      while (reader.next(packet)) {
      }
      FAIL() << "no error";
    } catch (const CaptureError& error) {
      EXPECT_EQ(error.what(), "x.pcap: offset " + std::to_string(size) +
                                  ": the read failed; expected a readable file");
    }
  }
}

// Gives one octet at a time, and says of none that it is at hand.
class SlowBuffer : public std::streambuf {
 public:
  explicit SlowBuffer(std::string text) : text_(std::move(text)) {}

 protected:
  int_type underflow() override {
    return at_ == text_.size() ? traits_type::eof() : traits_type::to_int_type(text_[at_]);
  }
  int_type uflow() override {
    return at_ == text_.size() ? traits_type::eof() : traits_type::to_int_type(text_[at_++]);
  }

 private:
  std::string text_;
  std::size_t at_ = 0;
};

TEST(CaptureReader, AStreamWithoutABufferIsReadToo) {
  SlowBuffer buffer(little("d4c3b2a1"));
  std::istream stream(&buffer);
  CaptureReader reader(stream, "x.pcap");
  CapturedPacket packet;
  ASSERT_TRUE(reader.next(packet));
  EXPECT_EQ(to_hex(packet.bytes), "aabbcc");
  ASSERT_TRUE(reader.next(packet));
  EXPECT_FALSE(reader.next(packet));
  EXPECT_FALSE(reader.truncated());
}

// A packet that reaches over the end of what is read at once, and its neighbours.
TEST(CaptureReader, PacketsOfEverySizeFollowEachOther) {
  std::string file = little("d4c3b2a1").substr(0, 24);
  const std::vector<std::uint32_t> sizes{1, 262'100, 500, 0, 700'000, 60};
  for (const std::uint32_t size : sizes) {
    std::vector<std::uint8_t> record(8);
    append_le(record, size);
    append_le(record, size);
    file.append(record.begin(), record.end());
    file.append(size, static_cast<char>(size));
  }
  std::istringstream stream(file);
  CaptureReader reader(stream, "x.pcap");
  CapturedPacket packet;
  for (const std::uint32_t size : sizes) {
    ASSERT_TRUE(reader.next(packet));
    EXPECT_EQ(packet.bytes, std::vector<std::uint8_t>(size, static_cast<std::uint8_t>(size)));
  }
  EXPECT_FALSE(reader.next(packet));
}

}  // namespace
}  // namespace keyrace
