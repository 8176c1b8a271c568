/* What is known of releases: it adds a sentence and a version to a fix, never a cause. */
#ifndef WHYCPU_FIX_KNOWN_GOOD_H
#define WHYCPU_FIX_KNOWN_GOOD_H

/* A requirement that avoids the defect of this release, as "tensorflow[and-cuda]<2.21", with a
 * sentence; NULL when nothing is known. */
const char *known_good_release(const char *version, const char **says);

/* The first release with the extra that brings CUDA's libraries. */
#define FIRST_WITH_EXTRA "2.14"
/* Behind a requirement: none of the releases with the defect. */
#define WITHOUT_DEFECTS ",!=2.16.1,!=2.21.0"

#endif
