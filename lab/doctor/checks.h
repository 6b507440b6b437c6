// The judgements of `keyrace doctor`: facts in, a finding out. One function for each thing.
#pragma once

#include <vector>

#include "lab/doctor/facts.h"
#include "lab/doctor/finding.h"

namespace keyrace {

Finding check_kernel(const Facts& facts);
Finding check_other_kernels(const Facts& facts);
// Of seccomp and ptrace, whether one is there that the default kernel can use.
Finding check_guest_processes(const Facts& facts);
Finding check_scratch(const Facts& facts);
Finding check_memory(const Facts& facts);
Finding check_part(const InstalledPart& part);
Finding check_program(const InstalledProgram& program, const Facts& facts);
Finding check_built_stacks(const Facts& facts);
Finding check_run_directory(const Facts& facts);
Finding check_left_overs(const Facts& facts);

// What the engines need beyond that.
Finding check_engine_qemu(const Facts& facts);
Finding check_engine_host(const Facts& facts);

}  // namespace keyrace
