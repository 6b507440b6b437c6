// Unpacks gzip as it is read. Called by capture_file for what begins with gzip's magic number.
// Arrow: capture -> verify. RFC 1952.
#pragma once

#include <zlib.h>

#include <memory>
#include <string>
#include <vector>

#include "lab/dot11/octet_source.h"

namespace keyrace {

class Gunzip : public OctetSource {
 public:
  // name is for messages.
  Gunzip(std::unique_ptr<OctetSource> packed, std::string name);
  Gunzip(const Gunzip&) = delete;
  Gunzip& operator=(const Gunzip&) = delete;
  ~Gunzip() override;

  // Members may follow each other; what follows them and is none is ignored, as gzip does. Throws
  // CutStream where the packed octets end too early and CaptureError where they are damaged, once
  // everything before that place is read.
  std::size_t read(std::span<std::uint8_t> out) override;

 private:
  enum class Progress { kGoing, kEnd, kCut, kDamaged };

  Progress unpack();
  Progress starved() const;
  Progress failed() const;
  void refill();

  std::unique_ptr<OctetSource> packed_;
  std::string name_;
  std::vector<std::uint8_t> input_;
  z_stream state_{};
  Progress progress_ = Progress::kGoing;
  std::uint64_t members_ = 0;  // that are whole
  std::uint64_t read_ = 0;     // packed octets
  bool packed_ended_ = false;
};

}  // namespace keyrace
