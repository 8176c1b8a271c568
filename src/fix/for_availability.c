/* Fixes of what only a driver that was asked can tell: the step availability, and its errors. */
#include <stdlib.h>
#include <string.h>

#include "fix/framework_fixes.h"

static const char *first_gpu(Proposal *p)
{
    return p->cause->subjects.count ? p->cause->subjects.items[0] : "0";
}

static void let_several_in(Proposal *p)
{
    add_fix(p, "default-compute-mode", "let several programs use it at a time",
            command_of(p, "sudo", "nvidia-smi", "-i", first_gpu(p), "-c", "DEFAULT", NULL), true,
            words(p, "sudo nvidia-smi -i %s -c EXCLUSIVE_PROCESS", first_gpu(p)));
    add_alternative(p, "end-other-process", "end the program that has it, or share it through MPS",
                    (Strings){0}, false, NULL);
    p->cause->check_yourself = "nvidia-smi --query-gpu=pci.bus_id,compute_mode --format=csv";
}

/* "process 4711 holds 1024 MiB" → "4711"; NULL when no process is named. */
static const char *process_in(Proposal *p, const char *says)
{
    Text rest = text_of(says), number;
    bool more;
    long long pid;
    if (!text_starts(rest, "process "))
        return NULL;
    text_next(&rest, ' ', &more);
    number = text_next(&rest, ' ', &more);
    return text_number(number, &pid) && pid > 1 ? text_copy(p->arena, number) : NULL;
}

static void free_memory(Proposal *p)
{
    const char *pid = NULL;
    for (size_t i = 0; !pid && i < p->cause->evidence.count; i++)
        pid = process_in(p, p->cause->evidence.items[i].says);
    if (pid)
        add_fix(p, "end-other-process", "end the process that holds it, when it is yours to end",
                command_of(p, "kill", pid, NULL), false, NULL);
    else
        add_fix(p, "find-other-process", "look on the host, which shows all processes",
                command_of(p, "sudo", "nvidia-smi",
                           "--query-compute-apps=pid,process_name,used_memory", "--format=csv",
                           NULL),
                true, NULL);
    const char *variable = fixes_of(p)->memory_variable;
    if (p->cause->effect == EFFECT_PART && variable)
        add_alternative(p, "allow-growth", "take only what is used",
                        command_of(p, "env", variable, "python", "PROGRAM.py", NULL), false, NULL);
    p->cause->check_yourself =
        "nvidia-smi --query-gpu=pci.bus_id,memory.free,memory.total --format=csv";
}

static void reset(Proposal *p)
{
    add_fix(p, "reset-gpu", "end all programs on it, then reset it",
            command_of(p, "sudo", "nvidia-smi", "--gpu-reset", "-i", first_gpu(p), NULL), true,
            NULL);
    add_alternative(p, "restart-machine", "restart the machine, where the reset is refused",
                    command_of(p, "sudo", "systemctl", "reboot", NULL), true, NULL);
    p->cause->check_yourself = "nvidia-smi -q | grep -iE 'pending|recovery action'";
}

static void cool(Proposal *p)
{
    add_fix(p, "cool-gpu", "look after the cooling and the power cables of the card", (Strings){0},
            false, NULL);
    p->cause->check_yourself = "nvidia-smi -q -d PERFORMANCE";
}

static void read_log(Proposal *p)
{
    add_fix(p, "read-kernel-log", "the driver's own words, when it started",
            command_of(p, "sudo", "dmesg", "--level=err,warn", NULL), true, NULL);
    add_alternative(p, "restart-machine", "restart the machine, which starts card and driver anew",
                    command_of(p, "sudo", "systemctl", "reboot", NULL), true, NULL);
    p->cause->check_yourself =
        "python3 -c 'import ctypes; print(ctypes.CDLL(\"libcuda.so.1\").cuInit(0))'";
}

bool propose_for_what_was_asked(Proposal *p)
{
    switch (p->cause->id) {
    case CAUSE_EXCLUSIVE_COMPUTE_MODE: let_several_in(p); return true;
    case CAUSE_GPU_MEMORY_HELD_BY_OTHER_PROCESS: free_memory(p); return true;
    case CAUSE_GPU_NEEDS_RESET: reset(p); return true;
    case CAUSE_GPU_THROTTLED: cool(p); return true;
    case CAUSE_CUINIT_FAILS: read_log(p); return true;
    default: return false;
    }
}
