#include "lab/guest/shim_events.h"

#include <linux/futex.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <climits>

#include "emulator/sys/file.h"
#include "emulator/sys/system_error.h"

namespace keyrace {

ShimEvents::ShimEvents() {
  const keyrace_shim_events zero{};
  fd_ = memory_file("keyrace-shim-events", std::as_bytes(std::span(&zero, 1)));
  void* page = mmap(nullptr, sizeof zero, PROT_READ | PROT_WRITE, MAP_SHARED, fd_.get(), 0);
  if (page == MAP_FAILED) throw SystemError("map the shims' events");
  page_ = static_cast<keyrace_shim_events*>(page);
}

ShimEvents::~ShimEvents() {
  munmap(page_, sizeof *page_);
}

void ShimEvents::raise(std::uint16_t row, keyrace_event event) {
  std::uint32_t& counter = page_->counters[row][event];
  std::atomic_ref(counter).fetch_add(1);
  syscall(SYS_futex, &counter, FUTEX_WAKE, INT_MAX, nullptr, nullptr, 0);
  if (observer_) observer_(row, event);
}

}  // namespace keyrace
