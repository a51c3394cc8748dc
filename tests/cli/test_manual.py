"""The manual pages of jirei-index name every command and option that its help names."""
import os
import re
import unittest

from harness import SOURCE, CliTest, main


class Manual(CliTest):
    def test_every_option_stands_in_the_manual(self):
        self.complete(os.path.join('man', 'jirei-index.1'))

    def test_every_option_stands_in_the_japanese_manual(self):
        self.complete(os.path.join('man', 'ja', 'jirei-index.1'))

    def complete(self, path):
        with open(os.path.join(SOURCE, 'indexer', path), encoding='utf-8') as file:
            page = file.read().replace('\\-', '-')
        top = self.indexer('--help').out
        commands = re.findall(r'^  ([a-z]+) {2,}', top.split('Subcommands:')[1], re.MULTILINE)
        self.assertGreaterEqual(len(commands), 9, top)
        for text in [top, *(self.indexer(command, '--help').out for command in commands)]:
            for option in re.findall(r'(?<![\w-])--?[a-z][a-z-]*', text):
                if option not in ('-dict',):
                    self.assertIn(option, page)
        for command in commands:
            self.assertRegex(page, rf'\.B[I]? {command}\b')


if __name__ == '__main__':
    main()
