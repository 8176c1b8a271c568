/* Machines for tests, written as the lines of a recorded world. */
#ifndef WHYCPU_TESTS_MACHINE_OF_LINES_H
#define WHYCPU_TESTS_MACHINE_OF_LINES_H

#include "facts/facts.h"
#include "harness.h"
#include "world/world.h"

/* An empty machine that is known whole, with these lines. */
World *machine_of(const char *lines);
/* The same with `changes` laid over it. */
World *changed_machine(const char *lines, const char *changes);

/* Every fact in a line: "SUBJECT NAME: VALUE (SOURCE)". */
Text all_facts(const Facts *facts);

#define SITE "/env/lib/python3.11/site-packages"

/* A machine with an H200, its driver, and a virtual environment at /env with TensorFlow 2.20.0 and
 * the CUDA libraries of pip, where everything is right. */
const char *healthy_lines(void);

#endif
