// What is fuzzed: everything that reads what keyrace did not write itself. Each target takes any
// octets; what it must not do is crash, hang, break a promise (require) or throw anything but the
// error that it is there for. Run by scripts/fuzz, and by the unit tests over the corpus.
#pragma once

#include <array>
#include <stdexcept>
#include <string>

#include "lab/dot11/bytes.h"

namespace keyrace {

struct FuzzTarget {
  const char* name;  // its folder in the corpus
  void (*run)(ByteSpan input);
};

void fuzz_capture(ByteSpan input);      // a capture file: pcap, pcapng, gzip
void fuzz_air_frame(ByteSpan input);    // one packet; the first octet chooses the link type
void fuzz_eapol_key(ByteSpan input);    // an EAPOL frame
void fuzz_verify(ByteSpan input);       // a capture file, judged with the keys of the lab
void fuzz_key_log(ByteSpan input);      // keys.jsonl
void fuzz_scenario(ByteSpan input);     // a scenario, with its variants
void fuzz_expectation(ByteSpan input);  // the text of an expectation

inline constexpr std::array kFuzzTargets{
    FuzzTarget{"capture", fuzz_capture},         FuzzTarget{"air_frame", fuzz_air_frame},
    FuzzTarget{"eapol_key", fuzz_eapol_key},     FuzzTarget{"verify", fuzz_verify},
    FuzzTarget{"key_log", fuzz_key_log},         FuzzTarget{"scenario", fuzz_scenario},
    FuzzTarget{"expectation", fuzz_expectation},
};

inline void require(bool holds, const char* promise) {
  if (!holds) throw std::logic_error(std::string("broken: ") + promise);
}

inline std::string text_of(ByteSpan input) {
  return {input.begin(), input.end()};
}

}  // namespace keyrace
