/* Does the build have kernels for this GPU, and does the framework accept it? */
#include "diagnose/case.h"

#include <stdint.h>
#include <string.h>

#include "base/version.h"

static int tens_of(const char *capability)
{
    int parts[2];
    return version_read(capability, parts, 2) == 2 ? parts[0] * 10 + parts[1] : -1;
}

typedef enum KernelFit { FIT_NATIVE, FIT_PTX, FIT_TOO_OLD, FIT_TOO_NEW, FIT_UNKNOWN } KernelFit;

/* "sm_90", "compute_90": code for compute capability 9.0. A letter behind it is of kernels that use
 * features of one chip ("a") or one family ("f"). */
typedef struct Code {
    bool is_ptx;
    int tens;
    char letter; /* or '\0' */
} Code;

static bool read_code(const char *word, Code *code)
{
    code->is_ptx = starts_with(word, "compute_");
    if (!code->is_ptx && !starts_with(word, "sm_"))
        return false;
    const char *number = strchr(word, '_') + 1;
    const char *letter = number + strspn(number, "0123456789");
    code->letter = *letter;
    return version_read(number, &code->tens, 1) == 1 &&
           (*letter == '\0' || ((*letter == 'a' || *letter == 'f') && letter[1] == '\0'));
}

/* Machine code runs on its own major version from its minor version on; PTX is compiled for any
 * later GPU. */
static bool runs_on(Code code, int tens)
{
    bool same_major = code.tens / 10 == tens / 10;
    if (code.letter == 'a')
        return code.tens == tens;
    if (code.is_ptx && code.letter == '\0')
        return code.tens <= tens;
    return same_major && code.tens <= tens;
}

/* The driver takes machine code where it can, and of several the newest that runs. */
static KernelFit kernels_for(Strings architectures, int tens, const char **which)
{
    bool newer_needed = false, all_read = architectures.count > 0;
    KernelFit best = FIT_UNKNOWN;
    int best_tens = 0;
    for (size_t i = 0; i < architectures.count; i++) {
        Code code;
        if (!read_code(architectures.items[i], &code)) {
            all_read = false;
        } else if (!runs_on(code, tens)) {
            newer_needed = newer_needed || code.tens > tens;
        } else {
            KernelFit fit = code.is_ptx ? FIT_PTX : FIT_NATIVE;
            bool better =
                best == FIT_UNKNOWN || fit < best || (fit == best && code.tens > best_tens);
            best_tens = better ? code.tens : best_tens;
            *which = better ? architectures.items[i] : *which;
            best = better ? fit : best;
        }
    }
    if (best != FIT_UNKNOWN || !all_read)
        return best;
    return newer_needed ? FIT_TOO_OLD : FIT_TOO_NEW;
}

/* `another`: some other GPU has its kernels, or may have them. CUDA puts the fastest first, and
 * TensorFlow takes the first, so an old one beside it does no harm until somebody asks for it. */
static void no_kernels(Case *c, Device *device, KernelFit fit, bool another)
{
    const Fact *architectures = fact_get(c->facts, "env", FACT_BUILD_ARCHITECTURES);
    bool old = fit == FIT_TOO_OLD, part = old && another;
    Cause *cause =
        add_cause(c, old ? CAUSE_COMPUTE_CAPABILITY_TOO_LOW : CAUSE_COMPUTE_CAPABILITY_TOO_NEW,
                  part ? EFFECT_PART : EFFECT_FAILS,
                  say(c, "%s has compute capability %s, and this build has no kernels for it",
                      device->name, device->compute_capability));
    cause_subject(c, cause, device->pci);
    cause_evidence(c, cause, say(c, "kernels for %s", join_names(c, architectures->texts)),
                   architectures->source);
    device->usable = truth_of(false);
    device->because = "no kernels for its compute capability";
    c->fails_at[CHECK_FIRST_KERNEL] = c->fails_at[CHECK_FIRST_KERNEL] || !part;
}

static void below_floor(Case *c, Device *device, bool only_one)
{
    Cause *cause = add_cause(
        c, CAUSE_COMPUTE_CAPABILITY_TOO_LOW, only_one ? EFFECT_CPU : EFFECT_PART,
        say(c, "%s has compute capability %s; %s ignores what is below %d.%d", device->name,
            device->compute_capability, c->form->name, c->form->devices.least_capability / 10,
            c->form->devices.least_capability % 10));
    cause_subject(c, cause, device->pci);
    cause_evidence(c, cause, say(c, "compute capability %s", device->compute_capability),
                   device->pci);
    device->usable = truth_of(false);
    device->because = "below the least compute capability";
}

