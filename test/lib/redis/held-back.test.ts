import { HeldBack } from '../../../lib/redis';

/** What passes and what stays when a text comes in pieces of that size. */
function split(text: string, size: number, kept: number): { passed: string; rest: string; tail: string } {
  const held = new HeldBack(kept);
  let passed = '';
  for (let at = 0; at < text.length; at += size) {
    passed += Buffer.concat(held.push(Buffer.from(text.slice(at, at + size)))).toString();
  }
  return { passed, rest: held.rest.toString(), tail: held.tail.toString() };
}

test.each([1, 2, 3, 4, 7, 100])('in pieces of %s the last bytes stay, and everything before them passes once', (size) => {
  const text = 'abcdefghijklmnopqrstuvwxyz0123456789';
  for (let length = 0; length <= text.length; length += 1) {
    const { passed, rest, tail } = split(text.slice(0, length), size, 4);
    expect(passed + rest + tail).toBe(text.slice(0, length));
    expect(tail).toHaveLength(Math.min(4, length));
  }
});

test('whole chunks pass uncopied while they are longer than what is kept', () => {
  const held = new HeldBack(4);
  const chunk = Buffer.from('a long chunk');
  held.push(chunk);
  expect(held.push(Buffer.from('another'))[0]).toBe(chunk);
});
