# What is installed, and the Debian package made of it (cpack -G DEB).
set(made ${CMAKE_BINARY_DIR}/generated/install)
set(manual ${made}/crisim.1.gz)
set(completions ${made}/crisim.bash ${made}/_crisim ${made}/crisim.fish)

# The program itself knows its commands and flags.
add_custom_command(OUTPUT ${manual} ${completions} DEPENDS crisim
    COMMAND ${CMAKE_COMMAND} -E make_directory ${made}
    COMMAND crisim completion manual > ${made}/crisim.1
    COMMAND gzip -9 -n -f ${made}/crisim.1
    COMMAND crisim completion bash > ${made}/crisim.bash
    COMMAND crisim completion zsh > ${made}/_crisim
    COMMAND crisim completion fish > ${made}/crisim.fish
    VERBATIM)
add_custom_target(crisim_install ALL DEPENDS ${manual} ${completions})

install(TARGETS crisim RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY scenarios/examples DESTINATION ${CMAKE_INSTALL_DATADIR}/crisim)
install(FILES ${manual} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${made}/crisim.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME crisim)
# zsh looks into other folders below /usr, where packages go, than below /usr/local.
install(FILES ${made}/_crisim DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions COMPONENT local)
install(FILES ${made}/_crisim DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions
        COMPONENT debian EXCLUDE_FROM_ALL)
install(FILES ${made}/crisim.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES README.md NOTICE DESTINATION ${CMAKE_INSTALL_DOCDIR})

# `cmake --build BUILD --target uninstall` takes away what the last `cmake --install` put there.
add_custom_target(uninstall COMMAND ${CMAKE_COMMAND} -D MANIFEST=${CMAKE_BINARY_DIR}/install_manifest.txt
                  -P ${CMAKE_SOURCE_DIR}/cmake/uninstall.cmake)

# A package is the same bytes from the same commit, wherever and whenever it is built: no time but that of the commit.
if(NOT DEFINED ENV{SOURCE_DATE_EPOCH})
    execute_process(COMMAND git -C ${CMAKE_SOURCE_DIR} log -1 --format=%ct
                    OUTPUT_VARIABLE epoch OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE no_git)
    if(no_git OR NOT epoch)
        set(epoch 1767225600)
    endif()
else()
    set(epoch $ENV{SOURCE_DATE_EPOCH})
endif()
execute_process(COMMAND env LC_ALL=C date -u -d @${epoch} "+%a, %d %b %Y %H:%M:%S +0000"
                OUTPUT_VARIABLE when OUTPUT_STRIP_TRAILING_WHITESPACE)
file(WRITE ${made}/changelog "crisim (${PROJECT_VERSION}) unstable; urgency=medium

  * Built from source; what changed is in CHANGELOG.md there.

 -- ${CRISIM_MAINTAINER}  ${when}
")
file(WRITE ${made}/project.cmake "set(ENV{SOURCE_DATE_EPOCH} ${epoch})\n")
add_custom_command(OUTPUT ${made}/changelog.gz DEPENDS ${made}/changelog
    COMMAND gzip -9 -n -c ${made}/changelog > ${made}/changelog.gz VERBATIM)
add_custom_target(crisim_changelog ALL DEPENDS ${made}/changelog.gz)
install(FILES ${made}/changelog.gz DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/crisim COMPONENT debian EXCLUDE_FROM_ALL)
install(FILES cmake/copyright DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/crisim COMPONENT debian EXCLUDE_FROM_ALL)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME crisim)
set(CPACK_PACKAGE_CONTACT "${CRISIM_MAINTAINER}")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_PROJECT_CONFIG_FILE ${made}/project.cmake)
set(CPACK_COMPONENTS_ALL Unspecified debian)
set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS gnuplot-nox)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "simulator of Amazon Bedrock cross-Region inference")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "crisim answers offline which way of calling Amazon Bedrock - one Region, a
Geographic profile, the Global profile - holds up for given traffic, quotas
and rules, how fast, at what price, and what happens when a Region goes away.
It reads scenario files and traces, and writes reports for reviews.")
include(CPack)
