/* Judgements made by hand, for the tests of the reports. */
#ifndef WHYCPU_TESTS_JUDGEMENTS_H
#define WHYCPU_TESTS_JUDGEMENTS_H

#include "diagnose/judgement.h"

/* TensorFlow 2.21.0 as pip installs it: everything is fine but libcusolver.so.11, which is
 * installed where the caller does not look. In /home/ada/project/.venv. */
Judgement *judgement_of_the_newest(Arena *arena);

/* The same on a machine without a GPU. */
Judgement *judgement_without_gpu(Arena *arena);

/* Everything is fine. */
Judgement *judgement_of_gpu(Arena *arena);

/* Four libraries are missing in two ways, and the driver's library differs from its module. */
Judgement *judgement_of_much(Arena *arena);

/* The world does not tell. */
Judgement *judgement_unknown(Arena *arena);

/* No framework is installed, and none was named. */
Judgement *judgement_of_machine(Arena *arena);

/* Texts from outside that would steer the terminal. */
Judgement *judgement_of_an_enemy(Arena *arena);

#endif
