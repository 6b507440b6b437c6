/* One line of text on the stack, of JSON or for stderr: no stdio, no malloc. What does not fit is
 * dropped; the longest line (a program path of 512 octets, each written as \u00xx) fits.
 */
#ifndef KEYRACE_EMULATOR_SHIM_LINE_H
#define KEYRACE_EMULATOR_SHIM_LINE_H

#include <stddef.h>
#include <stdint.h>

struct line {
  size_t size;
  char text[4096];
};

void line_start(struct line* line);
void line_text(struct line* line, const char* text);
void line_number(struct line* line, int64_t number);
/* Lower case, no separator. */
void line_hex(struct line* line, const uint8_t* bytes, size_t size);
/* A JSON string; bytes outside printable ASCII become \u00xx. */
void line_quoted(struct line* line, const char* bytes, size_t size);

#endif
