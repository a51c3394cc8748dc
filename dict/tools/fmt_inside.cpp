// The compiled parts of fmt, from its own headers: Debian has no archive of it, and a shared
// library more is 70 microseconds more at every start. With headers alone everywhere, each source
// file would take 3 s longer to compile; here one does, and the others link to what it makes.
#define FMT_HEADER_ONLY 1
#include <fmt/format.h>

// What <fmt/format.h> declares for the library to define (fmt 9, src/format.cc). If a later version
// declares more, the linker takes that from the shared library.
template char fmt::detail::decimal_point_impl<char>(fmt::detail::locale_ref);
template fmt::detail::thousands_sep_result<char> fmt::detail::thousands_sep_impl<char>(
    fmt::detail::locale_ref);
template fmt::detail::dragonbox::decimal_fp<float> fmt::detail::dragonbox::to_decimal(
    float) noexcept;
template fmt::detail::dragonbox::decimal_fp<double> fmt::detail::dragonbox::to_decimal(
    double) noexcept;

namespace jirei {

// What is inline with headers alone: whose address is taken, is compiled.
[[gnu::used]] std::string (*const kVformat)(fmt::string_view, fmt::format_args) = &fmt::vformat;
[[gnu::used]] bool (*const kIsPrintable)(std::uint32_t) = &fmt::detail::is_printable;
[[gnu::used]] void (*const kThrowFormatError)(const char*) = &fmt::detail::throw_format_error;

}  // namespace jirei
