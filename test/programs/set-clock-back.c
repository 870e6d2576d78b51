/* Preloaded: the wall clock jumps an hour back once the file $CLOCK_BACK exists; time that only counts up does not. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const long BACK_S = 3600;

static int (*real_clock)(clockid_t, struct timespec *);
static const char *signal_file;

__attribute__((constructor)) static void start(void) {
  real_clock = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
  signal_file = getenv("CLOCK_BACK");
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  if (real_clock == NULL) start();
  int result = real_clock(clock, time);
  if (clock == CLOCK_REALTIME && signal_file != NULL && access(signal_file, F_OK) == 0) time->tv_sec -= BACK_S;
  return result;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  (void)zone;
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  time->tv_sec = now.tv_sec;
  time->tv_usec = now.tv_nsec / 1000;
  return 0;
}
