#include <fmt/format.h>

#include <ostream>

#include "searcher/generate.h"

namespace jirei {

namespace {

/// The visible names with their dashes.
std::string all_names() {
  std::string names;
  for (const OptionInfo& info : option_table()) {
    if (info.hidden) continue;
    if (!names.empty()) names += ' ';
    names += fmt::format("--{}", info.name);
    if (info.short_name != 0) names += fmt::format(" -{}", info.short_name);
  }
  return names;
}

std::string spaced(std::string_view choices) {
  std::string out(choices);
  for (char& c : out) {
    if (c == '|') c = ' ';
  }
  return out;
}

std::string bash_case(const OptionInfo& info) {
  constexpr std::string_view kList =
      "_jirei_search_words \"$(_jirei_search_ask --list {})\" \"$cur\"";
  switch (info.completes) {
    case Completes::choices:
      return fmt::format("mapfile -t COMPREPLY < <(compgen -W '{}' -- \"$cur\")",
                         spaced(info.choices));
    case Completes::file:
      return "mapfile -t COMPREPLY < <(compgen -f -- \"$cur\")";
    case Completes::directory:
      return "mapfile -t COMPREPLY < <(compgen -d -- \"$cur\")";
    case Completes::facet_filter:
      return "_jirei_search_filter \"$cur\"";
    case Completes::facet_name:
      return fmt::format(kList, "facets");
    case Completes::case_id:
      return fmt::format(kList, "ids");
    case Completes::nothing:
      break;
  }
  return "COMPREPLY=()";
}

/// A word inside single quotes of zsh or fish.
std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out + "'";
}

/// A description inside [..] of zsh's _arguments.
std::string zsh_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out;
}

std::string zsh_action(const OptionInfo& info) {
  switch (info.completes) {
    case Completes::choices:
      return fmt::format("({})", spaced(info.choices));
    case Completes::file:
      return "_files";
    case Completes::directory:
      return "_files -/";
    case Completes::facet_filter:
      return "_jirei_search_filter";
    case Completes::facet_name:
      return "_jirei_search_list facets";
    case Completes::case_id:
      return "_jirei_search_list ids";
    case Completes::nothing:
      break;
  }
  return " ";
}

}  // namespace

