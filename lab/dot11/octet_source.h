// Where the octets of a capture file come from, before anyone knows what they mean. Made by
// capture_file; gunzip is one on top of another. Arrow: capture -> verify.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace keyrace {

class OctetSource {
 public:
  virtual ~OctetSource() = default;

  // How many octets of `out`, which is not empty, were filled: what is there, at least 1 (waits
  // for it); 0: the end, again and again. Throws CaptureError, CutStream.
  virtual std::size_t read(std::span<std::uint8_t> out) = 0;
};

}  // namespace keyrace
