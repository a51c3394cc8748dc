# What `cmake --install` puts where, and a .deb made from it with `cpack -G DEB`.

foreach(program jirei-index jirei-search)
  if(TARGET ${program})
    install(TARGETS ${program} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  endif()
endforeach()
install(FILES indexer/man/jirei-index.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES indexer/man/ja/jirei-index.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/ja/man1)
install(DIRECTORY data/schema DESTINATION ${CMAKE_INSTALL_DATADIR}/jirei OPTIONAL
  FILES_MATCHING PATTERN "*.json")
install(FILES LICENSE NOTICE CHANGELOG.md README.md SECURITY.md searcher/man/guide.ja.md
  searcher/man/screen.svg DESTINATION ${CMAKE_INSTALL_DOCDIR} OPTIONAL)

set(CPACK_GENERATOR "DEB")
set(CPACK_PACKAGE_NAME "jirei")
set(CPACK_PACKAGE_CONTACT "the jirei maintainers <jirei@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGING_INSTALL_PREFIX "/usr")
set(CPACK_DEBIAN_PACKAGE_SECTION "text")
set(CPACK_DEBIAN_PACKAGE_DEPENDS "mecab-ipadic-utf8")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_STRIP_FILES ON)
include(CPack)
