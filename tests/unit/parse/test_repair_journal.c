#include "parse/repair_journal.h"

#include "harness.h"
#include "parse/tree_list.h"

#define HEAD "whycpu-repair 1\nmade 1-2 by 0.1.0\nprefix /x\nquestion --venv /x\n"
#define STEP                                                                                       \
    "step 1 a-cause a-way libx.so libz.so\nset A=1\nunset B\nby-hand \"do it\"\nwill 1 link /x/y " \
    "../z\n"                                                                                       \
    "will 2 write /x/f \"\" \"one\\ntwo\"\nbegin 1\n"

static Journal *read_journal(const char *text, const char **error)
{
    return journal_read(test_arena(), text_of(text), error);
}

static const char *error_of(const char *text)
{
    const char *error = NULL;
    read_journal(text, &error);
    return error;
}

TEST(a_journal_says_what_was_intended_and_what_is_done)
{
    const char *error;
    Journal *journal = read_journal(HEAD STEP "did 1\nundid 1\nhelped 1\nended applied\n", &error);
    REQUIRE(journal && journal->steps.count == 1);
    const JournalStep *step = &journal->steps.items[0];
    CHECK_TEXT(journal->id, "1-2");
    CHECK_TEXT(journal->prefix, "/x");
    CHECK_NUMBER(journal->question.count, 2);
    CHECK_TEXT(step->cause, "a-cause");
    CHECK_NUMBER(step->subjects.count, 2);
    CHECK_TEXT(step->set.items[0], "A=1");
    CHECK_TEXT(step->unset.items[0], "B");
    REQUIRE(step->by_hand.count == 1);
    CHECK_TEXT(step->by_hand.items[0], "do it");
    REQUIRE(step->deeds.count == 2);
    CHECK(step->deeds.items[0].done && step->deeds.items[0].undone);
    CHECK(!step->deeds.items[1].done);
    CHECK_TEXT(step->deeds.items[1].text, "one\ntwo");
    CHECK_TEXT(step->deeds.items[1].kept, NULL);
    CHECK_NUMBER(step->result, RESULT_HELPED);
    CHECK_NUMBER(journal->end, REPAIR_ENDED);
}

TEST(a_step_that_was_not_written_to_its_end_was_not_begun)
{
    const char *error;
    Journal *journal = read_journal(HEAD "step 1 a b\nwill 1 link /x/y z\n", &error);
    REQUIRE(journal);
    CHECK_NUMBER(journal->steps.count, 0);
    CHECK_NUMBER(journal->whole_bytes, sizeof HEAD - 1);
    journal = read_journal(HEAD STEP "did", &error);
    REQUIRE(journal);
    CHECK_NUMBER(journal->whole_bytes, sizeof(HEAD STEP) - 1);
    CHECK(!journal->steps.items[0].deeds.items[0].done);
}

TEST(what_is_not_understood_is_refused)
{
    CHECK_TEXT(error_of("whycpu-repair 2\n"), "it does not begin as a journal of this whycpu does");
    CHECK_TEXT(error_of(HEAD STEP "done 1\n"), "line 12 is none that this whycpu understands");
    CHECK_TEXT(error_of(HEAD "step 1 a b\nwill 2 link /x/y z\nbegin 1\n"),
               "line 6 is none that this whycpu understands");
    CHECK(error_of(HEAD "step 2 a b\nbegin 2\n"));
    CHECK(error_of(HEAD "step 1 a b\nwill 1 link y z\nbegin 1\n"));
    CHECK(error_of(HEAD "step 1 a b\nwill 1 paint /x/y z\nbegin 1\n"));
    CHECK(error_of(HEAD STEP "did 3\n"));
    CHECK(error_of(HEAD STEP "helped 2\n"));
    CHECK(error_of(HEAD STEP "ended well\n"));
    CHECK(error_of("whycpu-repair 1\nmade ../x by 0.1.0\nprefix /x\n"));
    CHECK_TEXT(error_of(""), "it says neither which repair it is of nor of which environment");
}

TEST(a_list_of_a_tree_is_read_as_it_was_written)
{
    TreeEntry entries[] = {
        {TREE_DIRECTORY, "a b", 0755, 5, 0, 7, NULL},
        {TREE_FILE, "a b/\n", 04711, -12, 33, 8, NULL},
        {TREE_LINK, "a b/l", 0777, 1700000000123456789, 2, 9, "../x"},
    };
    TreeList list = {0}, again;
    const char *error;
    Writer out = writer_new(test_arena());
    for (size_t i = 0; i < 3; i++)
        list_add(test_arena(), list.entries, entries[i]);
    tree_list_write(&out, &list);
    REQUIRE(tree_list_read(test_arena(), text_of(out.bytes), &again, &error));
    REQUIRE(again.entries.count == 3);
    for (size_t i = 0; i < 3; i++) {
        const TreeEntry *entry = tree_list_find(&again, entries[i].path);
        REQUIRE(entry);
        CHECK(same_entry(entry, &entries[i]));
        CHECK_NUMBER(entry->modified_ns, entries[i].modified_ns);
        CHECK_NUMBER(entry->inode, entries[i].inode);
    }
    CHECK(!same_entry(&again.entries.items[1], &entries[2]));
    CHECK_TEXT(again.entries.items[2].target, "../x");
}

TEST(a_list_that_leads_out_or_was_cut_is_refused)
{
    static const char *const bad[] = {
        "whycpu-tree 1\nfile 420 1 1 1 a\n",
        "whycpu-tree 1\nfile 420 1 1 1 ../a\nend\n",
        "whycpu-tree 1\nfile 420 1 1 1 /a\nend\n",
        "whycpu-tree 1\nfile 420 1 1 1 a/./b\nend\n",
        "whycpu-tree 1\nfile 99999 1 1 1 a\nend\n",
        "whycpu-tree 1\nlink 420 1 1 1 a\nend\n",
        "whycpu-tree 2\nend\n",
        "",
        "whycpu-tree 1\nend\nfile 420 1 1 1 a\nend\n",
    };
    TreeList list;
    const char *error;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK(!tree_list_read(test_arena(), text_of(bad[i]), &list, &error) && error);
}

/* An overlay puts the number of its layer into the highest bits of an inode. */
TEST(a_list_of_a_tree_keeps_the_largest_inodes)
{
    Arena *arena = test_arena();
    TreeEntry entry = {.kind = TREE_FILE, .mode = 0644, .path = "a", .inode = UINT64_MAX - 2};
    TreeList list = {0}, again;
    const char *error;
    list_add(arena, list.entries, entry);
    Writer out = writer_new(arena);
    tree_list_write(&out, &list);
    REQUIRE(tree_list_read(arena, (Text){out.bytes, out.length}, &again, &error));
    CHECK(again.entries.items[0].inode == UINT64_MAX - 2);
}

TEST(a_size_below_nothing_is_refused)
{
    TreeList list;
    const char *error;
    CHECK(!tree_list_read(test_arena(), text_of("whycpu-tree 1\nfile 1 2 -3 4 a\nend\n"), &list,
                          &error));
    CHECK_TEXT(error, "line 2 is none that this whycpu understands");
}
