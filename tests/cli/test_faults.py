"""Every system call that can fail fails once: the answer is right or the failure is told, and the
index stays whole.

tests/fault/syscalls.cpp is put before the C library. For each command the calls are counted first;
then, kind by kind, single calls fail: all of them where there are few, else JIREI_FAULT_POINTS
(default 6) spread over them. The sum is printed.
"""
import collections
import errno
import os
import signal
import subprocess
import time
import unittest

from harness import INDEX, SEARCH, Change, case, environment, main, patience

LIBRARY = os.environ.get('JIREI_SYSCALL_LIB', '')
POINTS = int(os.environ.get('JIREI_FAULT_POINTS', '6'))

# What each kind of call fails with (tests/fault/syscalls.cpp explains the letters).
ERRORS = {
    'o': (errno.EMFILE, errno.EACCES, errno.EIO),
    'r': (errno.EIO, errno.EINTR, 'short'),
    'w': (errno.ENOSPC, errno.EIO, errno.EINTR, 'short'),
    's': (errno.EACCES, errno.EIO),
    'm': (errno.ENOMEM,),
    'f': (errno.EIO, errno.ENOSPC),
    'l': (errno.ENOLCK, errno.EINTR),
    'd': (errno.EIO,),
    'n': (errno.EIO, errno.ENOSPC),
    'u': (errno.EIO, errno.EACCES),
    'k': (errno.ENOSPC, errno.EACCES),
    't': (errno.EIO,),
    'c': (errno.EIO, errno.EINTR),
    'y': (errno.EIO,),
    'p': (errno.EIO, errno.EINTR, errno.ENOSPC, 'short'),
}


class Faults(Change):
    facets = {'業種': '製造業'}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not LIBRARY:
            raise unittest.SkipTest('no JIREI_SYSCALL_LIB: sanitizers want to be loaded first')
        cls.tried = collections.Counter()
        cls.told = collections.Counter()
        cls.batch = os.path.join(cls.class_dir, 'queries')
        with open(cls.batch, 'w', encoding='utf-8') as file:
            file.write('q1\tウイルス\nq2\t本文\n')

    @classmethod
    def tearDownClass(cls):
        print(f'\nfaults injected: {sum(cls.tried.values())} ({sum(cls.told.values())} told as errors): '
              f'{dict(cls.tried)}')
        assert sum(cls.told.values()) > 50, 'hardly any fault reached the programs'

    def points(self, run, command):
        """How many calls of each kind the command makes, and its answer without a fault."""
        log = os.path.join(self.dir, 'log')
        good = run(*command, LD_PRELOAD=LIBRARY, JIREI_SYSCALL_LOG=log)
        self.assertIn(good.status, (0, 1), good)
        with open(log, encoding='ascii') as file:
            return collections.Counter(file.read()), good

    def each_fault(self, run, command, prepare):
        """Yields (what failed, the faulty result, the good one)."""
        prepare()
        counts, good = self.points(run, command)
        for kind, errors in ERRORS.items():
            count = counts[kind]
            chosen = range(1, count + 1) if count <= POINTS else sorted(
                {1 + round(i * (count - 1) / max(1, POINTS - 1)) for i in range(POINTS)})
            for error in errors:
                for at in chosen:
                    prepare()
                    faulty = run(*command, LD_PRELOAD=LIBRARY, JIREI_SYSCALL=kind,
                                 JIREI_SYSCALL_AT=str(at), JIREI_SYSCALL_ERROR=str(error))
                    name = error if isinstance(error, str) else errno.errorcode[error]
                    what = f'{command[0]}: call {at}/{count} of {kind}, {name}'
                    self.tried[f'{kind} {name}'] += 1
                    if faulty.status == 2:
                        self.told[kind] += 1
                    yield what, name, faulty, good

    def assert_told(self, what, faulty):
        """No crash; an error is status 2 and says so."""
        self.assertIn(faulty.status, (0, 1, 2), f'{what}{faulty}')
        if faulty.status == 2:
            # `check` lists what is wrong where its verdict stands. Xapian takes a table of terms that cannot be
            # opened for one that is not there: the cases contradict it then.
            told = faulty.err + (faulty.out if faulty.command[1] == 'check' else '')
            self.assertRegex(told, 'error: .|cannot |damaged|not the one|missing|has \\d+ errors|contradicts', f'{what}{faulty}')
            self.assertNotIn('unexpected error', faulty.err, f'{what}{faulty}')

    def try_reading(self, run, *command):
        """The right answer, or an error; interrupted and short transfers are no error at all."""
        for what, name, faulty, good in self.each_fault(run, command, lambda: None):
            with self.subTest(what):
                self.assert_told(what, faulty)
                if faulty.status != 2:
                    self.assertEqual((faulty.status, faulty.out), (good.status, good.out),
                                     f'{what}: another answer, untold{faulty}')

    def test_searching(self):
        # Measured times differ from run to run: formats that do not print them.
        for command in (['--format', 'ids', 'ウイルス'], ['--format', 'csv', '本文'],
                        ['--show', 'c-1', '--format', 'text'], ['--complete', 'ウイ'],
                        ['--format', 'ids', '--similar', 'c-1'],
                        ['--format', 'trec', '--batch', self.batch],
                        ['--format', 'ids', '-f', '業種=製造業', '--sort', 'id', '話']):
            self.try_reading(self.searcher, *command, '-i', self.before)

    def test_reading_commands_of_the_indexer(self):
        for command in (['check', '-i', self.before], ['cat', self.cases]):
            self.try_reading(self.indexer, *command)

    def assert_whole(self, what, faulty):
        """The old state or, where the command says that it succeeded, the new one."""
        ids = sorted(self.ids())
        allowed = (self.new_ids,) if faulty.status == 0 else (self.old_ids, self.new_ids)
        self.assertIn(ids, allowed, f'{what}{faulty}')
        check = self.indexer('check', '-i', self.index)
        self.assertEqual(check.status, 0, f'{what}{check}')

    def try_writing(self, *command):
        for what, _, faulty, _ in self.each_fault(self.indexer, command, self.fresh):
            with self.subTest(what):
                self.assert_told(what, faulty)
                self.assert_whole(what, faulty)
                again = self.indexer(*command)
                self.assertEqual(again.status, 0, f'{what}{again}')
                self.assertEqual(sorted(self.ids()), self.new_ids, what)

    def test_updating(self):
        self.try_writing('update', '-i', self.index)

    def test_building_again(self):
        self.try_writing('build', '-i', self.index, self.cases)

    def test_converting_leaves_a_whole_file_or_none(self):
        target = os.path.join(self.dir, 'out.jsonl')

        def prepare():
            if os.path.exists(target):
                os.remove(target)

        command = ['convert', self.cases, '--to', 'jsonl', '-o', target]
        for what, _, faulty, _ in self.each_fault(self.indexer, command, prepare):
            with self.subTest(what):
                self.assert_told(what, faulty)
                if os.path.exists(target):
                    self.assertEqual([r['id'] for r in self.cat(target)], self.new_ids, what)
                else:
                    self.assertEqual(faulty.status, 2, f'{what}{faulty}')


