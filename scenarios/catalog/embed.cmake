# Turns data/*.tsv into C arrays inside the room, so that the binary needs no files at run time.
# Included by CMakeLists.txt (adds the generated source to scenarios_catalog) and run by itself with
# `cmake -DOUT=... -P` at build time (writes that source).
if(CMAKE_SCRIPT_MODE_FILE)
    file(GLOB tables ${CMAKE_CURRENT_LIST_DIR}/data/*.tsv)
    list(SORT tables)
    set(text "/* Made from scenarios/catalog/data by scenarios/catalog/embed.cmake. */\n")
    string(APPEND text "#include \"scenarios/catalog/embedded.h\"\n\n")
    set(rows "")
    foreach(table ${tables})
        get_filename_component(name ${table} NAME_WE)
        file(READ ${table} hex HEX)
        string(LENGTH "${hex}" digits)
        math(EXPR size "${digits} / 2")
        string(REGEX REPLACE "(................................)" "\\1\n" hex "${hex}")
        string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," hex "${hex}")
        string(APPEND text "static const unsigned char ${name}_tsv[${size}] = {\n${hex}};\n\n")
        string(APPEND rows "    {\"${name}\", ${name}_tsv, ${size}},\n")
    endforeach()
    list(LENGTH tables n)
    string(APPEND text "const struct catalog_embedded catalog_embedded[] = {\n${rows}};\n")
    string(APPEND text "const unsigned catalog_n_embedded = ${n};\n")
    file(WRITE ${OUT} "${text}")
else()
    set(catalog_c ${CMAKE_BINARY_DIR}/generated/catalog_embedded.c)
    file(GLOB catalog_tables CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/scenarios/catalog/data/*.tsv)
    add_custom_command(OUTPUT ${catalog_c}
        COMMAND ${CMAKE_COMMAND} -DOUT=${catalog_c} -P ${CMAKE_SOURCE_DIR}/scenarios/catalog/embed.cmake
        DEPENDS ${catalog_tables} ${CMAKE_SOURCE_DIR}/scenarios/catalog/embed.cmake
        COMMENT "Embedding the catalog tables" VERBATIM)
    target_sources(scenarios_catalog PRIVATE ${catalog_c})
endif()
