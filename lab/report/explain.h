// The sentences of the answer, one function for each thing that there is to tell; each adds
// nothing where its thing did not happen. Called by explain(), which puts them in order.
// Arrow: verify -> report.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lab/report/report.h"

namespace keyrace {

using Answer = std::vector<std::string>;
using FrameList = std::vector<const FrameVerdict*>;

// "frames 231, 233 ... 871, at 2.150 s to 5.152 s".
std::string frames_and_times(const FrameList& frames);
// What ended a node's trouble with its key after a moment: a new key, or the end of the link and
// perhaps a new handshake. A sentence, "It ended with PTK 3 at 4.150 s."
std::string what_ended(const RunVerdicts& verdicts, const std::string& node, const std::string& sta,
                       bool group, std::uint64_t after_ns);
// "(frame 3330, reason 15, 4-way handshake timeout)".
std::string spoken_reason(const Leaving& leaving);

// explain_failures.cc: frames that failed their ICV, their CCM MIC or Michael, and other drops.
void tell_failures(const RunVerdicts& verdicts, Answer& answer);
void tell_other_drops(const RunVerdicts& verdicts, Answer& answer);
// Frames that only arrive because both ends have their MIC keys swapped.
void tell_reversed(const RunVerdicts& verdicts, Answer& answer);
// explain_phase1.cc: good frames that a cached phase 1 made fail.
void tell_poisoned(const RunVerdicts& verdicts, Answer& answer);
// explain_halves.cc: keys whose parts don't belong together, or are not what was asked for.
void tell_wrong_halves(const RunVerdicts& verdicts, Answer& answer);
// explain_installs.cc: installs that failed, or came twice.
void tell_unfinished(const Report& report, const RunVerdicts& verdicts, Answer& answer);
void tell_reinstalls(const Report& report, Answer& answer);
// explain_authentications.cc: how often each STA was authenticated, and what failed.
void tell_authentications(const Report& report, Answer& answer);
// explain_rekeys.cc: when the two sides switched, and how the handshakes went.
void tell_windows(const Report& report, Answer& answer);
void tell_clear_message_4(const Report& report, Answer& answer);

}  // namespace keyrace