/* A card that nouveau has taken is no GPU to CUDA. */
static bool is_driven(Case *c, const Device *device)
{
    return !is_no(device_is_driven(c, device));
}

static long long multiprocessors(Case *c, const Device *device)
{
    return fact_number_or(c->facts, say(c, "gpu/%s", device->pci), FACT_GPU_MULTIPROCESSORS, -1);
}

/* A whole number of 32 bits, with blanks and a sign; anything else counts as no bound (measured on
 * 2.20: docs/ACCURACY.md). */
static bool read_bound(const Fact *variable, long long *bound)
{
    if (variable->known != PRESENT)
        return false;
    Text text = text_trim(text_of(variable->text));
    bool negative = text_starts(text, "-");
    if (negative || text_starts(text, "+"))
        text = text_part(text, 1, text.length);
    if (!text_number(text, bound) || *bound > INT32_MAX)
        return false;
    *bound = negative ? -*bound : *bound;
    return true;
}

/* A GPU with fewer than the form says is dropped beside a larger one, not alone; the variable
 * overrides that (GetMinGPUMultiprocessorCount). -1: cannot be told. */
static long long least_multiprocessors(Case *c, const Fact *variable)
{
    long long number;
    if (read_bound(variable, &number))
        return number;
    long long largest = -1;
    for (size_t i = 0; i < c->judgement->devices.count; i++) {
        const Device *device = &c->judgement->devices.items[i];
        long long own = is_driven(c, device) ? multiprocessors(c, device) : -1;
        if (own > largest)
            largest = own;
    }
    if (largest < 0)
        return -1;
    int least = c->form->devices.least_multiprocessors;
    return largest < least ? largest : least;
}

static bool all_of_one_kind(Case *c)
{
    const char *kind = NULL;
    for (size_t i = 0; i < c->judgement->devices.count; i++) {
        const Device *device = &c->judgement->devices.items[i];
        const char *own =
            fact_text_or(c->facts, say(c, "gpu/%s", device->pci), FACT_GPU_PCI_ID, device->pci);
        if (!is_driven(c, device))
            continue;
        if (kind && strcmp(kind, own) != 0)
            return false;
        kind = own;
    }
    return true;
}

static void too_few(Case *c, Device *device, bool only_one, long long own, long long least,
                    const char *variable)
{
    Cause *cause = add_cause(c, CAUSE_TOO_FEW_MULTIPROCESSORS, only_one ? EFFECT_CPU : EFFECT_PART,
                             say(c, "%s has %lld multiprocessors; %s takes none below %lld",
                                 device->name, own, c->form->name, least));
    const char *name = c->form->devices.multiprocessors_variable;
    cause_subject(c, cause, variable ? name : device->pci);
    cause_evidence(c, cause,
                   variable ? say(c, "%s=%s", name, variable)
                            : "a larger GPU is in the same machine",
                   variable ? "the environment" : device->pci);
    device->usable = truth_of(false);
    device->because = "too few multiprocessors";
}

static const Fact *multiprocessors_variable(Case *c)
{
    const char *name = c->form->devices.multiprocessors_variable;
    return fact_get(c->facts, say(c, "variable/%s", name), FACT_VARIABLE_VALUE);
}

static Truth enough_multiprocessors(Case *c, Device *device, bool last_hope)
{
    if (!c->form->devices.least_multiprocessors)
        return truth_of(true);
    const Fact *variable = multiprocessors_variable(c);
    long long bound;
    bool overridden = read_bound(variable, &bound);
    if (overridden && bound <= 0)
        return truth_of(true);
    long long own = multiprocessors(c, device), least = least_multiprocessors(c, variable);
    if (variable->known == UNKNOWN)
        return truth_unknown(variable->because);
    bool alone = c->visible_known && c->visible_count == 1;
    if (!overridden && (alone || all_of_one_kind(c)))
        return truth_of(true);
    if (own < 0 || least < 0)
        return truth_unknown("the driver was not asked for the number of multiprocessors");
    if (own < least)
        too_few(c, device, last_hope, own, least, overridden ? variable->text : NULL);
    return truth_of(own >= least);
}

