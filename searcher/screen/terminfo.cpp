#include "searcher/screen/terminfo.h"

#include <curses.h>
// Behind curses.h. Its macros have names of all kinds: nothing else is included after it.
#include <term.h>

#include <memory>

namespace jirei {

namespace {

std::string with(const std::string& form, long a, long b = 0) {
  if (form.empty()) return {};
  const char* text = ::tparm(const_cast<char*>(form.c_str()), a, b, 0L, 0L, 0L, 0L, 0L, 0L, 0L);
  return text != nullptr ? text : "";
}

class PenBox {
 public:
  explicit PenBox(bool colors)
      : reset_(capability("sgr0")),
        bold_(capability("bold")),
        dim_(capability("dim")),
        underline_(capability("smul")),
        reverse_(capability("rev")),
        foreground_(capability("setaf")),
        colors_(colors ? ::tigetnum(const_cast<char*>("colors")) : 0) {}

  std::string pen(Look look) const {
    std::string out = reset_ + style(look.style);
    if (look.reverse != (look.style == Style::current_mark)) out += reverse_;
    return out;
  }

 private:
  bool colored() const { return colors_ >= 8; }
  std::string color(long number) const { return with(foreground_, number); }
  /// The grey of terminals with 256 colours is surer to be read than their idea of dim.
  std::string grey() const { return colors_ >= 256 ? color(245) : dim_; }

  std::string style(Style style) const {
    constexpr long kRed = 1, kGreen = 2, kYellow = 3, kBlue = 4, kCyan = 6;
    switch (style) {
      case Style::plain:
        return {};
      case Style::title:
        return bold_;
      case Style::mark:
        return colored() ? bold_ + color(kRed) : bold_ + underline_;
      case Style::current_mark:
        return colored() ? bold_ + color(kRed) : bold_;
      case Style::dim:
        return colored() ? grey() : dim_;
      case Style::heading:
        return colored() ? color(kCyan) : bold_;
      case Style::facet:
        return colored() ? color(kGreen) : bold_;
      case Style::warning:
        return colored() ? color(kYellow) : bold_;
      case Style::bar:
        return colored() ? color(kBlue) : std::string();
      case Style::chosen:
        return colored() ? bold_ + color(kGreen) : bold_ + underline_;
      case Style::excluded:
        return colored() ? color(kRed) : dim_ + underline_;
    }
    return {};
  }

  std::string reset_, bold_, dim_, underline_, reverse_, foreground_;
  int colors_;
};

}  // namespace

std::string capability(const char* name) {
  const char* value = ::tigetstr(const_cast<char*>(name));
  // NOLINTNEXTLINE(performance-no-int-to-ptr): that is how terminfo says "no such string"
  if (value == nullptr || value == reinterpret_cast<const char*>(-1)) return {};
  // Delays of old terminals ($<5>) are not for today's.
  std::string text(value);
  for (std::size_t at = text.find("$<"); at != std::string::npos; at = text.find("$<", at)) {
    const std::size_t end = text.find('>', at);
    if (end == std::string::npos) break;
    text.erase(at, end - at + 1);
  }
  return text;
}

bool places_cursor(const std::string& name) {
  int status = 0;
  if (::setupterm(const_cast<char*>(name.c_str()), 1, &status) != OK) return false;
  const bool places = !capability("cup").empty();
  ::del_curterm(cur_term);  // curses reads a description of its own
  return places;
}

Pens make_pens(bool colors) {
  const auto box = std::make_shared<const PenBox>(colors);
  Pens pens;
  pens.pen = [box](Look look) { return box->pen(look); };
  pens.move = [cup = capability("cup")](std::uint32_t row, std::uint32_t column) {
    return with(cup, static_cast<long>(row), static_cast<long>(column));
  };
  pens.clear = capability("clear");
  pens.hide_cursor = capability("civis");
  pens.show_cursor = capability("cnorm");
  return pens;
}

}  // namespace jirei
