#include "lab/report/page_template.h"

#ifdef KEYRACE_PAGE_HEADER
#include KEYRACE_PAGE_HEADER  // KEYRACE_PAGE, the file's path

// The assembler reads the file: as a string literal it would cost the compiler seconds.
asm(".section .rodata\n"
    "keyrace_page_begin:\n"
    ".incbin \"" KEYRACE_PAGE
    "\"\n"
    "keyrace_page_end:\n"
    ".byte 0\n"
    ".previous\n");

extern const char page_begin[] asm("keyrace_page_begin");
extern const char page_end[] asm("keyrace_page_end");
#endif

namespace keyrace {

std::string_view page_template() {
#ifdef KEYRACE_PAGE_HEADER
  return {page_begin, page_end};
#else
  return {};
#endif
}

}  // namespace keyrace