static const char *fit_words(Case *c, int tens, KernelFit fit, const char *which)
{
    if (fit == FIT_NATIVE && strcmp(which, say(c, "sm_%d", tens)) == 0)
        return say(c, "%s is in this build", which);
    if (fit == FIT_NATIVE)
        return say(c, "sm_%d runs code of %s, which is in this build", tens, which);
    return say(c, "sm_%d through PTX of %s: the first start compiles", tens, which);
}

/* PTX of an older generation has to be compiled at the first start, which takes minutes, and a
 * driver or XLA may refuse it. */
static void through_old_ptx(Case *c, Device *device, int tens, const char *ptx)
{
    Code code;
    if (!read_code(ptx, &code) || code.tens / 10 == tens / 10)
        return;
    Cause *cause = add_cause(c, CAUSE_COMPUTE_CAPABILITY_TOO_NEW, EFFECT_SLOW,
                             say(c,
                                 "%s is newer than this build: kernels come from PTX of %s, and "
                                 "the first start compiles for minutes",
                                 device->name, ptx));
    cause_subject(c, cause, device->pci);
    cause_evidence(c, cause, say(c, "compute capability %s", device->compute_capability),
                   device->pci);
}

/* What is known of one GPU before it is compared with the others. */
typedef struct Candidate {
    Device *device;
    int tens; /* its compute capability; -1: not known */
    KernelFit fit;
    const char *which; /* the code that fits */
} Candidate;
typedef LIST_OF(Candidate) CandidateList;

static bool has_kernels(const Candidate *candidate)
{
    return candidate->fit == FIT_NATIVE || candidate->fit == FIT_PTX;
}

/* Where the driver has none of them, all are compared: it will have them once it is mended. */
static CandidateList candidates(Case *c)
{
    CandidateList list = {0};
    const Fact *architectures = fact_get(c->facts, "env", FACT_BUILD_ARCHITECTURES);
    for (size_t i = 0; i < c->judgement->devices.count; i++) {
        Device *device = &c->judgement->devices.items[i];
        if (!is_driven(c, device)) {
            device->usable = truth_of(false);
            if (!device->taken_away)
                device->because = "another kernel driver has it, or none";
            if (c->driven_count > 0)
                continue;
        }
        const char *capability = device->compute_capability;
        Candidate one = {device, capability ? tens_of(capability) : -1, FIT_UNKNOWN, NULL};
        if (one.tens >= 0 && architectures->known == PRESENT)
            one.fit = kernels_for(architectures->texts, one.tens, &one.which);
        list_add(c->arena, list, one);
    }
    return list;
}

/* Whether the framework makes kernels for this GPU when it is started, and needs none of a build.
 */
static bool are_compiled(const Case *c, const Candidate *candidate)
{
    const DeviceRules *rules = &c->form->devices;
    return rules->compiles_to && candidate->tens >= rules->compiles_from &&
           candidate->tens <= rules->compiles_to;
}

static const char *doubt_about(Case *c, const Candidate *candidate)
{
    const Fact *architectures = fact_get(c->facts, "env", FACT_BUILD_ARCHITECTURES);
    if (candidate->tens < 0)
        return "its compute capability is not known";
    if (c->form->devices.compiles_to)
        return say(c,
                   "%s compiles its kernels itself, and for which GPUs is known from %d.%d to "
                   "%d.%d alone",
                   c->form->name, c->form->devices.compiles_from / 10,
                   c->form->devices.compiles_from % 10, c->form->devices.compiles_to / 10,
                   c->form->devices.compiles_to % 10);
    return architectures->known != PRESENT ? architectures->because
                                           : "the build lists kernels in words of its own";
}

/* Whether the framework lists this device; the step's words are set by the last one judged. */
static Truth judge_device(Case *c, const Candidate *candidate, bool last_hope, bool another)
{
    Device *device = candidate->device;
    Truth enough = enough_multiprocessors(c, device, last_hope);
    if (is_no(enough))
        return enough;
    if (candidate->tens >= 0 && candidate->tens < c->form->devices.least_capability) {
        below_floor(c, device, last_hope);
        return truth_of(false);
    }
    if (are_compiled(c, candidate)) {
        if (is_driven(c, device))
            device->usable = enough;
        if (step_status(c, STEP_ARCHITECTURE) == STEP_OK)
            set_step(
                c, STEP_ARCHITECTURE, STEP_OK,
                say(c, "%s compiles kernels for sm_%d itself", c->form->name, candidate->tens));
        return enough;
    }
    if (candidate->fit == FIT_UNKNOWN) {
        const char *because = doubt_about(c, candidate);
        step_unknown(c, STEP_ARCHITECTURE,
                     say(c, "whether the build has kernels for %s", device->name), because);
        return candidate->tens < 0 ? truth_unknown(because) : enough;
    }
    if (!has_kernels(candidate)) {
        no_kernels(c, device, candidate->fit, another);
        return enough; /* it is listed; its first kernel fails */
    }
    if (is_driven(c, device))
        device->usable = enough;
    if (step_status(c, STEP_ARCHITECTURE) == STEP_OK)
        set_step(c, STEP_ARCHITECTURE, STEP_OK,
                 fit_words(c, candidate->tens, candidate->fit, candidate->which));
    bool through_ptx = candidate->fit == FIT_PTX;
    if (!judge_ptx(c, device, candidate->tens, through_ptx ? candidate->which : NULL) &&
        through_ptx)
        through_old_ptx(c, device, candidate->tens, candidate->which);
    return enough;
}

