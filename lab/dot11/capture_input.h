// The octets of a capture file with their offset, and the error that names them. Used by
// capture_reader and the two formats. Arrow: capture -> verify.
#pragma once

#include <cstdint>
#include <exception>
#include <istream>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "lab/dot11/bytes.h"
#include "lab/dot11/captured_packet.h"

namespace keyrace {

// "air.pcapng: offset 24: block length 3; expected a multiple of 4 from 12 on"
class CaptureError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// What a stream throws (through exceptions(badbit)) where it ends too early: it can tell, unlike a
// file that just ends.
class CutStream : public std::exception {
 public:
  const char* what() const noexcept override { return "the stream ends too early"; }
};

// More in one packet or block that must be kept in memory is an error, not an allocation.
constexpr std::uint32_t kMaxCaptureOctets = 16U << 20;

class CaptureInput {
 public:
  // stream must outlive this and is read ahead of what is asked for, but waits for no more than
  // that; name is for messages.
  CaptureInput(std::istream& stream, std::string name);

  // Both throw CaptureError if the stream itself fails. Reading nothing is kWhole.
  ReadResult read(std::span<std::uint8_t> out);
  ReadResult skip(std::uint64_t octets);
  // The same without a copy where they are at hand: `out` is theirs until the next call.
  ReadResult view(std::size_t octets, ByteSpan& out);

  std::uint64_t offset() const { return offset_; }

  [[noreturn]] void fail(std::uint64_t offset, std::string_view problem,
                         std::string_view expected) const;

 private:
  bool refill();  // false: the stream ends
  ReadResult advanced(std::uint64_t got, std::uint64_t wanted);

  std::istream& stream_;
  std::string name_;
  std::vector<std::uint8_t> buffer_;
  ByteSpan ahead_;                    // of buffer_, not asked for yet
  std::uint64_t offset_ = 0;          // where ahead_ starts
  std::vector<std::uint8_t> pieced_;  // of a view that was not at hand as a whole
  bool cut_ = false;                  // the stream said so
};

}  // namespace keyrace
