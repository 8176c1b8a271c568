#include "parse/telling.h"

#include <stdint.h>
#include <string.h>

#include "parse/report_words.h"

enum { WORDS_ROOM = 160, MARKS_ROOM = 160, CLAUSES_ROOM = 24, GAP = 2 };

typedef enum Role {
    ROLE_PLACE,
    ROLE_THING,
    ROLE_GOOD,
    ROLE_BAD,
    ROLE_NOT,
    ROLE_JOIN,
    ROLE_DEED,
    ROLE_HARM
} Role;

typedef enum Manner { GOOD_PLAIN, GOOD_MENDS, GOOD_WORKED, BAD_PLAIN = 0, NOT_PLAIN = 0 } Manner;
typedef enum Join { JOIN_AFTER, JOIN_WITHOUT, JOIN_ONLY, JOIN_EVEN, JOIN_FIRST, JOIN_MAYBE } Join;

/* Several phrases of one role and value, as they stand in the table. */
static const struct {
    Role role;
    int value;
    const char *phrases;
} PHRASES[] = {
#define PHRASES(ROLE, VALUE, phrases) {ROLE_##ROLE, ROLE##_##VALUE, phrases},
#include "parse/telling_words.def"
#undef PHRASES
};

/* ---- Words ---- */

typedef enum Break { BREAK_NONE, BREAK_SOFT, BREAK_HARD, BREAK_SENTENCE, BREAK_QUESTION } Break;

typedef struct Word {
    Text text;    /* in small letters, without marks around it */
    Break behind; /* what ends with it */
    bool opens;   /* a parenthesis stands before it */
} Word;

