// pcapng: the writer, the reader's half, and the way from one to the other.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <sstream>
#include <utility>

#include "lab/dot11/capture_reader.h"
#include "lab/dot11/hex.h"
#include "lab/dot11/pcapng_source.h"
#include "lab/dot11/pcapng_writer.h"

namespace keyrace {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string text_of(std::string_view hex) {
  const auto octets = parse_hex(hex).value();
  return {octets.begin(), octets.end()};
}

struct Reading {
  std::vector<CapturedPacket> packets;
  bool truncated = false;
  std::string error;
  CaptureDescription description;
};

Reading read_all(const std::string& file) {
  Reading reading;
  std::istringstream stream(file);
  try {
    CaptureReader reader(stream, "x.pcapng");
    CapturedPacket packet;
    while (reader.next(packet)) reading.packets.push_back(packet);
    reading.truncated = reader.truncated();
    reading.description = reader.description();
  } catch (const CaptureError& error) {
    reading.error = error.what();
  }
  return reading;
}

// Big endian: section, unknown block, interface "w0" (802.11, snap length 4, us), simple packet of
// 6 octets cut to 4, enhanced packet of 3 octets at 2^32 + 1 us.
constexpr std::string_view kSection =
    "0a0d0d0a"
    "0000001c"
    "1a2b3c4d"
    "00010000"
    "ffffffffffffffff"
    "0000001c";
constexpr std::string_view kUnknown =
    "00000bad"
    "00000010"
    "12345678"
    "00000010";
constexpr std::string_view kInterface =
    "00000001"
    "00000020"
    "00690000"
    "00000004"
    "00020002"
    "77300000"
    "00000000"
    "00000020";
constexpr std::string_view kSimple =
    "00000003"
    "00000014"
    "00000006"
    "01020304"
    "00000014";
constexpr std::string_view kEnhanced =
    "00000006"
    "00000024"
    "00000000"
    "00000001"
    "00000001"
    "00000003"
    "00000009"
    "aabbcc00"
    "00000024";

std::string big_endian() {
  std::string hex;
  for (const auto block : {kSection, kUnknown, kInterface, kSimple, kEnhanced}) hex += block;
  return text_of(hex);
}

TEST(Pcapng, ReadsBigEndianSimpleAndUnknownBlocks) {
  const Reading reading = read_all(big_endian());
  ASSERT_EQ(reading.error, "");
  ASSERT_EQ(reading.packets.size(), 2U);
  EXPECT_EQ(to_hex(reading.packets[0].bytes), "01020304");
  EXPECT_EQ(reading.packets[0].original_length, 6U);
  EXPECT_EQ(reading.packets[0].t_ns, 0U);
  EXPECT_EQ(reading.packets[0].interface->name, "w0");
  EXPECT_EQ(reading.packets[1].number, 2U);
  EXPECT_EQ(reading.packets[1].interface->link_type, kLinkTypeIeee80211);
  EXPECT_EQ(to_hex(reading.packets[1].bytes), "aabbcc");
  EXPECT_EQ(reading.packets[1].original_length, 9U);
  EXPECT_EQ(reading.packets[1].t_ns, 4'294'967'297'000U);
}

// if_fcslen in place of if_name: its length in bits.
TEST(Pcapng, AnInterfaceMayTellOfTheFcs) {
  EXPECT_FALSE(read_all(big_endian()).packets.at(0).interface->fcs.has_value());
  for (const auto& [option, fcs] :
       {std::pair("000d000120000000", true), std::pair("000d000100000000", false)}) {
    std::string file = big_endian();
    file.replace(60, 8, text_of(option));
    const Reading reading = read_all(file);
    ASSERT_EQ(reading.error, "");
    EXPECT_EQ(reading.packets.at(0).interface->fcs, fcs) << option;
    EXPECT_EQ(reading.packets.at(1).interface->fcs, fcs) << option;
  }
}

std::string written() {
  std::ostringstream out;
  PcapngWriter writer(out, {{"a comment", "another"}, "Linux 7"});
  EXPECT_EQ(writer.add_interface("hwsim0", kLinkTypeIeee80211Radiotap, "the air"), 0U);
  writer.write_packet(1'700'000'000'123'456'789, std::vector<std::uint8_t>{1, 2, 3, 4, 5}, 7);
  const std::vector<std::string> comments{"verdict: accepted", "x"};
  writer.write_packet(5, std::vector<std::uint8_t>{}, 0, comments);
  return out.str();
}

TEST(Pcapng, WhatIsWrittenIsRead) {
  const Reading reading = read_all(written());
  ASSERT_EQ(reading.error, "");
  EXPECT_FALSE(reading.truncated);
  ASSERT_EQ(reading.packets.size(), 2U);
  EXPECT_EQ(reading.packets[0].t_ns, 1'700'000'000'123'456'789U);
  EXPECT_EQ(to_hex(reading.packets[0].bytes), "0102030405");
  EXPECT_EQ(reading.packets[0].original_length, 7U);
  EXPECT_EQ(reading.packets[0].interface->link_type, kLinkTypeIeee80211Radiotap);
  EXPECT_EQ(reading.packets[0].interface->name, "hwsim0");
  EXPECT_EQ(reading.packets[0].interface->description, "the air");
  EXPECT_THAT(reading.description.comments, ElementsAre("a comment", "another"));
  EXPECT_EQ(reading.description.operating_system, "Linux 7");
  EXPECT_EQ(reading.packets[1].t_ns, 5U);
  EXPECT_TRUE(reading.packets[1].bytes.empty());
  EXPECT_THAT(written(), HasSubstr("verdict: accepted"));
  EXPECT_THAT(written(), HasSubstr("keyrace"));
}

TEST(Pcapng, PacketsHaveTheirInterface) {
  std::ostringstream out;
  PcapngWriter writer(out);
  writer.add_interface("ap");
  EXPECT_EQ(writer.add_interface("sta", kLinkTypeEthernet, "a station"), 1U);
  for (const std::uint32_t interface : {1U, 0U}) writer.write_packet(0, {}, 0, {}, interface);
  const Reading reading = read_all(out.str());
  ASSERT_EQ(reading.packets.size(), 2U);
  EXPECT_EQ(reading.packets[0].interface->name, "sta");
  EXPECT_EQ(reading.packets[0].interface->description, "a station");
  EXPECT_EQ(reading.packets[1].interface->name, "ap");
  EXPECT_EQ(reading.packets[1].interface->description, "");
}

TEST(Pcapng, AnOptionOfASectionThatDoesNotFitIsAnError) {
  std::string file = written();
  file[26] = 0x7f;  // of the first comment's length
  EXPECT_THAT(
      read_all(file).error,
      testing::StartsWith("x.pcapng: offset 26: an option of 127 octets; expected at most "));
}

// A section says nothing of the one before.
TEST(Pcapng, ASectionHasItsOwnDescription) {
  EXPECT_THAT(read_all(written() + big_endian()).description.comments, testing::IsEmpty());
}

TEST(Pcapng, SectionsMayFollowEachOther) {
  const Reading reading = read_all(big_endian() + written());
  ASSERT_EQ(reading.error, "");
  ASSERT_EQ(reading.packets.size(), 4U);
  EXPECT_EQ(reading.packets[3].number, 4U);
  EXPECT_EQ(reading.packets[2].interface->name, "hwsim0");
}

TEST(Pcapng, EveryTruncationIsTold) {
  const std::string whole = big_endian();
  const std::vector<std::size_t> block_ends{28, 44, 76, 96};
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const Reading reading = read_all(whole.substr(0, size));
    if (size < 28) {
      EXPECT_THAT(reading.error, HasSubstr("x.pcapng: offset ")) << size;
      continue;
    }
    EXPECT_EQ(reading.error, "") << size;
    const bool at_end = std::find(block_ends.begin(), block_ends.end(), size) != block_ends.end();
    EXPECT_EQ(reading.truncated, !at_end) << size;
    EXPECT_EQ(reading.packets.size(), size < 96 ? 0U : 1U) << size;
  }
}

