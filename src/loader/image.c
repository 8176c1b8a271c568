#include "loader/image.h"

#include <elf.h>
#include <string.h>

enum { PAGE_BYTES = 4096 };

/* An open file as a source of bytes. `as_mapped` shows it as a process sees it once it is mapped:
 * behind its end the last page goes on with zeroes. */
typedef struct Source {
    File *file; /* NULL: it is closed */
    bool as_mapped;
    const char *because; /* why the last read failed, or NULL */
} Source;

static size_t read_source(void *context, uint64_t offset, void *buffer, size_t length)
{
    Source *source = context;
    if (!source->file)
        return 0;
    size_t got;
    Answer answer = file_read(source->file, offset, buffer, length, &got);
    if (answer.known != PRESENT)
        source->because = answer.because ? answer.because : "it cannot be read";
    else if (source->as_mapped && got < length) {
        memset((char *)buffer + got, 0, length - got);
        got = length;
    }
    return got;
}

static ElfSource source_of(Source *source, uint64_t size)
{
    return (ElfSource){source, read_source, size};
}

Host host_of(const Elf *elf)
{
    return (Host){.is_64 = elf->is_64,
                  .big_endian = elf->big_endian,
                  .machine = elf->machine,
                  .reads_notes = truth_of(false)};
}

/* ---- The header, as open_verify() of elf/dl-load.c judges it ---- */

static HeaderVerdict stops(Image *image, TryOutcome outcome, const char *says)
{
    image->outcome = outcome;
    image->says = says;
    return HEADER_STOPS;
}

static HeaderVerdict passed_over(Image *image, bool other_class)
{
    image->outcome = TRY_FOREIGN;
    image->other_class = other_class;
    return HEADER_PASSED_OVER;
}

/* OS ABI versions up to this belong to ELFOSABI_GNU (libc-abis of glibc: DEFAULT, UNIQUE, IFUNC
 * on some machines, ABSOLUTE). */
static int abi_versions(Host host)
{
    return host.machine == EM_X86_64 || host.machine == EM_386 ? 4 : 3;
}

/* NULL when all of e_ident is as this process wants it, but for its class. */
static const char *ident_refusal(const Elf *elf, Host host)
{
    static const unsigned char no_padding[EI_NIDENT - EI_PAD];
    const unsigned char *ident = elf->ident;
    if (ident[EI_DATA] != (host.big_endian ? ELFDATA2MSB : ELFDATA2LSB))
        return host.big_endian ? "ELF file data encoding not big-endian"
                               : "ELF file data encoding not little-endian";
    if (ident[EI_VERSION] != EV_CURRENT)
        return "ELF file version ident does not match current one";
    if (ident[EI_OSABI] != ELFOSABI_SYSV && ident[EI_OSABI] != ELFOSABI_GNU)
        return "ELF file OS ABI invalid";
    if (ident[EI_ABIVERSION] != 0 &&
        (ident[EI_OSABI] != ELFOSABI_GNU || ident[EI_ABIVERSION] >= abi_versions(host)))
        return "ELF file ABI version invalid";
    if (memcmp(ident + EI_PAD, no_padding, sizeof no_padding) != 0)
        return "nonzero padding in e_ident";
    return NULL;
}

/* The loader reads e_machine in its own byte order, whatever the file says of itself. */
static bool is_for_machine(const Elf *elf, Host host)
{
    bool same_order = elf->big_endian == host.big_endian;
    uint16_t machine = elf->machine;
    return host.machine == (same_order ? machine : (uint16_t)(machine << 8 | machine >> 8));
}

static HeaderVerdict cannot_judge(Image *image, const char *because)
{
    image->outcome = TRY_NOT_LOOKED;
    image->says = because;
    return HEADER_UNKNOWN;
}

