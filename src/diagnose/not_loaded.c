#include "diagnose/not_loaded.h"

#include <string.h>

static bool is_there(const Facts *facts, FactName name)
{
    return fact_get(facts, "machine", name)->known == PRESENT;
}

static bool is_flag(const Facts *facts, FactName name, bool wanted)
{
    const Fact *fact = fact_get(facts, "machine", name);
    return fact->known == PRESENT && fact->flag == wanted;
}

static bool kernel_checks_signatures(const Facts *facts)
{
    const char *lockdown = fact_text_or(facts, "machine", FACT_KERNEL_LOCKDOWN, "none");
    return is_flag(facts, FACT_SECURE_BOOT, true) || strcmp(lockdown, "none") != 0;
}

static NotLoaded why_not_though_there(const Facts *facts)
{
    bool told = fact_get(facts, "kernel-log/module-rejected", FACT_LOG_LINE)->known == PRESENT;
    bool checks = kernel_checks_signatures(facts);
    if ((checks && is_flag(facts, FACT_NVIDIA_MODULE_SIGNED, false)) || told)
        return NOT_LOADED_REJECTED;
    if (is_there(facts, FACT_NVIDIA_BLACKLIST))
        return NOT_LOADED_BLACKLISTED;
    return checks ? NOT_LOADED_PERHAPS_REJECTED : NOT_LOADED_UNSAID;
}

NotLoaded why_not_loaded(const Facts *facts)
{
    if (is_there(facts, FACT_NVIDIA_MODULE_FILE))
        return why_not_though_there(facts);
    if (is_flag(facts, FACT_KERNEL_MODULES, false))
        return NOT_LOADED_KERNEL_REPLACED;
    if (is_there(facts, FACT_DKMS_ERROR))
        return NOT_LOADED_BUILD_FAILED;
    if (is_flag(facts, FACT_KERNEL_HEADERS, false))
        return NOT_LOADED_NO_HEADERS;
    bool elsewhere = is_there(facts, FACT_NVIDIA_SOURCES) || is_there(facts, FACT_NVIDIA_BUILT_FOR);
    return elsewhere ? NOT_LOADED_NOT_BUILT : NOT_LOADED_UNSAID;
}
