#include "indexer/options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <iostream>
#include <memory>
#include <string_view>

#include "dict/report.h"
#include "indexer/index_folder.h"

namespace jirei {
namespace {

struct CommandText {
  IndexCommand command;
  const char* name;
  Text help;
};

const std::array<CommandText, 9>& commands() {
  static const std::array<CommandText, 9> table = {{
      {IndexCommand::build,
       "build",
       {"ソースの事例だけからなる索引を作る", "make an index of exactly these sources"}},
      {IndexCommand::add,
       "add",
       {"事例を加える (同じ id は置き換える)", "add cases, replacing those with the same id"}},
      {IndexCommand::update,
       "update",
       {"覚えているソースを読み直し、変わった分だけ反映する",
        "read the remembered sources again and follow what changed"}},
      {IndexCommand::remove,
       "remove",
       {"事例を外し、外したことを覚える", "take cases out and remember that they are out"}},
      {IndexCommand::rollback,
       "rollback",
       {"一つ前の世代に戻す", "go back to the generation before"}},
      {IndexCommand::cat,
       "cat",
       {"索引を作らずに読み、1 行 1 事例の JSON を出す",
        "read sources without indexing, one JSON case a line"}},
      {IndexCommand::check,
       "check",
       {"索引の構造と中身を確かめる", "verify the index, structure and content"}},
      {IndexCommand::info,
       "info",
       {"索引について表示する", "say what the index holds and how it was made"}},
      {IndexCommand::convert,
       "convert",
       {"事例を Markdown か JSON Lines に書き出す", "write cases out as Markdown or JSON lines"}},
  }};
  return table;
}

[[noreturn]] void throw_usage(const Text& message) {
  throw Error(ErrorCode::usage, message,
              {"`jirei-index --help` に使い方があります", "see `jirei-index --help`"});
}

std::size_t parse_size(const std::string& typed) {
  std::size_t number = 0;
  const auto result = std::from_chars(typed.data(), typed.data() + typed.size(), number);
  std::string unit(result.ptr, typed.data() + typed.size());
  std::transform(unit.begin(), unit.end(), unit.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  constexpr std::string_view kUnits = "KMG";
  unsigned shift = 0;
  if (!unit.empty()) {
    const std::size_t place = kUnits.find(unit[0]);
    const bool known = place != std::string_view::npos &&
                       (unit.size() == 1 || unit.substr(1) == "B" || unit.substr(1) == "IB");
    shift = known ? static_cast<unsigned>(10 * (place + 1)) : 64;
  }
  if (result.ec != std::errc() || shift > 30 || number == 0 || number > (SIZE_MAX >> shift)) {
    throw_usage({"大きさが読めません: " + typed + " (例: 512M)",
                 "not a size: " + typed + " (example: 512M)"});
  }
  return number << shift;
}

/// Declares one command line: one function a command, all writing into one IndexOptions.
class Parser {
 public:
  explicit Parser(Language language)
      : language_(language),
        app_(say({"日本語の事例を索引にする", "Index Japanese case studies"}), "jirei-index") {
    options_.language = language;
    auto formatter = std::make_shared<CLI::Formatter>();
    formatter->column_width(28);
    if (language == Language::ja) {
      formatter->label("Usage", "使い方");
      formatter->label("OPTIONS", "オプション");
      formatter->label("SUBCOMMAND", "コマンド");
      formatter->label("SUBCOMMANDS", "コマンド");
      formatter->label("REQUIRED", "(必須)");
      formatter->label("Positionals", "引数");
    }
    app_.formatter(formatter);
    app_.fallthrough();
    app_.set_help_flag("-h,--help", say({"使い方を表示する", "show this help"}));
    app_.set_version_flag("--version", "jirei-index " JIREI_VERSION,
                          say({"版を表示する", "show the version"}));
    group(&app_);
    declare_common();
    for (const CommandText& command : commands()) declare(command);
  }

  std::optional<IndexOptions> parse(int argc, const char* const* argv);

 private:
  std::string say(const Text& text) const { return pick(text, language_); }
  /// Headings of the help in the reader's language, for what is declared from here on.
  void group(CLI::App* app) const {
    if (language_ != Language::ja) return;
    app->option_defaults()->group("オプション");
    for (CLI::Option* option : {app->get_help_ptr(), app->get_version_ptr()}) {
      if (option != nullptr) option->group("オプション");
    }
  }

  void declare_common();
  void declare(const CommandText& command);
  void sources(CLI::App* app);
  void reading(CLI::App* app);
  void dictionaries(CLI::App* app);
  void writing(CLI::App* app);
  void resources(CLI::App* app);
  [[noreturn]] void explain(const CLI::ParseError& error, int argc, const char* const* argv) const;

  Language language_;
  IndexOptions options_;
  std::string memory_, lang_, format_ = "text";
  CLI::App app_;
  std::vector<std::pair<CLI::App*, IndexCommand>> subcommands_;
};

void Parser::declare_common() {
  app_.add_option("-i,--index", options_.index,
                  say({"索引のフォルダー (既定: $JIREI_INDEX、~/.local/share/jirei/index)",
                       "index folder (default: $JIREI_INDEX, ~/.local/share/jirei/index)"}))
      ->type_name("DIR");
  app_.add_flag("-q,--quiet", options_.quiet,
                say({"経過と結果の知らせを出さない", "no progress and no notes"}));
  app_.add_option("--share-above", options_.share_above)->group("");  // for tests: not in the help
  app_.add_option("--lang", lang_,
                  say({"メッセージの言語 (ja, en)", "language of messages (ja, en)"}))
      ->type_name("LANG")
      ->check(CLI::IsMember({"ja", "en"}).description(""));
}

void Parser::sources(CLI::App* app) {
  app->add_option("SOURCE", options_.sources,
                  say({"ファイル、フォルダー、または - (標準入力の JSON Lines)",
                       "file, folder, or - (JSON lines on standard input)"}))
      ->required()
      ->type_name("");
}

void Parser::reading(CLI::App* app) {
  app->add_option("--encoding", options_.encoding,
                  say({"CSV の文字コード (utf-8, cp932; 既定は自動判別)",
                       "encoding of CSV files (utf-8, cp932; recognized by default)"}))
      ->type_name("NAME");
  app->add_flag("--strict", options_.strict,
                say({"読めない事例が一つでもあれば失敗する", "fail when any case cannot be read"}));
  app->add_option("--facet-table", options_.facet_table,
                  say({"ファセット表 (YAML)", "facet table (YAML)"}))
      ->type_name("FILE");
}

void Parser::dictionaries(CLI::App* app) {
  app->add_option("--user-dict", options_.user_dictionaries,
                  say({"加える用語の表、またはコンパイル済みの辞書 (.dic)。繰り返せる",
                       "list of terms, or a compiled dictionary (.dic); repeatable"}))
      ->type_name("FILE")
      ->allow_extra_args(false);
}

void Parser::writing(CLI::App* app) {
  app->add_option("--wait", options_.wait_seconds,
                  say({"別の書き込みが終わるのを待つ秒数", "seconds to wait for another writer"}))
      ->type_name("SECONDS")
      ->check(CLI::Range(0.0, 1e9).description(""));
}

void Parser::resources(CLI::App* app) {
  app->add_option("--memory", memory_,
                  say({"使うメモリーの目安 (既定 256M)", "memory to work in (default 256M)"}))
      ->type_name("SIZE");
  app->add_option("--jobs", options_.jobs,
                  say({"並べて働かせる数 (既定: コアの数)", "worker threads (default: cores)"}))
      ->type_name("N")
      ->check(CLI::Range(1U, 256U).description(""));
}

void Parser::declare(const CommandText& command) {
  CLI::App* app = app_.add_subcommand(command.name, say(command.help));
  if (language_ == Language::ja) app->group("コマンド");
  app->footer(
      say({"どのコマンドにも -i DIR、-q、--lang が使えます (`jirei-index --help`)。\n"
           "終了ステータス: 0 完了、2 エラーか、読めずに残したものがある。",
           "Every command takes -i DIR, -q and --lang (`jirei-index --help`).\n"
           "Exit status: 0 done, 2 an error or something left out."}));
  app->fallthrough();
  app->set_help_flag("-h,--help", say({"使い方を表示する", "show this help"}));
  group(app);
  subcommands_.emplace_back(app, command.command);
  switch (command.command) {
    case IndexCommand::build:
    case IndexCommand::add:
      sources(app);
      reading(app);
      if (command.command == IndexCommand::build) {
        dictionaries(app);
        app->add_option("--shards", options_.shards,
                        say({"N 個のシャードに分けて作る (README「一台を超えて」)",
                             "make N shards (README, \"Past one machine\")"}))
            ->type_name("N")
            ->check(CLI::Range(1U, 256U).description(""));
      }
      writing(app);
      resources(app);
      break;
    case IndexCommand::update:
      reading(app);
      app->add_flag(
          "--yes", options_.yes,
          say({"多くの事例がなくなるときも尋ねない", "do not ask when many cases would go"}));
      app->add_flag(
          "--rehash", options_.rehash,
          say({"更新時刻を信じず、中身で比べる", "distrust file times, compare contents"}));
      app->add_flag("--watch", options_.watch,
                    say({"ソースが変わるたびに反映し続ける (Ctrl-C で終わり)",
                         "go on following changes of the sources (Ctrl-C ends)"}));
      app->add_flag("--rebuild", options_.rebuild,
                    say({"いまの索引を使わず、覚えているソースからすべて作り直す",
                         "make everything again from the remembered sources"}));
      writing(app);
      resources(app);
      break;
    case IndexCommand::remove:
      app->add_option("ID", options_.ids, say({"外す事例の id", "ids of the cases"}))
          ->required()
          ->type_name("");
      app->add_flag("--purge", options_.purge,
                    say({"どの世代にも 1 バイトも残さない", "leave no byte in any generation"}));
      writing(app);
      break;
    case IndexCommand::rollback:
      writing(app);
      break;
    case IndexCommand::cat:
      sources(app);
      reading(app);
      dictionaries(app);
      break;
    case IndexCommand::check:
      app->add_flag("--full", options_.full,
                    say({"標本でなくすべての事例を解析し直して比べる",
                         "analyse every case again, not a sample"}));
      break;
    case IndexCommand::info:
      app->add_option("--format", format_, say({"text または json", "text or json"}))
          ->type_name("FORMAT")
          ->check(CLI::IsMember({"text", "json"}).description(""));
      break;
    case IndexCommand::convert:
      sources(app);
      reading(app);
      app->add_option("--to", options_.convert_to,
                      say({"markdown または jsonl", "markdown or jsonl"}))
          ->required()
          ->type_name("FORMAT")
          ->check(CLI::IsMember({"markdown", "jsonl"}).description(""));
      app->add_option("-o,--output", options_.output,
                      say({"書き出し先 (markdown: フォルダー、jsonl: ファイル)",
                           "where to write (markdown: folder, jsonl: file)"}))
          ->required()
          ->type_name("PATH");
      break;
  }
}

/// What an error of CLI11 is about, without its English: `--jobs: Value x not in range`, `SOURCE is
/// required`, `The following argument was not expected: y`.
std::string subject_of(const std::string& what) {
  if (const auto required = what.rfind(" is required"); required != std::string::npos) {
    return what.substr(0, required);
  }
  const auto colon = what.find(": ");
  if (colon == std::string::npos) return what.substr(0, what.find(' '));
  return what.starts_with("-") ? what.substr(0, colon) : what.substr(colon + 2);
}

void Parser::explain(const CLI::ParseError& error, int argc, const char* const* argv) const {
  // A mistyped command comes back as stray arguments; name the commands instead.
  if (app_.get_subcommands().empty()) {
    for (int i = 1; i < argc; ++i) {
      const std::string_view word = argv[i];
      if (word.starts_with("-")) continue;
      if (i > 1 &&
          (std::string_view(argv[i - 1]) == "-i" || std::string_view(argv[i - 1]) == "--index" ||
           std::string_view(argv[i - 1]) == "--lang")) {
        continue;
      }
      std::string names;
      for (const CommandText& command : commands()) names += std::string(" ") + command.name;
      throw_usage({fmt::format("知らないコマンドです: {} (コマンド:{})", word, names),
                   fmt::format("unknown command: {} (commands:{})", word, names)});
    }
  }
  const std::string what = error.what();
  const std::string subject = subject_of(what);
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) {
    throw_usage({"知らない引数です (" + subject + ")", "unknown argument (" + what + ")"});
  }
  if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) {
    throw_usage(
        {"足りない引数があります (" + subject + ")", "an argument is missing (" + what + ")"});
  }
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
    throw_usage({"オプションの値の数が合いません (" + subject + ")",
                 "wrong number of values for an option (" + what + ")"});
  }
  throw_usage({"オプションの値が正しくありません (" + subject + ")",
               "an option has a value that cannot be used (" + what + ")"});
}

