/* How old a card is that a report names: whether a build without kernels for it is too old or too
 * new for it, and whether any build of today has some. */
#include <string.h>

#include "base/version.h"
#include "diagnose/card_names.h"
#include "diagnose/logged.h"

/* What builds of the last years had kernels for: below OLD they dropped it, from NEW on those of
 * before 2025 had none. */
enum { KEPLER = 35, OLD = 60, NEW = 100 };

/* 0 where none begins, and of what no card can have. */
static int tens_at(const char *text)
{
    long long number;
    bool whole = text_number((Text){text, strspn(text, "0123456789")}, &number);
    return whole && number < 1000 ? (int)number : 0;
}

typedef struct Range {
    int least, most;
} Range;

/* Of "sm_50 sm_60 sm_70"; 0 and 0 where none is read. */
static Range range_of(const char *list)
{
    Range range = {0, 0};
    for (const char *at = list; (at = strstr(at, "sm_")); at += 3) {
        int tens = tens_at(at + 3);
        if (tens > range.most)
            range.most = tens;
        if (tens && (!range.least || tens < range.least))
            range.least = tens;
    }
    return range;
}

/* The card's own number, as PyTorch tells it, or by its name. */
static int tens_of_card(const Case *c)
{
    int tens = tens_at(seen_text(c, "capability-refused")), parts[2];
    if (version_read(seen_text(c, "capability-shown"), parts, 2) == 2)
        return parts[0] * 10 + parts[1];
    return tens ? tens : capability_of_card(seen_text(c, "gpu-named"));
}

/* "no kernel image": too old a card, or too new a one. Between the oldest and the newest card that
 * a build serves, the error has another reason. */
static void tell_old_from_new(Case *c)
{
    const Fact *line = line_that_leaves_open(c, CAUSE_COMPUTE_CAPABILITY_TOO_LOW);
    int tens = tens_of_card(c);
    Range built = range_of(seen_text(c, "capabilities-built"));
    if (!line || tens <= 0)
        return;
    if (tens < (built.least ? built.least : OLD))
        conclude(c, CAUSE_COMPUTE_CAPABILITY_TOO_LOW, line,
                 "the card is older than this build has kernels for");
    else if (tens >= (built.most ? built.most + 1 : NEW))
        conclude(c, CAUSE_COMPUTE_CAPABILITY_TOO_NEW, line,
                 "the card is newer than this build has kernels for");
}

/* No framework has had kernels for these for years. */
static void weigh_age_of_card(Case *c)
{
    const Fact *card = seen(c, "gpu-named");
    int tens = card ? capability_of_card(card->text) : -1;
    bool left_out = was_seen(c, "cpu-used") || was_seen(c, "runs-on-cpu");
    if (tens > 0 && tens < KEPLER && left_out && !c->judgement->causes.count)
        conclude(c, CAUSE_COMPUTE_CAPABILITY_TOO_LOW, card,
                 say(c, "%s is older than any build supports", card->text));
}

void conclude_cards(Case *c)
{
    tell_old_from_new(c);
    weigh_age_of_card(c);
}
