// frames.jsonl: a line for each protected frame at each of its receivers.
#pragma once

#include <string>
#include <vector>

#include "lab/verify/verdict.h"

namespace keyrace {

void write_frames_log(const std::string& path, const std::vector<FrameVerdict>& frames);

}  // namespace keyrace
