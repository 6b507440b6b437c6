// Files of programs over a slow way to the host: a page that a stack comes to for the first time,
// in the middle of a rekey, would be waited for. Called by Experiment before the traffic begins.
#pragma once

namespace keyrace {

// Reads what every process has mapped of its program and its libraries into the kernel's memory.
void make_programs_resident();

}  // namespace keyrace
