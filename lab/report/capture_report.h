// What `keyrace verify` prints of a capture. Arrow: findings -> text, JSON.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "lab/capture/findings.h"
#include "lab/report/text_style.h"

namespace keyrace {

// Sentences: what was opened, how each rekey went, whose keys did not belong together.
std::vector<std::string> explain_capture(const CaptureFindings& findings);

nlohmann::ordered_json capture_to_json(const CaptureFindings& findings, const std::string& capture);
// `failed`: the frames that were not plainly good, as many as shall be shown.
std::string capture_to_text(const CaptureFindings& findings, const std::string& capture,
                            const std::vector<CaptureVerdict>& failed, const TextStyle& style = {});

// "verdict, PTK 2, signed with ...": a frame's line in text and in Wireshark.
std::string spoken_verdict(const CaptureVerdict& verdict);

}  // namespace keyrace
