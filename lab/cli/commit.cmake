# cmake -D SOURCE=DIR -D COMMIT=HASH -D OUTPUT=FILE -P commit.cmake: writes the source file that tells
# which commit is built; run with every build. An unchanged file stays as it is, so that nothing is
# compiled again. COMMIT, if not empty, is taken for it, where the sources come without their git.
if(NOT COMMIT)
  # Not the commit of a repository that these sources merely lie in.
  execute_process(COMMAND git -C "${SOURCE}" rev-parse --show-prefix
    OUTPUT_VARIABLE prefix OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE status)
  if(status EQUAL 0 AND NOT prefix)
    execute_process(COMMAND git -C "${SOURCE}" describe --always --dirty --abbrev=12 --exclude=*
      OUTPUT_VARIABLE COMMIT OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  endif()
endif()
if(NOT COMMIT)
  set(COMMIT unknown)
endif()
file(CONFIGURE OUTPUT "${OUTPUT}" @ONLY CONTENT [[
#include "lab/cli/version.h"

namespace keyrace {

const char* const kCommit = "@COMMIT@";

}  // namespace keyrace
]])
