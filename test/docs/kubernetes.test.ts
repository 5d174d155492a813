import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.join(__dirname, '../..');
const page = readFileSync(path.join(root, 'docs/kubernetes.md'), 'utf8');
const rows = [...page.matchAll(/^\| (F\d+) \|.*\| (.*) \|$/gm)].map(([, name, tried]) => ({ name: name!, tried: tried! }));

test('every way to lose data that is known of others has its row', () => {
  expect(rows.map(({ name }) => name)).toEqual(Array.from({ length: 11 }, (_, index) => `F${index + 1}`));
});

test.each(rows)('$name: the tests it names are there, and one of the manifests bears its name', ({ name, tried }) => {
  const named = [...tried.matchAll(/`(test\/[^`]+)` \*([^*]+)\*/g)].map(([, file, title]) => ({ file: file!, title: title! }));
  expect(named.length).toBeGreaterThan(0);
  for (const { file, title } of named) {
    expect({ file, there: existsSync(path.join(root, file)) }).toEqual({ file, there: true });
    // A quote in a title is escaped in its source.
    expect(readFileSync(path.join(root, file), 'utf8').replaceAll('\\\'', '\'')).toContain(`'${title}`);
  }
  expect(readFileSync(path.join(root, 'test/lib/manifests/known-failures.test.ts'), 'utf8')).toContain(`'${name}: `);
});

test('links lead somewhere', () => {
  for (const file of ['kubernetes', 'endpoints', 'operating', 'clients']) {
    const text = readFileSync(path.join(root, `docs/${file}.md`), 'utf8');
    for (const [, target, anchor] of text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)) {
      const linked = target === '' ? path.join(root, `docs/${file}.md`) : path.join(root, 'docs', target!);
      expect({ file, target, there: existsSync(linked) }).toEqual({ file, target, there: true });
      if (anchor !== undefined) {
        const headings = [...readFileSync(linked, 'utf8').matchAll(/^#+ (.*)$/gm)]
          .map(([, heading]) => heading!.toLowerCase().replace(/[^\w\- ]/g, '').replaceAll(' ', '-'));
        expect(headings).toContain(anchor);
      }
    }
  }
});
