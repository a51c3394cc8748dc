"""What the guide and the README tell people to type works."""
import os
import re
import xml.etree.ElementTree

from harness import SOURCE, CliTest, main

GUIDE = os.path.join(SOURCE, 'searcher', 'man', 'guide.ja.md')
README = os.path.join(SOURCE, 'README.md')


def read(path):
    with open(path, encoding='utf-8') as file:
        return file.read()


class Guide(CliTest):
    def setUp(self):
        super().setUp()
        self.guide = read(GUIDE)

    def blocks(self, kind):
        return re.findall(rf'```{kind}\n(.*?)```', self.guide, re.DOTALL)

    def test_every_option_exists(self):
        known = {'jirei-search': self.searcher('--help').out, 'jirei-index': self.indexer('--help').out}
        for command in ('build', 'add', 'update', 'remove', 'cat', 'check', 'info', 'convert'):
            known['jirei-index'] += self.indexer(command, '--help').out
        found = 0
        for path in (GUIDE, README):
            for program, rest in re.findall(r'(jirei-search|jirei-index)((?: [^`|#\n]*)?)', read(path)):
                for option in re.findall(r'(?<=\s)--?[a-zA-Z][a-z-]*', rest):
                    found += 1
                    self.assertRegex(known[program], rf'(?<![\w-]){option}\b', f'{path}: {program}{rest}')
        self.assertGreater(found, 40)

    def test_the_table_of_the_spreadsheet_is_read_as_shown(self):
        block = next(b for b in self.blocks('console') if 'iconv' in b)
        lines = block.splitlines()
        header = next(i for i, line in enumerate(lines) if line.startswith('id,'))
        rows = [line for line in lines[header:] if line.count(',') == lines[header].count(',')]
        self.assertEqual(len(rows), 3)
        csv = self.write('hyou.csv', '\r\n'.join([*rows, '']).encode('cp932'))
        built = self.build(csv, '--lang', 'ja')
        self.assertIn('2 件を索引にしました', built.out + built.err)
        shown = block[block.index(' 1. '):block.index('…\n')].rstrip()
        self.assertIn(shown, self.search('添付', '--lang', 'ja', COLUMNS='80', cwd=self.dir).out)

    def test_facets_of_ones_own_work_as_shown(self):
        table = self.write('hiyari.yaml', next(b for b in self.blocks('yaml') if b.startswith('facets:')))
        block = next(b for b in self.blocks('console') if 'hiyari.jsonl' in b)
        cases = self.write('hiyari.jsonl', ''.join(line + '\n' for line in block.splitlines() if line.startswith('{')))
        self.build('--facet-table', table, cases)
        shown = block[block.index(' 1. '):block.index('…\n')].rstrip()
        self.assertIn(shown, self.search('-f', '種類=設備', '--lang', 'ja', COLUMNS='80').out)

    def test_what_is_linked_is_there(self):
        for path in (GUIDE, README):
            for target in re.findall(r'\]\((?!https?:|#)([^)#]+)', read(path)):
                self.assertTrue(os.path.exists(os.path.join(os.path.dirname(path), target)), f'{path}: {target}')

    def test_the_screenshot_is_a_picture_of_text(self):
        root = xml.etree.ElementTree.parse(os.path.join(SOURCE, 'searcher', 'man', 'screen.svg')).getroot()
        text = ''.join(root.itertext())
        for word in ('検索', 'ランサムウェア', '地方=関東', '業種'):
            self.assertIn(word, text)
        self.assertNotIn('http://', re.sub('http://www.w3.org/2000/svg', '', read(os.path.join(SOURCE, 'searcher', 'man', 'screen.svg'))))


if __name__ == '__main__':
    main()
