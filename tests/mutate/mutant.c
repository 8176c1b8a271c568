/* The board lies in System V shared memory: a program finds it below any root, as any user, with
 * any environment, and opens nothing for it. Which board is written into a copy of the program. */
#include <stdio.h>
#include <sys/shm.h>

static MutantBoard nobody_watches = {-1, {0}};
MutantBoard *mutant_board = &nobody_watches;

/* board.py looks for the words and writes the number behind them. */
static volatile struct {
    char words[24];
    int board;
} where = {"whycpu mutants' board:", -1};

__attribute__((constructor(101))) static void find_board(void)
{
    if (where.board < 0)
        return;
    void *at = shmat(where.board, NULL, 0);
    if (at != (void *)-1)
        mutant_board = at;
    /* Whoever reads the results may stop at the first that is wrong. */
    setvbuf(stdout, NULL, _IOLBF, 0);
}
