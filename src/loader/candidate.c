#include "loader/candidate.h"

#include <errno.h>

#include "loader/kernel.h"

bool is_answer_of_kernel(Answer answer)
{
    if (answer.known != UNKNOWN)
        return true;
    switch (answer.error) {
    case EACCES:
    case EPERM:
    case ELOOP:
    case ENXIO:
    case ENAMETOOLONG:
    case ENODEV:
    case ENOTCONN: return true;
    default: return false;
    }
}

static Candidate *new_candidate(Loader *loader, const char *path)
{
    Candidate *candidate = arena_new_of(loader->arena, Candidate);
    candidate->path = arena_strdup(loader->arena, path);
    return candidate;
}

static void is_passed_over(Candidate *candidate, TryOutcome outcome, int error)
{
    candidate->verdict = CANDIDATE_PASSED_OVER;
    candidate->outcome = outcome;
    candidate->error = error;
}

static void stops(Candidate *candidate, TryOutcome outcome, const char *says, int error)
{
    candidate->verdict = CANDIDATE_STOPS;
    candidate->outcome = outcome;
    candidate->says = says;
    candidate->error = error;
}

static void cannot_be_told(Candidate *candidate, const char *because)
{
    candidate->verdict = CANDIDATE_UNKNOWN;
    candidate->outcome = TRY_NOT_LOOKED;
    candidate->says = because;
}

/* Linux gives these two the same numbers everywhere (Documentation/admin-guide/devices.txt). */
static bool is_memory_device(const FileInfo *info, unsigned minor)
{
    return info->type == FILE_CHARACTER_DEVICE && info->device_major == 1 &&
           info->device_minor == minor;
}

/* What cannot be opened here for safety's sake: /dev/null and /dev/zero are well known. */
static void judge_special(Loader *loader, Candidate *candidate, const char *because)
{
    enum { NULL_MINOR = 3, ZERO_MINOR = 5 };
    FileInfo info;
    Answer answer = world_stat(loader->world, candidate->path, &info);
    if (answer.known == PRESENT && is_memory_device(&info, NULL_MINOR))
        stops(candidate, TRY_TOO_SHORT, "file too short", 0);
    else if (answer.known == PRESENT && is_memory_device(&info, ZERO_MINOR))
        stops(candidate, TRY_NOT_ELF, "invalid ELF header", 0);
    else
        cannot_be_told(candidate, because);
}

static void judge_closed(Loader *loader, Candidate *candidate, Answer answer)
{
    if (answer.known == ABSENT)
        is_passed_over(candidate, TRY_ABSENT, answer.error);
    else if (is_answer_of_kernel(answer))
        is_passed_over(candidate, TRY_UNREADABLE, answer.error);
    else if (answer.error == EOPNOTSUPP)
        judge_special(loader, candidate, answer.because);
    else
        cannot_be_told(candidate, answer.because);
}

static Image *image_of(Loader *loader, File *file)
{
    const char *key = inode_key(loader->arena, file_info(file));
    Image *image = table_get(&loader->images, key);
    if (image) {
        file_close(file);
        return image;
    }
    image = image_read(loader->arena, file, loader->host);
    table_put(loader->arena, &loader->images, key, image);
    return image;
}

/* glibc before 2.36 passes over what was built for a newer kernel, or for another system. */
static void judge_tag(Loader *loader, Candidate *candidate, const ElfAbiTag *tag)
{
    Truth suits = suits_kernel(loader->world, tag);
    if (is_unknown(suits))
        cannot_be_told(candidate, suits.because);
    else if (is_no(suits) && is_yes(loader->host.reads_notes))
        is_passed_over(candidate, TRY_FOREIGN, ENOENT);
    else if (is_no(suits))
        cannot_be_told(candidate, loader->host.reads_notes.because);
}

static void judge_open(Loader *loader, Candidate *candidate, File *file)
{
    if (file_info(file)->type == FILE_DIRECTORY) {
        file_close(file);
        stops(candidate, TRY_DIRECTORY, "cannot read file data", EISDIR);
        return;
    }
    Image *image = image_of(loader, file);
    switch (image->verdict) {
    case HEADER_TAKEN:
        candidate->verdict = CANDIDATE_TAKEN;
        candidate->outcome = image->outcome;
        candidate->image = image;
        if (elf_abi_tag_matters(&image->abi_tag))
            judge_tag(loader, candidate, &image->abi_tag);
        break;
    case HEADER_PASSED_OVER:
        /* glibc sets errno to this, as if there were no file. */
        is_passed_over(candidate, TRY_FOREIGN, ENOENT);
        candidate->other_class = image->other_class;
        break;
    case HEADER_STOPS: stops(candidate, image->outcome, image->says, 0); break;
    case HEADER_UNKNOWN: cannot_be_told(candidate, image->says); break;
    }
}

const Candidate *candidate_at(Loader *loader, const char *path)
{
    Candidate *candidate = table_get(&loader->candidates, path);
    if (candidate)
        return candidate;
    candidate = new_candidate(loader, path);
    table_put(loader->arena, &loader->candidates, candidate->path, candidate);
    File *file;
    Answer answer = world_open(loader->world, path, &file);
    if (answer.known == PRESENT)
        judge_open(loader, candidate, file);
    else
        judge_closed(loader, candidate, answer);
    return candidate;
}

const Candidate *candidate_absent(Loader *loader, const char *path)
{
    Candidate *candidate = new_candidate(loader, path);
    is_passed_over(candidate, TRY_ABSENT, ENOENT);
    return candidate;
}
