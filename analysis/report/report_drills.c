/*
 * report_drills.c: what happens when Regions go away: what was drilled, the worst of each kind, and
 * minute by minute what each option answers.
 */
#include "analysis/report/report_list.h"
#include "analysis/report/report_question.h"

static bool has_drills(const struct page *page)
{
    return report_has_question(page, "drill");
}

static void write_drills(struct page *page)
{
    report_question(page, "drill");
    page_note(page, "Serving loss: the model cannot be served in the Region, and profiles go "
                    "elsewhere. Region loss: its endpoint, quotas and router are gone too, so every "
                    "way of calling from it fails, and only another source Region helps.");
}

const struct report_section report_drills = {"drills", "Failure drills", NULL, has_drills,
                                             write_drills};
