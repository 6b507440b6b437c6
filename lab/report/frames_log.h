// frames.jsonl: a line for each protected frame at each of its receivers.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "lab/verify/verdict.h"

namespace keyrace {

// A line.
nlohmann::ordered_json frame_to_json(const FrameVerdict& frame);
void write_frames_log(const std::string& path, const std::vector<FrameVerdict>& frames);

}  // namespace keyrace
