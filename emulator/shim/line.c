#include "emulator/shim/line.h"

#include <string.h>

static const char hex_digits[] = "0123456789abcdef";

static void line_char(struct line* line, char c) {
  if (line->size < sizeof line->text) line->text[line->size++] = c;
}

void line_start(struct line* line) {
  line->size = 0;
}

void line_text(struct line* line, const char* text) {
  while (*text != '\0') line_char(line, *text++);
}

void line_number(struct line* line, int64_t number) {
  char digits[20];
  size_t count = 0;
  uint64_t rest = number < 0 ? -(uint64_t)number : (uint64_t)number;
  do {
    digits[count++] = (char)('0' + rest % 10);
    rest /= 10;
  } while (rest != 0);
  if (number < 0) line_char(line, '-');
  while (count > 0) line_char(line, digits[--count]);
}

void line_hex(struct line* line, const uint8_t* bytes, size_t size) {
  for (size_t i = 0; i < size; ++i) {
    line_char(line, hex_digits[bytes[i] >> 4]);
    line_char(line, hex_digits[bytes[i] & 15]);
  }
}

void line_quoted(struct line* line, const char* bytes, size_t size) {
  line_char(line, '"');
  for (size_t i = 0; i < size; ++i) {
    const uint8_t byte = (uint8_t)bytes[i];
    if (byte == '"' || byte == '\\') {
      line_char(line, '\\');
      line_char(line, bytes[i]);
    } else if (byte < 0x20 || byte > 0x7e) {
      line_text(line, "\\u00");
      line_hex(line, &byte, 1);
    } else {
      line_char(line, bytes[i]);
    }
  }
  line_char(line, '"');
}
