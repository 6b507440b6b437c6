/* Executes wpa_supplicant with its own arguments: a program that can't be preloaded, with a stack's
 * behaviour.
 */
#include <stdio.h>
#include <unistd.h>

int main(int argc, char** argv) {
  (void)argc;
  execvp("wpa_supplicant", argv);
  perror("static_launcher: exec wpa_supplicant");
  return 1;
}
