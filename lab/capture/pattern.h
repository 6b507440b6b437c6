// What kind of changeover a capture shows. Arrow: findings -> report of `keyrace verify`.
#pragma once

#include "lab/capture/findings.h"

namespace keyrace {

enum class Pattern {
  kClean,         // no frame failed
  kTiming,        // ICV failures only: one side switched before the other
  kSplitInstall,  // a side had the new TK with another epoch's MIC keys: its own frames show it, or
                  // its reports on frames that were right
  kSwapped,       // a side has its two MIC keys the wrong way round
  kMixedSender,  // a side signs with one epoch's key and encrypts with another's; or its install is
                 // split, the air does not tell
  kUnknownKey,   // signed with no key that is known
  kCannotTell,   // failures that nothing in the capture explains
};

const char* to_string(Pattern pattern);  // "split_install"

// The session's reports that fall into the changeover.
std::vector<MicFailureReport> reports_in(const SessionFindings& session,
                                         const Changeover& changeover);
Pattern pattern_of(const SessionFindings& session, const Changeover& changeover);

}  // namespace keyrace
