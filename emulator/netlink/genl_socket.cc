#include "emulator/netlink/genl_socket.h"

#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>

#include "emulator/netlink/check_nl.h"
#include "emulator/sys/socket_option.h"

namespace keyrace {
namespace {

// What one request came to; libnl's callbacks fill it.
struct Outcome {
  bool finished = false;
  int result = 0;  // as the kernel said it: negative errno, or a positive result
  const std::function<void(nlmsghdr*)>* each = nullptr;
};

int on_error(sockaddr_nl*, nlmsgerr* error, void* outcome) {
  *static_cast<Outcome*>(outcome) = {true, error->error, nullptr};
  return NL_STOP;
}

int on_finish(nl_msg*, void* outcome) {
  static_cast<Outcome*>(outcome)->finished = true;
  return NL_STOP;
}

int on_valid(nl_msg* message, void* outcome) {
  const auto* each = static_cast<Outcome*>(outcome)->each;
  if (each) (*each)(nlmsg_hdr(message));
  return NL_OK;
}

int on_refusal(sockaddr_nl*, nlmsgerr*, void*) {
  return NL_SKIP;
}

int talk(nl_sock* socket, nl_msg* message, const std::string& attempt, Outcome outcome) {
  check_nl(attempt, nl_send_auto(socket, message));
  std::unique_ptr<nl_cb, decltype(&nl_cb_put)> callbacks(nl_cb_alloc(NL_CB_DEFAULT), &nl_cb_put);
  nl_cb_err(callbacks.get(), NL_CB_CUSTOM, on_error, &outcome);
  nl_cb_set(callbacks.get(), NL_CB_FINISH, NL_CB_CUSTOM, on_finish, &outcome);
  nl_cb_set(callbacks.get(), NL_CB_ACK, NL_CB_CUSTOM, on_finish, &outcome);
  nl_cb_set(callbacks.get(), NL_CB_VALID, NL_CB_CUSTOM, on_valid, &outcome);
  while (!outcome.finished) {
    // libnl takes a positive result for an error; what on_error saw is what counts.
    const int received = nl_recvmsgs(socket, callbacks.get());
    if (!outcome.finished) check_nl(attempt, received);
  }
  if (outcome.result < 0) throw SystemError(attempt, -outcome.result);
  return outcome.result;
}

}  // namespace

GenlSocket::GenlSocket(const std::string& family) : socket_(nl_socket_alloc()) {
  if (!socket_) throw std::bad_alloc();
  check_nl("connect generic netlink", genl_connect(socket_.get()));
  family_ = genl_ctrl_resolve(socket_.get(), family.c_str());
  check_nl("find generic netlink family " + family, family_);
}

NlMessage GenlSocket::request(std::uint8_t command, int flags) const {
  NlMessage message(nlmsg_alloc());
  if (!message ||
      !genlmsg_put(message.get(), NL_AUTO_PORT, NL_AUTO_SEQ, family_, 0, flags, command, 0)) {
    throw std::bad_alloc();
  }
  return message;
}

int GenlSocket::execute(NlMessage message, const std::string& attempt) {
  nlmsg_hdr(message.get())->nlmsg_flags |= NLM_F_ACK;
  return talk(socket_.get(), message.get(), attempt, {});
}

void GenlSocket::dump(NlMessage message, const std::string& attempt,
                      const std::function<void(nlmsghdr*)>& each) {
  nlmsg_hdr(message.get())->nlmsg_flags |= NLM_F_DUMP;
  talk(socket_.get(), message.get(), attempt, {false, 0, &each});
}

void GenlSocket::listen() {
  nl_socket_disable_seq_check(socket_.get());
  nl_socket_disable_auto_ack(socket_.get());
  check_nl("make a netlink socket non-blocking", nl_socket_set_nonblocking(socket_.get()));
  // nl_socket_set_buffer_size() asks for no more than net.core.rmem_max.
  set_socket_option(fd(), SOL_SOCKET, SO_RCVBUFFORCE, "SO_RCVBUFFORCE", kAmpleBuffer);
  set_socket_option(fd(), SOL_SOCKET, SO_SNDBUFFORCE, "SO_SNDBUFFORCE", kAmpleBuffer);
}

void GenlSocket::take(const std::function<void(nlmsghdr*)>& each) {
  Outcome outcome{false, 0, &each};
  std::unique_ptr<nl_cb, decltype(&nl_cb_put)> callbacks(nl_cb_alloc(NL_CB_DEFAULT), &nl_cb_put);
  nl_cb_set(callbacks.get(), NL_CB_VALID, NL_CB_CUSTOM, on_valid, &outcome);
  nl_cb_err(callbacks.get(), NL_CB_CUSTOM, on_refusal, nullptr);
  for (;;) {
    const int received = nl_recvmsgs(socket_.get(), callbacks.get());
    if (received == -NLE_AGAIN) return;
    check_nl("receive from generic netlink", received);
  }
}

}  // namespace keyrace
