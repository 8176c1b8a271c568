/* What gcc makes of a small library: the start of every "appended" object. */
typedef void *Open(const char *name, int mode);

static const char text[3000] = "read-only";
static char data[3000] = "writable";
const char *pointers[] = {text, data};
static char zeroed[9000];

void *opener(Open *open, const char *name, int mode)
{
    zeroed[0] = data[0];
    void *volatile handle = open(name, mode);
    return handle;
}