class Signals(Change):
    """A signal ends a program as it ends any other, and leaves the index as it was."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source = os.path.join(cls.class_dir, 'many.jsonl')
        cls.write_lines(cls.source, [case(i, f'ウイルスの話{i}。' * 40) for i in range(3000)])

    def test_a_build_that_is_interrupted_leaves_a_whole_index(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            for delay in (0.02, 0.2, 0.5):
                with self.subTest(signal=number, delay=delay):
                    self.fresh()
                    process = subprocess.Popen(
                        [INDEX, 'build', '-i', self.index, self.source], stdout=subprocess.DEVNULL,
                        stderr=subprocess.DEVNULL, env=environment(self.class_dir))
                    time.sleep(delay)
                    process.send_signal(number)
                    status = process.wait(timeout=patience(60))
                    self.assertIn(status, (-number, 128 + number, 2, 0))
                    # The old index, or the new one where the signal came behind the switch.
                    cases = self.ids('--limit', '10000')
                    self.assertTrue(sorted(cases) == self.old_ids or len(cases) == 3000, cases[:10])
                    self.assertTrue(status != 0 or len(cases) == 3000)
                    self.assertEqual(self.indexer('check', '-i', self.index).status, 0)
                    self.build(self.source)
                    self.assertEqual(len(self.ids('--limit', '10000')), 3000)

    def test_a_reader_that_goes_away_is_no_error(self):
        self.build(self.source)
        for command in ([SEARCH, '-i', self.index, '--limit', '3000', '--format', 'csv', 'ウイルス'],
                        [SEARCH, '-i', self.index, '--show', 'c-1'],
                        [INDEX, 'cat', self.source]):
            process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                       env=environment(self.class_dir))
            process.stdout.read(10)
            process.stdout.close()
            message = process.stderr.read()
            process.stderr.close()
            status = process.wait(timeout=patience(60))
            self.assertIn(status, (0, -signal.SIGPIPE), (command, message))
            self.assertEqual(message, b'', command)


if __name__ == '__main__':
    main()