/* Where the process sees some GPUs and the framework can use some, they may be different ones. */
static void judge_choice(Case *c, size_t usable, size_t all)
{
    bool none_seen = c->visible_known && c->visible_count == 0;
    bool may_miss = !c->visible_known || usable + c->visible_count <= all;
    if (usable > 0 && usable < all && !none_seen && may_miss)
        step_unknown(c, STEP_ARCHITECTURE, "whether the GPUs that are visible can be used",
                     "the order of the devices is the driver's");
}

/* The largest GPU is taken whatever its size, unless the variable says otherwise. */
static bool largest_is_taken(Case *c)
{
    if (!c->form->devices.least_multiprocessors)
        return true;
    const Fact *variable = multiprocessors_variable(c);
    long long bound;
    return variable->known == ABSENT ||
           (variable->known == PRESENT && !read_bound(variable, &bound));
}

static void judge_devices(Case *c)
{
    CandidateList list = candidates(c);
    size_t fitting = 0, doubtful = 0, usable = 0, untold = 0;
    for (size_t i = 0; i < list.count; i++) {
        bool compiled = are_compiled(c, &list.items[i]);
        fitting += compiled || has_kernels(&list.items[i]);
        doubtful += !compiled && list.items[i].fit == FIT_UNKNOWN;
    }
    bool whole = c->gpu_count_known;
    for (size_t i = 0; i < list.count; i++) {
        bool last_hope = i + 1 == list.count && c->accepted_count == 0 && untold == 0 && whole;
        bool another = fitting + doubtful > 0 || !whole;
        Truth accepted = judge_device(c, &list.items[i], last_hope, another);
        c->accepted_count += is_yes(accepted);
        untold += is_unknown(accepted);
        usable +=
            is_yes(accepted) && (are_compiled(c, &list.items[i]) || has_kernels(&list.items[i]));
    }
    /* Counted are the GPUs that were looked at, and those must be the ones that the driver has. */
    c->accepted_known = untold == 0 && list.count == c->driven_count;
    if (untold && c->accepted_count == 0 && (!largest_is_taken(c) || fitting < list.count))
        step_unknown(c, STEP_ARCHITECTURE,
                     say(c, "whether %s takes any of the GPUs", c->form->name),
                     "the number of their multiprocessors is not known");
    if (!whole && untold == 0 && usable == 0)
        step_unknown(c, STEP_ARCHITECTURE, say(c, "whether %s takes another GPU", c->form->name),
                     "not every GPU could be looked at");
    judge_choice(c, usable, list.count);
}

void judge_architecture(Case *c)
{
    StepStatus build = step_status(c, STEP_BUILD), gpu = step_status(c, STEP_GPU);
    if (build == STEP_NOT_APPLICABLE)
        set_step(c, STEP_ARCHITECTURE, STEP_NOT_APPLICABLE, "no framework is installed here");
    else if (gpu == STEP_BROKEN)
        set_step(c, STEP_ARCHITECTURE, STEP_NOT_REACHED, "there is no GPU to compare with");
    else if (build == STEP_BROKEN)
        set_step(c, STEP_ARCHITECTURE, STEP_NOT_REACHED, "this build has no kernels to compare");
    else if (c->judgement->devices.count == 0)
        step_unknown(c, STEP_ARCHITECTURE, "whether the build has kernels for this GPU",
                     "the GPU is not known");
    else {
        set_step(c, STEP_ARCHITECTURE, STEP_OK, "kernels for this GPU are in the build");
        judge_devices(c);
    }
}
