#include "lab/dot11/pcapng_writer.h"

#include <stdexcept>
#include <vector>

#include "lab/dot11/capture_input.h"
#include "lab/dot11/pcapng_format.h"

namespace keyrace {
namespace {

using Octets = std::vector<std::uint8_t>;

void pad_to_4(Octets& out) {
  out.resize((out.size() + 3) / 4 * 4);
}

// | code (2) | length (2) | value, padded to 4 |
void append_option(Octets& out, std::uint16_t code, std::string_view value) {
  if (value.size() > 0xffff) {
    throw std::length_error("pcapng output: an option of " + std::to_string(value.size()) +
                            " octets; at most 65535 fit");
  }
  append_le(out, code);
  append_le(out, static_cast<std::uint16_t>(value.size()));
  out.insert(out.end(), value.begin(), value.end());
  pad_to_4(out);
}

void end_options(Octets& out) {
  append_le(out, std::uint32_t{pcapng::kOptionEnd});
}

Octets section_body(const CaptureDescription& description) {
  Octets body;
  append_le(body, pcapng::kOrderMagic);
  append_le(body, std::uint16_t{1});  // version 1.0
  append_le(body, std::uint16_t{0});
  append_le(body, ~std::uint64_t{0});  // section length: not given
  for (const std::string& comment : description.comments) {
    append_option(body, pcapng::kOptionComment, comment);
  }
  if (!description.operating_system.empty()) {
    append_option(body, pcapng::kOptionOperatingSystem, description.operating_system);
  }
  append_option(body, pcapng::kOptionUserApplication, "keyrace");
  end_options(body);
  return body;
}

Octets interface_body(std::string_view name, std::uint16_t link_type,
                      std::string_view description) {
  Octets body;
  append_le(body, link_type);
  append_le(body, std::uint16_t{0});
  append_le(body, std::uint32_t{0});  // no snap length
  if (!name.empty()) append_option(body, pcapng::kOptionIfName, name);
  if (!description.empty()) append_option(body, pcapng::kOptionIfDescription, description);
  append_option(body, pcapng::kOptionIfTsresol, "\x09");
  end_options(body);
  return body;
}

}  // namespace

PcapngWriter::PcapngWriter(std::ostream& stream, const CaptureDescription& description)
    : stream_(stream) {
  write_block(pcapng::kSectionBlock, section_body(description));
}

std::uint32_t PcapngWriter::add_interface(std::string_view name, std::uint16_t link_type,
                                          std::string_view description) {
  write_block(pcapng::kInterfaceBlock, interface_body(name, link_type, description));
  return interfaces_++;
}

// Enhanced Packet Block: | interface (4) | t_ns, high (4) | low (4) | captured length (4) |
// | original length (4) | packet, padded to 4 | options |
void PcapngWriter::write_packet(std::uint64_t t_ns, ByteSpan bytes, std::uint32_t original_length,
                                std::span<const std::string> comments, std::uint32_t interface) {
  if (bytes.size() > kMaxCaptureOctets) {
    throw std::length_error("pcapng output: a packet of " + std::to_string(bytes.size()) +
                            " octets");
  }
  Octets body;
  append_le(body, interface);
  append_le(body, static_cast<std::uint32_t>(t_ns >> 32));
  append_le(body, static_cast<std::uint32_t>(t_ns));
  append_le(body, static_cast<std::uint32_t>(bytes.size()));
  append_le(body, original_length);
  body.insert(body.end(), bytes.begin(), bytes.end());
  pad_to_4(body);
  for (const std::string& comment : comments) append_option(body, pcapng::kOptionComment, comment);
  if (!comments.empty()) end_options(body);
  write_block(pcapng::kEnhancedPacketBlock, body);
}

// | type (4) | length (4) | body | length (4) |
void PcapngWriter::write_block(std::uint32_t type, ByteSpan body) {
  const auto length = static_cast<std::uint32_t>(body.size() + 12);
  Octets block;
  block.reserve(length);
  append_le(block, type);
  append_le(block, length);
  block.insert(block.end(), body.begin(), body.end());
  append_le(block, length);
  stream_.write(reinterpret_cast<const char*>(block.data()),
                static_cast<std::streamsize>(block.size()));
  if (!stream_) throw std::runtime_error("pcapng output: the write failed");
}

}  // namespace keyrace
