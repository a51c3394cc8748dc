// The Markdown that cases are written in: what a line means, and escapes that keep any text whole.
//
//   ## heading          begins a section; text before the first one has no heading
//   blank line          ends a paragraph; the lines of one are joined the Japanese way
//   - item, * item      a line of its own, without the mark
//   1. item, | row |, ・  a line of its own, as it stands
//   # h, ### h          (# after a title of its own is a section; ### a line of its own)
//   ``` … ```           lines as they stand
//   \ or two spaces at a line's end, <br> alone   a line break; an empty line
//   \x                  the ASCII punctuation x itself;  &#N;  the character N
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "indexer/case_record.h"
#include "indexer/readers/line_joiner.h"

namespace jirei {

struct MarkdownBody {
  std::string title;  ///< of `# title` before everything else; empty when there is none
  std::vector<Section> sections;
};

/// Reads what stands below the front matter. With `wants_title` a first `# …` is the title.
MarkdownBody parse_markdown(std::string_view body, bool wants_title);

/// One line of a section's text (without '\n') as a Markdown paragraph that reads back the same.
std::string escape_markdown_line(std::string_view line);
/// The same for a heading.
std::string escape_markdown_heading(std::string_view heading);
std::string unescape_markdown(std::string_view text);

}  // namespace jirei
