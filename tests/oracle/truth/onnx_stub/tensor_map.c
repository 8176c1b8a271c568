/*
 * What drivers from CUDA 12.0 on have besides: a function that the provider of ONNX Runtime refers
 * to, so that it does not load without it. It is never called before a device is there.
 */
__attribute__((visibility("default"))) int cuTensorMapEncodeTiled(void);

int cuTensorMapEncodeTiled(void)
{
    return 801; /* not supported */
}
