/* Names of distributions, and the names of the directories in which installers record them. */
#ifndef WHYCPU_PARSE_DISTRIBUTION_NAME_H
#define WHYCPU_PARSE_DISTRIBUTION_NAME_H

#include <stdbool.h>

#include "base/text.h"

typedef enum DistributionForm {
    DISTRIBUTION_DIST_INFO, /* name-version.dist-info */
    DISTRIBUTION_EGG_INFO,  /* name[-version[-pyX.Y]].egg-info, a directory or a file */
    DISTRIBUTION_EGG,       /* name-version-pyX.Y.egg */
    DISTRIBUTION_EGG_LINK,  /* name.egg-link: an old editable installation */
    DISTRIBUTION_CONDA      /* name-version-build.json in conda-meta */
} DistributionForm;

typedef struct DistributionName {
    DistributionForm form;
    Text name;    /* as spelled, never empty */
    Text version; /* empty when the entry does not tell it */
    Text build;   /* of conda, else empty */
} DistributionName;

/* Reads an entry of a site directory; false when it records no distribution. The name ends at the
 * first '-', as for importlib.metadata. */
bool distribution_name_of(Text entry, DistributionName *name);

/* Reads an entry of conda-meta: the name ends at the last '-' but one. */
bool conda_name_of(Text entry, DistributionName *name);

/* The normal form of PEP 503: lower case, every run of '-', '_', '.' one '-'. */
char *normal_name(Arena *arena, Text name);

#endif
