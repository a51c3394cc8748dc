"""jirei-search -I, driven in tmux and compared with the screens in tests/fixtures/screens.

After a change that is meant, write them anew and read the difference:
    JIREI_BUILD=build JIREI_GOLDEN=write python3 tests/cli/test_screen.py && git diff tests/fixtures/screens
Times are 0.0 ms in all of them; NAME.ansi holds the colours, too.
"""
import os
import shlex
import shutil
import signal
import subprocess
import unittest

from harness import SEARCH, SOURCE, CliTest, environment, main, patience, skip
from screen_driver import Tmux

SCREENS = os.path.join(SOURCE, 'tests', 'fixtures', 'screens')


class ScreenTest(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cases = os.path.join(SCREENS, 'cases.jsonl')
        cls.table = os.path.join(SCREENS, 'facets.yaml')
        cls.shared_index = os.path.join(cls.class_dir, 'index')
        result = cls.indexer('build', '-i', cls.shared_index, '--facet-table', cls.table, cls.cases)
        assert result.status == 0, result

    def setUp(self):
        super().setUp()
        self.index = self.shared_index

    def start(self, *arguments, rows=24, columns=80, wait='12', before='', terminal='screen-256color', lang='ja', **env):
        """The program in a window of its own; `before` is a shell command that runs first."""
        # A socket's path may be a hundred bytes long, no more.
        window = Tmux(self.dir, rows, columns, environment(self.class_dir, JIREI_INDEX=self.index, **env), terminal)
        self.addCleanup(window.close)
        command = [SEARCH, '-I', '--lang', lang, *arguments]
        window.run(f'{before} exec {shlex.join(command)}')
        if wait:
            window.wait(wait)
        return window

    def golden(self, name, text):
        path = os.path.join(SCREENS, name if '.' in name else name + '.txt')
        if os.environ.get('JIREI_GOLDEN') == 'write':
            with open(path, 'w', encoding='utf-8') as file:
                file.write(text)
        with open(path, encoding='utf-8') as file:
            self.assertEqual(text, file.read(), f'{name} has changed; see the head of this test')


class Scenes(ScreenTest):
    def scene(self, name, *keys, wanted=(), absent=(), typed='', styled='', styles=False, **more):
        """Starts, types, presses, waits, compares."""
        window = self.start(**more)
        if typed:
            window.type(typed)
            window.wait(typed)
        for key in keys:
            window.keys(key)
        self.golden(name, window.wait(*wanted, absent=absent, styled=styled, styles=styles))
        return window

    def test_first_screen(self):
        self.scene('first-80x24', wanted=['12 件（全 12 件）'])

    def test_first_screen_large(self):
        self.scene('first-200x60', wanted=['12 件（全 12 件）', 'case-12'], rows=60, columns=200)

    def test_first_screen_english(self):
        self.scene('first-english', wanted=['12 cases (of 12)'], lang='en')

    def test_typing_japanese(self):
        self.scene('typing', typed='感染', wanted=['1 件（全 12 件）'])

    def test_typing_two_words_shows_partial_matches(self):
        self.scene('typing-two-words', typed='バックアップ 添付', wanted=['一部一致'])

    def test_typing_in_english_on_a_large_screen(self):
        self.scene('typing-english-120x40', typed='バックアップ', wanted=['2 cases (of 12)'], lang='en', rows=40,
                   columns=120)

    def test_editing_the_query(self):
        window = self.start()
        window.type('感染症')
        window.keys('BSpace')
        window.wait('検索: 感染 ')
        window.keys('C-a')
        window.type('標的 ')
        window.keys('C-e', 'C-w')
        self.golden('editing', window.wait('検索: 標的', absent=['感染']))

    def test_walking_the_facets(self):
        self.scene('facets-walk.ansi', 'Tab', 'Tab', 'Down', wanted=['Space 絞り込む'],
                   styled='\x1b\\[7m[^│\n]*千葉県', styles=True)

    def test_choosing_a_value(self):
        self.scene('facets-choose', 'Tab', 'Space', wanted=['地方=関東', '4 件'])

    def test_two_values_of_a_facet_widen(self):
        self.scene('facets-widen', 'Tab', 'Space', 'Down', 'Space', wanted=['地方=関東 > 地方=', '8 件'])

    def test_excluding_a_value(self):
        self.scene('facets-exclude', 'Tab', 'x', wanted=['地方!=関東', '8 件'])

    def test_drilling_down_and_back(self):
        window = self.start()
        window.keys('Tab', 'Space')
        window.wait('地方=関東', '4 件')
        window.keys('Tab', 'Tab', 'Space')
        self.golden('trail-down', window.wait('地方=関東 > 業種=', '全 12 件'))
        window.keys('BSpace')
        self.golden('trail-back', window.wait('地方=関東', '4 件', absent=['業種=']))
        window.keys('Escape')
        window.wait('Enter 読む')
        window.keys('Escape')
        self.golden('trail-start', window.wait('絞り込みなし', '12 件'))

    def test_reading_a_case(self):
        self.scene('reading', 'Enter', typed='感染', wanted=['起きたこと', '一致 -/'])

    def test_next_and_previous_match(self):
        window = self.scene('reading-next-match.ansi', 'Enter', 'n', 'n', typed='感染', wanted=['一致 2/'], styles=True)
        window.keys('N', 'N')
        self.golden('reading-last-match', window.wait('一致 3/3'))

    def test_reading_the_next_case(self):
        self.scene('reading-next-case', 'Enter', 'Right', wanted=['case-02 (cases.jsonl', '長野県'])

    def test_paging_in_a_case(self):
        self.scene('reading-end-60x10', 'Enter', 'G', wanted=['100%'], rows=10, columns=60)

    def test_coming_back_keeps_the_place(self):
        self.scene('reading-back', 'Down', 'Down', 'Enter', 'Escape', wanted=['Enter 読む', '▌  3 '])

    def test_sorting(self):
        self.scene('sort-by-size', 'C-o', 'C-o', wanted=['並び: 従業員規模 '])

    def test_sorting_backwards(self):
        self.scene('sort-newest', 'Tab', 's', 's', 's', 's', wanted=['並び: 発生年（逆順）'])

    def test_help(self):
        self.scene('help', '?', wanted=['検索語と事例'])

    def test_help_english_scrolled(self):
        self.scene('help-english', 'F1', 'PgDn', wanted=['redraw, suspend, leave'], lang='en')

    def test_the_command_of_the_view(self):
        self.scene('command', 'Tab', 'Space', 'Down', 'x', 'y', typed='添付', wanted=['写しました', 'jirei-search'])

    def test_the_id_of_the_case(self):
        self.scene('command-id', 'Down', 'Enter', 'Y', wanted=['写しました', 'case-02'])

    def test_nothing_found(self):
        self.scene('nothing', typed='存在しない語', wanted=['0 件'])

    def test_a_correction_is_told_and_taken_back(self):
        window = self.scene('correction', typed='バクアップ', wanted=['「バックアップ」で検索しました'])
        window.keys('C-t')
        self.golden('correction-undone', window.wait('0 件', absent=['検索しました']))

    def test_a_warning_about_the_query(self):
        self.scene('warning', typed='"感染', wanted=['──'])

    def test_long_titles_are_cut_and_wide_characters_stay_whole_at_the_edge(self):
        for columns in (61, 62, 63):
            window = self.start(columns=columns)
            window.keys('C-o')
            window.wait('並び: id')
            window.keys(*['Down'] * 5)
            self.golden(f'edge-{columns}', window.wait('▌  6 '))

    def test_ambiguous_characters(self):
        self.scene('ambiguous', typed='倉庫', wanted=['①', '1 件'])

    def test_ambiguous_characters_counted_as_wide(self):
        window = self.start('--ambiguous-wide')
        window.type('倉庫')
        self.golden('ambiguous-wide', window.wait('1 件', 'case-11'))

    def test_a_narrow_terminal_shows_one_pane_at_a_time(self):
        window = self.scene('narrow-hits', wanted=['case-01'], columns=44, rows=16)
        window.keys('Tab')
        self.golden('narrow-facets', window.wait('地方', absent=['case-01']))

    def test_a_terminal_that_is_too_small(self):
        window = self.start(rows=6, columns=50, wait='小さすぎます')
        self.golden('tiny', window.screen())
        window.resize(20, 70)
        self.golden('tiny-grown', window.wait('12 件（全 12 件）', '─' * 70))

    def test_resizing(self):
        window = self.start()
        window.type('添付')
        window.wait('検索: 添付')
        window.resize(30, 120)
        self.golden('resized-120x30', window.wait('検索: 添付', '─' * 120, 'case-12'))
        window.resize(24, 80)
        # The foot of the screen is what the narrowed old one cannot show.
        self.golden('resized-back', window.wait('検索: 添付', '─' * 80, '^C 終わる', absent=['─' * 81]))

    def test_resizing_while_reading(self):
        window = self.scene('resize-reading-80', 'Enter', wanted=['起きたこと'])
        window.resize(24, 48)
        self.golden('resize-reading-48', window.wait('起きたこと', '─' * 20, absent=['─' * 40]))

    def test_an_empty_index(self):
        self.index = os.path.join(self.dir, 'empty')
        self.build(self.write_cases('one.jsonl', {'id': 'a', 'title': '題名', 'body': '本文。'}))
        self.assertEqual(self.indexer('remove', '-i', self.index, 'a').status, 0)
        self.golden('empty-index', self.start(wait='索引に事例がありません').screen())

    def test_colours(self):
        self.scene('colours.ansi', 'Tab', 'Space', typed='感染', wanted=['地方=関東', '1 件'], styles=True)

    def test_no_colour(self):
        window = self.start(NO_COLOR='1')
        window.type('感染')
        window.wait('検索: 感染', '1 件')
        window.keys('Tab', 'Space')
        text = window.wait('地方=関東', styles=True)
        self.assertNotRegex(text, '\x1b\\[[0-9;]*(3[0-7]|38|4[0-7])m')
        self.golden('no-colour.ansi', text)

    def test_eight_colours(self):
        window = self.start(terminal='screen')
        window.type('感染')
        text = window.wait('検索: 感染', '1 件', styles=True)
        self.assertNotIn('38;5', text)
        self.golden('eight-colours.ansi', text)

    def test_options_of_the_command_line_are_where_it_begins(self):
        window = self.start('添付', '-f', '発生年=2013..2015', '-f', 'industry!=金融業', '--sort', '-発生年', wait='添付')
        self.golden('command-line', window.wait('発生年=2013..2015 > 業種!=金融業', '並び: 発生年（逆順）'))

    def test_an_error_of_a_filter_is_shown(self):
        window = self.start('-f', '業種=ないもの', wait='ないもの')
        self.golden('filter-error', window.wait('という値はありません'))
        window.keys('Escape')
        window.wait('12 件（全 12 件）')

    def test_a_long_query_keeps_its_end_in_sight(self):
        window = self.start()
        window.type('感染' * 40 + '終')
        self.golden('long-query', window.wait('感染終', '0 件'))

    def test_pasted_lines_are_one_query(self):
        window = self.start()
        window.paste('q 添付\n電話')
        self.golden('pasted', window.wait('検索: q 添付 電話'))

    def test_hits_below_the_screen_are_reached(self):
        self.scene('scrolled', *['Down'] * 11, wanted=['▌ 12 '], absent=['case-01'])

    def test_a_changed_index_is_noticed(self):
        source = os.path.join(self.dir, 'cases.jsonl')
        shutil.copy(self.cases, source)
        self.index = os.path.join(self.dir, 'changing')
        self.assertEqual(self.indexer('build', '-i', self.index, '--facet-table', self.table, source).status, 0)
        window = self.start()
        more = self.write_cases('more.jsonl', {'id': 'case-13', 'title': '足された事例', 'body': '本文。', '業種': '漁業'})
        self.assertEqual(self.indexer('add', '-i', self.index, more).status, 0)
        self.golden('index-changed', window.wait('13 件（全 13 件）'))


class Leaving(ScreenTest):
    def restored(self, leave, status):
        """Runs between two shells; the terminal must be as it was."""
        before, after = os.path.join(self.dir, 'before'), os.path.join(self.dir, 'after')
        pid = os.path.join(self.dir, 'pid')
        window = Tmux(self.dir, 24, 80, environment(self.class_dir))
        self.addCleanup(window.close)
        search = shlex.join([SEARCH, '-I', '--lang', 'ja', '-i', self.index])
        window.run(f'echo HELLO; stty -g > {before}; sh -c \'echo $$ > {pid}; exec "$@"\' sh {search}; '
                   f'echo LEFT $?; stty -g > {after}; exec sleep 1000')
        window.wait('12 件（全 12 件）')
        self.assertEqual(window.modes()[0], '1')
        with open(pid, encoding='utf-8') as file:
            leave(window, int(file.read()))
        text = window.wait(f'LEFT {status}')
        self.assertIn('HELLO', text, 'the screen of the shell is back')
        self.assertEqual(window.modes(), '0 1 0 0')
        with open(before, encoding='utf-8') as one, open(after, encoding='utf-8') as two:
            self.assertEqual(one.read(), two.read())
        return text

    def test_ctrl_c_leaves_with_status_0(self):
        self.restored(lambda window, pid: window.keys('C-c'), 0)

    def test_q_leaves_with_status_0(self):
        self.restored(lambda window, pid: window.keys('q'), 0)

    def test_what_was_copied_is_printed(self):
        def leave(window, pid):
            window.type('感染')
            window.wait('1 件（全 12 件）')
            window.keys('C-y')
            window.wait('写しました')
            window.keys('C-c')
        self.assertIn('感染\n', self.restored(leave, 0))

    def test_signals_restore_the_terminal(self):
        for name, status in (('SIGTERM', 143), ('SIGHUP', 129), ('SIGQUIT', 131), ('SIGSEGV', 139), ('SIGABRT', 134),
                             ('SIGINT', 0)):
            with self.subTest(name):
                self.dir = os.path.join(self.dir, name[3:])
                os.makedirs(self.dir)
                self.restored(lambda window, pid, name=name: os.kill(pid, getattr(signal, name)), status)
                self.dir = os.path.dirname(self.dir)

    def test_stopping_and_going_on(self):
        pid = os.path.join(self.dir, 'pid')
        window = Tmux(self.dir, 24, 80, environment(self.class_dir))
        self.addCleanup(window.close)
        search = shlex.join([SEARCH, '-I', '--lang', 'ja', '-i', self.index])
        window.run('exec bash --norc --noprofile -i') if shutil.which('bash') else self.skipTest('no bash here')
        window.type(f'PS1="READY "; {search}\n')
        window.wait('12 件（全 12 件）')
        window.type('感染')
        window.wait('1 件（全 12 件）')
        window.keys('C-z')
        window.wait('READY', absent=['件（全 12 件）'])
        self.assertEqual(window.modes()[0], '0')
        window.type('fg\n')
        window.wait('検索: 感染', '1 件（全 12 件）')
        window.keys('C-c')
        window.wait('READY')
        self.assertFalse(os.path.exists(pid))


class Refusing(ScreenTest):
    def test_without_a_terminal(self):
        self.assert_error(self.search('-I'), 'needs a terminal', 'jirei-search QUERY')
        self.assert_error(self.search('-I', '--lang', 'ja'), '端末が要ります')

    def test_terminals_that_cannot_show_a_screen(self):
        for term in ('dumb', '', 'no-such-terminal'):
            master, slave = self.open_terminal()
            process = subprocess.run([SEARCH, '-I', '-i', self.index], stdin=slave, stdout=slave, stderr=subprocess.PIPE,
                                     env=environment(self.class_dir, TERM=term), timeout=patience(60))
            os.close(slave)
            os.close(master)
            self.assertEqual(process.returncode, 2)
            self.assertIn(f'TERM={term}', process.stderr.decode())

    def test_without_an_index(self):
        window = self.start(wait='', before='true;')
        window.close()
        self.index = os.path.join(self.dir, 'nowhere')
        folder = os.path.join(self.dir, 'second')
        os.makedirs(folder)
        window = Tmux(folder, 24, 80, environment(self.class_dir))
        self.addCleanup(window.close)
        window.run(f'{shlex.join([SEARCH, "-I", "--lang", "ja", "-i", self.index])}; echo LEFT $?; exec sleep 1000')
        self.assertIn('nowhere', window.wait('LEFT 2'))


if __name__ == '__main__':
    if not shutil.which('tmux'):
        skip('tmux is not installed')
    main()
