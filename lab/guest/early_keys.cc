#include "lab/guest/early_keys.h"

#include <sys/socket.h>

#include <algorithm>

#include "emulator/sys/system_error.h"
#include "lab/evidence/key_log.h"

namespace keyrace {
namespace {

constexpr std::uint32_t kTkipOctets = 32;
constexpr std::uint32_t kCcmpOctets = 16;  // the TK alone

keyrace_key_answer answer_with(const Ptk& ptk, Cipher cipher, bool to_ap) {
  keyrace_key_answer answer{};
  const auto octets = to_ap ? ptk.key.for_authenticator() : ptk.key.for_supplicant();
  std::ranges::copy(octets, answer.material);
  switch (cipher) {
    case Cipher::kTkip:
      answer.cipher = kCipherTkip;
      answer.size = kTkipOctets;
      break;
    case Cipher::kCcmp:
      answer.cipher = kCipherCcmp;
      answer.size = kCcmpOctets;
      break;
  }
  return answer;
}

}  // namespace

EarlyKeys::EarlyKeys(EventLoop& loop, const Network& network, const MacAddress& ap,
                     std::function<void()> catch_up)
    : loop_(loop),
      cipher_(network.cipher),
      ap_(ap),
      catch_up_(std::move(catch_up)),
      keys_(pmk_from_passphrase(network.passphrase, network.ssid)) {}

EarlyKeys::~EarlyKeys() {
  for (const Asker& asker : askers_) loop_.unwatch(asker.guest_end.get());
}

int EarlyKeys::socket_for(const std::string& node, const MacAddress& mac) {
  int ends[2];
  check("make a socket for the shim of " + node,
        socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends));
  const Asker& asker = askers_.emplace_back(Asker{node, mac, UniqueFd(ends[0]), UniqueFd(ends[1])});
  loop_.watch(asker.guest_end.get(), [this, &asker] { answer(asker); });
  return asker.shim_end.get();
}

void EarlyKeys::on_eapol_key(const MacAddress& ta, const MacAddress& ra, const EapolKey& key) {
  keys_.on_message(ap_, ta == ap_ ? ra : ta, key);
}

// What the asker's stack acts upon has been on the air, and so in the capture: hwsim shows a frame
// to hwsim0 before it gives it to a receiver (mac80211_hwsim_monitor_rx).
void EarlyKeys::answer(const Asker& asker) {
  keyrace_key_question question{};
  check("read what the shim of " + asker.node + " asks",
        recv(asker.guest_end.get(), &question, sizeof question, 0));
  catch_up_();
  const keyrace_key_answer answer =
      answer_with(ptk_for(asker, question), cipher_, asker.mac == ap_);
  check("answer the shim of " + asker.node,
        send(asker.guest_end.get(), &answer, sizeof answer, MSG_NOSIGNAL));
}

Ptk EarlyKeys::ptk_for(const Asker& asker, const keyrace_key_question& question) const {
  MacAddress peer;
  std::ranges::copy(question.peer, peer.octets.begin());
  const auto key = parse_eapol_key(ByteSpan(question.eapol).first(question.size));
  const auto ptk =
      key ? keys_.ptk_of(ap_, asker.mac == ap_ ? peer : asker.mac, *key) : std::nullopt;
  if (ptk) return *ptk;
  throw SystemError("install " + asker.node + "'s key early",
                    "the key of its handshake with " + peer.to_string() +
                        " is not known: /network/passphrase and messages 1/4 and 2/4 give none "
                        "that fits the MIC of the message it sends; does another key management "
                        "or passphrase stand in extra_conf?");
}

}  // namespace keyrace
