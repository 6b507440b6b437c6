#include <gtest/gtest.h>

#include "lab/dot11/hex.h"
#include "lab/dot11/radiotap.h"

namespace keyrace {
namespace {

std::vector<std::uint8_t> octets(std::string_view hex) {
  return parse_hex(hex).value();
}

// TSFT, flags, rate, channel, signal, antenna, RX flags; then one octet of frame.
constexpr std::string_view kPlain =
    "00001c00"
    "2f480000"
    "0807060504030201"  // TSFT
    "10"                // flags: FCS
    "02"                // rate
    "6c09a000"          // channel 2412
    "d8"                // signal -40
    "00"                // antenna
    "0000"              // RX flags
    "0000"
    "80";

TEST(Radiotap, ReadsFieldsInTheirPlaces) {
  const auto radiotap = parse_radiotap(octets(kPlain));
  ASSERT_TRUE(radiotap) << radiotap.error;
  EXPECT_EQ(radiotap->length, 28U);
  EXPECT_EQ(radiotap->tsft_us, 0x0102030405060708U);
  EXPECT_EQ(radiotap->channel_mhz, 2412);
  EXPECT_EQ(radiotap->signal_dbm, -40);
  EXPECT_TRUE(radiotap->fcs_at_end());
  EXPECT_FALSE(radiotap->bad_fcs());
  EXPECT_FALSE(radiotap->tx_flags);
}

TEST(Radiotap, AlignsFromTheStartOfTheHeader) {
  // flags (1), then TX flags aligned to 2: one octet of padding
  const auto radiotap =
      parse_radiotap(octets("00000c00028000004000"
                            "0800"));
  ASSERT_TRUE(radiotap) << radiotap.error;
  EXPECT_TRUE(radiotap->bad_fcs());
  EXPECT_EQ(radiotap->tx_flags, 0x0008);
}

TEST(Radiotap, TheFirstOfSeveralSignalsCounts) {
  // signal | next namespace, signal | next namespace, signal
  const auto radiotap =
      parse_radiotap(octets("00001300"
                            "200000a0"
                            "200000a0"
                            "20000000"
                            "d8c0b0"));
  ASSERT_TRUE(radiotap) << radiotap.error;
  EXPECT_EQ(radiotap->signal_dbm, -40);
}

TEST(Radiotap, StepsOverAVendorNamespace) {
  // word 0: flags, vendor; word 1: all of the vendor's bits, back to radiotap; word 2: signal
  const auto radiotap =
      parse_radiotap(octets("00001c00"
                            "020000c0"
                            "ffffffbf"
                            "20000000"
                            "40"  //
                            "00"
                            "001122ff0300"
                            "aabbcc"
                            "d8"));
  ASSERT_TRUE(radiotap) << radiotap.error;
  EXPECT_TRUE(radiotap->bad_fcs());
  EXPECT_EQ(radiotap->signal_dbm, -40);
}

TEST(Radiotap, KeepsWhatPrecedesAnUnknownField) {
  // flags and bit 28 (TLVs)
  const auto radiotap =
      parse_radiotap(octets("00000c00"
                            "02000010"
                            "40ffffff"));
  ASSERT_TRUE(radiotap) << radiotap.error;
  EXPECT_TRUE(radiotap->bad_fcs());
  // a second word without a new namespace: fields 32 to 63, unknown
  EXPECT_TRUE(
      parse_radiotap(octets("00000d00"
                            "02000080"
                            "01000000"
                            "40")));
}

TEST(Radiotap, NamesWhatIsMalformed) {
  struct Case {
    const char* hex;
    const char* error;
  };
  for (const Case& c : {
           Case{"", "radiotap: fewer than 8 octets"},
           Case{"01000800"
                "00000000",
                "radiotap: version is not 0"},
           Case{"00000700"
                "00000000",
                "radiotap: length is less than 8"},
           Case{"00000900"
                "00000000",
                "radiotap: length is beyond the end of the packet"},
           Case{"00000800"
                "00000080",
                "radiotap: presence words run beyond the header"},
           Case{"00000800"
                "02000000",
                "radiotap: a field runs beyond the header"},
           Case{"00000800"
                "00000040",
                "radiotap: a field runs beyond the header"},
           Case{"00000e00"
                "00000040"
                "00112200ffff",
                "radiotap: a field runs beyond the header"},
           Case{"00000800"
                "00000060",
                "radiotap: one word selects two namespaces"},
       }) {
    const auto radiotap = parse_radiotap(octets(c.hex));
    EXPECT_FALSE(radiotap) << c.hex;
    EXPECT_EQ(radiotap.error, c.error) << c.hex;
  }
}

TEST(Radiotap, EveryTruncationIsMalformed) {
  const auto whole = octets(kPlain);
  for (std::size_t size = 0; size < 28; ++size) {
    const std::vector<std::uint8_t> cut(whole.begin(), whole.begin() + static_cast<long>(size));
    EXPECT_FALSE(parse_radiotap(cut)) << size;
    if (size < 8) continue;
    // the header's own length cut: malformed as soon as a field is missing, never a read beyond
    std::vector<std::uint8_t> shorter = cut;
    shorter[2] = static_cast<std::uint8_t>(size);
    EXPECT_EQ(static_cast<bool>(parse_radiotap(shorter)), size >= 26) << size;
  }
}

}  // namespace
}  // namespace keyrace
