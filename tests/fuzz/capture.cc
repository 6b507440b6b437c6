#include <sstream>
#include <vector>

#include "lab/dot11/capture_file.h"
#include "lab/dot11/capture_reader.h"
#include "tests/fuzz/input_file.h"
#include "tests/fuzz/targets.h"

namespace keyrace {
namespace {

struct Reading {
  std::vector<std::uint64_t> seen;  // of each packet: what must not depend on how it was read
  bool truncated = false;
  std::string error;

  friend bool operator==(const Reading&, const Reading&) = default;
};

Reading read(std::istream& stream) {
  Reading reading;
  try {
    CaptureReader reader(stream, "input");
    for (CapturedPacket packet; reader.next(packet);) {
      require(packet.bytes.size() <= kMaxCaptureOctets, "packets have a largest size");
      reading.seen.insert(reading.seen.end(),
                          {packet.number, packet.t_ns, packet.bytes.size(), packet.original_length,
                           packet.interface->link_type});
      require(reading.seen.size() == 5 * packet.number, "packets are numbered from 1");
    }
    require(!reader.next(*std::make_unique<CapturedPacket>()), "the end stays the end");
    reading.truncated = reader.truncated();
  } catch (const CaptureError& error) {
    reading.error = error.what();
  }
  return reading;
}

}  // namespace

void fuzz_capture(ByteSpan input) {
  const InputFile file(input);
  CaptureFile stream(file.path());
  const Reading from_file = read(stream);
  const bool packed = input.size() >= 2 && input[0] == 0x1f && input[1] == 0x8b;
  if (packed) return;
  std::istringstream text(text_of(input));
  require(read(text) == from_file, "a file is read as any stream");
}

}  // namespace keyrace