void write_bash_completion(std::ostream& out) {
  out << R"sh(# bash completion for jirei-search; made by: jirei-search --generate complete-bash
_jirei_search_ask() {  # asks the program about the index that the command line names
  local i dir=()
  for ((i = 1; i < ${#words[@]} - 1; i++)); do
    case ${words[i]} in
      -i | --index) dir=(-i "${words[i + 1]}") ;;
    esac
  done
  "${words[0]}" "${dir[@]}" "$@" 2>/dev/null
}
_jirei_search_words() {  # offers the lines of $1 that begin with $2, quoted for the shell
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    [[ -n $line && $line == "$2"* ]] && COMPREPLY+=("$(printf '%q' "$line")")
  done <<<"$1"
}
_jirei_search_filter() {  # FACET=VALUE: names first, then the values of the named facet
  local facet=${1%%=*}
  if [[ $1 != *=* ]]; then
    _jirei_search_words "$(_jirei_search_ask --list facets | sed 's/$/=/')" "$1"
    compopt -o nospace 2>/dev/null
    return
  fi
  _jirei_search_words "$(_jirei_search_ask --list "values:$facet")" "${1#*=}"
  # readline takes = for a word break unless told otherwise
  [[ $COMP_WORDBREAKS == *=* ]] || COMPREPLY=("${COMPREPLY[@]/#/$facet=}")
}
_jirei_search() {
  local cur prev words cword behind_equals=
  words=("${COMP_WORDS[@]}")
  cword=$COMP_CWORD
  cur=${words[cword]}
  prev=${words[cword - 1]}
  # FACET=VALUE and --option=VALUE arrive cut at =
  if [[ $cur == = ]] && ((cword >= 2)); then
    cur=
    behind_equals=1
  elif [[ $prev == = ]] && ((cword >= 3)); then
    prev=${words[cword - 2]}
    behind_equals=2
  fi
  if [[ -n $behind_equals ]]; then
    case ${words[cword - behind_equals - 1]} in
      -f | --filter)
        _jirei_search_filter "$prev=$cur"
        return
        ;;
    esac
  fi
  case $prev in
)sh";
  for (const OptionInfo& info : option_table()) {
    if (info.hidden || !info.takes_value()) continue;
    std::string pattern = fmt::format("--{}", info.name);
    if (info.short_name != 0) pattern += fmt::format(" | -{}", info.short_name);
    const char* indent = info.optional_value ? "        " : "      ";
    std::string action = fmt::format("{0}{1}\n{0}return\n", indent, bash_case(info));
    if (info.optional_value) {
      action = fmt::format("      if [[ -n $behind_equals ]]; then\n{}      fi\n", action);
    }
    out << fmt::format("    {})\n{}      ;;\n", pattern, action);
  }
  out << "  esac\n"
      << "  if [[ $cur == -* ]]; then\n"
      << fmt::format("    mapfile -t COMPREPLY < <(compgen -W '{}' -- \"$cur\")\n", all_names())
      << "  elif [[ -n $cur ]]; then\n"
      << "    _jirei_search_words \"$(\"${words[0]}\" --format ids --complete \"$cur\" "
         "2>/dev/null)\" "
         "\"\"\n"
      << "  fi\n}\n"
      << "complete -F _jirei_search jirei-search\n";
}

void write_zsh_completion(std::ostream& out) {
  out << R"sh(#compdef jirei-search
# zsh completion for jirei-search; made by: jirei-search --generate complete-zsh
_jirei_search_ask() {
  local dir=${opt_args[-i]:-${opt_args[--index]}}
  _call_program answers $words[1] ${dir:+-i $dir} $@ 2>/dev/null
}
_jirei_search_list() {
  local -a items
  items=("${(@f)$(_jirei_search_ask --list $1)}")
  compadd -- $items
}
_jirei_search_filter() {
  local facet=${PREFIX%%=*}
  if compset -P '*='; then
    _jirei_search_list values:$facet
  else
    local -a names
    names=("${(@f)$(_jirei_search_ask --list facets)}")
    compadd -S '=' -- $names
  fi
}
_jirei_search_query() {
  local -a items
  [[ -n $PREFIX ]] || return
  items=("${(@f)$(_jirei_search_ask --format ids --complete ${(q)PREFIX})}")
  compadd -U -- $items
}
_arguments -s -S \
)sh";
  for (const OptionInfo& info : option_table()) {
    if (info.hidden) continue;
    const std::string text = zsh_text(info.en);
    std::string value;
    if (info.takes_value())
      value = fmt::format(":{}:{}", zsh_text(info.value_en), zsh_action(info));
    const std::string repeat = info.name == "filter" || info.name == "facets" ? "*" : "";
    const std::string equals = info.optional_value ? "=-" : info.takes_value() ? "=" : "";
    if (info.optional_value) value.insert(0, ":");
    out << fmt::format("  '{}--{}{}[{}]{}' \\\n", repeat, info.name, equals, text, value);
    if (info.short_name != 0) {
      out << fmt::format("  '{}-{}{}[{}]{}' \\\n", repeat, info.short_name,
                         info.takes_value() ? "+" : "", text, value);
    }
  }
  out << "  '*:query:_jirei_search_query'\n";
}

void write_fish_completion(std::ostream& out) {
  out << R"sh(# fish completion for jirei-search; made by: jirei-search --generate complete-fish
function __jirei_search_filter
    set -l current (commandline -ct)
    if string match -q '*=*' -- $current
        set -l facet (string replace -r '=.*' '' -- $current)
        for value in (jirei-search --list values:$facet 2>/dev/null)
            echo $facet=$value
        end
    else
        jirei-search --list facets 2>/dev/null | string replace -r '$' '='
    end
end
function __jirei_search_query
    set -l current (commandline -ct)
    test -n "$current"; and jirei-search --format ids --complete "$current" 2>/dev/null
end
complete -c jirei-search -f -a '(__jirei_search_query)'
)sh";
  for (const OptionInfo& info : option_table()) {
    if (info.hidden) continue;
    out << "complete -c jirei-search -l " << info.name;
    if (info.short_name != 0) out << " -s " << info.short_name;
    switch (info.completes) {
      case Completes::choices:
        out << (info.optional_value ? " -f -a " : " -x -a ") << quoted(spaced(info.choices));
        break;
      case Completes::file:
        out << " -r -F";
        break;
      case Completes::directory:
        out << " -x -a '(__fish_complete_directories)'";
        break;
      case Completes::facet_filter:
        out << " -x -a '(__jirei_search_filter)'";
        break;
      case Completes::facet_name:
        out << " -x -a '(jirei-search --list facets 2>/dev/null)'";
        break;
      case Completes::case_id:
        out << " -x -a '(jirei-search --list ids 2>/dev/null)'";
        break;
      case Completes::nothing:
        if (info.takes_value() && !info.optional_value) out << " -x";
        break;
    }
    out << " -d " << quoted(info.en) << '\n';
  }
}

}  // namespace jirei
