"""update --watch from the outside."""
import os
import signal
import subprocess
import time
import unittest

from harness import INDEX, CliTest, environment, main, patience


class Watch(CliTest):
    def wait_for_ids(self, wanted):
        until = time.monotonic() + patience(30)
        while time.monotonic() < until:
            if sorted(self.ids()) == wanted:
                return
            time.sleep(0.1)
        self.assertEqual(sorted(self.ids()), wanted)

    def test_changes_are_followed_until_interrupted(self):
        self.write_cases('cases/a.jsonl', {'id': 'a', 'title': '一', 'body': '本文'})
        self.build(os.path.join(self.dir, 'cases'))
        watcher = subprocess.Popen([INDEX, 'update', '--watch', '-i', self.index],
                                   env=environment(self.class_dir), stderr=subprocess.PIPE)
        try:
            line = watcher.stderr.readline().decode()
            self.assertIn('watching', line)
            self.write_cases('cases/b.jsonl', {'id': 'b', 'title': '二', 'body': '本文'})
            self.wait_for_ids(['a', 'b'])
            self.write_cases('cases/below/c.jsonl', {'id': 'c', 'title': '三', 'body': '本文'})
            self.wait_for_ids(['a', 'b', 'c'])
            self.write('cases/b.jsonl', '{"id":"b","tit')  # an editor in the middle of saving
            time.sleep(0.6)
            self.assertEqual(sorted(self.ids()), ['a', 'b', 'c'])
            os.remove(os.path.join(self.dir, 'cases/below/c.jsonl'))
            time.sleep(0.6)
            self.assertIsNone(watcher.poll(), 'a loss of a third is reported, not the end')
        finally:
            watcher.send_signal(signal.SIGINT)
            _, err = watcher.communicate(timeout=patience(30))
        self.assertEqual(watcher.returncode, 0, err.decode())


if __name__ == '__main__':
    main()
