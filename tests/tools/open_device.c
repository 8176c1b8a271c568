/* What the kernel itself says when a device node is opened, to be compared with what whycpu
 * predicted.
 *
 *     open_device PATH                           prints "opens" or the name of the error
 *     open_device --list USER RIGHTS OTHERS PATH gives the node an access list: what this user may
 *                                                and what others may (6: read and write, 0:
 * nothing) open_device --in CGROUP2 COMMAND [WORD…]   runs the command in that control group of
 * version 2, with a program that forbids every device
 *
 * Exits with 77 when the kernel or the file system does not allow the last two. */
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

enum { SKIPPED = 77, USAGE = 64 };

static int tell(const char *path)
{
    int fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (fd >= 0) {
        close(fd);
        puts("opens");
        return 0;
    }
    switch (errno) {
    case EACCES: puts("EACCES"); break;
    case EPERM: puts("EPERM"); break;
    case ENXIO: puts("ENXIO"); break;
    case ENODEV: puts("ENODEV"); break;
    case ENOENT: puts("ENOENT"); break;
    default: puts(strerror(errno)); break;
    }
    return 0;
}

/* return 0: forbidden. */
static int load_forbidding_program(void)
{
    static const struct bpf_insn code[] = {
        {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = 0},
        {.code = BPF_JMP | BPF_EXIT},
    };
    static const char license[] = "GPL";
    union bpf_attr attr;
    memset(&attr, 0, sizeof attr);
    attr.prog_type = BPF_PROG_TYPE_CGROUP_DEVICE;
    attr.insns = (uint64_t)(uintptr_t)code;
    attr.insn_cnt = sizeof code / sizeof *code;
    attr.license = (uint64_t)(uintptr_t)license;
    return (int)syscall(SYS_bpf, BPF_PROG_LOAD, &attr, sizeof attr);
}

static int forbid_devices(const char *cgroup)
{
    int directory = open(cgroup, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int program = directory < 0 ? -1 : load_forbidding_program();
    union bpf_attr attr;
    memset(&attr, 0, sizeof attr);
    attr.target_fd = (uint32_t)directory;
    attr.attach_bpf_fd = (uint32_t)program;
    attr.attach_type = BPF_CGROUP_DEVICE;
    return program < 0 ? -1 : (int)syscall(SYS_bpf, BPF_PROG_ATTACH, &attr, sizeof attr);
}

static int enter(const char *cgroup)
{
    char path[4096], number[32];
    snprintf(path, sizeof path, "%s/cgroup.procs", cgroup);
    int length = snprintf(number, sizeof number, "%d", (int)getpid());
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    return fd >= 0 && write(fd, number, (size_t)length) == length ? close(fd) : -1;
}

/* As setfacl(1) writes it: linux/posix_acl_xattr.h. */
typedef struct Entry {
    uint16_t tag, rights;
    uint32_t id;
} Entry;

static int set_list(const char *path, unsigned user, unsigned rights, unsigned others)
{
    enum { OWNER = 1, USER = 2, GROUP = 4, MASK = 16, OTHERS = 32, BOTH = 6, VERSION = 2 };
    const uint32_t nobody = UINT32_MAX;
    struct {
        uint32_t version;
        Entry entries[5];
    } list = {VERSION,
              {{OWNER, BOTH, nobody},
               {USER, (uint16_t)rights, user},
               {GROUP, 0, nobody},
               {MASK, BOTH, nobody},
               {OTHERS, (uint16_t)others, nobody}}};
    if (setxattr(path, "system.posix_acl_access", &list, sizeof list, 0) == 0)
        return 0;
    perror(path);
    return SKIPPED;
}

int main(int argc, char **argv)
{
    if (argc == 2)
        return tell(argv[1]);
    if (argc == 6 && strcmp(argv[1], "--list") == 0)
        return set_list(argv[5], (unsigned)atoi(argv[2]), (unsigned)atoi(argv[3]),
                        (unsigned)atoi(argv[4]));
    if (argc < 4 || strcmp(argv[1], "--in") != 0)
        return USAGE;
    if (enter(argv[2]) < 0 || forbid_devices(argv[2]) < 0) {
        perror("open_device");
        return SKIPPED;
    }
    execvp(argv[3], argv + 3);
    perror(argv[3]);
    return 1;
}
