/* What the name of a card tells. */
#include "diagnose/card_names.h"
#include "harness.h"

TEST(the_compute_capability_of_a_card_by_its_name)
{
    static const struct {
        const char *name;
        int tens;
    } ROWS[] = {
        {"NVIDIA GeForce RTX 3090", 86},
        {"RTX3090", 86},
        {"rtx-3090 Ti", 86},
        {"GeForce GTX 960M", 50},
        {"GeForce GTX 960", 52},
        {"GeForce 780M", 30},
        {"NVIDIA RTX 5000 Ada Generation", 89},
        {"Quadro RTX 5000", 75},
        {"NVIDIA RTX A5000", 86},
        {"NVIDIA GeForce RTX 5090", 120},
        {"Tesla P4", 61},
        {"Tesla P40", 61},
        {"Quadro P400", 61},
        {"Tesla K20Xm", 35},
        {"A100-SXM4-40GB", 80},
        {"NVIDIA A10", 86},
        {"my GPU", -1},
        {"XK80", -1},
        {"", -1},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        CHECK_NUMBER(capability_of_card(ROWS[i].name), ROWS[i].tens);
}
