/* Less knowledge never makes another answer: each fact of each row is made unknown in turn. The
 * verdict stays or becomes unknown, and no other cause is named with certainty. */
#include <stdio.h>
#include <string.h>

#include "diagnose/rows.h"
#include "harness.h"

static bool names(const CauseList *causes, const Cause *wanted)
{
    for (size_t i = 0; i < causes->count; i++)
        if (causes->items[i].id == wanted->id)
            return true;
    return false;
}

/* A cause that the whole knowledge does not name. */
static const char *new_certain_cause(const Judgement *whole, const Judgement *less)
{
    for (size_t i = 0; i < less->causes.count; i++) {
        const Cause *cause = &less->causes.items[i];
        if (cause->certain && !names(&whole->causes, cause) && !names(&whole->findings, cause))
            return cause_word(cause->id);
    }
    return NULL;
}

/* Facts that choose only between two sentences, or two ids of one effect, say so by `refining`; a
 * refining fact that decides is listed here with the reason for which it may. */
static bool may_decide(FactName name)
{
    switch (name) {
    case FACT_LIBRARY_VERSION:     /* WSL and Tegra have none; equal versions are the rule */
    case FACT_BUILD_CUDA:          /* without it the libraries' names are not known either */
    case FACT_CUDNN_PARTS:         /* unknown exactly when libcudnn itself does not open */
    case FACT_DEVICE_PLUGINS:      /* looked for by one listing that python_find() did already */
    case FACT_WSL_LIBRARIES:       /* nobody takes one file out of them */
    case FACT_JIT_COMPILER:        /* comes in one package with libcuda */
    case FACT_DRIVER_VARIABLE:     /* unknown only where no variable is known */
    case FACT_WSL:                 /* is read from the file that tells the kernel's release */
    case FACT_KERAS_BACKEND:       /* unknown: inspect/ makes FRAMEWORK_PATH unknown too */
    case FACT_GPU_MULTIPROCESSORS: /* only a driver that is asked tells it */
    case FACT_ASKED_OUTCOME: /* an outcome decides over the state; without it, the state does */
    case FACT_ASKED_CODE:
    case FACT_ASKED_DEVICES:
    case FACT_ASKED_VERSION:
    case FACT_GPU_ORDINAL:         /* FACT_ASKED_…: availability may stay unknown in any answer */
    case FACT_GPU_COMPUTE_MODE:    /* FACT_ASKED_… */
    case FACT_GPU_PROCESSES:       /* FACT_ASKED_… */
    case FACT_GPU_MEMORY_FREE:     /* FACT_ASKED_… */
    case FACT_GPU_MEMORY_TOTAL:    /* FACT_ASKED_… */
    case FACT_FRAMEWORK_ELSEWHERE: /* framework-not-installed is true all the same */
    case FACT_PYTHON_HAS_WHEELS:   /* likewise */
    /* Of no more than the sentence, or of which of two ids of one effect. */
    case FACT_GPU_REMAINS:
    case FACT_GPU_SWITCHES:
    case FACT_GPU_LAST_BRANCH:
    case FACT_NVIDIA_DISK_VERSION:
    /* Bad news alone: nobody told it before, and nothing visible stopped the GPU then. */
    case FACT_GPU_MODULE_NEEDED:
    case FACT_GPU_EXCLUDED:
    case FACT_NVIDIA_MODULE_FLAVOUR:
    case FACT_NVSWITCHES:
    case FACT_FABRIC_MANAGER:
    case FACT_GSP_FIRMWARE:
    case FACT_LOG_LINE:
    case FACT_LOG_GPU:
    case FACT_TOLD: /* without its line a log says nothing */
    case FACT_TEGRA: /* small files that every such machine has */ return true;
    default: return false;
    }
}

static void check_without(const Row *row, const Facts *facts, const Fact *fact)
{
    Judgement *whole = judged(facts_copy(facts));
    Facts *fewer = facts_copy(facts);
    fact_set_unknown(fewer, fact->subject, fact->name, "made unknown", "test");
    Judgement *less = judged(fewer);
    const char *new_cause = new_certain_cause(whole, less);
    /* Whatever keeps it on the CPU is still known; that it dies before is not. */
    bool cpu_at_best = whole->verdict == VERDICT_FAILS && less->verdict == VERDICT_CPU &&
                       has_cause_of(whole, root_of(less));
    bool verdict_holds =
        less->verdict == whole->verdict || less->verdict == VERDICT_UNKNOWN || cpu_at_best;
    bool count_holds = less->listed == whole->listed || less->listed == -1 || cpu_at_best;
    if (!CHECK(!new_cause && verdict_holds && count_holds))
        printf("# %s without %s of %s: %s for certain, verdict %s (was %s), listed %d (was %d)\n",
               row->name, fact_word(fact->name), fact->subject, new_cause ? new_cause : "nothing",
               verdict_word(less->verdict), verdict_word(whole->verdict), less->listed,
               whole->listed);
}

TEST(less_knowledge_never_makes_another_answer)
{
    for (size_t i = 0; i < row_count(); i++) {
        Facts *facts = healthy(test_arena());
        row_at(i)->change(facts);
        for (size_t k = 0; k < facts_count(facts); k++)
            if (facts_at(facts, k)->known != UNKNOWN && !may_decide(facts_at(facts, k)->name))
                check_without(row_at(i), facts, facts_at(facts, k));
    }
}

/* Of the healthy machine every fact, those that may decide too. */
TEST(a_healthy_machine_without_one_fact_has_no_cause)
{
    Facts *facts = healthy(test_arena());
    for (size_t k = 0; k < facts_count(facts); k++) {
        check_without(row_at(0), facts, facts_at(facts, k));
        if (!fact_is_required(facts_at(facts, k)->name))
            continue;
        Facts *fewer = facts_copy(facts);
        fact_set_unknown(fewer, facts_at(facts, k)->subject, facts_at(facts, k)->name, "x", "y");
        Judgement *less = judged(fewer);
        CHECK_NUMBER(less->causes.count, 0);
    }
}