TEST(Pcapng, NamesWhatIsMalformed) {
  struct Case {
    const char* name;
    std::size_t at;
    const char* octets;
    const char* error;
  };
  for (const Case& c : {
           Case{"byte order", 8, "1a2b3c4e", "offset 8: unknown byte order of a section"},
           Case{"section length", 4, "00000018",
                "offset 4: block length 24; expected a multiple of 4 from 28 on"},
           Case{"version", 12, "0002", "offset 12: pcapng version 2; expected version 1"},
           Case{"trailer", 24, "00000020", "offset 24: trailing block length 32; expected 28"},
           Case{"short block", 32, "00000008",
                "offset 32: block length 8; expected a multiple of 4 from 12 on"},
           Case{"odd block", 32, "00000011",
                "offset 32: block length 17; expected a multiple of 4"},
           Case{"huge block", 48, "fffffffc",
                "offset 48: a block of 4294967292 octets; expected at most 16777216"},
           Case{"option", 62, "0009", "offset 62: an option of 9 octets; expected at most 8"},
           Case{"if_tsresol", 60, "00090002",
                "offset 44: if_tsresol of a wrong length; expected 1 octet"},
           Case{"interface", 104, "00000001",
                "offset 104: interface 1; expected one of the 1 described"},
           Case{"captured", 116, "00000005",
                "offset 116: a packet of 5 octets; expected at most 4"},
       }) {
    std::string file = big_endian();
    const std::string octets = text_of(c.octets);
    file.replace(c.at, octets.size(), octets);
    EXPECT_THAT(read_all(file).error, HasSubstr(c.error)) << c.name;
  }
}

