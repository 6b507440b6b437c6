// The page of lab/report/page as the build bundled it, without a run in it. Called by html.cc.
#pragma once

#include <string_view>

namespace keyrace {

// Empty where keyrace was built without it.
std::string_view page_template();

}  // namespace keyrace