static char small(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* A copy in small letters, with the plain apostrophe for the typographic one. */
static Text in_small_letters(Arena *arena, Text line)
{
    char *copy = arena_alloc(arena, line.length + 1);
    size_t length = 0;
    for (size_t i = 0; i < line.length; i++) {
        if (text_starts(text_part(line, i, line.length), "\xE2\x80\x99")) {
            copy[length++] = '\'';
            i += 2;
        } else {
            copy[length++] = small(line.at[i]);
        }
    }
    copy[length] = '\0';
    return (Text){copy, length};
}

static bool is_one_of(char c, const char *set)
{
    return c && strchr(set, c) != NULL;
}

static Break break_at(char c)
{
    switch (c) {
    case ',':
    case ':': return BREAK_SOFT;
    case ';':
    case ')': return BREAK_HARD;
    case '.':
    case '!': return BREAK_SENTENCE;
    case '?': return BREAK_QUESTION;
    default: return BREAK_NONE;
    }
}

/* Takes quotes, parentheses and the like off a word. */
static Word bare_word(Text raw)
{
    Word word = {.text = raw};
    Text *text = &word.text;
    while (text->length && is_one_of(text->at[0], "(\"'[`*<")) {
        word.opens |= text->at[0] == '(';
        *text = text_part(*text, 1, text->length);
    }
    while (text->length && is_one_of(text->at[text->length - 1], ".,:;!?)\"'`]*>") &&
           !text_ends(*text, "()")) {
        Break ends = break_at(text->at[text->length - 1]);
        word.behind = ends > word.behind ? ends : word.behind;
        text->length--;
    }
    return word;
}

static bool is_dash(Text text)
{
    static const char *const DASHES[] = {
        "-", "--", "->", "=>", "=", "==", "|", "/", "\xE2\x80\x93", "\xE2\x80\x94", "\xE2\x86\x92"};
    return TEXT_IS_ONE_OF(text, DASHES);
}

/* The words of the next sentence; 0 at the end of the line. */
static size_t take_sentence(Text *rest, Word words[])
{
    size_t count = 0;
    Text raw;
    while (count < WORDS_ROOM && word_take(rest, &raw)) {
        Word word = bare_word(raw);
        if (is_dash(raw) || word.text.length == 0) {
            Break ends = is_dash(raw) ? BREAK_HARD : word.behind;
            if (count && ends > words[count - 1].behind)
                words[count - 1].behind = ends;
        } else {
            words[count++] = word;
        }
        if (count && words[count - 1].behind >= BREAK_SENTENCE)
            break;
    }
    return count;
}

/* ---- Phrases ---- */

typedef struct Sentence {
    const Word *words;
    size_t count;
} Sentence;

static bool fits_word(Text pattern, Text word)
{
    if (text_ends(pattern, "*"))
        return word.length + 1 >= pattern.length &&
               memcmp(word.at, pattern.at, pattern.length - 1) == 0;
    return text_equal(pattern, word);
}

/* The phrases of all rows, by the letter with which they begin: each word of a text is held against
 * all of them. Made once, and the same ever after. */
enum { LETTERS = 256, PHRASES_ROOM = 4096 };

typedef struct Phrase {
    Text text;
    char second; /* of its letters; 0: any, or none */
    size_t row, next;
} Phrase;

static struct {
    size_t count; /* 0: it is not made yet */
    size_t first[LETTERS];
    Phrase items[PHRASES_ROOM]; /* the one at 0 is none */
} index_of_phrases;

static void add_phrase(Text text, size_t row)
{
    if (text.length == 0 || index_of_phrases.count == PHRASES_ROOM)
        return;
    size_t *head = &index_of_phrases.first[(unsigned char)text.at[0]];
    bool plain = text.length > 1 && text.at[1] != '*' && text.at[1] != ' ';
    index_of_phrases.items[index_of_phrases.count] =
        (Phrase){.text = text, .second = plain ? text.at[1] : '\0', .row = row, .next = *head};
    *head = index_of_phrases.count++;
}

static void need_index(void)
{
    if (index_of_phrases.count)
        return;
    index_of_phrases.count = 1;
    for (size_t row = 0; row < sizeof PHRASES / sizeof *PHRASES; row++) {
        Text rest = text_of(PHRASES[row].phrases);
        bool more;
        for (Text one = text_next(&rest, '|', &more); more; one = text_next(&rest, '|', &more))
            add_phrase(one, row);
    }
}

bool telling_phrases_have_room(void)
{
    need_index();
    return index_of_phrases.count < PHRASES_ROOM;
}

/* How many words from `at` on the phrase takes; 0: it is not there. A '?' takes up to GAP words. */
static size_t phrase_length(Text phrase, const Sentence *sentence, size_t at)
{
    Text element;
    size_t next = at;
    bool gap = false;
    while (word_take(&phrase, &element)) {
        if (text_is(element, "?")) {
            gap = true;
            continue;
        }
        size_t most = gap ? GAP : 0, skipped = 0;
        while (skipped <= most && next + skipped < sentence->count &&
               !fits_word(element, sentence->words[next + skipped].text))
            skipped++;
        if (skipped > most || next + skipped >= sentence->count)
            return 0;
        next += skipped + 1;
        gap = false;
    }
    return next - at;
}

/* How many words the phrase takes that begins at this word; 0: it is not there. */
static size_t length_at(const Phrase *phrase, const Sentence *sentence, size_t at)
{
    Text word = sentence->words[at].text;
    if (phrase->second && (word.length < 2 || word.at[1] != phrase->second))
        return 0;
    bool begins = fits_word(text_until(phrase->text, " "), word);
    return begins ? phrase_length(phrase->text, sentence, at) : 0;
}

typedef struct Mark {
    Role role;
    int value;
    size_t at;
} Mark;

typedef struct Marks {
    Mark items[MARKS_ROOM];
    size_t count;
} Marks;

/* What stands at `at`: all rows whose phrase is as long as the longest. Returns how many words that
 * takes. */
static size_t mark_at(const Sentence *sentence, size_t at, Marks *marks)
{
    enum { ROWS = sizeof PHRASES / sizeof *PHRASES };
    size_t lengths[ROWS] = {0}, longest = 0;
    size_t i = index_of_phrases.first[(unsigned char)sentence->words[at].text.at[0]];
    for (; i; i = index_of_phrases.items[i].next) {
        const Phrase *phrase = &index_of_phrases.items[i];
        size_t length = length_at(phrase, sentence, at);
        if (length > lengths[phrase->row])
            lengths[phrase->row] = length;
        longest = length > longest ? length : longest;
    }
    for (size_t row = 0; longest && row < ROWS && marks->count < MARKS_ROOM; row++)
        if (lengths[row] == longest)
            marks->items[marks->count++] = (Mark){PHRASES[row].role, PHRASES[row].value, at};
    return longest ? longest : 1;
}

static void mark_all(const Sentence *sentence, Marks *marks)
{
    for (size_t at = 0; at < sentence->count;)
        at += mark_at(sentence, at, marks);
}

/* ---- Clauses ---- */

typedef enum Polarity { SAYS_NOTHING, SAYS_GOOD, SAYS_BAD } Polarity;

typedef struct Clause {
    unsigned places, things, harms, joins;
    uint64_t deeds;
    Polarity says;
    bool mends;        /* a word says that it was mended */
    bool denies;       /* a "not" stands in it */
    bool deed_without; /* "without", "until" stands before the deed */
    bool deed_needed;  /* "only with", "have to" stands before the deed */
    bool of_mending;   /* it says whether something mended it, and not whether a thing works */
} Clause;

typedef struct Clauses {
    Clause items[CLAUSES_ROOM];
    size_t count;
} Clauses;

static bool has(unsigned set, int value)
{
    return set >> value & 1u;
}

/* "while" before "building" says when. */
static bool is_conjunction(const Sentence *sentence, size_t at)
{
    static const char *const WORDS[] = {"but", "whereas", "however", "though", "yet"};
    Text word = sentence->words[at].text;
    bool doing = at + 1 < sentence->count && text_ends(sentence->words[at + 1].text, "ing");
    return TEXT_IS_ONE_OF(word, WORDS) || (text_is(word, "while") && !doing);
}

/* Whether "not" stands up to `reach` words before. */
static bool is_denied(const Marks *marks, size_t from, size_t mark, size_t reach)
{
    for (size_t i = from; i < mark; i++)
        if (marks->items[i].role == ROLE_NOT && marks->items[mark].at - marks->items[i].at <= reach)
            return true;
    return false;
}

/* "no nvidia-smi", "without /dev/nvidia-uvm": the thing stands right behind it. */
static bool names_what_is_not_there(const Marks *marks, size_t from, size_t to)
{
    for (size_t i = from; i + 1 < to; i++) {
        const Mark *mark = &marks->items[i], *next = &marks->items[i + 1];
        bool denies =
            mark->role == ROLE_NOT || (mark->role == ROLE_JOIN && mark->value == JOIN_WITHOUT);
        if (denies && next->role == ROLE_THING && next->at - mark->at <= 2)
            return true;
    }
    return false;
}

enum { NEAR = 4, FAR = 8 };

/* "Adding me to the group worked": the deed itself is said to have worked, since nothing else is
 * named that could. What people try in order to see whether it works is none of these. */
static bool is_deed_that_worked(const Marks *marks, size_t from, size_t at)
{
    static const int SETTINGS[] = {DEED_GROUP,       DEED_CHMOD,       DEED_UNSET_VARIABLE,
                                   DEED_SECURE_BOOT, DEED_NOUVEAU_OFF, DEED_KILL};
    bool setting = false;
    if (marks->items[at].role != ROLE_GOOD || marks->items[at].value != GOOD_WORKED)
        return false;
    for (size_t i = from; i < at; i++) {
        if (marks->items[i].role == ROLE_THING ||
            (marks->items[i].role == ROLE_JOIN && marks->items[i].value == JOIN_WITHOUT))
            return false;
        for (size_t k = 0; k < sizeof SETTINGS / sizeof *SETTINGS; k++)
            setting |= marks->items[i].role == ROLE_DEED && marks->items[i].value == SETTINGS[k];
    }
    return setting;
}

static void judge_polarity(const Marks *marks, size_t from, size_t to, Clause *clause)
{
    bool good = false, bad = false;
    for (size_t i = from; i < to; i++) {
        const Mark *mark = &marks->items[i];
        bool denied = is_denied(marks, from, i, mark->role == ROLE_BAD ? NEAR : FAR);
        if ((mark->role == ROLE_GOOD && mark->value == GOOD_MENDS) ||
            is_deed_that_worked(marks, from, i)) {
            clause->mends |= !denied;
            clause->of_mending = true;
        }
        if (mark->role == ROLE_GOOD || mark->role == ROLE_BAD) {
            bool is_good = (mark->role == ROLE_GOOD) != denied;
            good |= is_good;
            bad |= !is_good;
        }
    }
    if (!good && !bad)
        bad = names_what_is_not_there(marks, from, to);
    clause->says = clause->mends ? SAYS_GOOD : bad ? SAYS_BAD : good ? SAYS_GOOD : SAYS_NOTHING;
}

/* Whether "only", "must" or "need" stands a few words before. */
static bool is_needed(const Marks *marks, size_t from, size_t mark)
{
    for (size_t i = from; i < mark; i++)
        if (marks->items[i].role == ROLE_JOIN && marks->items[i].value == JOIN_ONLY &&
            marks->items[mark].at - marks->items[i].at <= NEAR)
            return true;
    return false;
}

static Clause clause_of(const Marks *marks, size_t from, size_t to)
{
    Clause clause = {0};
    for (size_t i = from; i < to; i++) {
        const Mark *mark = &marks->items[i];
        switch (mark->role) {
        case ROLE_PLACE: clause.places |= 1u << mark->value; break;
        case ROLE_THING: clause.things |= 1u << mark->value; break;
        case ROLE_HARM: clause.harms |= 1u << mark->value; break;
        case ROLE_JOIN: clause.joins |= 1u << mark->value; break;
        case ROLE_NOT: clause.denies = true; break;
        case ROLE_DEED:
            clause.deeds |= (uint64_t)1 << mark->value;
            clause.deed_without |= has(clause.joins, JOIN_WITHOUT);
            clause.deed_needed |= is_needed(marks, from, i);
            break;
        default: break;
        }
    }
    judge_polarity(marks, from, to, &clause);
    return clause;
}

/* Whether the marks from `from` on say how it went. */
static bool has_polarity(const Marks *marks, size_t from, size_t to)
{
    if (names_what_is_not_there(marks, from, to))
        return true;
    for (size_t i = from; i < to; i++)
        if (marks->items[i].role == ROLE_GOOD || marks->items[i].role == ROLE_BAD)
            return true;
    return false;
}

/* A comma or an "and" ends a clause that has said how it went; "but" ends any. */
static bool ends_clause(const Sentence *sentence, size_t word, bool has_said)
{
    if (word + 1 >= sentence->count)
        return true;
    const Word *here = &sentence->words[word], *next = &sentence->words[word + 1];
    if (here->behind >= BREAK_HARD || next->opens || is_conjunction(sentence, word + 1))
        return true;
    return has_said && (here->behind == BREAK_SOFT || text_is(next->text, "and"));
}

static void take_clauses(const Sentence *sentence, const Marks *marks, Clauses *clauses)
{
    size_t from = 0, to = 0;
    for (size_t word = 0; word < sentence->count && clauses->count < CLAUSES_ROOM; word++) {
        while (to < marks->count && marks->items[to].at <= word)
            to++;
        if (!ends_clause(sentence, word, has_polarity(marks, from, to)))
            continue;
        if (to > from)
            clauses->items[clauses->count++] = clause_of(marks, from, to);
        from = to;
    }
}

/* "works on the host, not in the container", "on the host and in the container": what a clause
 * leaves out it has from the one before.
 */
static void carry_over(Clauses *clauses)
{
    for (size_t i = 1; i < clauses->count; i++) {
        Clause *clause = &clauses->items[i];
        const Clause *before = &clauses->items[i - 1];
        /* "…, but in B it doesn't". Where no place is named, "but the program doesn't", it is of
         * something else. */
        bool place_alone = clause->says == SAYS_NOTHING && clause->places && !clause->things &&
                           !clause->deeds && !clause->harms;
        if (place_alone && before->says != SAYS_NOTHING)
            clause->says = (before->says == SAYS_GOOD) != clause->denies ? SAYS_GOOD : SAYS_BAD;
        if (!clause->things)
            clause->things = before->things;
        if (!clause->places)
            clause->places = before->places;
    }
}

/* ---- What is told ---- */

typedef struct Teller {
    Arena *arena;
    Tellings list;
} Teller;

static void tell(Teller *teller, TellingKind kind, int place, int thing, int what, bool surely)
{
    Telling telling = {
        .kind = kind, .place = place, .thing = thing, .what = what, .surely = surely};
    list_add(teller->arena, teller->list, telling);
}

static void tell_state_at(Teller *teller, const Clause *clause, TellingKind kind, int place)
{
    if (!clause->things)
        tell(teller, kind, place, TELLING_ANY, 0, false);
    for (int thing = 0; thing < TELLING_THINGS; thing++)
        if (has(clause->things, thing))
            tell(teller, kind, place, thing, 0, false);
}

/* "only works as root", "not unless superuser", "needs sudo": as user it does not. */
static bool is_for_root_alone(const Clause *clause)
{
    bool excepts = has(clause->joins, JOIN_ONLY)
                       ? clause->says != SAYS_BAD && !clause->denies
                       : has(clause->joins, JOIN_WITHOUT) && clause->says == SAYS_BAD;
    return has(clause->places, PLACE_ROOT) && !has(clause->places, PLACE_USER) && excepts;
}

static void tell_state(Teller *teller, const Clause *clause)
{
    if (is_for_root_alone(clause)) {
        tell_state_at(teller, clause, TELLING_WORKS, PLACE_ROOT);
        tell_state_at(teller, clause, TELLING_FAILS, PLACE_USER);
        return;
    }
    if (clause->says == SAYS_NOTHING || (clause->deeds && clause->of_mending))
        return;
    TellingKind kind = clause->says == SAYS_GOOD ? TELLING_WORKS : TELLING_FAILS;
    if (!clause->places)
        tell_state_at(teller, clause, kind, TELLING_ANY);
    for (int place = 0; place < TELLING_PLACES; place++)
        if (has(clause->places, place))
            tell_state_at(teller, clause, kind, place);
}

/* The clause that says how it went: this one, the next, or the one before. */
static const Clause *result_of(const Clauses *clauses, size_t i)
{
    if (clauses->items[i].says != SAYS_NOTHING)
        return &clauses->items[i];
    if (i + 1 < clauses->count && clauses->items[i + 1].says != SAYS_NOTHING)
        return &clauses->items[i + 1];
    return i ? &clauses->items[i - 1] : &clauses->items[i];
}

/* What many people do anyway, so that it mended something only where they say so. */
static bool is_common(int deed)
{
    static const int COMMON[] = {
        DEED_GIVE_GPU,     DEED_TOOLKIT,        DEED_INSTALL_DRIVER, DEED_UPDATE_DRIVER,
        DEED_OLDER_BRANCH, DEED_FIND_LIBCUDA,   DEED_BAR_SPACE,      DEED_REBUILD,
        DEED_ROCM_BUILD,   DEED_FIRMWARE,       DEED_OTHER_FLAVOUR,  DEED_ANYWAY,
        DEED_GROUP,        DEED_UNSET_VARIABLE, DEED_MIG_SET,        DEED_SWITCH_GPU};
    for (size_t i = 0; i < sizeof COMMON / sizeof *COMMON; i++)
        if (COMMON[i] == deed)
            return true;
    return deed > DEED_ANYWAY; /* builds, packages, programs: everybody does something to them */
}

static bool ends_badly(const Clauses *clauses)
{
    return clauses->items[clauses->count - 1].says == SAYS_BAD;
}

static bool has_helped(const Clauses *clauses, size_t i, int deed, bool *surely)
{
    const Clause *clause = &clauses->items[i], *result = result_of(clauses, i);
    bool necessary = clause->deed_needed && !clause->denies && deed != DEED_RUN_ONCE;
    bool marked = necessary || has(clause->joins, JOIN_FIRST);
    *surely = clause->mends || result->mends;
    if (has(clause->joins, JOIN_EVEN) || has(result->joins, JOIN_EVEN))
        return false;
    if (result->says == SAYS_BAD)
        return clause->deed_without;
    if (*surely)
        return !clause->deed_without;
    if (result->says == SAYS_NOTHING)
        return necessary && !is_common(deed);
    if (clause->deed_without || ends_badly(clauses))
        return false;
    return marked || (!is_common(deed) && (has(clause->joins, JOIN_AFTER) || result >= clause));
}

static void tell_deeds(Teller *teller, const Clauses *clauses)
{
    for (size_t i = 0; i < clauses->count; i++)
        for (int deed = 0; deed < TELLING_DEEDS; deed++) {
            bool surely;
            if ((clauses->items[i].deeds >> deed & 1) && has_helped(clauses, i, deed, &surely))
                tell(teller, TELLING_HELPED, TELLING_ANY, TELLING_ANY, deed, surely);
        }
}

static void tell_harms(Teller *teller, const Clauses *clauses)
{
    for (size_t i = 0; i < clauses->count; i++) {
        Polarity says = result_of(clauses, i)->says;
        for (int harm = 0; harm < TELLING_HARMS; harm++) {
            bool by_itself =
                (harm == HARM_SWITCHED || harm == HARM_LOST) && !clauses->items[i].denies;
            if (has(clauses->items[i].harms, harm) && (says == SAYS_BAD || by_itself))
                tell(teller, TELLING_HARMED, TELLING_ANY, TELLING_ANY, harm, false);
        }
    }
}

/* Wishes and advice tell nothing. */
static void drop_wishes(Clauses *clauses)
{
    size_t kept = 0;
    for (size_t i = 0; i < clauses->count; i++)
        if (!has(clauses->items[i].joins, JOIN_MAYBE))
            clauses->items[kept++] = clauses->items[i];
    clauses->count = kept;
}

static void tell_sentence(Teller *teller, const Sentence *sentence)
{
    Marks marks = {.count = 0};
    Clauses clauses = {.count = 0};
    mark_all(sentence, &marks);
    take_clauses(sentence, &marks, &clauses);
    drop_wishes(&clauses);
    carry_over(&clauses);
    for (size_t i = 0; i < clauses.count; i++)
        tell_state(teller, &clauses.items[i]);
    tell_deeds(teller, &clauses);
    tell_harms(teller, &clauses);
}

Tellings tellings_of(Arena *arena, Text line)
{
    Teller teller = {.arena = arena};
    need_index();
    Text rest = in_small_letters(arena, line);
    Word words[WORDS_ROOM];
    Sentence sentence = {.words = words};
    while ((sentence.count = take_sentence(&rest, words)) > 0)
        if (words[sentence.count - 1].behind != BREAK_QUESTION)
            tell_sentence(&teller, &sentence);
    return teller.list;
}

/* ---- Their words ---- */

static const char *word_of(const char *const words[], size_t count, int value)
{
    return value >= 0 && (size_t)value < count ? words[value] : "any";
}
#define WORD_OF(words, value) word_of(words, sizeof(words) / sizeof *(words), value)

const char *telling_place_word(int place)
{
    static const char *const WORDS[TELLING_PLACES] = {
        "root", "user", "container", "host", "job", "login", "guest", "wsl", "build", "service"};
    return WORD_OF(WORDS, place);
}

const char *telling_thing_word(int thing)
{
    static const char *const WORDS[TELLING_THINGS] = {
        "smi",    "uvm",    "nodes",   "module",  "driver", "gpu", "libcuda",     "kfd",
        "fabric", "plugin", "toolkit", "nouveau", "memory", "dxg", "persistenced"};
    return WORD_OF(WORDS, thing);
}

const char *telling_deed_word(int deed)
{
    static const char *const WORDS[TELLING_DEEDS] = {"modprobe",
                                                     "uvm-load",
                                                     "make-nodes",
                                                     "run-once",
                                                     "chmod",
                                                     "group",
                                                     "give-gpu",
                                                     "toolkit",
                                                     "restart-container",
                                                     "unset-variable",
                                                     "variable-first",
                                                     "kill",
                                                     "fabric-start",
                                                     "wsl-path",
                                                     "wsl-update",
                                                     "remove-driver",
                                                     "stubs",
                                                     "default-mode",
                                                     "mig-set",
                                                     "gfx",
                                                     "rocm-build",
                                                     "switch-gpu",
                                                     "install-driver",
                                                     "update-driver",
                                                     "rebuild",
                                                     "secure-boot",
                                                     "nouveau-off",
                                                     "find-libcuda",
                                                     "reload-uvm",
                                                     "other-flavour",
                                                     "firmware",
                                                     "bar-space",
                                                     "older-branch",
                                                     "reseat",
                                                     "reset",
                                                     "anyway",
                                                     "other-cuda",
                                                     "install-cuda",
                                                     "other-cudnn",
                                                     "install-cudnn",
                                                     "library-path",
                                                     "gpu-build",
                                                     "one-package",
                                                     "other-python",
                                                     "other-environment",
                                                     "metal",
                                                     "ptxas",
                                                     "keras-backend",
                                                     "move-to-gpu",
                                                     "faster-data",
                                                     "more-work",
                                                     "cudnn-layer"};
    return WORD_OF(WORDS, deed);
}

const char *telling_harm_word(int harm)
{
    static const char *const WORDS[TELLING_HARMS] = {
        "sleep", "kernel-update",  "driver-update", "while",
        "lost",  "secure-boot-on", "linux-driver",  "switched-off"};
    return WORD_OF(WORDS, harm);
}
