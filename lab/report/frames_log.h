// frames.jsonl: a line for each protected frame at each of its receivers.
#pragma once

#include <string>
#include <vector>

#include "lab/evidence/json_lines.h"
#include "lab/verify/verdict.h"

namespace keyrace {

// A line.
JsonLine frame_line(const FrameVerdict& frame);
void write_frames_log(const std::string& path, const std::vector<FrameVerdict>& frames);

}  // namespace keyrace
