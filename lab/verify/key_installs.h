// What the kernel's installs are, by the key log: which request each came from, which key it put
// in, and which requests never became a key. Called by RunWalk. Arrow: evidence -> verdicts.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "lab/evidence/kernel_log.h"
#include "lab/evidence/key_log.h"
#include "lab/verify/judgement.h"
#include "lab/verify/key_epochs.h"
#include "lab/verify/run_verdicts.h"

namespace keyrace {

class KeyInstalls {
 public:
  // All must outlive this object.
  KeyInstalls(const KeyLog& log, const KeyLogReading& reading, const RunKeys& keys);

  // The request behind the kernel's next install. `result` is its own answer: 0 or a negative
  // errno. Throws EvidenceError if no shim logged one.
  const KeyLogEntry& entry_for(const KernelEvent& event, int result);
  InstalledKey installed_key(const KeyLogEntry& entry) const;

  std::optional<int> asked_epoch(const KeyLogEntry& entry) const;
  // What of a whole install is not as the stack had asked for it.
  std::vector<KeyHalf> altered(const KeyLogEntry& entry) const;

  // An install that the kernel itself refused.
  UndoneInstall refused(const KeyLogEntry& entry, int result) const;
  // Installs that a fault kept from the kernel, in the order of the log.
  std::vector<UndoneInstall> withheld() const;

 private:
  const KeyEpochs* epochs_of(const KeyLogEntry& entry) const;
  UndoneInstall undone(const KeyLogEntry& entry) const;

  const KeyLog& log_;
  const KeyLogReading& reading_;
  const RunKeys& keys_;
  std::map<std::string, std::size_t> next_entry_;  // by node: where to go on in the log
};

}  // namespace keyrace
