/* Preloaded: a disk that takes nothing until the file $DISK_GOES_ON exists. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

static const useconds_t LOOK_US = 10000;

int fsync(int file) {
  int (*real_fsync)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  const char *signal_file = getenv("DISK_GOES_ON");
  while (signal_file != NULL && access(signal_file, F_OK) != 0) usleep(LOOK_US);
  return real_fsync(file);
}
