// How the STAs were authenticated with 802.1X, one time after another: EAP, and the keys that came
// of it. The part of report.json that is named "authentications". Called by build_report; last
// arrow of the flow: verify -> report. IEEE Std 802.11-2020, 4.10.3 (802.1X AKM operations).
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "lab/report/text_style.h"
#include "lab/verify/run_verdicts.h"
#include "lab/verify/run_walk.h"

namespace keyrace {

struct Rekey;

// A frame of an authentication, or a key of it that a kernel got.
struct AuthenticationStep {
  // "eapol-start", "eapol-logoff", "eap-request-identity", "eap-response-identity", "eap-request",
  // "eap-response", "eap-success", "eap-failure", "4way-1" to "4way-4", "group-1", "group-2";
  // "ap-switch", "sta-switch", "ap-group-switch", "sta-group-switch".
  std::string what;
  std::optional<std::uint64_t> n;  // the frame's; absent: a switch
  std::uint64_t t_ns = 0;
  std::string node;                // the sender, or whose kernel it is
  std::optional<bool> encrypted;   // absent: a switch
  std::optional<int> tk_epoch;     // that the frame was sent under; of a switch: the new one
  std::string method;              // "EAP-TLS"; empty: neither request nor response of EAP
  KeyPart part = KeyPart::kWhole;  // of a switch: the MIC keys' has their epoch as tk_epoch

  bool is_switch() const { return !n; }
};

// From EAPOL-Start or the first EAP-Request/Identity on. To it belong the key handshakes that
// follow its success, until one more of the same kind begins, the STA is authenticated again, or
// the link goes down.
struct Authentication {
  int n = 0;  // from 1 in the run, of all STAs
  std::string sta;
  std::string kind;                      // "first" | "reauthentication": the STA had a key already
  std::string method;                    // of the last request that did not ask for the identity
  std::string result = "unfinished";     // "success" | "failure" | "unfinished"
  std::uint64_t begin_ns = 0;            //
  std::optional<std::uint64_t> end_ns;   // of EAP: its success or failure
  std::optional<std::uint64_t> left_ns;  // unfinished, and the link went down
  std::uint64_t eap_frames = 0;
  std::uint64_t eap_in_clear = 0;  // of these
  // After the success:
  std::optional<std::uint64_t> four_way_ns;    // first message 1/4
  std::optional<int> epoch;                    // of the new pairwise key, once a kernel had it
  std::optional<std::uint64_t> ap_active_ns;   // its TK, at each side
  std::optional<std::uint64_t> sta_active_ns;  //
  bool gtk_in_four_way = false;                // RSN; else a group key handshake follows
  std::optional<std::uint64_t> group_done_ns;  // its first message 2/2
  std::optional<int> rekey;                    // Rekey::n of the new pairwise key
  std::vector<AuthenticationStep> steps;       // frames by number, switches between them
};

// What a step with this frame is called.
std::string step_name(const EapPacket& packet);

// In the order of their beginning. `rekeys` are those of the run.
std::vector<Authentication> find_authentications(const RunEvidence& evidence,
                                                 const RunVerdicts& verdicts,
                                                 const std::vector<Rekey>& rekeys);

// Makes "reauthentication" the cause of the rekeys that followed one. What a STA asked for, stays.
void note_reauthentications(const std::vector<Authentication>& authentications,
                            std::vector<Rekey>& rekeys);

nlohmann::ordered_json authentications_json(const std::vector<Authentication>& authentications);

// A table, and the first reauthentication (or else the first authentication) step by step. Empty:
// there was none.
std::string authentications_text(const std::vector<Authentication>& authentications,
                                 const TextStyle& style = {});

}  // namespace keyrace
