#include "loader/pages.h"

#include "world/world.h"

static PageLook look_up(Elf *elf, File *file, const char *name)
{
    ElfSymbol symbol;
    PageLook look = {.is_told = false};
    if (elf_symbol(elf, name, &symbol, &look.is_there) != ELF_OK)
        return look;
    file_note_symbol(file, name, look.is_there && symbol.defined);
    look.is_told = true;
    look.entry = (ElfEntry){.name = name,
                            .binding = symbol.binding,
                            .type = symbol.type,
                            .visibility = symbol.visibility,
                            .section = symbol.section,
                            .value = symbol.value,
                            .version = symbol.version};
    return look;
}

const PageLook *look_at_pages(Loader *loader, const Object *object, const char *name)
{
    ImagePages *pages = object->image->pages;
    PageLook *look = table_get(&pages->looks, name);
    File *file;
    if (look)
        return look;
    look = arena_new_of(loader->arena, PageLook);
    const char *key = arena_strdup(loader->arena, name);
    table_put(loader->arena, &pages->looks, key, look);
    if (world_open(loader->world, object->file, &file).known != PRESENT)
        return look;
    *look = look_up(image_reopen(object->image, file), file, key);
    image_close(object->image);
    return look;
}

Strings first_undefined(Loader *loader, const Object *object)
{
    ImagePages *pages = object->image->pages;
    File *file;
    if (pages->has_undefined || world_open(loader->world, object->file, &file).known != PRESENT)
        return pages->undefined;
    pages->has_undefined = true;
    Strings names;
    if (elf_first_undefined(image_reopen(object->image, file), &names) == ELF_OK)
        pages->undefined = names;
    image_close(object->image);
    return pages->undefined;
}
