#include "inspect/machine.h"

void inspect_machine(World *world, Facts *facts)
{
    inspect_host(world, facts);
    inspect_container(world, facts);
    inspect_gpus(world, facts);
    inspect_kernel_driver(world, facts);
    inspect_device_nodes(world, facts);
    inspect_scheduler(world, facts);
}
