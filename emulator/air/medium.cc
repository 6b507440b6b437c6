#include "emulator/air/medium.h"

#include <netlink/attr.h>
#include <netlink/genl/genl.h>

#include <algorithm>

#include "emulator/netlink/check_nl.h"
#include "emulator/netlink/hwsim_abi.h"

namespace keyrace {
namespace {

// What hwsim's own medium gives every frame (data->rx_rssi), in dBm.
constexpr std::int32_t kSignal = -50;

std::vector<std::uint8_t> octets(const nlattr* attribute) {
  const auto* data = static_cast<const std::uint8_t*>(nla_data(attribute));
  return {data, data + nla_len(attribute)};
}

// Nothing: not a frame.
bool read_transmission(nlmsghdr* header, Transmission& sent) {
  if (static_cast<genlmsghdr*>(nlmsg_data(header))->cmd != hwsim::kFrame) return false;
  nlattr* attributes[hwsim::kAttributeCount];
  if (genlmsg_parse(header, 0, attributes, hwsim::kAttributeCount - 1, nullptr) < 0) return false;
  for (const int needed : {hwsim::kAddrTransmitter, hwsim::kFrameData, hwsim::kFlags, hwsim::kFreq,
                           hwsim::kTxInfo, hwsim::kCookie}) {
    if (!attributes[needed]) return false;
  }
  const std::vector<std::uint8_t> radio = octets(attributes[hwsim::kAddrTransmitter]);
  if (radio.size() != sent.radio.size()) return false;
  std::ranges::copy(radio, sent.radio.begin());
  sent.cookie = nla_get_u64(attributes[hwsim::kCookie]);
  sent.flags = nla_get_u32(attributes[hwsim::kFlags]);
  sent.frequency_mhz = nla_get_u32(attributes[hwsim::kFreq]);
  sent.tx_info = octets(attributes[hwsim::kTxInfo]);
  sent.frame = octets(attributes[hwsim::kFrameData]);
  return true;
}

}  // namespace

bool Transmission::needs_no_ack() const {
  return (flags & hwsim::kTxControlNoAck) != 0;
}

Medium::Medium() : socket_(hwsim::kFamily) {
  socket_.execute(socket_.request(hwsim::kRegister), "become the medium of hwsim's radios");
  socket_.listen();
}

int Medium::fd() const {
  return socket_.fd();
}

void Medium::receive(const std::function<void(const Transmission&)>& each) {
  socket_.take([&](nlmsghdr* header) {
    Transmission sent;
    if (read_transmission(header, sent)) each(sent);
  });
}

void Medium::report(const Transmission& sent, bool acknowledged) {
  NlMessage message = socket_.request(hwsim::kTxInfoFrame);
  // hwsim knows a radio by the address that it was made with.
  nla_put(message.get(), hwsim::kAddrTransmitter, static_cast<int>(sent.radio.size()),
          sent.radio.data());
  nla_put_u32(message.get(), hwsim::kFlags, sent.flags | (acknowledged ? hwsim::kTxStatusAck : 0u));
  nla_put_u32(message.get(), hwsim::kSignal, static_cast<std::uint32_t>(kSignal));
  nla_put(message.get(), hwsim::kTxInfo, static_cast<int>(sent.tx_info.size()),
          sent.tx_info.data());
  nla_put_u64(message.get(), hwsim::kCookie, sent.cookie);
  send(std::move(message), "tell a radio that its frame is on the air");
}

void Medium::deliver(const HardwareAddress& radio, std::span<const std::uint8_t> frame,
                     const Transmission& sent, std::optional<int> signal) {
  NlMessage message = socket_.request(hwsim::kFrame);
  nla_put(message.get(), hwsim::kAddrReceiver, static_cast<int>(radio.size()), radio.data());
  nla_put(message.get(), hwsim::kFrameData, static_cast<int>(frame.size()), frame.data());
  nla_put_u32(message.get(), hwsim::kRxRate, 0);  // the lowest
  nla_put_u32(message.get(), hwsim::kSignal, static_cast<std::uint32_t>(signal.value_or(kSignal)));
  nla_put_u32(message.get(), hwsim::kFreq, sent.frequency_mhz);
  send(std::move(message), "hand a frame to a radio");
}

void Medium::send(NlMessage message, const char* attempt) {
  check_nl(attempt, nl_send_auto(socket_.get(), message.get()));
}

}  // namespace keyrace
