/* What Python, the frameworks and the CUDA compiler say of themselves. */
#ifndef WHYCPU_PARSE_REPORT_PROGRAMS_H
#define WHYCPU_PARSE_REPORT_PROGRAMS_H

#include "parse/report_fact.h"

/* python --version, the head of an interpreter, which python, nvcc --version. */
ReportReader report_python;

/* Calls like torch.cuda.is_available() and what was printed for them. */
ReportReader report_samples; /* deviceQuery, numba -s, jax.print_environment_info() */
ReportReader report_calls;

/* python -m torch.utils.collect_env, tf_env_collect.sh, tf.sysconfig.get_build_info(). */
ReportReader report_collected;

#endif
