/* The packages of JAX: its plugin for CUDA, and which of their releases go together. */
#ifndef WHYCPU_INSPECT_JAX_PLUGIN_H
#define WHYCPU_INSPECT_JAX_PLUGIN_H

#include "inspect/framework_look.h"

/* Its plugin for CUDA, which comes in two packages. */
typedef struct JaxPlugin {
    const char *directory;  /* …/jax_plugins/xla_cuda12 */
    const char *extensions; /* …/jax_cuda12_plugin; NULL: there is no such package */
    int cuda;               /* 12, 13; 0: there is no plugin */
    bool several, rocm;
} JaxPlugin;

JaxPlugin jax_plugin(FrameworkLook *look);
/* The first file without which the plugin does not start; NULL: all are there. */
const char *jax_missing_file(FrameworkLook *look, const JaxPlugin *plugin);

/* What comes of a plugin of another release than jaxlib; NULL: it is of the same, or nothing tells.
 */
const char *jax_plugin_differs(FrameworkLook *look, const JaxPlugin *plugin);

/* The package on sys.path; NULL: there is none. */
const char *jax_below_sites(FrameworkLook *look, const char *package);
bool jax_exists(FrameworkLook *look, const char *path);

/* The release of JAX is from before its plugin asked the libraries for their versions. Nothing
 * keeps that plugin from being used; what goes wrong shows later, and is raised. */
bool jax_asks_nothing(FrameworkLook *look);

/* Why nothing is claimed about what is installed; NULL: answers were compared with its like. */
const char *jax_not_compared(FrameworkLook *look, const JaxPlugin *plugin);

/* Of a jaxlib that does not fit: sets what the import says. True: the import ends there. */
bool jax_refuses_jaxlib(FrameworkLook *look);

#endif
