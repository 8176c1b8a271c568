/* What is known of releases: it adds a sentence and a version to a fix, never a cause. */
#ifndef WHYCPU_FIX_KNOWN_GOOD_H
#define WHYCPU_FIX_KNOWN_GOOD_H

/* A requirement that avoids the defect of this release, as "tensorflow[and-cuda]<2.21", with a
 * sentence; NULL when nothing is known. */
const char *known_good_release(const char *version, const char **says);

#endif
