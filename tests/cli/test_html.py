"""The html page in a browser: its filters work, it asks for nothing, it is whole without its script."""
import json
import os
import re
import shutil
import subprocess
import unittest

from harness import DATA, CliTest, main, skip

BROWSER = next(filter(None, map(shutil.which, ('chromium', 'chromium-browser', 'google-chrome'))), None)
if not BROWSER:
    skip('no Chromium is installed')

DRIVER = r'''<script>
const hits = [...document.querySelectorAll('ol.hits > li')];
const values = (hit, facet) => [...hit.querySelectorAll('dd')].filter(d => d.dataset.facet === facet).map(d => d.dataset.value);
const seen = () => hits.filter(hit => hit.getClientRects().length > 0).map(hit => hits.indexOf(hit));
const boxes = [...document.querySelectorAll('nav input[type=checkbox]')].map(box => {
  const {facet, value} = box.closest('li').dataset;
  return {box, facet, value, expected: hits.filter(h => values(h, facet).includes(value)).map(h => hits.indexOf(h))};
});
const report = {hits: hits.length, boxes: boxes.length, wrong: [], all: seen().length,
                requests: performance.getEntriesByType('resource').map(e => e.name)};
const check = (name, expected) => {
  if (JSON.stringify(seen()) !== JSON.stringify(expected)) report.wrong.push([name, seen(), expected]);
};
for (const {box, value, expected} of boxes) { box.click(); check(value, expected); box.click(); check('', hits.map((_, i) => i)); }
for (const a of boxes) for (const b of boxes) {
  if (a === b) continue;
  a.box.click(); b.box.click();
  const both = hits.map((_, i) => i).filter(i => a.facet === b.facet
    ? a.expected.includes(i) || b.expected.includes(i) : a.expected.includes(i) && b.expected.includes(i));
  check(a.value + '+' + b.value, both);
  const shown = document.querySelector('.shown').textContent;
  if (!shown.includes(String(both.length))) report.wrong.push([shown, both.length]);
  a.box.click(); b.box.click();
}
report.labelled = boxes.every(({box}) => box.labels.length === 1 && box.labels[0].textContent.trim() !== '');
report.headings = [...document.querySelectorAll('h1,h2,h3,h4')].map(h => Number(h.tagName[1]));
report.sideways = document.documentElement.scrollWidth > document.documentElement.clientWidth;
const out = document.createElement('pre');
out.id = 'report';
out.textContent = JSON.stringify(report);
document.body.append(out);
</script>'''


class Html(CliTest):
    def browse(self, page, *arguments):
        path = self.write('page.html', page)
        process = subprocess.run(
            [BROWSER, '--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-dev-shm-usage',
             f'--user-data-dir={self.dir}/profile', *arguments, '--virtual-time-budget=10000', '--dump-dom',
             f'file://{path}'], capture_output=True, timeout=240)
        return process.stdout.decode('utf-8', 'replace')

    def report(self, page, *arguments):
        dom = self.browse(page.replace('</body>', DRIVER + '</body>'), *arguments)
        found = re.search(r'<pre id="report">(.*?)</pre>', dom, re.S)
        self.assertIsNotNone(found, dom[-2000:])
        return json.loads(found.group(1).replace('&lt;', '<').replace('&gt;', '>').replace('&amp;', '&'))

    def setUp(self):
        super().setUp()
        self.build(DATA)
        self.page = self.search('--format', 'html', '--limit', '12', 'ランサムウェア バックアップ', status=0).out

    def test_filters_widen_and_narrow(self):
        for window in ('--window-size=1200,900', '--window-size=400,800'):
            report = self.report(self.page, window)
            self.assertEqual(report['wrong'], [])
            self.assertEqual((report['hits'], report['all']), (12, 12))
            self.assertGreater(report['boxes'], 10)
            self.assertTrue(report['labelled'])
            self.assertEqual(report['requests'], [])
            self.assertFalse(report['sideways'], window)

    def test_headings_never_skip_a_level(self):
        levels = self.report(self.page)['headings']
        self.assertEqual(levels[0], 1)
        self.assertEqual(levels.count(1), 1)
        for before, after in zip(levels, levels[1:]):
            self.assertLessEqual(after, before + 1, levels)

    def test_hostile_text_stays_text(self):
        hostile = {'id': 'x', 'title': '<script>document.title="owned"</script> 事例 " \' &',
                   'body': '<img src=x onerror="document.title=1"> 事例の本文 </p></article>',
                   '業種': '"><b>業</b>'}
        self.build(self.write_cases('hostile.jsonl', hostile))
        page = self.search('--format', 'html', '事例 <i>', status=0).out
        dom = self.browse(page)
        self.assertNotIn('<title>owned', dom)
        self.assertNotIn('<img', dom)
        self.assertEqual(self.report(page)['wrong'], [])


if __name__ == '__main__':
    main()
