// `keyrace verify` on a capture of a million TKIP frames, beside RC4 alone and tshark.
#include <openssl/evp.h>
#include <openssl/provider.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>

#include "emulator/sys/system_error.h"
#include "lab/dot11/pcapng_writer.h"
#include "tests/bench/median.h"
#include "tests/bench/program.h"
#include "tests/bench/sections.h"
#include "tests/made_up_air.h"

namespace keyrace::bench {
namespace {

using Clock = std::chrono::steady_clock;
using Octets = std::vector<std::uint8_t>;

constexpr std::size_t kFrames = 1'000'000;
constexpr std::size_t kMpdu = 128;  // encrypted octets of each: MSDU, Michael, ICV
constexpr std::size_t kPerKey = 100'000;
constexpr int kRepetitions = 3;

void write_capture(const std::string& path) {
  std::ofstream file(path, std::ios::binary);
  PcapngWriter writer(file);
  writer.add_interface("made-up", kLinkTypeIeee80211);
  const auto write_out = [&](MadeUpAir& air) {
    for (const AirFrame& frame : air.frames) {
      const Octets octets = MadeUpAir::octets_of(frame);
      writer.write_packet(frame.t_ns, octets, static_cast<std::uint32_t>(octets.size()));
    }
    air.frames.clear();
  };
  MadeUpAir air;
  air.beacon();
  MadeUpAir::Sending sending;
  sending.msdu.resize(kMpdu - 8 - 4);
  for (std::size_t i = 0; i < kFrames; ++i) {
    if (i % kPerKey == 0) air.handshake();
    sending.from_ap = i % 2 == 0;
    air.data(sending);
    if (air.frames.size() > 1000) write_out(air);
  }
  write_out(air);
}

double repeated(const std::function<double()>& once) {
  std::vector<double> seconds;
  for (int i = 0; i < kRepetitions; ++i) seconds.push_back(once());
  return median(seconds);
}

// Key setup and keystream for each frame, one after the other.
double rc4_alone() {
  const std::unique_ptr<OSSL_PROVIDER, decltype(&OSSL_PROVIDER_unload)> legacy(
      OSSL_PROVIDER_load(nullptr, "legacy"), OSSL_PROVIDER_unload);
  const std::unique_ptr<OSSL_PROVIDER, decltype(&OSSL_PROVIDER_unload)> standard(
      OSSL_PROVIDER_load(nullptr, "default"), OSSL_PROVIDER_unload);
  const std::unique_ptr<EVP_CIPHER, decltype(&EVP_CIPHER_free)> rc4(
      EVP_CIPHER_fetch(nullptr, "RC4", nullptr), EVP_CIPHER_free);
  if (!rc4) throw SystemError("RC4", "OpenSSL's legacy provider is not here");
  const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(
      EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  std::array<std::uint8_t, 16> key{};
  std::array<std::uint8_t, kMpdu> data{};
  EVP_EncryptInit_ex2(context.get(), rc4.get(), key.data(), nullptr, nullptr);
  return repeated([&] {
    const auto start = Clock::now();
    for (std::size_t i = 0; i < kFrames; ++i) {
      for (std::size_t octet = 0; octet < 4; ++octet) {
        key[octet] = static_cast<std::uint8_t>(i >> (8 * octet));
      }
      int length = 0;
      EVP_EncryptInit_ex2(context.get(), nullptr, key.data(), nullptr, nullptr);
      EVP_EncryptUpdate(context.get(), data.data(), &length, data.data(), kMpdu);
    }
    return std::chrono::duration<double>(Clock::now() - start).count();
  });
}

}  // namespace

Table verify_section() {
  const std::string path = std::filesystem::temp_directory_path() / "keyrace-bench.pcapng";
  write_capture(path);
  const double yardstick = rc4_alone();
  Table table{"verify",
              "1,000,000 TKIP frames of 128 encrypted octets, 10 keys",
              {"what", "wall s", "CPU s", "us a frame", "of RC4 alone", "peak MB"},
              {}};
  const auto add = [&](const std::string& what, const Usage& usage) {
    table.rows.push_back({what, number(usage.wall_s, "%.2f"), number(usage.cpu_s, "%.2f"),
                          number(usage.wall_s / kFrames * 1e6, "%.2f"),
                          number(usage.wall_s / yardstick, "%.2f"),
                          usage.peak_mb > 0 ? number(usage.peak_mb, "%.0f") : "-"});
  };
  const auto best_of = [&](const std::vector<std::string>& argv, unsigned cores) {
    std::vector<Usage> usages;
    for (int i = 0; i < kRepetitions; ++i) usages.push_back(run_program(argv, cores));
    std::ranges::sort(usages, {}, &Usage::wall_s);
    return usages[usages.size() / 2];
  };
  add("RC4 alone (OpenSSL), one core", {yardstick, yardstick, 0});
  const std::vector<std::string> verify{KEYRACE_PROGRAM, "verify", path, "--passphrase",
                                        MadeUpAir::kPassphrase};
  add("keyrace verify, one core", best_of(verify, 1));
  add("keyrace verify, all cores", best_of(verify, 0));
  if (std::system("command -v tshark >/dev/null") == 0) {
    add("tshark, decrypting",
        run_program({"tshark", "-r", path, "-o", "wlan.enable_decryption:TRUE", "-o",
                     std::string("uat:80211_keys:\"wpa-pwd\",\"") + MadeUpAir::kPassphrase + ":" +
                         MadeUpAir::kSsid + "\"",
                     "-Y", "wlan.analysis.tk", "-T", "fields", "-e", "frame.number"}));
  }
  std::filesystem::remove(path);
  return table;
}

}  // namespace keyrace::bench
