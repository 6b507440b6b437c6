#include "lab/stack/program_environment.h"

#include "emulator/entropy/entropy_file.h"
#include "lab/stack/interposition.h"

namespace keyrace {
namespace {

constexpr char kPath[] = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

// OpenSSL must find neither TSC (bit 4) nor RDRAND (bit 62), nor RDSEED (bit 18 of the second
// number): it mixes them in beside what the system gives. OPENSSL_ia32cap(3).
constexpr char kOpensslCpu[] = "OPENSSL_ia32cap=~0x4000000000000010:~0x40000";

}  // namespace

std::vector<std::string> program_environment(const SeededEntropy& entropy,
                                             const std::string& program,
                                             const std::string& preload) {
  std::vector<std::string> environment{kPath, "LC_ALL=C", kOpensslCpu,
                                       std::string(KEYRACE_ENTROPY_ENV) + "=" + entropy.file};
  if (preload_obstacle(program).empty()) {
    environment.push_back("LD_PRELOAD=" + preload + (preload.empty() ? "" : ":") + entropy.library);
  }
  return environment;
}

}  // namespace keyrace
