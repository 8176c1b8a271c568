/* Small files that say what the machine is and what its kernel may load. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "parse/modprobe_config.h"
#include "parse/os_release.h"
#include "must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Text text = {(const char *)data, size};
    OsRelease release = os_release_parse(text);
    inside(text, release.id);
    inside(text, release.id_like);
    inside(text, release.version_id);
    Text word = command_line_forbids(text, "nvidia"), rest = text, line;
    inside(text, word);
    if (word.length)
        must(text_equal(command_line_forbids(word, "nvidia"), word));
    while (text_line(&rest, &line))
        must(modprobe_line_forbids(line, "nova-core") == modprobe_line_forbids(line, "nova_core"));
    return 0;
}
