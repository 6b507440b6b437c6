// Opens a million MPDUs, a batch at a time and one by one, in turn with what OpenSSL needs for RC4
// alone, so that all see the same machine.
#define OPENSSL_SUPPRESS_DEPRECATED  // RC4_set_key and RC4: faster than the same through EVP
#include <openssl/rc4.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <functional>
#include <stdexcept>

#include "emulator/sys/system_error.h"
#include "lab/tkip/michael.h"
#include "lab/tkip/mpdu.h"
#include "lab/tkip/mpdu_batch.h"
#include "tests/bench/median.h"
#include "tests/bench/sections.h"

namespace keyrace::bench {
namespace {

using Octets = std::vector<std::uint8_t>;

constexpr std::size_t kMpdus = 1'000'000;
constexpr std::size_t kBody = 128;  // with TKIP header and ICV
constexpr std::size_t kSealed = kBody - kTkipHeaderLength;
constexpr std::size_t kMsdu = kSealed - kIcvLength - sizeof(MichaelMic);
constexpr std::size_t kBatch = 48;
constexpr int kRepetitions = 5;

constexpr MacAddress kAp{{2, 0, 0, 0, 0, 0xa0}};
constexpr MacAddress kSta{{2, 0, 0, 0, 1, 0}};
constexpr TemporalKey kTk{{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}};
constexpr MicKey kMicKey{{21, 22, 23, 24, 25, 26, 27, 28}};

// Of one transmitter under one key, their TSCs from 0 on.
struct Air {
  std::vector<Octets> bodies;
  std::vector<WepSeed> seeds;
  std::vector<Ttak> ttaks;  // by iv32

  const Ttak& ttak(std::size_t n) const { return ttaks[Tsc{n}.iv32()]; }
};

Air make_air() {
  Air air;
  air.bodies.reserve(kMpdus);
  for (std::size_t n = 0; n < kMpdus; ++n) {
    const Tsc tsc{n};
    if (tsc.iv16() == 0) air.ttaks.push_back(phase1(kTk, kAp, tsc.iv32()));
    Octets msdu(kMsdu, static_cast<std::uint8_t>(n));
    const MichaelMic mic = michael_mic(kMicKey, kSta, kAp, 0, msdu);
    msdu.insert(msdu.end(), mic.begin(), mic.end());
    air.bodies.push_back(seal_mpdu(kTk, kAp, tsc, KeyId{0}, msdu));
    air.seeds.push_back(phase2(kTk, air.ttak(n), tsc.iv16()));
  }
  return air;
}

// Keys that are known already, one frame after the other.
void rc4_alone(const Air& air) {
  std::array<std::uint8_t, kSealed> plaintext;
  for (std::size_t n = 0; n < kMpdus; ++n) {
    RC4_KEY key;
    RC4_set_key(&key, sizeof(WepSeed), air.seeds[n].data());
    RC4(&key, kSealed, air.bodies[n].data() + kTkipHeaderLength, plaintext.data());
  }
}

void expect_right(bool right) {
  if (!right) throw std::runtime_error("tkip: a frame that was sealed did not open");
}

bool has_mic(const Octets& plaintext, const MichaelMic& mic) {
  return std::equal(mic.begin(), mic.end(), plaintext.begin() + kMsdu);
}

void in_batches(const Air& air, bool with_michael) {
  std::array<Octets, kBatch> plaintexts;
  std::vector<MpduToOpen> mpdus;
  std::vector<MsduToSign> msdus;
  for (std::size_t n = 0; n < kMpdus; n += mpdus.size()) {
    mpdus.clear();
    msdus.clear();
    for (std::size_t i = 0; i < std::min(kBatch, kMpdus - n); ++i) {
      mpdus.push_back({&kTk, &air.ttak(n + i), air.bodies[n + i], &plaintexts[i]});
    }
    open_mpdus(mpdus);
    for (const MpduToOpen& mpdu : mpdus) {
      expect_right(mpdu.icv_ok);
      if (with_michael)
        msdus.push_back({&kMicKey, &kSta, &kAp, 0, ByteSpan(*mpdu.plaintext).first(kMsdu)});
    }
    michael_mics(msdus);
    for (std::size_t i = 0; i < msdus.size(); ++i) {
      expect_right(has_mic(plaintexts[i], msdus[i].mic));
    }
  }
}

void one_by_one(const Air& air) {
  for (std::size_t n = 0; n < kMpdus; ++n) {
    const auto opened = open_mpdu(kTk, air.ttak(n), air.bodies[n]);
    expect_right(opened && opened->icv_ok);
    const ByteSpan msdu = ByteSpan(opened->plaintext).first(kMsdu);
    expect_right(has_mic(opened->plaintext, michael_mic(kMicKey, kSta, kAp, 0, msdu)));
  }
}

// Of this thread, in ns for each MPDU: others on this machine don't count.
double cost(const std::function<void(const Air&)>& way, const Air& air) {
  const auto now = [] {
    timespec time{};
    check("clock_gettime", clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time));
    return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
  };
  const double begin = now();
  way(air);
  return (now() - begin) / static_cast<double>(kMpdus);
}

struct Way {
  std::string what;
  std::function<void(const Air&)> open;
  std::vector<double> costs_ns{};
  std::vector<double> ratios{};  // to RC4 alone in the same repetition
};

}  // namespace

Table tkip_section() {
  const Air air = make_air();
  std::vector<Way> ways{
      {"OpenSSL's RC4 alone: key setup and keystream", rc4_alone},
      {"open_mpdus: mixing, RC4, ICV", [](const Air& all) { in_batches(all, false); }},
      {"open_mpdus and michael_mics", [](const Air& all) { in_batches(all, true); }},
      {"open_mpdu and michael_mic, one by one", one_by_one},
  };
  for (int i = 0; i < kRepetitions; ++i) {
    for (Way& way : ways) {
      way.costs_ns.push_back(cost(way.open, air));
      way.ratios.push_back(way.costs_ns.back() / ways.front().costs_ns.back());
    }
  }
  Table table{"tkip",
              "1,000,000 TKIP MPDUs of 128 octets on one core, " + std::to_string(kBatch) +
                  " in a batch; OpenSSL through RC4_set_key and RC4. CPU time, medians of " +
                  std::to_string(kRepetitions) + " repetitions in turn.",
              {"what", "ns a frame", "to RC4 alone"},
              {}};
  for (const Way& way : ways) {
    table.rows.push_back({way.what, median(way.costs_ns), median(way.ratios)});
  }
  return table;
}

}  // namespace keyrace::bench
