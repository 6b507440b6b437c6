#include "lab/report/annotator.h"

#include <algorithm>
#include <cerrno>

#include "emulator/sys/file.h"
#include "emulator/sys/system_error.h"
#include "lab/dot11/hex.h"

namespace keyrace {

Annotator::Annotator(const std::string& path) : path_(path) {
  write_file(path, "", 0600);
  out_.open(path, std::ios::binary | std::ios::trunc);
  if (!out_) throw SystemError("write " + path, errno);
}

void Annotator::begin(const CaptureDescription& of) {
  CaptureDescription description = of;
  description.comments.insert(description.comments.begin(),
                              "Annotated by keyrace verify: filter with frame.comment");
  writer_.emplace(out_, description);
}

void Annotator::add(const CapturedPacket& packet) {
  held_.push_back({packet, {}});
}

void Annotator::comment(std::uint64_t n, const std::string& text) {
  const auto number = [](const Held& held) { return held.packet.number; };
  const auto found = std::ranges::lower_bound(held_, n, {}, number);
  if (found != held_.end() && number(*found) == n) found->comments.push_back(text);
}

void Annotator::settle(std::uint64_t n) {
  while (!held_.empty() && held_.front().packet.number <= n) {
    write(held_.front());
    held_.pop_front();
  }
}

void Annotator::write(const Held& held) {
  const CapturedPacket& packet = held.packet;
  const CaptureInterface& interface = *packet.interface;
  const auto [known, fresh] =
      interfaces_.try_emplace({interface.link_type, interface.name}, interfaces_.size());
  if (fresh) writer_->add_interface(interface.name, interface.link_type, interface.description);
  writer_->write_packet(packet.t_ns, packet.bytes, packet.original_length, held.comments,
                        known->second);
}

void Annotator::close() {
  settle(~std::uint64_t{0});
  out_.close();
  if (!out_) throw SystemError("write " + path_, errno);
}

// "tk","0123...": the TK; Wireshark does not look at Michael.
void write_wireshark_keys(const std::string& path, const CaptureFindings& findings) {
  std::string rows;
  const auto add = [&](const std::vector<EpochFindings>& epochs) {
    for (const EpochFindings& epoch : epochs) {
      const std::string row = "\"tk\",\"" + to_hex(epoch.key.tk.octets) + "\"\n";
      if (rows.find(row) == std::string::npos) rows += row;
    }
  };
  for (const SessionFindings& session : findings.sessions) add(session.epochs);
  for (const NetworkFindings& network : findings.networks) add(network.epochs);
  write_file(path, rows, 0600);
}

}  // namespace keyrace
