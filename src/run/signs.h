/* By what one sees from outside whether a program's framework is on the GPU.
 *
 * Pure: from the texts of /proc and of a log to a decision. What each sign proves:
 *
 * TensorFlow. The thread tf_Compute belongs to the pool between operations, which is made when all
 * devices are there, in eager mode as in a session: seen in 2.12 to 2.21 with a driver that takes
 * fifteen seconds to answer. By then TensorFlow has asked libcuda, and, when that offered a device,
 * has opened the libraries that it needs, all or none of use. So with that thread, and without
 * libcuda or without one of the libraries, it is on the CPU for good: it never asks twice. With all
 * of them it took the first device that it does not ignore. Releases up to 2.20 do not tell the
 * kernel how their threads are called; run/inner_names.h finds it.
 *
 * Time alone proves nothing: libcuda may be loaded by another (MPI, Numba, TensorRT), and a program
 * may prepare its data for minutes before its first operation.
 *
 * "Cannot dlopen some GPU libraries" and "failed call to cuInit" in its log say the same. A log may
 * have several writers, so the mapped libraries have to agree.
 *
 * PyTorch, JAX and programs of other makers: libcuda mapped with /dev/nvidia-uvm and a /dev/nvidiaN
 * open means that cuInit found a device and that nothing stands before its use. That follows from
 * what NVIDIA's driver is known to open; it was not seen on a machine with a GPU, so it only ever
 * ends the watch, and never a program. Nothing that is seen from outside proves that they will stay
 * on the CPU. Of TensorFlow these nodes prove nothing: it opens them before it looks for libraries.
 *
 * Where PyTorch or JAX are in the process too, TensorFlow on the CPU may be meant so (it reads
 * their data); so it may be where another accelerator's library is mapped. Then nothing is said. */
#ifndef WHYCPU_RUN_SIGNS_H
#define WHYCPU_RUN_SIGNS_H

#include "base/list.h"
#include "base/text.h"

/* Beginnings of names: "libcusolver.so". */
enum { SIGN_LIBRARIES = 7 };

extern const char THREAD_OF_POOL[]; /* whose presence is `devices_made` */

typedef struct Signs {
    bool tensorflow, torch, jax; /* mapped */
    bool other_accelerator;      /* of AMD, Intel, Google; or a plug-in of TensorFlow */
    bool driver;                 /* libcuda.so is mapped */
    bool libraries[SIGN_LIBRARIES];
    bool devices_made;       /* the thread tf_Compute */
    bool uvm_node, gpu_node; /* open */
    bool log_says_cpu, log_says_gpu;
} Signs;

typedef enum Placement { PLACED_NOWHERE_YET, PLACED_ON_GPU, PLACED_ON_CPU } Placement;

bool has_framework(const Signs *signs);

/* Each adds what it sees. */
void signs_of_maps(Signs *signs, Text maps);       /* /proc/PID/maps */
void sign_of_thread(Signs *signs, Text name);      /* /proc/PID/task/TID/comm */
void sign_of_open_file(Signs *signs, Text target); /* where a link of /proc/PID/fd leads */
void signs_of_log(Signs *signs, Text lines);

Placement placement_of(const Signs *signs);

/* What of it is seen of a process on the CPU, as the end of "it decided for the CPU: ". */
const char *reason_for_cpu(Arena *arena, const Signs *signs);

#endif
