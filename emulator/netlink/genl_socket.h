// A generic netlink socket of one family (nl80211, MAC80211_HWSIM) in the network namespace where
// it was made. Used by the guest through nl80211.h and hwsim.h.
#pragma once

#include <netlink/msg.h>
#include <netlink/netlink.h>

#include <functional>
#include <memory>
#include <string>

namespace keyrace {

struct NlSocketDeleter {
  void operator()(nl_sock* socket) const { nl_socket_free(socket); }
};
struct NlMessageDeleter {
  void operator()(nl_msg* message) const { nlmsg_free(message); }
};
using NlMessage = std::unique_ptr<nl_msg, NlMessageDeleter>;

class GenlSocket {
 public:
  // Throws SystemError when the kernel has no such family ("MAC80211_HWSIM": the driver is
  // missing).
  explicit GenlSocket(const std::string& family);

  int family() const { return family_; }
  nl_sock* get() const { return socket_.get(); }

  // A request of this family; attributes are added with nla_put_*.
  NlMessage request(std::uint8_t command, int flags = 0) const;

  // Sends and waits for the acknowledgement. Returns the kernel's result where it is positive
  // (hwsim answers NEW_RADIO with the radio's number), else 0. Throws SystemError "attempt:
  // reason".
  int execute(NlMessage message, const std::string& attempt);

  // Sends a dump request and calls back for each message of the answer.
  void dump(NlMessage message, const std::string& attempt,
            const std::function<void(nlmsghdr*)>& each);

  // From now on for what the kernel sends by itself: no waiting, no matching of sequence numbers.
  void listen();
  int fd() const { return nl_socket_get_fd(socket_.get()); }
  // Calls back for each message that waits; the kernel's refusals of what was sent before are not
  // told.
  void take(const std::function<void(nlmsghdr*)>& each);

 private:
  std::unique_ptr<nl_sock, NlSocketDeleter> socket_;
  int family_ = 0;
};

}  // namespace keyrace
