// libFuzzer's way into one target; the build names it.
#include "tests/fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  keyrace::KEYRACE_FUZZ_TARGET({data, size});
  return 0;
}
