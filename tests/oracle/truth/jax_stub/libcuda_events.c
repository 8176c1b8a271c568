/* Events, for frameworks that make some before they ask the CUDA runtime; in one library with
 * libcuda.c. They are asked about, and nothing is behind them. */
#define EXPORT __attribute__((visibility("default")))

typedef int Result;
typedef struct Opaque *Handle;

static char one_event;

EXPORT Result cuEventCreate(Handle *event, unsigned flags)
{
    (void)flags;
    *event = (Handle)(void *)&one_event;
    return 0;
}

EXPORT Result cuEventRecord(Handle event, Handle stream)
{
    (void)event;
    (void)stream;
    return 0;
}

EXPORT Result cuEventQuery(Handle event)
{
    (void)event;
    return 0;
}

EXPORT Result cuEventSynchronize(Handle event)
{
    (void)event;
    return 0;
}

EXPORT Result cuEventDestroy_v2(Handle event)
{
    (void)event;
    return 0;
}

EXPORT Result cuStreamSynchronize(Handle stream)
{
    (void)stream;
    return 0;
}

EXPORT Result cuStreamWaitEvent(Handle stream, Handle event, unsigned flags)
{
    (void)stream;
    (void)event;
    (void)flags;
    return 0;
}
