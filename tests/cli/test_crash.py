"""The writer is killed, or refused, at every file operation; the index must never be lost or wrong.

Every point is tried on a fresh copy of the index: the program is stopped there, then the index is
searched, checked and updated again. JIREI_CRASH_WRITES says how many of a command's write points are
tried (all renames, fsyncs, unlinks always are); with 1000 it is all of them, and more than 200 in
sum. The sum is printed.
"""
import collections
import os

from harness import SEARCH, Change, main, skip

FAULT = os.environ.get('JIREI_FAULT_LIB', '')
WRITES = int(os.environ.get('JIREI_CRASH_WRITES', '8'))
KILLED = 137


class Crash(Change):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tried = collections.Counter()
        cls.finished = 0

    @classmethod
    def tearDownClass(cls):
        print(f'\npoints tried: {dict(cls.tried)}, {sum(cls.tried.values())} in all')
        if cls.finished < 10:
            return  # not all of them were asked for
        writes = sum(n for name, n in cls.tried.items() if name.endswith('w'))
        assert WRITES < 1000 or writes >= 200, f'only {writes} write points were reached'

    def faulty(self, command, at, how):
        return self.indexer(*command, LD_PRELOAD=FAULT, JIREI_FAULT_AT=str(at), JIREI_FAULT_HOW=how)

    def points(self, command):
        """The kinds of all operations of the command, in order."""
        self.fresh()
        log = os.path.join(self.dir, 'log')
        result = self.indexer(*command, LD_PRELOAD=FAULT, JIREI_FAULT_LOG=log)
        self.assertEqual(result.status, 0, result)
        with open(log, encoding='ascii') as file:
            return file.read()

    def chosen(self, kinds, how):
        """Every operation that is no write (all die alike), and writes spread over them all."""
        writes = [i for i, kind in enumerate(kinds, 1) if kind == 'w']
        others = [i for i, kind in enumerate(kinds, 1) if kind != 'w' and how != 'torn']
        return sorted(writes[::max(1, len(writes) // WRITES)] + others)

    def assert_right(self, after, context):
        """The old state or the new one, whole."""
        ids = sorted(self.ids())
        self.assertIn(ids, (self.old_ids, after), context)
        changed = self.ids('--exact', '変わった本文')
        self.assertEqual(changed, ['c-0'] if ids == self.new_ids else [], context)
        check = self.indexer('check', '-i', self.index)
        self.assertEqual(check.status, 0, (context, str(check)))

    def assert_recovers(self, command, after, context):
        again = self.indexer(*command)
        self.assertEqual(again.status, 0, (context, str(again)))
        self.assertEqual(sorted(self.ids()), after, context)
        self.assertEqual(self.indexer('check', '-i', self.index).status, 0, context)
        if '--purge' in command:
            self.assert_no_byte_of('話3。古い', context)
        left = [n for n in os.listdir(self.index) if n.startswith(('building', 'trash', 'current.'))]
        self.assertEqual(left, [], context)

    def assert_no_byte_of(self, text, context):
        """Of a text that the case store holds as it is (Xapian packs it)."""
        for top, _, names in os.walk(self.index):
            for name in names:
                with open(os.path.join(top, name), 'rb') as file:
                    self.assertNotIn(text.encode(), file.read(), (context, name))

    def tearDown(self):
        type(self).finished += 1

    def try_all(self, how, after, *command):
        kinds = self.points(command)
        for at in self.chosen(kinds, how):
            with self.subTest(command=command[0], how=how, at=at, kind=kinds[at - 1]):
                self.fresh()
                result = self.faulty(command, at, how)
                self.assertIn(result.status, (0, 2 if how == 'full' else KILLED), result)
                self.tried[how + ' ' + kinds[at - 1]] += 1
                self.assert_right(after, (how, at, kinds[at - 1], str(result)))
                self.assert_recovers(command, after, (how, at))

    def test_an_update_killed_at_any_point(self):
        self.try_all('kill', self.new_ids, 'update', '-i', self.index)

    def test_an_update_killed_in_the_middle_of_a_write(self):
        self.try_all('torn', self.new_ids, 'update', '-i', self.index)

    def test_a_disk_that_is_full_from_some_point_on_in_an_update(self):
        self.try_all('full', self.new_ids, 'update', '-i', self.index)

    def test_an_update_that_shares_files_with_the_generation_in_service(self):
        for how in ('kill', 'torn', 'full'):
            self.try_all(how, self.new_ids, 'update', '--share-above', '0', '-i', self.index)

    def test_a_build_killed_at_any_point(self):
        self.try_all('kill', self.new_ids, 'build', '--jobs', '1', '-i', self.index, self.cases)

    def test_a_build_killed_in_the_middle_of_a_write(self):
        self.try_all('torn', self.new_ids, 'build', '--jobs', '1', '-i', self.index, self.cases)

    def test_a_disk_that_is_full_from_some_point_on_in_a_build(self):
        self.try_all('full', self.new_ids, 'build', '--jobs', '1', '-i', self.index, self.cases)

    def test_a_purge_killed_at_any_point(self):
        self.fresh()
        with self.assertRaises(AssertionError):
            self.assert_no_byte_of('話3。古い', 'it is there before')
        after = [i for i in self.old_ids if i != 'c-3']
        self.try_all('kill', after, 'remove', '--purge', '-i', self.index, 'c-3')

    def test_a_disk_that_is_full_from_some_point_on_in_a_purge(self):
        after = [i for i in self.old_ids if i != 'c-3']
        self.try_all('full', after, 'remove', '--purge', '-i', self.index, 'c-3')

    def test_a_purge_killed_in_the_middle_of_a_write(self):
        after = [i for i in self.old_ids if i != 'c-3']
        self.try_all('torn', after, 'remove', '--purge', '-i', self.index, 'c-3')


if __name__ == '__main__':
    if not FAULT or not os.path.exists(FAULT):
        skip('the fault library is not built (JIREI_FAULT_LIB)')
    if not os.access(SEARCH, os.X_OK):
        skip('jirei-search is not built')
    main()
