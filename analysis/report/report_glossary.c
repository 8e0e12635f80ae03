#include "analysis/metric/words.h"
#include "analysis/report/report_list.h"

static void write_glossary(struct page *page)
{
    page_terms(page, true);
    for (uint32_t i = 0; i < words_count(); i++)
        page_term(page, words_at(i)->term, words_at(i)->meaning);
    page_terms(page, false);
}

const struct report_section report_glossary = {"glossary", "Words", NULL, NULL, write_glossary};
