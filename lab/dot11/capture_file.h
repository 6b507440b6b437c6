// Opens a capture for reading: a file or stdin, gzipped or not. Called by the command line.
// Arrow: capture -> verify.
#pragma once

#include <istream>
#include <memory>
#include <string>

namespace keyrace {

// path: - is stdin. Whether it is gzipped, its first octets tell. A gzipped file that ends early
// ends as any file that was cut does; damaged data makes the stream bad. Throws CaptureError:
// "FILE: No such file or directory".
std::unique_ptr<std::istream> open_capture(const std::string& path);

}  // namespace keyrace
