// What the engine hands to the guest (job.json) and what the guest leaves about itself
// (guest.json), both in the run directory. The scenario itself is scenario.json beside them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace keyrace {

struct Job {
  std::string engine;         // "uml", "qemu" or "host"
  std::string run_directory;  // absolute, on the host
  std::string shim;           // absolute path of libkeyrace_shim.so on the host
  std::string catcher;        // absolute path of keyrace_catch on the host
  std::string entropy;        // absolute path of libkeyrace_entropy.so on the host
};

void write_job(const std::string& path, const Job& job);
Job read_job(const std::string& path);

struct GuestNode {
  std::string name;  // the node's, its radio's and its interface's
  std::string mac;   // "02:00:00:00:00:a0"
  bool is_ap = false;
  std::string stack;                              // "hostapd"
  std::string program;                            // absolute path
  std::string interposed = "preload";             // "preload" | "seccomp"
  std::vector<std::string> missing_options = {};  // of the kernel, as the stack said: "CONFIG_..."
};

// One time that a trigger of the scenario was pulled.
struct PulledTrigger {
  std::uint32_t trigger = 0;  // its place in the scenario, from 0
  std::string action;         // "rekey-ptk"
  std::string sta;
  std::uint64_t asked_ns = 0;                // the stack got its command
  std::optional<std::uint64_t> answered_ns;  // and agreed
};

// What became of the connection of a TCP flow.
struct TcpConnection {
  std::uint32_t flow = 0;                     // index in Scenario::traffic
  std::optional<std::uint64_t> connected_ns;  // accepted by the receiver; absent: never
  std::uint64_t written = 0;                  // octets that the sender's kernel took
  std::uint64_t acknowledged = 0;             // of these, octets that the receiver's kernel has
  std::uint64_t read = 0;                     // octets that the receiver read
  std::uint32_t retransmissions = 0;          // segments sent again: tcpi_total_retrans
  std::string error;                          // what ended it; empty: it held to the end

  bool operator==(const TcpConnection&) const = default;
};

struct GuestSummary {
  std::string error;                    // empty: the experiment ran to its end
  std::string kernel_release;           // uname -r
  std::int64_t realtime_offset_ns = 0;  // CLOCK_REALTIME - CLOCK_MONOTONIC: pcapng time to t_ns
  std::uint64_t begin_ns = 0;           // the experiment began
  std::uint64_t connected_ns = 0;       // every STA had its keys
  std::uint64_t end_ns = 0;             // flows ended
  std::vector<GuestNode> nodes;
  std::string radius_program;           // absolute path of the RADIUS server; empty: there was none
  std::vector<PulledTrigger> triggers;  // in the order of time
  std::vector<TcpConnection> connections;  // of the TCP flows, in their order
};

void write_guest_summary(const std::string& path, const GuestSummary& summary);
GuestSummary read_guest_summary(const std::string& path);

}  // namespace keyrace
