#include "lab/verify/frame_cipher.h"

namespace keyrace {

const char* to_string(FrameCipher cipher) {
  switch (cipher) {
    case FrameCipher::kTkip:
      return "tkip";
    case FrameCipher::kCcmp:
      return "ccmp";
  }
  return "";
}

const char* integrity_check(FrameCipher cipher) {
  switch (cipher) {
    case FrameCipher::kTkip:
      return "ICV";
    case FrameCipher::kCcmp:
      return "CCM MIC";
  }
  return "";
}

const char* replay_counter(FrameCipher cipher) {
  switch (cipher) {
    case FrameCipher::kTkip:
      return "TSC";
    case FrameCipher::kCcmp:
      return "PN";
  }
  return "";
}

std::size_t overhead(FrameCipher cipher) {
  switch (cipher) {
    case FrameCipher::kTkip:
      return 8 + 8 + 4;  // header, Michael, ICV
    case FrameCipher::kCcmp:
      return 8 + 8;  // header, MIC
  }
  return 0;
}

}  // namespace keyrace
