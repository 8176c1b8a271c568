/* Device nodes: what the files that look at them share. */
#ifndef WHYCPU_INSPECT_DEVICE_NODES_H
#define WHYCPU_INSPECT_DEVICE_NODES_H

#include "facts/facts.h"
#include "world/world.h"

/* What all nodes are compared with; read once. */
typedef struct NodeSurroundings {
    World *world;
    Facts *facts;
    Text devices;   /* /proc/devices; empty when it is not known */
    Text mountinfo; /* /proc/self/mountinfo; empty likewise */
} NodeSurroundings;

typedef struct NodeKind {
    const char *name; /* of the driver in /proc/devices; NULL: its numbers are not compared */
    unsigned minor;   /* which number it must have there */
    int access;       /* what its users need: R_OK, W_OK */
} NodeKind;

/* Facts of `subject` about the node at `path`. True when a character device of the right numbers
 * is there. */
bool inspect_node(const NodeSurroundings *around, const char *subject, const char *path,
                  NodeKind kind);

/* Nodes of MIG capabilities: capability/PATH. Only GPUs that can be partitioned have them. */
void inspect_mig_nodes(const NodeSurroundings *around);

/* Nodes of AMD's driver: amd-node/PATH. */
void inspect_amd_nodes(const NodeSurroundings *around);

#endif
