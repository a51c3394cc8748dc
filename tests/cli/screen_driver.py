"""Drives a program in a tmux of its own: keys in, the screen out."""
import os
import re
import shutil
import subprocess
import time

import harness

TIMES = re.compile(r'[ \d.]{6} ms')


class Timeout(AssertionError):
    pass


class Tmux:
    """One window on a private server. Every wait has an end; nothing sleeps and hopes."""

    def __init__(self, folder, rows, columns, environment, terminal='screen-256color', patience=30):
        self.socket = os.path.join(folder, 'tmux')
        self.environment = {**environment, 'TERM': 'xterm-256color'}
        self.patience = harness.patience(patience)
        config = os.path.join(folder, 'tmux.conf')
        with open(config, 'w', encoding='utf-8') as file:
            file.write('set -g status off\nset -s escape-time 0\nset -g remain-on-exit on\n'
                       f'set -g default-terminal {terminal}\nset -g history-limit 0\n')
        self.start = [shutil.which('tmux'), '-u', '-S', self.socket, '-f', config]
        self.size = ['-x', str(columns), '-y', str(rows)]

    def tmux(self, *arguments, check=True):
        return subprocess.run([*self.start, *arguments], capture_output=True, env=self.environment, check=check,
                              timeout=harness.patience(60)).stdout.decode('utf-8', 'replace')

    def run(self, command):
        """Starts the shell command in the window."""
        self.tmux('new-session', '-d', *self.size, '/bin/sh', '-c', command)

    def close(self):
        self.tmux('kill-server', check=False)

    def keys(self, *names):
        """Named keys: Down, C-c, Escape."""
        self.tmux('send-keys', *names)

    def type(self, text):
        self.tmux('send-keys', '-l', text)

    def paste(self, text):
        self.tmux('set-buffer', text)
        self.tmux('paste-buffer', '-p')

    def resize(self, rows, columns):
        self.tmux('resize-window', '-x', str(columns), '-y', str(rows))

    def screen(self, styles=False):
        text = self.tmux('capture-pane', '-p', *(['-e'] if styles else []))
        return TIMES.sub('   0.0 ms', text)

    def modes(self):
        """What the program has switched on: alternate screen, hidden cursor, application keys."""
        form = '#{alternate_on} #{cursor_flag} #{keypad_flag} #{keypad_cursor_flag}'
        return self.tmux('display-message', '-p', form).strip()

    def exited(self):
        """The exit status of the program in the window, or None while it runs."""
        dead, status = self.tmux('display-message', '-p', '#{pane_dead} #{pane_dead_status}').split(' ')
        return int(status) if dead == '1' and status.strip() else None

    def wait(self, *wanted, absent=(), styled='', unlike='', styles=False):
        """The screen as soon as it holds all that is wanted, no answer is waited for, and it stays.

        `styled` is a pattern of the screen with its colours, for what only they tell; `unlike` a screen
        with its colours that this one must differ from.
        """
        end = time.monotonic() + self.patience
        before = None
        while True:
            text = self.screen()
            ready = all(w in text for w in wanted) and not any(a in text for a in absent) and '… ms' not in text
            ready = ready and (not styled or re.search(styled, self.screen(True)))
            ready = ready and (not unlike or self.screen(True) != unlike)
            if ready and text == before:
                return self.screen(styles) if styles else text
            before = text if ready else None
            if time.monotonic() > end:
                raise Timeout(f'waited for {wanted} (without {absent}), saw:\n{text}')
            time.sleep(0.02)

    def wait_for_exit(self):
        end = time.monotonic() + self.patience
        while self.exited() is None:
            if time.monotonic() > end:
                raise Timeout(f'still running:\n{self.screen()}')
            time.sleep(0.02)
        return self.exited()
