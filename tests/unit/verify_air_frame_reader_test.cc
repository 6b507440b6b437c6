// Captures of every link type, with FCS and without, cut and damaged, as frames.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "lab/dot11/crc32.h"
#include "lab/dot11/hex.h"
#include "lab/verify/air_frame_reader.h"
#include "tests/locations.h"

namespace keyrace {
namespace {

using testing::HasSubstr;
using Octets = std::vector<std::uint8_t>;

constexpr const char* kDamaged = "802.11: the FCS is wrong: damaged on its way to this receiver";

Octets octets(std::string_view hex) {
  return parse_hex(hex).value();
}

Octets operator+(Octets first, const Octets& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

// A data frame from the AP (From DS) with the body `body`.
Octets data_frame(std::string_view body) {
  return octets(
             "08020000"
             "020000000100"
             "020000000000"
             "020000000000"
             "1000") +
         octets(body);
}

Octets with_fcs(Octets frame) {
  append_le(frame, crc32(frame));
  return frame;
}

Octets damaged(Octets frame) {
  frame.back() ^= 0x80;
  return frame;
}

class Capture {
 public:
  explicit Capture(std::uint32_t link_type) {
    append(
        octets("d4c3b2a1"
               "02000400"
               "00000000"
               "00000000"
               "ffff0000"));
    append_number(link_type);
  }

  // missing: what the snap length cut off.
  Capture& add(const Octets& packet, std::uint32_t missing = 0) {
    const auto size = static_cast<std::uint32_t>(packet.size());
    append_number(3);
    append_number(0);
    append_number(size);
    append_number(size + missing);
    append(packet);
    return *this;
  }

  std::string text() const { return text_; }

 private:
  void append(const Octets& part) { text_.append(part.begin(), part.end()); }
  void append_number(std::uint32_t number) {
    Octets part;
    append_le(part, number);
    append(part);
  }

  std::string text_;
};

std::vector<AirFrame> frames_of(const Capture& capture) {
  std::istringstream stream(capture.text());
  return read_air_frames(stream, "x.pcap");
}

TEST(AirFrameReader, ReadsEveryLinkType) {
  Octets prism = octets("4400000090000000");
  prism.resize(144);
  Octets avs = octets("8021100100000040");
  avs.resize(64);
  struct Case {
    std::uint32_t link_type;
    Octets header;
  };
  for (const Case& c :
       {Case{105, {}}, Case{119, prism}, Case{119, avs}, Case{127, octets("0000080000000000")},
        Case{163, avs}, Case{192, octets("0000080069000000")}}) {
    const auto frames = frames_of(Capture(c.link_type)
                                      .add(c.header + data_frame("aabbcc"))
                                      .add(c.header + with_fcs(data_frame("ddee"))));
    ASSERT_EQ(frames.size(), 2U);
    EXPECT_EQ(frames[0].malformed, "") << c.link_type;
    EXPECT_EQ(frames[0].n, 1U);
    EXPECT_EQ(frames[0].t_ns, 3'000'000'000U);
    EXPECT_EQ(frames[0].captured_length, c.header.size() + 27);
    EXPECT_FALSE(frames[0].cut);
    EXPECT_EQ(frames[0].header.sequence, 1);
    EXPECT_EQ(to_hex(frames[0].body), "aabbcc") << c.link_type;
    EXPECT_EQ(frames[1].n, 2U);
    EXPECT_EQ(to_hex(frames[1].body), "ddee") << c.link_type;
  }
}

TEST(AirFrameReader, OtherLinkTypesAreNamed) {
  const auto frames = frames_of(Capture(1).add(data_frame("aabbcc")));
  ASSERT_EQ(frames.size(), 1U);
  EXPECT_THAT(frames[0].malformed, HasSubstr("link type 1 (Ethernet) has no 802.11 frames"));
  EXPECT_TRUE(frames[0].body.empty());
}

TEST(AirFrameReader, ADamagedFrameIsMalformedAndTheNextOneIsNot) {
  const auto frames = frames_of(Capture(105)
                                    .add(with_fcs(data_frame("aa")))
                                    .add(damaged(with_fcs(data_frame("bb"))))
                                    .add(with_fcs(data_frame("cc"))));
  ASSERT_EQ(frames.size(), 3U);
  EXPECT_EQ(frames[0].malformed, "");
  EXPECT_EQ(frames[1].malformed, kDamaged);
  EXPECT_TRUE(frames[1].body.empty());
  EXPECT_FALSE(frames[1].is_data());
  EXPECT_EQ(frames[2].malformed, "");
  EXPECT_EQ(to_hex(frames[2].body), "cc");
}

// Radiotap with flags: an FCS, and, in the second one, that it is wrong.
TEST(AirFrameReader, TheHeaderTellsBeforeAnyFrameShows) {
  const Octets has_fcs = octets("000009000200000010");
  const Octets bad_fcs = octets("000009000200000050");
  const auto frames = frames_of(Capture(127)
                                    .add(has_fcs + damaged(with_fcs(data_frame("aa"))))
                                    .add(bad_fcs + with_fcs(data_frame("bb")))
                                    .add(has_fcs + with_fcs(data_frame("cc"))));
  ASSERT_EQ(frames.size(), 3U);
  EXPECT_EQ(frames[0].malformed, kDamaged);
  EXPECT_EQ(frames[1].malformed, kDamaged);
  EXPECT_EQ(to_hex(frames[2].body), "cc");
}

TEST(AirFrameReader, TheFileTellsWhereTheHeaderDoesNot) {
  const auto declared = frames_of(Capture(0x24000069).add(damaged(with_fcs(data_frame("aa")))));
  EXPECT_EQ(declared.at(0).malformed, kDamaged);
  const auto undeclared = frames_of(Capture(105).add(damaged(with_fcs(data_frame("aa")))));
  EXPECT_EQ(undeclared.at(0).malformed, "");
  // radiotap's own word, none, beats the file's
  const auto both = frames_of(
      Capture(0x2400007f).add(octets("000009000200000000") + damaged(with_fcs(data_frame("aa")))));
  EXPECT_EQ(both.at(0).malformed, "");
}

// Some drivers pad a QoS header, of 26 octets, to 28, and say so; the FCS is that of the air.
TEST(AirFrameReader, PaddingBehindTheHeaderIsTakenOut) {
  const Octets padded = octets("000009000200000030"), plain = octets("000009000200000010");
  const Octets qos_header = octets(
      "88020000"
      "020000000100"
      "020000000000"
      "020000000000"
      "1000"
      "0500");
  const Octets on_air = with_fcs(qos_header + octets("aabbcc"));
  Octets in_file = on_air;
  in_file.insert(in_file.begin() + 26, {0x11, 0x22});
  const auto frames = frames_of(Capture(127)
                                    .add(padded + in_file)
                                    .add(plain + on_air)
                                    .add(padded + with_fcs(data_frame("ddee")))  // 24 need none
                                    .add(padded + qos_header));
  ASSERT_EQ(frames.size(), 4U);
  for (std::size_t i : {0, 1}) {
    EXPECT_EQ(frames[i].malformed, "") << i;
    EXPECT_EQ(frames[i].header.tid, 5) << i;
    EXPECT_EQ(to_hex(frames[i].body), "aabbcc") << i;
  }
  EXPECT_EQ(to_hex(frames[2].body), "ddee");
  EXPECT_EQ(frames[3].malformed, kDamaged);  // nothing behind the header: no room for padding
}

TEST(AirFrameReader, ACutFrameHasNoFcsToTakeOff) {
  const auto frames = frames_of(Capture(105)
                                    .add(with_fcs(data_frame("aa")))
                                    .add(data_frame("bbccddee"), 40)
                                    .add(with_fcs(data_frame("ff"))));
  ASSERT_EQ(frames.size(), 3U);
  EXPECT_FALSE(frames[0].cut);
  EXPECT_TRUE(frames[1].cut);
  EXPECT_EQ(frames[1].malformed, "");
  EXPECT_EQ(frames[1].captured_length, 68U);
  EXPECT_EQ(to_hex(frames[1].body), "bbccddee");
  EXPECT_FALSE(frames[2].cut);
  EXPECT_EQ(to_hex(frames[2].body), "ff");
}

TEST(AirFrameReader, MalformedHeadersAreNamedAndForgotten) {
  std::istringstream stream(Capture(127)
                                .add(octets("0000080000000000") + data_frame("aabb"))
                                .add(octets("01"))
                                .add(octets("0000080000000000d4"))
                                .add(octets("0000080000000000") + data_frame("cc"))
                                .text());
  AirFrameReader reader(stream, "x.pcap");
  AirFrame frame;
  std::vector<std::string> seen;
  while (reader.next(frame)) {
    EXPECT_EQ(reader.packet().number, frame.n);
    seen.push_back(frame.malformed.empty() ? to_hex(frame.body) : frame.malformed);
  }
  EXPECT_THAT(seen, testing::ElementsAre("aabb", "radiotap: fewer than 8 octets",
                                         "802.11: fewer than 10 octets", "cc"));
  EXPECT_FALSE(reader.truncated());
}

TEST(AirFrameReader, TellsOfACutFile) {
  const std::string whole = Capture(105).add(data_frame("aa")).add(data_frame("bb")).text();
  std::istringstream stream(whole.substr(0, whole.size() - 1));
  AirFrameReader reader(stream, "x.pcap");
  AirFrame frame;
  EXPECT_TRUE(reader.next(frame));
  EXPECT_FALSE(reader.next(frame));
  EXPECT_TRUE(reader.truncated());
}

TEST(AirFrameReader, UsesTheFramesMemoryAgain) {
  std::istringstream stream(
      Capture(105).add(data_frame("aabbccddeeff")).add(data_frame("11")).text());
  AirFrameReader reader(stream, "x.pcap");
  AirFrame frame;
  ASSERT_TRUE(reader.next(frame));
  const std::uint8_t* memory = frame.body.data();
  ASSERT_TRUE(reader.next(frame));
  EXPECT_EQ(frame.body.data(), memory);
}

// Captures of other people's devices, plain and with radiotap.
TEST(AirFrameReader, TakesPublicCapturesApart) {
  for (const char* name : {"wpa-psk-linksys.cap", "libtins-tkip.pcap"}) {
    const auto path = std::filesystem::path(kSharedData) / name;
    if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is missing";
    std::ifstream file(path, std::ios::binary);
    for (const AirFrame& frame : read_air_frames(file, name)) {
      EXPECT_EQ(frame.malformed, "") << name << " " << frame.n;
      EXPECT_FALSE(frame.cut);
    }
  }
}

}  // namespace
}  // namespace keyrace
