#include "lab/dot11/gunzip.h"

#include <stdexcept>
#include <utility>

#include "lab/dot11/capture_input.h"

namespace keyrace {
namespace {

constexpr std::size_t kInputOctets = 64U << 10;
constexpr int kGzipOnly = 16 + MAX_WBITS;

}  // namespace

Gunzip::Gunzip(std::unique_ptr<OctetSource> packed, std::string name)
    : packed_(std::move(packed)), name_(std::move(name)), input_(kInputOctets) {
  if (inflateInit2(&state_, kGzipOnly) != Z_OK) throw std::runtime_error("gzip: zlib can't start");
}

Gunzip::~Gunzip() {
  inflateEnd(&state_);
}

std::size_t Gunzip::read(std::span<std::uint8_t> out) {
  state_.next_out = out.data();
  state_.avail_out = static_cast<uInt>(out.size());
  while (state_.avail_out == out.size() && progress_ == Progress::kGoing) progress_ = unpack();
  const std::size_t got = out.size() - state_.avail_out;
  if (got == 0 && progress_ == Progress::kCut) throw CutStream();
  if (got == 0 && progress_ == Progress::kDamaged) {
    throw CaptureError(name_ + ": offset " + std::to_string(read_ - state_.avail_in) +
                       ": damaged gzip data (" +
                       (state_.msg != nullptr ? state_.msg : "dictionary") +
                       "); expected what gzip wrote, or the capture itself");
  }
  return got;
}

// One step, as far as the packed octets at hand go.
Gunzip::Progress Gunzip::unpack() {
  if (state_.avail_in == 0 && !packed_ended_) refill();
  switch (inflate(&state_, Z_NO_FLUSH)) {
    case Z_OK:
      return Progress::kGoing;
    case Z_STREAM_END:
      ++members_;
      inflateReset(&state_);
      return Progress::kGoing;
    case Z_BUF_ERROR:
      return packed_ended_ ? starved() : Progress::kGoing;
    case Z_DATA_ERROR:
    case Z_NEED_DICT:
      return failed();
    default:
      throw std::runtime_error("gzip: zlib can't go on");
  }
}

// | 1f 8b | ... |: with less, nothing says that there is another member.
Gunzip::Progress Gunzip::starved() const {
  return members_ > 0 && state_.total_in < 2 ? Progress::kEnd : Progress::kCut;
}

Gunzip::Progress Gunzip::failed() const {
  const bool no_member = members_ > 0 && state_.total_in <= 2;
  return no_member ? Progress::kEnd : Progress::kDamaged;
}

void Gunzip::refill() {
  const std::size_t got = packed_->read(input_);
  state_.next_in = input_.data();
  state_.avail_in = static_cast<uInt>(got);
  read_ += got;
  packed_ended_ = got == 0;
}

}  // namespace keyrace
