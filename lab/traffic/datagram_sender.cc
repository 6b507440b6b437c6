#include "lab/traffic/datagram_sender.h"

#include <linux/errqueue.h>
#include <linux/net_tstamp.h>
#include <netinet/in.h>
#include <time.h>

#include <cstring>
#include <span>

#include "emulator/sys/socket_option.h"

namespace keyrace {
namespace {

void send_at_times(int socket) {
  set_socket_option(socket, SOL_SOCKET, SO_TXTIME, "SO_TXTIME", sock_txtime{CLOCK_MONOTONIC, 0});
  // Datagrams that wait for their time count, and so do the notes that they have left.
  set_socket_option(socket, SOL_SOCKET, SO_SNDBUFFORCE, "SO_SNDBUFFORCE", kAmpleBuffer);
  set_socket_option(socket, SOL_SOCKET, SO_RCVBUFFORCE, "SO_RCVBUFFORCE", kAmpleBuffer);
  // Documentation/networking/timestamping.rst; the driver's (veth) is the last moment there is.
  set_socket_option(socket, SOL_SOCKET, SO_TIMESTAMPING, "SO_TIMESTAMPING",
                    int{SOF_TIMESTAMPING_TX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE |
                        SOF_TIMESTAMPING_OPT_ID | SOF_TIMESTAMPING_OPT_TSONLY});
}

}  // namespace

DatagramSender::DatagramSender(UniqueFd socket, std::size_t size, bool ahead)
    : socket_(std::move(socket)), size_(size), ahead_(ahead), departed_(0, MSG_ERRQUEUE) {
  if (ahead_) send_at_times(socket_.get());
}

void DatagramSender::add(const Datagram& datagram) {
  payloads_.resize(payloads_.size() + size_);
  datagram.write(std::span(payloads_).last(size_));
  if (!ahead_) return;
  cmsghdr header{};
  header.cmsg_len = CMSG_LEN(sizeof datagram.sent_ns);
  header.cmsg_level = SOL_SOCKET;
  header.cmsg_type = SCM_TXTIME;
  Control& control = controls_.emplace_back();
  std::memcpy(control.space, &header, sizeof header);
  std::memcpy(control.space + CMSG_LEN(0), &datagram.sent_ns, sizeof datagram.sent_ns);
}

void DatagramSender::send() {
  std::vector<iovec> data(waiting());
  std::vector<mmsghdr> messages(waiting());
  for (std::size_t i = 0; i < data.size(); ++i) {
    data[i] = {payloads_.data() + i * size_, size_};
    messages[i].msg_hdr.msg_iov = &data[i];
    messages[i].msg_hdr.msg_iovlen = 1;
    if (!ahead_) continue;
    messages[i].msg_hdr.msg_control = controls_[i].space;
    messages[i].msg_hdr.msg_controllen = sizeof controls_[i].space;
  }
  for (std::size_t done = 0; done < messages.size();) {
    const int sent =
        sendmmsg(socket_.get(), &messages[done], static_cast<unsigned>(messages.size() - done), 0);
    done += sent > 0 ? static_cast<std::size_t>(sent) : 1;  // one was refused
  }
  payloads_.clear();
  controls_.clear();
}

void DatagramSender::take_departures(const Departure& each) {
  departed_.receive_all(socket_.get(), "learn when datagrams left", [&](const auto& note) {
    const auto error = control_of<sock_extended_err>(*note.header, IPPROTO_IP, IP_RECVERR);
    if (error.ee_origin != SO_EE_ORIGIN_TIMESTAMPING) return;
    const auto times = control_of<scm_timestamping>(*note.header, SOL_SOCKET, SCM_TIMESTAMPING);
    each(error.ee_data, nanoseconds(times.ts[0]));
  });
}

}  // namespace keyrace
