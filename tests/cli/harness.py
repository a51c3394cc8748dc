"""What the command-line tests share: running the built programs in clean folders and environments.

Run by ctest, which names the programs in JIREI_BIN_INDEX and JIREI_BIN_SEARCH. By hand:
    JIREI_BUILD=build/test python3 tests/cli/test_build.py
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

SOURCE = os.environ.get('JIREI_SOURCE_DIR') or os.path.abspath(
    os.path.join(os.path.dirname(__file__), '..', '..'))
_build = os.environ.get('JIREI_BUILD', os.path.join(SOURCE, 'build', 'test'))
INDEX = os.environ.get('JIREI_BIN_INDEX') or os.path.join(_build, 'indexer', 'jirei-index')
SEARCH = os.environ.get('JIREI_BIN_SEARCH') or os.path.join(_build, 'searcher', 'jirei-search')
SHARED = os.environ.get('JIREI_SHARED') or os.path.join(SOURCE, '..', 'shared')
DATA = os.path.join(SOURCE, 'data')
SKIPPED = 77
SLOWNESS = int(os.environ.get('JIREI_SLOWNESS', '1'))  # of sanitized programs
SANITIZED = os.environ.get('JIREI_SANITIZED', '')  # with what the programs are watched, '' for none


def patience(seconds):
    """How long to wait for what takes a tenth of that on a good day."""
    return seconds * SLOWNESS


def environment(home, **changes):
    """No setting of the person who runs the tests reaches the programs."""
    keep = ('PATH', 'TMPDIR', 'ASAN_OPTIONS', 'UBSAN_OPTIONS', 'TSAN_OPTIONS', 'LSAN_OPTIONS',
            'LD_LIBRARY_PATH')
    env = {k: os.environ[k] for k in keep if k in os.environ}
    env.update(HOME=home, LC_ALL='C.UTF-8', XDG_DATA_HOME=os.path.join(home, 'share'),
               XDG_CONFIG_HOME=os.path.join(home, 'config'))
    env.update({k: v for k, v in changes.items() if v is not None})
    for name, value in changes.items():
        if value is None:
            env.pop(name, None)
    return env


class Result:
    def __init__(self, process, command):
        self.command = command
        self.status = process.returncode
        self.raw = process.stdout
        self.out = process.stdout.decode('utf-8', 'surrogateescape')
        self.err = process.stderr.decode('utf-8', 'surrogateescape')

    def json(self):
        return json.loads(self.out)

    def lines(self):
        return self.out.splitlines()

    def __str__(self):
        return (f'\ncommand: {" ".join(map(str, self.command))}\nstatus: {self.status}\n'
                f'stdout: {self.out[:2000]}\nstderr: {self.err[:2000]}')


class CliTest(unittest.TestCase):
    """A test with a folder of its own (self.dir) and an index folder in it (self.index)."""

    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        cls.class_dir = tempfile.mkdtemp(prefix='jirei-test-')
        cls.addClassCleanup(shutil.rmtree, cls.class_dir, ignore_errors=True)

    def setUp(self):
        self.dir = tempfile.mkdtemp(dir=self.class_dir)
        self.index = os.path.join(self.dir, 'index')

    @classmethod
    def execute(cls, command, stdin=None, cwd=None, timeout=120, **env):
        process = subprocess.run(command, input=stdin, capture_output=True, cwd=cwd or cls.class_dir,
                                 timeout=patience(timeout), env=environment(cls.class_dir, **env))
        return Result(process, command)

    @classmethod
    def indexer(cls, *arguments, **more):
        return cls.execute([INDEX, *map(str, arguments)], **more)

    @classmethod
    def searcher(cls, *arguments, **more):
        return cls.execute([SEARCH, *map(str, arguments)], **more)

    def build(self, *sources, status=0, index=None, **more):
        result = self.indexer('build', '-i', index or self.index, *sources, **more)
        self.assertEqual(result.status, status, result)
        return result

    def search(self, *arguments, status=None, index=None, **more):
        result = self.searcher('-i', index or self.index, *arguments, **more)
        if status is not None:
            self.assertEqual(result.status, status, result)
        return result

    def answer(self, *arguments, **more):
        """The JSON answer; 0 and 1 are both fine."""
        result = self.search('--format', 'json', *arguments, **more)
        self.assertIn(result.status, (0, 1), result)
        self.assertEqual(result.status == 0, bool(result.json()['hits']), result)
        return result.json()

    def ids(self, *arguments, **more):
        result = self.search('--format', 'ids', '--limit', 10000, *arguments, **more)
        self.assertIn(result.status, (0, 1), result)
        return result.lines()

    def cat(self, *sources, status=0):
        result = self.indexer('cat', *sources)
        self.assertEqual(result.status, status, result)
        return [json.loads(line) for line in result.lines()]

    def write(self, name, text):
        path = os.path.join(self.dir, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'wb') as file:
            file.write(text if isinstance(text, bytes) else text.encode())
        return path

    def write_cases(self, name, *records):
        return self.write(name, ''.join(json.dumps(r, ensure_ascii=False) + '\n' for r in records))

    def open_terminal(self):
        """(master, slave) of a pseudo-terminal; skips where there are none (a bare chroot)."""
        try:
            return os.openpty()
        except OSError as error:
            self.skipTest(f'no pseudo-terminals here: {error}')

    def assert_error(self, result, *words):
        """Status 2, a message that holds the words, and nothing on standard output."""
        self.assertEqual(result.status, 2, result)
        for word in words:
            self.assertIn(word, result.err, result)


class Shipped(CliTest):
    """Asks an index of the shipped cases, made once for all tests of the class."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shared_index = os.path.join(cls.class_dir, 'index')
        result = cls.indexer('build', '-i', cls.shared_index, DATA)
        assert result.status == 0, result
        cls.records = {r['id']: r for r in map(json.loads, cls.indexer('cat', DATA).lines())}

    def setUp(self):
        super().setUp()
        self.index = self.shared_index


def case(number, text, **more):
    return {'id': f'c-{number}', 'title': f'題名{number}', 'body': text, **more}


class Change(CliTest):
    """A copy of a small index whose source has changed: one case is other, one gone, one new."""

    facets = {}  # of every case

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cases = os.path.join(cls.class_dir, 'cases.jsonl')
        cls.before = os.path.join(cls.class_dir, 'before')
        old = [case(i, f'ウイルスの話{i}。古い本文。', **cls.facets) for i in range(7)]
        cls.write_lines(cls.cases, old[:6])
        result = cls.indexer('build', '-i', cls.before, cls.cases)
        assert result.status == 0, result
        cls.write_lines(cls.cases, [case(0, '変わった本文。', **cls.facets), *old[2:]])
        cls.old_ids = [f'c-{i}' for i in range(6)]
        cls.new_ids = [f'c-{i}' for i in (0, 2, 3, 4, 5, 6)]

    @staticmethod
    def write_lines(path, records):
        with open(path, 'w', encoding='utf-8') as file:
            for record in records:
                file.write(json.dumps(record, ensure_ascii=False) + '\n')

    def fresh(self):
        shutil.rmtree(self.index, ignore_errors=True)
        shutil.copytree(self.before, self.index, symlinks=True)


def texts(record):
    """Title and section texts of a case record."""
    return [record['title'], *(s['text'] for s in record['sections'])]


def skip(reason):
    print(f'SKIPPED: {reason}')
    sys.exit(SKIPPED)


def main():
    for program in (INDEX, SEARCH):
        if not os.access(program, os.X_OK):
            sys.exit(f'{program} is not built')
    unittest.main(verbosity=1)
