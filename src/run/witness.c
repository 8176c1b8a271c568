#include "run/witness.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "run/inside.h"

enum {
    LINE_FD = 3,
    ANSWER_MS = 200,             /* it may be stopped, as part of the group */
    SAME_MOMENT_NS = 2 * 1000000 /* one kill() reaches all of a group, one after the other */
};

typedef struct Question {
    unsigned char number, turn;
} Question;

typedef struct Reply {
    unsigned char saw, turn;
} Reply;

/* Ends when we do: then the socket is closed. */
static _Noreturn void witness_life(int line)
{
    Question question;
    struct timespec moment = {0, SAME_MOMENT_NS};
    for (int fd = 0; fd < LINE_FD; fd++)
        close(fd);
    dup2(line, LINE_FD);
    close_all_but(LINE_FD, -1);
    prctl(PR_SET_NAME, "whycpu-witness");
    for (;;) {
        ssize_t got = read(LINE_FD, &question, sizeof question);
        if (got != (ssize_t)sizeof question)
            _exit(0);
        sigset_t one;
        sigemptyset(&one);
        sigaddset(&one, question.number);
        Reply reply = {sigtimedwait(&one, NULL, &moment) == question.number, question.turn};
        if (write(LINE_FD, &reply, sizeof reply) < 0)
            _exit(0);
    }
}

void witness_begin(Witness *witness)
{
    int ends[2];
    *witness = (Witness){.line = -1};
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return;
    witness->pid = fork();
    if (witness->pid == 0)
        witness_life(ends[1]);
    close(ends[1]);
    if (witness->pid < 0) {
        close(ends[0]);
        *witness = (Witness){.line = -1};
        return;
    }
    witness->line = ends[0];
}

void witness_is_gone(Witness *witness)
{
    if (witness->line >= 0)
        close(witness->line);
    *witness = (Witness){.line = -1};
}

void witness_end(Witness *witness)
{
    if (witness->pid > 0) {
        kill(witness->pid, SIGKILL);
        waitpid(witness->pid, NULL, 0);
    }
    witness_is_gone(witness);
}

/* 1 or 0; -1: it did not answer in time. */
static int ask(const Witness *witness, Question question)
{
    struct pollfd wait = {.fd = witness->line, .events = POLLIN};
    Reply reply;
    if (send(witness->line, &question, sizeof question, MSG_NOSIGNAL) != (ssize_t)sizeof question)
        return -1;
    while (poll(&wait, 1, ANSWER_MS) > 0 &&
           recv(witness->line, &reply, sizeof reply, 0) == (ssize_t)sizeof reply)
        if (reply.turn == question.turn)
            return reply.saw;
    return -1;
}

bool witness_saw(Witness *witness, int number, bool otherwise)
{
    static unsigned char turn;
    if (witness->line < 0)
        return otherwise;
    int saw = ask(witness, (Question){(unsigned char)number, ++turn});
    /* One that is stopped was stopped with the group, and what wakes us alone does not wake it. */
    if (saw < 0)
        kill(witness->pid, SIGCONT);
    return saw > 0;
}
