import { askFailover, seenBySentinel } from '../../../../lib/agent/sentinel/ask-failover';
import { FakeLink, Refusal } from '../fake-link';

const replica = (over: Record<string, string> = {}): string[] =>
  Object.entries({ ip: '10.0.0.2', port: '6379', 'slave-priority': '100', flags: 'slave', ...over }).flat();
const soon = (wait: number): number => Date.now() + wait;

async function seen(replies: unknown[], wait = 2000): Promise<boolean> {
  const left = [...replies];
  const link = new FakeLink(() => {
    const reply = left.length > 1 ? left.shift() : left[0];
    if (reply instanceof Error) {
      throw reply;
    }
    return reply;
  });
  return seenBySentinel(link.link, 'demo', '10.0.0.2', 100, soon(wait));
}

test('a Sentinel has seen the node when it lists it at that priority', async () => {
  expect(await seen([[replica()]])).toBe(true);
  expect(await seen([[replica({ ip: '10.0.0.3' }), replica()]])).toBe(true);
});

test.each([
  ['another priority', replica({ 'slave-priority': '0' })], ['a node that is down', replica({ flags: 's_down,slave,disconnected' })],
  ['a node it has lost', replica({ flags: 'slave,disconnected' })], ['another node', replica({ ip: '10.0.0.3' })],
])('%s is not seen', async (_, listed) => {
  expect(await seen([[listed]], 120)).toBe(false);
});

test('it asks again until then, whatever goes wrong meanwhile', async () => {
  expect(await seen([new Error('timed out'), [], [replica({ 'slave-priority': '0' })], [replica()]])).toBe(true);
});

test('a failover is asked for once; an objection is told, not thrown', async () => {
  const willing = new FakeLink();
  expect(await askFailover(willing.link, 'demo')).toEqual({ refused: false, detail: 'OK' });
  expect(willing.calls).toEqual(['SENTINEL FAILOVER demo']);
  const unwilling = new FakeLink(() => { throw new Refusal('NOGOODSLAVE No suitable replica to promote'); });
  expect(await askFailover(unwilling.link, 'demo')).toMatchObject({ refused: true, detail: expect.stringContaining('NOGOODSLAVE') as string });
  const silent = new FakeLink(() => { throw new Error('Command timed out'); });
  expect(await askFailover(silent.link, 'demo')).toMatchObject({ refused: false });
});
