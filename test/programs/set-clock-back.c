/* Preloaded: the wall clock jumps an hour back once a program has run for a while; time that only counts up does not. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stddef.h>
#include <sys/time.h>
#include <time.h>

static const long AFTER_MS = 1000;
static const long BACK_S = 3600;

static int (*real_clock)(clockid_t, struct timespec *);
static long started_ms;

static long now_ms(void) {
  struct timespec now;
  real_clock(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000L + now.tv_nsec / 1000000L;
}

__attribute__((constructor)) static void start(void) {
  real_clock = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
  started_ms = now_ms();
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  if (real_clock == NULL) start();
  int result = real_clock(clock, time);
  if (clock == CLOCK_REALTIME && now_ms() - started_ms > AFTER_MS) time->tv_sec -= BACK_S;
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
