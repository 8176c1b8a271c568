#include "diagnose/xid.h"

#include <stddef.h>

/* Source: NVIDIA's catalogue of Xid errors. */
static const struct {
    short first, last;
    const char *meaning;
} ROWS[] = {
    {13, 13, "a program failed on the GPU; start that program again"},
    {31, 31, "a program failed on the GPU; start that program again"},
    {43, 43, "a program failed on the GPU; start that program again"},
    {45, 45, "a program ended on the GPU; start that program again"},
    {48, 48, "an error of the GPU's memory that cannot be corrected; reset the GPU"},
    {62, 62, "the GPU's own processor halted; reset the GPU"},
    {63, 64, "rows of the GPU's memory are to be replaced; reset the GPU"},
    {74, 74, "an error of NVLink; reset the GPU, look at the links"},
    {79, 79, "the GPU has fallen off the bus; switch the machine off and on"},
    {92, 92, "many errors of the GPU's memory; reset the GPU"},
    {94, 94, "an error of the GPU's memory hit one program; start that program again"},
    {95, 95, "an error of the GPU's memory hit all programs; reset the GPU"},
    {109, 109, "the GPU did not change to another program in time; reset the GPU"},
    {119, 120, "the GPU's system processor (GSP) does not answer; reset the GPU"},
    {121, 121, "an error of the link between processor and GPU; reset the GPU"},
    {136, 136, "an error of NVLink; reset the GPU, look at the links"},
    {140, 140, "an error of the GPU's memory that cannot be corrected; reset the GPU"},
    {143, 143, "the GPU could not be started; reset the GPU"},
    {144, 150, "an error of NVLink; reset the GPU, look at the links"},
    {151, 151, "keys of confidential computing could not be changed"},
    {154, 154, "the driver asks for another way to recover the GPU; see nvidia-smi -q"},
    {155, 155, "an error of NVLink; reset the GPU, look at the links"},
    {156, 156, "the GPU's memory is being repaired; reset the GPU"},
    {158, 158, "the GPU's firmware failed; reset the GPU"},
};

const char *xid_meaning(long long xid)
{
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        if (xid >= ROWS[i].first && xid <= ROWS[i].last)
            return ROWS[i].meaning;
    return NULL;
}