/* Whether it is the same with notes of an odd alignment as without. */
static bool hangs_on_odd_notes(Image *image, ElfStatus status)
{
    ElfAbiTag tag;
    ElfStatus with_odd = elf_abi_tag(image->elf, true, &tag);
    return with_odd != status || tag.is_there != image->abi_tag.is_there ||
           tag.system != image->abi_tag.system || tag.release != image->abi_tag.release;
}

/* The notes are read before anything is mapped, so a file that ends before they do kills nobody. */
static HeaderVerdict judge_notes(Image *image, Host host)
{
    image->outcome = TRY_OPENED;
    if (is_no(host.reads_notes))
        return HEADER_TAKEN;
    ElfStatus status = elf_abi_tag(image->elf, is_yes(host.reads_odd_notes), &image->abi_tag);
    if (is_unknown(host.reads_odd_notes) && hangs_on_odd_notes(image, status))
        return cannot_judge(image, host.reads_odd_notes.because);
    if (status == ELF_CUT && is_yes(host.reads_notes))
        return stops(image, TRY_TRUNCATED, "cannot read file data");
    if (status != ELF_OK)
        return cannot_judge(image,
                            status == ELF_CUT ? host.reads_notes.because : elf_error(image->elf));
    return HEADER_TAKEN;
}

static HeaderVerdict judge_header(Image *image, Host host)
{
    const Elf *elf = image->elf;
    if (elf->size < (host.is_64 ? sizeof(Elf64_Ehdr) : sizeof(Elf32_Ehdr)))
        return stops(image, TRY_TOO_SHORT, "file too short");
    if (elf->status == ELF_UNREADABLE) {
        image->outcome = TRY_NOT_LOOKED;
        return HEADER_UNKNOWN;
    }
    if (memcmp(elf->ident, ELFMAG, SELFMAG) != 0)
        return stops(image, TRY_NOT_ELF, "invalid ELF header");
    if (elf->ident[EI_CLASS] != (host.is_64 ? ELFCLASS64 : ELFCLASS32))
        return passed_over(image, true);
    const char *refusal = ident_refusal(elf, host);
    if (refusal && host.looks_at_machine_first && !is_for_machine(elf, host))
        return passed_over(image, false);
    if (refusal)
        return stops(image, TRY_NOT_ELF, refusal);
    if (elf->version != EV_CURRENT)
        return stops(image, TRY_NOT_ELF, "ELF file version does not match current one");
    if (!is_for_machine(elf, host))
        return passed_over(image, false);
    if (elf->type != ET_DYN && elf->type != ET_EXEC)
        return stops(image, TRY_NOT_ELF, "only ET_DYN and ET_EXEC can be loaded");
    if (elf->status == ELF_PROGRAM_HEADER_SIZE)
        return stops(image, TRY_NOT_ELF, "ELF file's phentsize not the expected size");
    if (elf->status == ELF_PROGRAM_HEADERS_CUT)
        return stops(image, TRY_TRUNCATED, "cannot read file data");
    return judge_notes(image, host);
}

/* ---- What is inside ---- */

/* An unknown revision is an error of the process that looks there, not of ours. */
static ElfStatus unless_refused(const Elf *elf, ElfStatus status, const char **refusal)
{
    if (status != ELF_REVISION)
        return status;
    *refusal = elf_error(elf);
    return ELF_OK;
}

static void read_inside(Image *image, Elf *elf)
{
    image->elf = elf;
    image->dynamic_status = elf_dynamic(elf, &image->dynamic);
    if (image->dynamic_status == ELF_NO_DYNAMIC)
        return;
    ElfStatus status = image->dynamic_status;
    if (status == ELF_OK)
        status = unless_refused(elf, elf_version_needs(elf, &image->needs), &image->needs_refusal);
    if (status == ELF_OK)
        status = unless_refused(elf, elf_version_definitions(elf, &image->definitions),
                                &image->definitions_refusal);
    if (status == ELF_OK && image->dynamic->is_filter)
        image->doubt = "it stands for another library (DT_FILTER, DT_AUXILIARY), and what becomes "
                       "of that is not looked into";
    if (status == ELF_OK) {
        elf_x86_level(elf, &image->x86_level);
        if (image->cut == CUT_NOT)
            image->symbols = elf_symbol_tables(elf);
        return;
    }
    /* Where zeroes stand for what is missing, the process dies before it matters what they say. */
    if (image->cut != CUT_DIES_LATER)
        image->doubt = elf_error(elf);
    else if (!image->dynamic)
        image->cut = CUT_DIES_WHEN_MAPPED;
}

