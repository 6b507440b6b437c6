#include "lab/tkip/mpdu_batch.h"

#include <algorithm>
#include <array>
#include <utility>

#include "lab/dot11/crc32.h"
#include "lab/tkip/mpdu.h"

namespace keyrace {
namespace {

// As many as hide the latency without running out of registers: measured with scripts/bench verify.
constexpr std::size_t kLanes = 8;

// RC4 (see rc4.cc) of several keys in step.
struct Lanes {
  std::array<std::array<std::uint8_t, 256>, kLanes> state;
  std::array<std::uint8_t, kLanes> i{};
  std::array<std::uint8_t, kLanes> j{};

  explicit Lanes(const std::array<WepSeed, kLanes>& keys) {
    for (auto& each : state) {
      for (std::size_t n = 0; n < each.size(); ++n) each[n] = static_cast<std::uint8_t>(n);
    }
    for (std::size_t n = 0; n < 256; ++n) {
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        auto& s = state[lane];
        const std::uint8_t here = s[n];
        const auto there = static_cast<std::uint8_t>(j[lane] + here + keys[lane][n % 16]);
        j[lane] = there;
        s[n] = s[there];
        s[there] = here;
      }
    }
    j.fill(0);
  }

  std::uint8_t next(std::size_t lane) {
    auto& s = state[lane];
    i[lane] = static_cast<std::uint8_t>(i[lane] + 1);
    const std::uint8_t here = s[i[lane]];
    j[lane] = static_cast<std::uint8_t>(j[lane] + here);
    const std::uint8_t there = s[j[lane]];
    s[i[lane]] = there;
    s[j[lane]] = here;
    return s[static_cast<std::uint8_t>(here + there)];
  }
};

// At most kLanes of them; empty lanes work on nothing.
void open_together(std::span<MpduToOpen> group) {
  std::array<WepSeed, kLanes> keys{};
  std::array<std::uint8_t*, kLanes> out{};
  std::size_t shortest = ~std::size_t{0};
  for (std::size_t lane = 0; lane < group.size(); ++lane) {
    const MpduToOpen& mpdu = group[lane];
    const Tsc tsc = parse_tkip_header(mpdu.body)->tsc;
    keys[lane] = phase2(*mpdu.tk, *mpdu.ttak, tsc.iv16());
    const ByteSpan sealed = mpdu.body.subspan(kTkipHeaderLength);
    mpdu.plaintext->assign(sealed.begin(), sealed.end());
    out[lane] = mpdu.plaintext->data();
    shortest = std::min(shortest, sealed.size());
  }
  Lanes lanes(keys);
  if (group.size() == kLanes) {
    for (std::size_t at = 0; at < shortest; ++at) {
      for (std::size_t lane = 0; lane < kLanes; ++lane) out[lane][at] ^= lanes.next(lane);
    }
  } else {
    shortest = 0;
  }
  for (std::size_t lane = 0; lane < group.size(); ++lane) {
    std::vector<std::uint8_t>& plaintext = *group[lane].plaintext;
    for (std::size_t at = shortest; at < plaintext.size(); ++at) out[lane][at] ^= lanes.next(lane);
    const std::size_t length = plaintext.size() - kIcvLength;
    const auto icv = load_le<std::uint32_t>(plaintext, length);
    plaintext.resize(length);
    group[lane].icv_ok = icv == crc32(plaintext);
  }
}

}  // namespace

void open_mpdus(std::span<MpduToOpen> batch) {
  while (!batch.empty()) {
    const std::size_t size = std::min(batch.size(), kLanes);
    open_together(batch.first(size));
    batch = batch.subspan(size);
  }
}

}  // namespace keyrace
