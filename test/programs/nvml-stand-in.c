/* A stand-in for libnvidia-ml: answers come from the environment, so that a test can change them between calls.
   NVML_COUNT, and for device N: NVML_POWER_N (mW), NVML_ENERGY_N (mJ), NVML_NAME_N, NVML_UUID_N; NVML_FAIL_<CALL>_N
   holds the status that a call returns. NVML_FAIL_INIT holds that of nvmlInit_v2. NVML_PIDS_N: blank-separated pids. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *text(const char *what, long device) {
  char name[64];
  if (device < 0) snprintf(name, sizeof name, "NVML_%s", what);
  else snprintf(name, sizeof name, "NVML_%s_%ld", what, device);
  return getenv(name);
}

static unsigned long long number(const char *what, long device, unsigned long long otherwise) {
  const char *value = text(what, device);
  return value && *value ? strtoull(value, NULL, 10) : otherwise;
}

static long index_of(void *device) { return (long)(intptr_t)device - 1; }

static void copy(char *to, unsigned int length, const char *what, long device, const char *otherwise) {
  const char *value = text(what, device);
  snprintf(to, length, "%s", value ? value : otherwise);
}

int nvmlInit_v2(void) { return (int)number("FAIL_INIT", -1, 0); }
int nvmlShutdown(void) { return 0; }
int nvmlDeviceGetCount_v2(unsigned int *count) { *count = (unsigned int)number("COUNT", -1, 0); return 0; }

int nvmlDeviceGetHandleByIndex_v2(unsigned int index, void **device) {
  *device = (void *)(intptr_t)(index + 1);
  return (int)number("FAIL_HANDLE", index, 0);
}

/* Every MIG device lies on GPU 1. */
int nvmlDeviceGetHandleByUUID(const char *uuid, void **device) {
  *device = (void *)(intptr_t)1000;
  return strncmp(uuid, "MIG-", 4) == 0 ? 0 : 6;
}
int nvmlDeviceGetDeviceHandleFromMigDeviceHandle(void *mig, void **device) {
  (void)mig;
  *device = (void *)(intptr_t)2;
  return 0;
}

int nvmlDeviceGetName(void *device, char *name, unsigned int length) {
  copy(name, length, "NAME", index_of(device), "NVIDIA Stand-In");
  return 0;
}
int nvmlDeviceGetUUID(void *device, char *uuid, unsigned int length) {
  char otherwise[64];
  snprintf(otherwise, sizeof otherwise, "GPU-0000000%ld-1111-2222-3333-444444444444", index_of(device));
  copy(uuid, length, "UUID", index_of(device), otherwise);
  return 0;
}
int nvmlDeviceGetArchitecture(void *device, unsigned int *architecture) {
  *architecture = (unsigned int)number("ARCHITECTURE", index_of(device), 9);
  return 0;
}
int nvmlDeviceGetPowerUsage(void *device, unsigned int *milliwatts) {
  *milliwatts = (unsigned int)number("POWER", index_of(device), 100000);
  return (int)number("FAIL_POWER", index_of(device), 0);
}
int nvmlDeviceGetTotalEnergyConsumption(void *device, unsigned long long *millijoules) {
  *millijoules = number("ENERGY", index_of(device), 0);
  return (int)number("FAIL_ENERGY", index_of(device), 0);
}

int nvmlDeviceGetComputeRunningProcesses_v3(void *device, unsigned int *count, unsigned char *infos) {
  const char *pids = text("PIDS", index_of(device));
  unsigned int room = *count, found = 0;
  if (number("FAIL_PIDS", index_of(device), 0)) return (int)number("FAIL_PIDS", index_of(device), 0);
  for (const char *at = pids; at && *at;) {
    char *end;
    uint32_t pid = (uint32_t)strtoul(at, &end, 10);
    if (infos && found < room) memcpy(infos + found * 24, &pid, sizeof pid);
    found++;
    at = *end ? end + 1 : end;
  }
  *count = found;
  return found > room ? 7 : 0;
}
