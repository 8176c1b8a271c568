/* What changed between two recordings, told to a person or as JSON (whycpu.diff/1). */
#ifndef WHYCPU_REPORT_DIFF_H
#define WHYCPU_REPORT_DIFF_H

#include "changes/changes.h"
#include "report/terminal.h"

/* One sentence: "TensorFlow 2.20.0 uses the GPU in A, and runs on the CPU in B". */
const char *diff_says(Arena *arena, const Changes *changes);
/* Which change explains it, one sentence; NULL when there is nothing to explain. */
const char *explanation_says(Arena *arena, const Explanation *explanation);

void report_diff(Writer *out, const Changes *changes, const View *view);
void report_diff_first_line(Writer *out, const Changes *changes, const View *view);
/* One document and a line end. */
void report_diff_json(Writer *out, const Changes *changes);
/* The member "since" of a judgement; nothing where `changes` is NULL. */
void json_since(Writer *out, const Changes *changes);
/* Members "explanation" and "changes" of an object that is open: of whycpu.diff/1 and, below
 * "since", of whycpu/1. */
void json_changes(Writer *out, const Changes *changes);

#endif
