#include "lab/dot11/capture_input.h"

namespace keyrace {

ReadResult CaptureInput::advanced(std::uint64_t wanted) {
  if (stream_.bad()) fail(offset_, "the read failed", "a readable file");
  const auto got = static_cast<std::uint64_t>(stream_.gcount());
  offset_ += got;
  if (got == wanted) return ReadResult::kWhole;
  return got == 0 ? ReadResult::kEnd : ReadResult::kCut;
}

ReadResult CaptureInput::read(std::span<std::uint8_t> out) {
  if (out.empty()) return ReadResult::kWhole;
  stream_.read(reinterpret_cast<char*>(out.data()), static_cast<std::streamsize>(out.size()));
  return advanced(out.size());
}

ReadResult CaptureInput::skip(std::uint64_t octets) {
  if (octets == 0) return ReadResult::kWhole;
  stream_.ignore(static_cast<std::streamsize>(octets));
  return advanced(octets);
}

void CaptureInput::fail(std::uint64_t offset, std::string_view problem,
                        std::string_view expected) const {
  throw CaptureError(name_ + ": offset " + std::to_string(offset) + ": " + std::string(problem) +
                     "; expected " + std::string(expected));
}

}  // namespace keyrace
