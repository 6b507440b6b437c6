#include "lab/dot11/radiotap.h"

#include <array>

namespace keyrace {
namespace {

constexpr std::size_t kPresence = 4;  // where the first presence word is

constexpr unsigned kNamespaceBit = 29;  // the next word starts the radiotap namespace again
constexpr unsigned kVendorBit = 30;     // a vendor namespace header follows this word's fields
constexpr unsigned kExtendedBit = 31;   // another presence word follows

constexpr unsigned kTsft = 0;
constexpr unsigned kFlags = 1;
constexpr unsigned kChannel = 3;
constexpr unsigned kSignal = 5;
constexpr unsigned kTxFlags = 15;

struct FieldShape {
  std::uint8_t align;  // counted from the start of the header
  std::uint8_t size;
};

// By bit number, up to 27 (L-SIG); 28 announces TLVs.
constexpr std::array<FieldShape, 28> kFields{{
    {8, 8},  {1, 1},  {1, 1},  {2, 4},   // TSFT, flags, rate, channel
    {2, 2},  {1, 1},  {1, 1},  {2, 2},   // FHSS, signal dBm, noise dBm, lock quality
    {2, 2},  {2, 2},  {1, 1},  {1, 1},   // TX attenuation, dB TX attenuation, TX power, antenna
    {1, 1},  {1, 1},  {2, 2},  {2, 2},   // signal dB, noise dB, RX flags, TX flags
    {1, 1},  {1, 1},  {4, 8},  {1, 3},   // RTS retries, data retries, XChannel, MCS
    {4, 8},  {2, 12}, {8, 12}, {2, 12},  // A-MPDU, VHT, timestamp, HE
    {2, 12}, {2, 6},  {1, 1},  {2, 4},   // HE-MU, HE-MU other user, 0-length PSDU, L-SIG
}};

bool has_bit(std::uint32_t word, unsigned bit) {
  return ((word >> bit) & 1U) != 0;
}

template <class T>
void set_first(std::optional<T>& field, T value) {
  if (!field) field = value;
}

// Goes through the fields in the order of the presence bits.
class FieldWalk {
 public:
  FieldWalk(ByteSpan header, std::size_t first_field, Radiotap& out)
      : header_(header), at_(first_field), out_(out) {}

  enum class Step { kGoOn, kStop, kOverrun };

  Step word(std::uint32_t present) {
    if (!in_vendor_) {
      for (unsigned bit = 0; bit < kNamespaceBit; ++bit) {
        if (!has_bit(present, bit)) continue;
        const Step step = field(first_index_ + bit);
        if (step != Step::kGoOn) return step;
      }
    }
    if (has_bit(present, kVendorBit)) return vendor();
    if (has_bit(present, kNamespaceBit)) {
      in_vendor_ = false;
      first_index_ = 0;
    } else {
      first_index_ += 32;
    }
    return Step::kGoOn;
  }

 private:
  // Moves to the next multiple of align that has size octets; false: beyond the header.
  bool take(std::size_t align, std::size_t size, std::size_t& start) {
    start = (at_ + align - 1) / align * align;
    if (start + size > header_.size()) return false;
    at_ = start + size;
    return true;
  }

  Step field(std::size_t index) {
    if (index >= kFields.size()) return Step::kStop;
    std::size_t start = 0;
    if (!take(kFields[index].align, kFields[index].size, start)) return Step::kOverrun;
    keep(index, start);
    return Step::kGoOn;
  }

  void keep(std::size_t index, std::size_t start) {
    if (index == kTsft) set_first(out_.tsft_us, load_le<std::uint64_t>(header_, start));
    if (index == kFlags) set_first(out_.flags, header_[start]);
    if (index == kChannel) set_first(out_.channel_mhz, load_le<std::uint16_t>(header_, start));
    if (index == kSignal) set_first(out_.signal_dbm, static_cast<std::int8_t>(header_[start]));
    if (index == kTxFlags) set_first(out_.tx_flags, load_le<std::uint16_t>(header_, start));
  }

  // | OUI (3) | sub-namespace (1) | skip length (2) | skip length octets |, aligned to 2
  Step vendor() {
    std::size_t start = 0;
    if (!take(2, 6, start)) return Step::kOverrun;
    const std::size_t skip = load_le<std::uint16_t>(header_, start + 4);
    if (!take(1, skip, start)) return Step::kOverrun;
    in_vendor_ = true;
    return Step::kGoOn;
  }

  ByteSpan header_;
  std::size_t at_;
  Radiotap& out_;
  bool in_vendor_ = false;
  std::size_t first_index_ = 0;  // field number of bit 0 of the next word
};

}  // namespace

// | version = 0 (1) | pad (1) | length (2) | present (4) ... | fields ... |, little endian
Parsed<Radiotap> parse_radiotap(ByteSpan packet) {
  if (packet.size() < 8) return Parsed<Radiotap>::malformed("radiotap: fewer than 8 octets");
  if (packet[0] != 0) return Parsed<Radiotap>::malformed("radiotap: version is not 0");
  Radiotap radiotap;
  radiotap.length = load_le<std::uint16_t>(packet, 2);
  if (radiotap.length < 8) return Parsed<Radiotap>::malformed("radiotap: length is less than 8");
  if (radiotap.length > packet.size()) {
    return Parsed<Radiotap>::malformed("radiotap: length is beyond the end of the packet");
  }

  const ByteSpan header = packet.first(radiotap.length);
  std::size_t first_field = kPresence;
  bool more = true;
  for (; more; first_field += 4) {
    if (first_field + 4 > header.size()) {
      return Parsed<Radiotap>::malformed("radiotap: presence words run beyond the header");
    }
    more = has_bit(load_le<std::uint32_t>(header, first_field), kExtendedBit);
  }

  FieldWalk walk(header, first_field, radiotap);
  for (std::size_t at = kPresence; at < first_field; at += 4) {
    const auto word = load_le<std::uint32_t>(header, at);
    if (has_bit(word, kVendorBit) && has_bit(word, kNamespaceBit)) {
      return Parsed<Radiotap>::malformed("radiotap: one word selects two namespaces");
    }
    const FieldWalk::Step step = walk.word(word);
    if (step == FieldWalk::Step::kOverrun) {
      return Parsed<Radiotap>::malformed("radiotap: a field runs beyond the header");
    }
    if (step == FieldWalk::Step::kStop) break;
  }
  return radiotap;
}

}  // namespace keyrace
