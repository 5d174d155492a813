import { readFileSync } from 'node:fs';
import { mermaid, svg } from '../../../lib/diagram';
import { demo, folder, invoked } from './invoked';

const files = folder();
afterAll(() => files.remove());
const file = files.file('demo.redis-ha.json', demo);

test('Mermaid by default, SVG by name of the file or by format', async () => {
  expect(await invoked('diagram', file)).toEqual({ code: 0, out: mermaid(demo), err: '' });
  expect((await invoked('diagram', file, '--format', 'svg')).out).toBe(svg(demo));
  const picture = files.file('demo.svg');
  expect(await invoked('diagram', file, '--out', picture)).toEqual({ code: 0, out: '', err: `written to ${picture}\n` });
  expect(readFileSync(picture, 'utf8')).toBe(svg(demo));
  expect(JSON.parse((await invoked('diagram', file, '--json')).out)).toEqual({ format: 'mermaid', diagram: mermaid(demo) });
});

test('an unknown format and a folder that is not there are refused', async () => {
  expect(await invoked('diagram', file, '--format', 'png')).toMatchObject({ code: 2, err: expect.stringContaining('--format: got "png"; use one of mermaid, svg') });
  expect(await invoked('diagram', file, '--format', 'constructor')).toMatchObject({ code: 2 });
  expect(await invoked('diagram', file, '--out', files.file('no/where.svg')))
    .toMatchObject({ code: 2, err: expect.stringContaining('--out: cannot write') });
});
