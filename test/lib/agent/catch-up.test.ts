import { caughtUp } from '../../../lib/agent/catch-up';
import { FakeLink } from './fake-link';

const primary = new FakeLink(() => 'role:master\r\nmaster_replid:r\r\nmaster_repl_offset:500').link;
const replica = (over: { id?: string; offset?: number; link?: string }): FakeLink => new FakeLink(() =>
  `role:slave\r\nmaster_replid:${over.id ?? 'r'}\r\nslave_repl_offset:${over.offset ?? 500}\r\nmaster_link_status:${over.link ?? 'up'}`);
const within = (milliseconds: number): number => Date.now() + milliseconds;

test('every byte of the same stream over a link that is up', async () => {
  expect(await caughtUp(primary, replica({}).link, within(1000))).toBe(true);
});

test.each([[{ offset: 499 }], [{ id: 'another' }], [{ link: 'down' }], [{ offset: 501 }]])('%j is not it', async (over) => {
  const target = replica(over);
  expect(await caughtUp(primary, target.link, within(40))).toBe(false);
  expect(target.calls.length).toBeGreaterThan(1);
});

test('one that catches up in time', async () => {
  let offset = 480;
  const target = new FakeLink(() => {
    offset += 5;
    return `master_replid:r\r\nslave_repl_offset:${offset}\r\nmaster_link_status:up`;
  });
  expect(await caughtUp(primary, target.link, within(2000))).toBe(true);
  expect(target.calls).toHaveLength(4);
});

test('a deadline that is over: no, without a question', async () => {
  const target = replica({});
  expect(await caughtUp(primary, target.link, within(-1))).toBe(false);
  expect(target.calls).toEqual([]);
});
