# Build rules shared by every room, program and test.

# Flags. Results must not depend on contraction or fast-math (docs/architecture.md, "same bytes").
function(crisim_options target)
    target_include_directories(${target} PRIVATE ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/generated)
    target_include_directories(${target} SYSTEM PRIVATE ${CSV_INCLUDE_DIR})
    target_compile_definitions(${target} PRIVATE _POSIX_C_SOURCE=200809L
                               CRISIM_VERSION="${PROJECT_VERSION}")
    target_compile_options(${target} PRIVATE -ffp-contract=off -fno-math-errno
        # The same program from any folder.
        -ffile-prefix-map=${CMAKE_SOURCE_DIR}/= -ffile-prefix-map=${CMAKE_BINARY_DIR}=build -Wall -Wextra
        -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wwrite-strings
        -Wformat=2 -Wundef -Wvla)
    if(CRISIM_WERROR)
        target_compile_options(${target} PRIVATE -Werror)
    endif()
    if(CRISIM_SANITIZE)
        target_compile_options(${target} PRIVATE -fsanitize=${CRISIM_SANITIZE}
                               -fno-omit-frame-pointer -fno-sanitize-recover=all)
        target_link_options(${target} PRIVATE -fsanitize=${CRISIM_SANITIZE})
    endif()
    # Rooms are instrumented too: a fuzzer that does not see the reader's branches only guesses.
    if(CRISIM_FUZZ)
        target_compile_options(${target} PRIVATE -fsanitize=fuzzer-no-link)
        target_link_options(${target} PRIVATE -fsanitize=fuzzer-no-link)
    endif()
    if(CRISIM_COVERAGE)
        target_compile_options(${target} PRIVATE --coverage)
        target_link_options(${target} PRIVATE --coverage)
    endif()
endfunction()

# crisim_room(<dir> [USES <dir>...] [LIBS <lib>...]): one static library from <dir>/*.c (a room's
# one level of sub-folders, such as models/policy, belongs to it). main.c is never part of a room.
function(crisim_room dir)
    cmake_parse_arguments(ROOM "" "" "USES;LIBS" ${ARGN})
    string(REPLACE "/" "_" name ${dir})
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${dir}/*.c ${CMAKE_SOURCE_DIR}/${dir}/*/*.c)
    list(FILTER sources EXCLUDE REGEX "/main\\.c$")
    if(NOT sources)
        add_library(${name} INTERFACE)
        set(scope INTERFACE)
    else()
        add_library(${name} STATIC ${sources})
        set_property(GLOBAL APPEND PROPERTY CRISIM_ROOMS ${name})
        crisim_options(${name})
        set(scope PUBLIC)
    endif()
    foreach(used ${ROOM_USES})
        string(REPLACE "/" "_" used_name ${used})
        target_link_libraries(${name} ${scope} ${used_name})
    endforeach()
    target_link_libraries(${name} ${scope} ${ROOM_LIBS})
endfunction()

function(crisim_link_rooms target)
    foreach(room ${ARGN})
        string(REPLACE "/" "_" name ${room})
        target_link_libraries(${target} PRIVATE ${name})
    endforeach()
endfunction()
