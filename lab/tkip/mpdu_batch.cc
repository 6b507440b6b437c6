#include "lab/tkip/mpdu_batch.h"

#include <algorithm>
#include <array>

#include "lab/dot11/crc32.h"
#include "lab/dot11/llc.h"
#include "lab/tkip/mpdu.h"
#include "lab/tkip/rc4.h"

namespace keyrace {
namespace {

// As many streams as fill a processor: with more, the registers don't suffice.
constexpr std::size_t kLanes = 4;

// What the caller's MPDU becomes: its plaintext holds the encrypted octets and the ICV at first.
struct Stream {
  MpduToOpen* mpdu = nullptr;
  WepSeed seed{};
};

std::size_t stream_length(const Stream& stream) {
  return stream.mpdu->plaintext->size();
}

// Nothing: it can't be opened.
std::optional<std::uint16_t> iv16_of(ByteSpan body) {
  const auto header = parse_tkip_header(body);
  if (!header || !header->ext_iv || body.size() < kTkipHeaderLength + kIcvLength)
    return std::nullopt;
  return header->tsc.iv16();
}

// Lanes run together until the shortest ends: that of lane First.
template <std::size_t First, std::size_t Lanes>
void apply_from(Rc4Lanes<Lanes>& rc4, std::span<const Stream, Lanes> streams,
                const std::array<std::uint8_t*, Lanes>& data, std::size_t done) {
  if constexpr (First < Lanes) {
    const std::size_t end = stream_length(streams[First]);
    rc4.template apply<First>(data, done, end);
    apply_from<First + 1>(rc4, streams, data, end);
  }
}

// | data | ICV (4) |
void take_off_icv(MpduToOpen& mpdu) {
  std::vector<std::uint8_t>& plaintext = *mpdu.plaintext;
  const std::size_t data_length = plaintext.size() - kIcvLength;
  mpdu.icv_ok = crc32(ByteSpan(plaintext).first(data_length)) ==
                load_le<std::uint32_t>(plaintext, data_length);
  plaintext.resize(data_length);
}

// The shortest first.
template <std::size_t Lanes>
void open_together(std::span<const Stream, Lanes> streams) {
  std::array<WepSeed, Lanes> seeds;
  std::array<std::uint8_t*, Lanes> data;
  for (std::size_t lane = 0; lane < Lanes; ++lane) {
    seeds[lane] = streams[lane].seed;
    data[lane] = streams[lane].mpdu->plaintext->data();
  }
  Rc4Lanes<Lanes> rc4(seeds);
  apply_from<0>(rc4, streams, data, 0);
}

std::vector<Stream> streams_of(std::span<MpduToOpen> batch) {
  std::vector<Stream> streams(batch.size());
  std::size_t count = 0;
  for (MpduToOpen& mpdu : batch) {
    mpdu.icv_ok = false;
    mpdu.plaintext->clear();
    const auto iv16 = iv16_of(mpdu.body);
    if (!iv16) continue;
    const ByteSpan sealed = mpdu.body.subspan(kTkipHeaderLength);
    mpdu.plaintext->assign(sealed.begin(), sealed.end());
    Stream& stream = streams[count++];
    stream.mpdu = &mpdu;
    stream.seed = phase2(*mpdu.tk, *mpdu.ttak, *iv16);
  }
  streams.resize(count);
  if (!std::ranges::is_sorted(streams, {}, stream_length))
    std::ranges::sort(streams, {}, stream_length);
  return streams;
}

template <std::size_t Lanes>
bool takes(std::span<const Stream>& rest) {
  if (rest.size() < Lanes) return false;
  open_together(rest.first<Lanes>());
  rest = rest.subspan(Lanes);
  return true;
}

}  // namespace

void open_mpdus(std::span<MpduToOpen> batch) {
  const std::vector<Stream> streams = streams_of(batch);
  std::span<const Stream> rest = streams;
  while (takes<kLanes>(rest)) continue;
  if (!takes<3>(rest) && !takes<2>(rest)) takes<1>(rest);
  // Not before: a processor would wait for the last octets to reach its cache.
  for (const Stream& stream : streams) take_off_icv(*stream.mpdu);
}

std::optional<std::size_t> find_key_of_snap(std::span<const KeyToTry> keys, ByteSpan body) {
  constexpr std::size_t kSnapLength = 8;
  const auto iv16 = iv16_of(body);
  if (!iv16 || body.size() < kTkipHeaderLength + kSnapLength) return std::nullopt;
  for (std::size_t first = 0; first < keys.size(); first += kLanes) {
    const std::size_t count = std::min(kLanes, keys.size() - first);
    std::array<WepSeed, kLanes> seeds{};
    std::array<std::array<std::uint8_t, kSnapLength>, kLanes> begun;
    std::array<std::uint8_t*, kLanes> data;
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const KeyToTry& key = keys[first + std::min(lane, count - 1)];
      seeds[lane] = phase2(*key.tk, key.ttak, *iv16);
      std::ranges::copy(body.subspan(kTkipHeaderLength, kSnapLength), begun[lane].begin());
      data[lane] = begun[lane].data();
    }
    Rc4Lanes<kLanes>(seeds).apply(data, 0, kSnapLength);
    for (std::size_t lane = 0; lane < count; ++lane) {
      if (parse_snap(begun[lane])) return first + lane;
    }
  }
  return std::nullopt;
}

}  // namespace keyrace
