# Which commit is built, for `crisim --version`: written anew only when it changes, so that nothing else is compiled again.
# cmake -D SOURCE=... -D OUTPUT=... -P commit.cmake
find_program(GIT git)
set(commit "")
if(GIT AND EXISTS ${SOURCE}/.git)
    execute_process(COMMAND ${GIT} -C ${SOURCE} rev-parse --short=10 HEAD
                    OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    # Changed files that git knows; the trees of others, and results, are nobody's concern.
    execute_process(COMMAND ${GIT} -C ${SOURCE} diff --quiet HEAD -- sim models scenarios analysis cmake CMakeLists.txt
                    RESULT_VARIABLE changed ERROR_QUIET)
    if(commit AND changed)
        set(commit "${commit}, changed")
    endif()
endif()
set(text "extern const char cli_commit[];\nconst char cli_commit[] = \"${commit}\";\n")
set(before "")
if(EXISTS ${OUTPUT})
    file(READ ${OUTPUT} before)
endif()
if(NOT "${before}" STREQUAL "${text}")
    file(WRITE ${OUTPUT} "${text}")
endif()
