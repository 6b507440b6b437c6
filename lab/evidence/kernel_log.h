// kernel.jsonl: what the kernel did, in its own total order. Decoded from the text of the guest's
// trace buffer; read by verify.
#pragma once

#include <cstdint>
#include <istream>
#include <map>
#include <string>
#include <vector>

namespace keyrace {

enum class KernelEventType {
  kSent,       // net:netif_rx on hwsim0: the next frame of the capture
  kDelivered,  // net:netif_receive_skb on a node's interface: an MSDU reached the network stack
  kEapolDelivered,  // cfg80211_rx_control_port: an EAPOL frame reached the node's stack
  kDropped,         // skb:kfree_skb with a reason of mac80211
  // irq:softirq_entry and _exit of the tasklets in which mac80211 receives; only of kernels without
  // drop reasons. What was sent before the one has an outcome before the other, or was dropped.
  kReceiveBegins,
  kReceiveEnds,
  kMicFailure,      // cfg80211_michael_mic_failure
  kAddKey,          // rdev_add_key: the switch happens between this and its kKeyReturned
  kDelKey,          // rdev_del_key
  kKeyReturned,     // rdev_return_int after kAddKey or kDelKey of the same node
  kPortControl,     // rdev_change_station: the controlled port towards `address` opens or closes
  kStationRemoved,  // rdev_del_station: the AP forgets `address`, all zero: everyone
  kMlmeReceived,    // cfg80211_rx_mlme_mgmt: the STA got a management frame of its association
  kMlmeSent,        // cfg80211_tx_mlme_mgmt: the STA sent one
  // The guest's own words about the air, written between the kernel's (trace_marker).
  kAirBegan,      // from here on frames only reach who kAirDelivered says
  kAirMet,        // a rule decides about a transmission
  kAirDelivered,  // `node`'s radio is handed a transmission next
  kAirEnded,      // frames reach everyone again
};

// Octets of a frame's body, behind the MAC header, that were xored.
struct OctetChange {
  std::uint32_t offset = 0;
  std::vector<std::uint8_t> mask;

  bool operator==(const OctetChange&) const = default;
};

// Its times are whole microseconds, cut off.
inline constexpr std::uint64_t kTraceResolutionNs = 1000;

struct KernelEvent {
  std::uint64_t t_ns = 0;  // CLOCK_MONOTONIC, in whole microseconds
  KernelEventType type = KernelEventType::kSent;
  std::uint32_t cpu = 0;     // where it happened
  std::string node;          // wiphy or interface; empty where the kernel does not say
  std::uint32_t length = 0;  // kSent: with radiotap; kDelivered: behind SNAP; kAir...: 802.11
  std::uint32_t reason = 0;  // kDropped
  std::string reason_name;   // kDropped; empty: not in the kernel's list
  std::uint8_t key_id = 0;   // kAddKey, kDelKey, kMicFailure
  bool pairwise = false;     // kAddKey, kDelKey
  std::string address;       // peer or station, "02:00:..."
  int result = 0;            // kKeyReturned: 0 or a negative errno
  bool open = false;         // kPortControl
  bool unencrypted = false;  // kEapolDelivered
  bool leaves = false;  // kMlmeReceived, kMlmeSent: it ends the association, and the keys with it
  // kAirMet, kAirDelivered: the n-th frame that a radio sent since kAirBegan, from 1; and its
  // length without radiotap.
  std::uint64_t transmission = 0;
  std::uint32_t rule = 0;            // kAirMet: its place in the scenario, from 0
  std::string action;                // kAirMet: "drop-ack"
  std::vector<OctetChange> changes;  // kAirDelivered
};

using DropReasons = std::map<std::uint32_t, std::string>;

// Lines of trace_pipe; those of no interest are left out. Throws EvidenceError at a line it can't
// read.
std::vector<KernelEvent> decode_trace(std::istream& trace, const DropReasons& reasons,
                                      const std::string& name);

void write_kernel_log(const std::string& path, const std::vector<KernelEvent>& events);
std::vector<KernelEvent> read_kernel_log(const std::string& path);

}  // namespace keyrace
