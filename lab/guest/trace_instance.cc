#include "lab/guest/trace_instance.h"

#include <sys/stat.h>
#include <unistd.h>

#include "emulator/sys/file.h"
#include "emulator/sys/system_error.h"
#include "lab/guest/guest_filesystem.h"

namespace keyrace {

TraceInstance::TraceInstance(const std::string& name)
    : directory_(std::string(guest_path::kTracing) + "/instances/" + name) {
  check("make the trace buffer " + directory_, mkdir(directory_.c_str(), 0700));
}

// Its files must be closed by then; its events go with it.
TraceInstance::~TraceInstance() {
  rmdir(directory_.c_str());
}

void TraceInstance::enable_event(const std::string& event, const std::string& filter) const {
  if (!filter.empty()) write_file(path("events/" + event + "/filter"), filter);
  write_file(path("events/" + event + "/enable"), "1");
}

}  // namespace keyrace
