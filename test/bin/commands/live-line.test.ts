import { LiveLine } from '../../../bin/commands/live-line';

function stream(isTTY: boolean): { written: string[]; stream: NodeJS.WriteStream } {
  const written: string[] = [];
  const fake = { isTTY, columns: 30, write: (text: string) => written.push(text) };
  return { written, stream: fake as unknown as NodeJS.WriteStream };
}

test('on a terminal one line is rewritten, and gone at the end', () => {
  const { written, stream: terminal } = stream(true);
  const line = new LiveLine(terminal);
  line.end();
  line.show('10 %');
  line.show('x'.repeat(100));
  line.end();
  expect(written).toEqual(['\r\x1b[K10 %', `\r\x1b[K${'x'.repeat(29)}`, '\r\x1b[K']);
});

test('elsewhere a line now and then', () => {
  const { written, stream: file } = stream(false);
  let now = 1000;
  const line = new LiveLine(file, () => now);
  line.show('10 %');
  now += 9999;
  line.show('20 %');
  now += 1;
  line.show('30 %');
  line.end();
  line.show('next');
  expect(written).toEqual(['10 %\n', '30 %\n', 'next\n']);
});
