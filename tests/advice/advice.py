"""What people are told about TensorFlow on the CPU, and what is true of it.

A row has the advice in one line, its verdict, why in two or three sentences, and its proof. Where
it can be tried, `test` names the function of tests.py that tries it on real TensorFlow; `machines`
names recorded machines (tests/machines/faults) on which the program's own answer shows it.
docs/ADVICE.md is made of these rows and of what came of the tests: ./dev truth --advice.
"""

from dataclasses import dataclass

CHAPTERS = ("What to install", "Libraries and paths", "The driver", "Variables and settings",
            "Messages", "Which GPU", "The program", "Where it runs")
TRUE, FALSE, HALF, BOUND = "true", "false", "half true", "true for some releases"


@dataclass
class Advice:
    chapter: str
    says: str
    verdict: str
    why: str
    proof: str
    test: str = None
    machines: tuple = ()

    def faults(self):
        """What is wrong with the row, in sentences."""
        found = []
        if self.chapter not in CHAPTERS:
            found.append("%s: no such chapter" % self.says)
        if self.verdict not in (TRUE, FALSE, HALF, BOUND):
            found.append("%s: no such verdict" % self.says)
        if not 10 <= len(self.says) <= 100 or self.says[-1] in ".!":
            found.append("%s: the advice is one line, without a full stop" % self.says)
        if self.why.count(".") < 2 or len(self.why) > 460 or "!" in self.why:
            found.append("%s: why takes two or three sentences" % self.says)
        if len(self.proof) < 10:
            found.append("%s: no proof" % self.says)
        return found


INSTALL, PATHS, DRIVER, SETTINGS, MESSAGES, WHICH, PROGRAM, WHERE = CHAPTERS

