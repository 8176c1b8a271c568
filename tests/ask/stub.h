/* A driver library of our own for tests of --ask driver: never installed, computes nothing, opens
 * no device. It does what a text file says, whose path is in WHYCPU_STUB; without it, all is well
 * with one device. A line each:
 *
 *     CALL returns CODE        the call fails with it
 *     CALL hangs               never returns
 *     CALL sleeps MS           returns late
 *     CALL segfaults | aborts  kills the process
 *     CALL exits CODE          ends it
 *     CALL chatters            writes to standard output and error
 *     CALL shouts              writes lines into every other descriptor
 *     CALL floods              the same without end
 *     CALL forks               leaves a child that keeps all descriptors open and sleeps
 *     CALL handles             ignores what can be ignored, and handles the rest, then hangs
 *     CALL reports             writes what its process is given into the device's name
 *     set KEY VALUE            devices, name, pci, driver-version, memory-free, compute-mode, …
 *     set @1-KEY VALUE         of the second device alone; CALL@1 likewise
 *
 * CALL is the name of a function, or `open` for the moment when the library is mapped. */
#ifndef WHYCPU_TESTS_ASK_STUB_H
#define WHYCPU_TESTS_ASK_STUB_H

#include <stdbool.h>
#include <stddef.h>

#define EXPORT __attribute__((visibility("default")))

/* Does what the file says of this call; the code to return, 0 when it says nothing. */
int behave(const char *call);
/* The value of `set KEY`, or the given one. */
long long stub_number(const char *key, long long otherwise);
/* Of one device of NVML, whose handle is its number and one. */
long long stub_number_of(const void *device, const char *key, long long otherwise);
int behave_of(const void *device, const char *call);
/* Likewise, into a buffer of that size as a driver does it: cut, not always with an end. */
void stub_text(const char *key, const char *otherwise, char *buffer, size_t size);

#endif