TEST(Pcapng, BlocksTooShortForTheirTypeAreErrors) {
  const std::string section(kSection);
  for (const char* block : {"00000001"
                            "0000000c"
                            "0000000c",
                            "00000003"
                            "0000000c"
                            "0000000c",
                            "00000006"
                            "0000000c"
                            "0000000c"}) {
    EXPECT_THAT(read_all(text_of(section + block)).error, HasSubstr("too short")) << block;
  }
  EXPECT_THAT(read_all(text_of(section + std::string(kSimple))).error, HasSubstr("interface 0"));
  const std::string too_few = section +
                              "00000001"
                              "00000014"
                              "00690000"
                              "00000000"
                              "00000014";
  EXPECT_THAT(read_all(text_of(too_few + std::string(kSimple))).error,
              HasSubstr("a packet of 6 octets; expected at most 4"));
}

TEST(Pcapng, AHugeUnknownBlockIsACutFile) {
  std::string file = big_endian();
  file.replace(32, 4, text_of("fffffffc"));
  const Reading reading = read_all(file);
  EXPECT_EQ(reading.error, "");
  EXPECT_TRUE(reading.truncated);
}

TEST(Pcapng, ConvertsEveryTimeResolution) {
  constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();
  EXPECT_EQ(TimeResolution{6}.to_ns(1), 1000U);
  EXPECT_EQ(TimeResolution{9}.to_ns(kMax), kMax);
  EXPECT_EQ(TimeResolution{0}.to_ns(3), 3'000'000'000U);
  EXPECT_EQ(TimeResolution{0}.to_ns(kMax), kMax);
  EXPECT_EQ(TimeResolution{12}.to_ns(1999), 1U);
  EXPECT_EQ(TimeResolution{127}.to_ns(kMax), 0U);
  EXPECT_EQ(TimeResolution{0x80 | 10}.to_ns(1536), 1'500'000'000U);
  EXPECT_EQ(TimeResolution{0x80}.to_ns(2), 2'000'000'000U);
  EXPECT_EQ(TimeResolution{0x80 | 32}.to_ns(std::uint64_t{7} << 31), 3'500'000'000U);
  EXPECT_EQ(TimeResolution{0x80 | 63}.to_ns(std::uint64_t{3} << 62), 1'500'000'000U);
  EXPECT_EQ(TimeResolution{0x80 | 64}.to_ns(std::uint64_t{1} << 63), 500'000'000U);
  for (unsigned resolution = 0; resolution < 256; ++resolution) {
    TimeResolution{static_cast<std::uint8_t>(resolution)}.to_ns(kMax);
  }
}

TEST(PcapngWriter, AFailedStreamThrows) {
  std::ostringstream out;
  PcapngWriter writer(out);
  writer.add_interface("hwsim0");
  out.setstate(std::ios::badbit);
  EXPECT_THROW(writer.write_packet(0, {}, 0), std::runtime_error);
  EXPECT_THROW(writer.add_interface("hwsim1"), std::runtime_error);
  EXPECT_THROW(PcapngWriter{out}, std::runtime_error);
}

TEST(PcapngWriter, ATextThatDoesNotFitThrows) {
  std::ostringstream out;
  EXPECT_THROW(PcapngWriter(out, {{std::string(65536, 'x')}, ""}), std::length_error);
}

}  // namespace
}  // namespace keyrace