ROWS = [
    Advice(INSTALL, "Install tensorflow-gpu to get the GPU", FALSE,
           "Since 2.1 the package `tensorflow` itself is the GPU build. From 2.12 on, tensorflow-gpu "
           "is an empty source package whose installation ends in an error. Releases up to 2.11 are "
           "still there and are old builds for CUDA 11.2.",
           "Release notes of 2.1 and 2.12; the package index, asked.",
           "gpu_package_cannot_be_installed"),
    Advice(INSTALL, "`pip install tensorflow` installs a CPU build", BOUND,
           "On Linux x86-64 it is false: the wheel holds all CUDA code and lacks only NVIDIA's "
           "libraries, which it opens by name. It is true on aarch64, on Windows from 2.11 on, and "
           "on macOS.",
           "The wheel's own build_info, and the same wheel with the libraries beside it.",
           "plain_package_is_a_gpu_build"),
    Advice(INSTALL, "`tensorflow[and-cuda]` installs another TensorFlow", FALSE,
           "It is the same wheel with the same libraries. The extra only adds NVIDIA's packages to the "
           "installation.",
           "The hashes of its libraries in RECORD of both installations are equal.",
           "extra_brings_the_same_wheel"),
    Advice(INSTALL, "Upgrade to the newest TensorFlow, that mends it", BOUND,
           "The newest release may be the fault itself. 2.21.0, installed as the documentation says, "
           "does not find libcusolver.so.11, which its own extra installs, and uses no GPU. 2.20.0 "
           "does. 2.16.1 had the same defect with six libraries, 2.16.2 has not.",
           "Real wheels of both releases beside the same driver.",
           "newest_release_lists_no_gpu"),
    Advice(INSTALL, "tensorflow-cpu can stay installed beside tensorflow", FALSE,
           "Both own the same directory, and the one that was installed last has overwritten the "
           "other's files. With the CPU build on top, no GPU is listed and no message says why. "
           "Remove both, then install one.",
           "An environment with both.",
           "two_packages_spoil_each_other"),
    Advice(INSTALL, "TensorFlow finds no GPU on Python 3.12 or 3.13; take an older Python", BOUND,
           "There is a wheel for 3.12 from 2.16 on and for 3.13 from 2.20 on, and it lists the GPU as "
           "on any other Python. With an older TensorFlow there is none, and pip takes no wheel or "
           "another release.",
           "The real wheel on Python 3.13.",
           "works_on_python_3_13"),
    Advice(INSTALL, "`conda install cudatoolkit cudnn`, then TensorFlow finds the GPU", BOUND,
           "cudatoolkit ends with CUDA 11.8, and its libraries serve builds for CUDA 11 alone: "
           "TensorFlow up to 2.14. They also have to be on LD_LIBRARY_PATH when Python starts. A "
           "build for CUDA 12 asks for other names and never takes them.",
           "Libraries of CUDA 11, all of them searched, serve 2.13 and not 2.20.",
           "another_major_version_does_not_serve"),
    Advice(INSTALL, "TensorRT must be installed", FALSE,
           "It is no part of what TensorFlow opens before it uses a GPU, and its support ended with "
           "2.18. The warning about it comes on machines whose GPU is used.",
           "The GPU is listed beside that warning.",
           "tensorrt_message_beside_a_gpu"),
    Advice(INSTALL, "NCCL, CUPTI, cuRAND and nvcc are needed as well", HALF,
           "None of them is opened before a GPU is used (cuRAND was, up to 2.13). Without NCCL several "
           "GPUs cannot work together, without CUPTI there is no profile, and XLA needs ptxas and "
           "libdevice of nvcc when it compiles.",
           "With these packages removed, the GPU is listed.",
           "parts_that_are_not_asked_for"),
    Advice(PATHS, "Set LD_LIBRARY_PATH by os.environ before `import tensorflow`", FALSE,
           "The loader reads the variable once, when the process starts. What Python writes into it "
           "later reaches only programs that it starts. Set it in the shell, in the unit or in "
           "kernel.json of the notebook.",
           "The same directory, set inside Python and before its start.",
           "variable_set_in_python_comes_too_late"),
    Advice(PATHS, "Add the directory of the CUDA libraries to PATH", FALSE,
           "PATH is searched for programs, never for libraries. It matters to XLA alone, which looks "
           "there for ptxas.",
           "The missing library's own directory, first in PATH.",
           "path_is_not_searched_for_libraries"),
    Advice(PATHS, "Set CUDA_HOME (or CUDA_PATH, TF_CUDA_PATHS) to the toolkit", FALSE,
           "These are read when TensorFlow is built from source, and by other programs. Nothing in "
           "an installed TensorFlow reads them when it looks for its libraries.",
           "All of them set, to the directory of the missing library.",
           "cuda_home_is_not_read"),
    Advice(PATHS, "Any CUDA toolkit on the machine will do, the newest is best", FALSE,
           "Names are fixed when TensorFlow is built: libcublas.so.12 is not libcublas.so.13. A "
           "toolkit of another major version is never taken, and a mixture of two can be worse than "
           "none. pip's packages beside TensorFlow are what it was made for.",
           "A toolkit of another CUDA in the loader's cache.",
           "system_toolkit_of_another_version"),
    Advice(PATHS, "If one CUDA library is missing, only what needs it runs on the CPU", FALSE,
           "TensorFlow opens all its libraries before it uses a GPU, or uses none. One file is "
           "enough for everything to run on the CPU.",
           "libcufft removed from an installation that lists the GPU.",
           "one_missing_library_is_enough"),
    Advice(PATHS, "cuDNN must be exactly the version of the table", FALSE,
           "The major version is a part of the name and has to be equal. The minor version may be "
           "newer than the one that the build was made with, not older.",
           "A newer cuDNN 9 under a build for 9.3.",
           "newer_cudnn_of_the_same_major"),
    Advice(PATHS, "Link all libraries of nvidia/*/lib into the tensorflow directory", BOUND,
           "The official installation page has this for a pip installation. It helps 2.16.1, whose "
           "library searches its own directory. 2.21.0 does not search it, and the links change "
           "nothing; there a link into nvidia/cusparse/lib helps, which it does search.",
           "The links, laid in both releases.",
           "links_into_the_package"),
    Advice(PATHS, "For 2.21.0: link libcusolver.so.11 into nvidia/cusparse/lib", TRUE,
           "The library that makes the call searches that directory. The link is relative, so it "
           "moves with the environment. A reinstallation may remove it.",
           "The link, laid in a fresh installation.",
           "link_into_a_searched_directory"),
    Advice(PATHS, "For 2.21.0: add nvidia/cusolver/lib to the RUNPATH of libtensorflow_framework", TRUE,
           "`patchelf --add-rpath '$ORIGIN/../nvidia/cusolver/lib'` adds the one entry that the wheel "
           "lacks. It is the repair that `whycpu check --report` asks the makers for. A "
           "reinstallation undoes it.",
           "The search path with that entry and without it, everything else alike.",
           "missing_entry_in_the_search_path"),
    Advice(PATHS, "Import torch first, then TensorFlow finds its CUDA libraries", HALF,
           "A library that is mapped already answers to its name, whoever mapped it. So it helps "
           "when the other framework brought the same major versions, and it depends on the order of "
           "imports. Nobody should count on it.",
           "The missing library, opened by ctypes before the import.",
           "library_that_is_loaded_before"),
    Advice(DRIVER, "The CUDA version of nvidia-smi must equal TensorFlow's", FALSE,
           "nvidia-smi prints the newest CUDA that the driver serves, not one that is installed. "
           "TensorFlow compares nothing when it lists GPUs; a driver that is too old shows at the "
           "first kernel. It needs 450.80.02 for CUDA 11, 525.60.13 for CUDA 12.",
           "Drivers for CUDA 11.4 to 13.2 under one build.",
           "driver_of_any_cuda_version"),
    Advice(DRIVER, "\"Could not find cuda drivers\": install the driver", FALSE,
           "The line is printed when libcudart cannot be opened, which is a pip package. The driver "
           "may be in order, and without any driver the line stays away where libcudart is found.",
           "With a driver and without libcudart, and the other way round.",
           "could_not_find_cuda_drivers"),
    Advice(DRIVER, "\"Cannot dlopen some GPU libraries\": reinstall the driver", FALSE,
           "TensorFlow comes to this line only after the driver has answered and counted a GPU. It "
           "is about CUDA's libraries, which are no part of the driver.",
           "The line comes with a driver, and never without one.",
           "cannot_dlopen_some_libraries"),
    Advice(DRIVER, "nvidia-smi works, so everything that TensorFlow needs is there", FALSE,
           "nvidia-smi uses NVML alone. TensorFlow needs libcuda, device nodes that this user may "
           "open, and seven libraries of CUDA that do not come with the driver.",
           "Source of nvidia-smi's calls and of TensorFlow's bring-up; a healthy driver and a plain "
           "wheel.", "cannot_dlopen_some_libraries"),
    Advice(DRIVER, "A busy GPU moves work to the CPU", FALSE,
           "Nothing in TensorFlow looks at how busy a GPU is. An operation is placed by the kind of "
           "device and by the kernels that exist for it. On a busy GPU it waits.",
           "placer.cc and device_factory.cc; the calls that would tell are not in its libraries.",
           "nothing_asks_how_busy_a_gpu_is"),
    Advice(DRIVER, "Memory pressure moves work to the CPU", FALSE,
           "When the GPU's memory is full, the operation ends in ResourceExhaustedError (OOM when "
           "allocating tensor). No code tries it on the CPU instead. A GPU with hardly any memory is "
           "listed all the same.",
           "bfc_allocator.cc, op_kernel.cc; devices with 1 MiB and 1 GiB of memory.",
           "small_memory_hides_no_gpu"),
    Advice(SETTINGS, "Set CUDA_VISIBLE_DEVICES=0 to make TensorFlow use the GPU", FALSE,
           "The variable can only take GPUs away. Where one is visible already it changes nothing, "
           "and where a library is missing it does not help. Empty or -1 hides all of them.",
           "An installation with a fault and a healthy one, with the variable.",
           "visible_devices_does_not_enable"),
    Advice(SETTINGS, "CUDA_VISIBLE_DEVICES can be set after `import tensorflow`", HALF,
           "The driver reads it when it is initialised, which is at the first question for devices "
           "and not at the import. After that question a change has no effect.",
           "Set between import and question, and after the question.",
           "visible_devices_after_the_import"),
    Advice(SETTINGS, "Switch memory growth on, then the GPU is found", FALSE,
           "Memory growth is read when a device that was found is set up. It decides how much memory "
           "is taken, never whether there is a GPU. It does help where another program holds memory.",
           "TF_FORCE_GPU_ALLOW_GROWTH in an installation with a fault.",
           "memory_growth_enables_nothing"),
    Advice(SETTINGS, "TF_XLA_FLAGS=--tf_xla_enable_xla_devices brings the GPU back", FALSE,
           "XLA's devices are devices of their own, off since 2.4, and nothing is placed on them by "
           "itself. The GPU's own device does not depend on them.",
           "The flags in an installation with a fault.",
           "xla_devices_enable_nothing"),
    Advice(SETTINGS, "TF_CPP_MIN_LOG_LEVEL=3 solves the warnings", FALSE,
           "It hides messages and changes nothing else. What it hides is the only line that says that "
           "no GPU will be used.",
           "The GPUs that are listed with it and without.",
           "hidden_messages_change_nothing"),
    Advice(SETTINGS, "TF_CPP_VMODULE=dso_loader=1 names the library that is missing", TRUE,
           "From 2.12 to 2.21 that message is a verbose one, and this variable brings it back. It has "
           "to be set before Python starts, and TF_CPP_MIN_LOG_LEVEL must not hide it.",
           "The output of a start with it.",
           "module_log_names_the_library"),
    Advice(MESSAGES, "The missing libraries are \"mentioned above\" the warning", BOUND,
           "Up to 2.11 they were. From 2.12 to 2.21 the message that names them is a verbose one, and "
           "the warning stands alone.",
           "All that two releases print.",
           "message_names_no_library"),
    Advice(MESSAGES, "\"Unable to register cuDNN factory\" is why the GPU is not used", FALSE,
           "One piece of code registers twice, and the second time is refused. It happens in every "
           "start of those releases, whether or not a GPU is used. Since 2.20 it is no error any more.",
           "The GPU is listed beside that line.",
           "factory_message_beside_a_gpu"),
    Advice(MESSAGES, "\"oneDNN custom operations are on\" means that it runs on the CPU", FALSE,
           "It speaks of the kernels for those operations that run on the CPU anyway. It is printed "
           "whether or not there is a GPU.",
           "The GPU is listed beside that line.",
           "onednn_message_beside_a_gpu"),
    Advice(MESSAGES, "\"optimized to use available CPU instructions\" means a CPU build", FALSE,
           "Every official wheel prints it on a newer processor. It says nothing about GPUs, and "
           "building TensorFlow from source is not what it asks of anybody.",
           "The GPU is listed beside that line.",
           "cpu_instructions_message_beside_a_gpu"),
    Advice(MESSAGES, "\"NUMA node read from SysFS had negative value\" is a fault to mend", FALSE,
           "A machine with one memory node reports none, and TensorFlow takes node 0. The line even "
           "proves that a GPU was reached.",
           "cuda_executor.cc; the GPU is listed beside the line.",
           "numa_message_beside_a_gpu"),
    Advice(WHICH, "A GPU that is too old makes TensorFlow run on the CPU", HALF,
           "Below compute capability 3.5 it is left out, with an INFO line. From 3.5 on it is listed, "
           "also where the build has no code for it, and then the first kernel fails: an error, not "
           "the CPU.",
           "Devices of compute capability 3.0 and 5.0 under one build.",
           "old_gpus"),
    Advice(WHICH, "`tf.test.is_built_with_cuda()` is True, so the GPU works", FALSE,
           "It tells how the wheel was built and looks at nothing on the machine. "
           "`tf.config.list_physical_devices(\"GPU\")` is the question.",
           "True, and no GPU is listed.",
           "built_with_cuda_says_nothing_about_a_gpu"),
    Advice(WHICH, "Check with `tf.test.is_gpu_available()`", HALF,
           "It is deprecated, and it creates every device to answer, with its memory. "
           "`tf.config.list_physical_devices(\"GPU\")` answers the same question and only asks.",
           "The deprecation; where devices can be listed and not created, it fails.",
           "asking_whether_there_is_a_gpu"),
    Advice(WHICH, "Check with `device_lib.list_local_devices()`", HALF,
           "It is no public interface, and it creates every device, with its memory. "
           "`tf.config.list_physical_devices` only asks.",
           "Where devices can be listed and not created, it fails.",
           "listing_local_devices_starts_them"),
    Advice(PROGRAM, "One must place operations on the GPU explicitly", FALSE,
           "An operation without a device goes to the kind of device with the highest priority that "
           "has a kernel for it: GPU before CPU. `with tf.device(\"/GPU:0\")` adds nothing on a "
           "machine with one GPU.",
           "device_factory.cc (GPU 210, CPU 70), device_set.cc, eager/context.cc."),
    Advice(PROGRAM, "`with tf.device(\"/GPU:0\")` uses the GPU or fails", FALSE,
           "TensorFlow 2 places softly: where the device is not there, another one is taken, without "
           "a message. It fails only after tf.config.set_soft_device_placement(False).",
           "A product under that scope on a machine without a GPU.",
           "device_scope_falls_back"),
    Advice(PROGRAM, "float64 has no GPU kernels", FALSE,
           "MatMul, convolutions, sums and most others are registered for double on the GPU. It is "
           "slow on consumer cards, where double has a small part of the speed of float, and still "
           "runs there.",
           "The kernel registry of the real wheel: ten of ten common operations.",
           "double_has_gpu_kernels"),
    Advice(PROGRAM, "Transfers make the scheduler prefer the CPU", FALSE,
           "The placer knows no cost, no size and no bandwidth. Its order is the kind of device, then "
           "the name; two small rules move constants and shapes beside their neighbours.",
           "placer.cc, colocation_graph.cc; grappler's pin_to_host is off by default."),
    Advice(PROGRAM, "Integer tensors on the CPU show that the GPU does not work", FALSE,
           "Many kernels for int32 on the \"GPU\" keep their inputs and outputs in host memory. That "
           "is on purpose: shapes and counters are needed there.",
           "The kernel registry: AddV2 of int32 has all its arguments in host memory.",
           "small_integers_stay_on_the_host"),
    Advice(PROGRAM, "Every operation runs on the GPU once the GPU is found", FALSE,
           "Decoding of images, strings and lookup tables have kernels for the CPU alone, and tf.data "
           "runs there. One such operation in a group of resources takes the others with it.",
           "The kernel registry of the real wheel.",
           "some_ops_have_no_gpu_kernel"),
    Advice(PROGRAM, "tf.cast only has a CPU kernel", FALSE,
           "The guide to GPUs used it as an example. The wheels register Cast for the GPU between all "
           "ordinary types.",
           "The kernel registry of the real wheel.",
           "cast_has_gpu_kernels"),
    Advice(PROGRAM, "The GPU is idle in the task manager, so TensorFlow runs on the CPU", FALSE,
           "A small model, or a slow input pipeline, leaves a GPU idle nearly all the time. And a "
           "task manager may show the graphics engine and not computing. Ask nvidia-smi whether the "
           "process holds memory there.",
           "Documentation of nvidia-smi; TensorFlow's guide to GPU performance."),
    Advice(WHERE, "In WSL, install the NVIDIA driver for Linux", FALSE,
           "Windows brings the driver into WSL, as /usr/lib/wsl/lib. A driver for Linux puts another "
           "libcuda before it, which has no kernel module to talk to.",
           "NVIDIA's and Microsoft's documentation of WSL; recorded machines.",
           machines=("2H/linux-driver-installed", "2H/wsl2-healthy")),
    Advice(WHERE, "In a container, install the driver into the image", FALSE,
           "The host's driver is brought in when the container starts (`--gpus all`). A driver in the "
           "image is of another version sooner or later, and then gets in its way.",
           "Documentation of NVIDIA's container toolkit; recorded machines.",
           machines=("2G/driver-baked-into-image", "2G/docker-gpus-all", "2G/docker-no-gpu")),
    Advice(WHERE, "On Windows, `pip install tensorflow` uses the GPU", BOUND,
           "2.10 was the last release with GPU support on Windows itself. Later ones run there on the "
           "CPU alone; in WSL 2 the Linux wheel uses the GPU.",
           "Release notes of 2.10 and 2.11, installation page."),
    Advice(WHERE, "On aarch64 (Grace, Jetson), `tensorflow[and-cuda]` uses the GPU", FALSE,
           "The wheels of the Python index for aarch64 hold no CUDA code, whatever the extra installs "
           "beside them. NVIDIA's own container or wheel does.",
           "TensorFlow's build scripts for that wheel; its installation page says CPU alone."),
]