Image *image_read(Arena *arena, File *file, Host host)
{
    Image *image = arena_new_of(arena, Image);
    image->info = *file_info(file);
    image->is_described = file_is_described(file);
    /* The sources outlive the call: an Elf keeps its own. */
    Source *source = arena_new_of(arena, Source);
    Source *mapped = arena_new_of(arena, Source);
    *source = (Source){.file = file};
    *mapped = (Source){.file = file, .as_mapped = true};
    uint64_t size = image->info.size_bytes;
    image->elf = elf_open(arena, source_of(source, size));
    image->pages = arena_new_of(arena, ImagePages);
    *image->pages = (ImagePages){.elf = image->elf, .source = source};
    image->verdict = judge_header(image, host);
    if (image->verdict == HEADER_UNKNOWN && (source->because || !image->says))
        image->says = source->because ? source->because : image->elf->says;
    if (image->verdict == HEADER_TAKEN) {
        Elf *elf = image->elf;
        if (size < elf_reach(elf)) {
            ElfSource bytes = source_of(mapped, pages_up(size));
            elf = elf_open(arena, bytes);
            image->cut = elf->status == ELF_OK ? cut_effect(elf, bytes, size, host.needs_strings)
                                               : CUT_DIES_WHEN_MAPPED;
        }
        if (image->cut != CUT_NOT)
            image->outcome = TRY_TRUNCATED;
        if (image->cut != CUT_DIES_WHEN_MAPPED)
            read_inside(image, elf);
        if (image->cut == CUT_UNCLEAR)
            image->doubt = "it is cut short within its tables, so it may open, fail or kill the "
                           "process";
        if (image->doubt && source->because)
            image->doubt = source->because;
    }
    file_close(file);
    source->file = mapped->file = NULL;
    return image;
}

Elf *image_reopen(const Image *image, File *file)
{
    image->pages->source->file = file;
    return image->pages->elf;
}

void image_close(const Image *image)
{
    file_close(image->pages->source->file);
    image->pages->source->file = NULL;
}

/* ---- Mapping, as _dl_map_object_from_fd() does it ---- */

static const char *segment_refusal(const Image *image, int minor)
{
    size_t loads = 0;
    for (size_t i = 0; i < image->elf->segment_count; i++) {
        const ElfSegment *segment = &image->elf->segments[i];
        if (segment->type != PT_LOAD)
            continue;
        loads++;
        if (minor > 0 && minor < 35 && segment->alignment % PAGE_BYTES != 0)
            return "ELF load command alignment not page-aligned";
        if ((segment->address - segment->offset) % PAGE_BYTES != 0)
            return minor > 0 && minor < 35 ? "ELF load command address/offset not properly aligned"
                                           : "ELF load command address/offset not page-aligned";
    }
    return loads ? NULL : "object file has no loadable segments";
}

const char *image_refusal(const Image *image, int minor)
{
    const char *refusal = segment_refusal(image, minor);
    if (refusal)
        return refusal;
    if (image->elf->type != ET_DYN)
        return "cannot dynamically load executable";
    /* Files of separate debug information keep an empty PT_DYNAMIC, which counts as none. */
    return image->dynamic_status == ELF_NO_DYNAMIC ? "object file has no dynamic section" : NULL;
}

bool image_wants_executable_stack(const Image *image)
{
    const ElfSegment *stack = elf_segment(image->elf, PT_GNU_STACK);
    if (stack)
        return stack->flags & PF_X;
    return image->elf->machine == EM_X86_64 || image->elf->machine == EM_386;
}
