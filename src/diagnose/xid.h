/* Errors that NVIDIA's driver reports in the kernel log. */
#ifndef WHYCPU_DIAGNOSE_XID_H
#define WHYCPU_DIAGNOSE_XID_H

/* What an Xid means and what is to be done, in a few words; NULL for one that our table does not
 * know. */
const char *xid_meaning(long long xid);

#endif