std::optional<IndexOptions> Parser::parse(int argc, const char* const* argv) {
  try {
    app_.parse(argc, argv);
  } catch (const CLI::Success& done) {
    app_.exit(done, std::cout, std::cerr);
    return std::nullopt;
  } catch (const CLI::ParseError& error) {
    explain(error, argc, argv);
  }
  const auto chosen = app_.get_subcommands();
  if (chosen.empty()) {
    throw_usage({"コマンドを指定してください (build, add, update, …)",
                 "name a command (build, add, update, …)"});
  }
  if (chosen.size() > 1) {
    throw_usage({"コマンドは一つだけ指定してください", "name one command only"});
  }
  for (const auto& [app, command] : subcommands_) {
    if (app == chosen.front()) options_.command = command;
  }
  if (!memory_.empty()) options_.memory = parse_size(memory_);
  options_.json = format_ == "json";
  options_.index = index_folder(options_.index);
  if (options_.command == IndexCommand::build && options_.user_dictionaries.empty()) {
    options_.user_dictionaries = configured_user_dictionaries();
  }
  return options_;
}

}  // namespace

const char* name(IndexCommand command) {
  for (const CommandText& text : commands()) {
    if (text.command == command) return text.name;
  }
  return "";
}

Language find_language(int argc, const char* const* argv) {
  Language language = language_from_environment();
  for (int i = 1; i < argc; ++i) {
    std::string_view value = argv[i];
    if (value == "--") break;
    if (value == "--lang" && i + 1 < argc) {
      value = argv[i + 1];
    } else if (value.starts_with("--lang=")) {
      value.remove_prefix(7);
    } else {
      continue;
    }
    if (value == "ja") language = Language::ja;
    if (value == "en") language = Language::en;
  }
  return language;
}

std::optional<IndexOptions> parse_options(int argc, const char* const* argv) {
  Parser parser(find_language(argc, argv));
  return parser.parse(argc, argv);
}

}  // namespace jirei
