import { replaceDead } from '../../../../lib/agent/cluster/replace-dead';
import { FakeLink } from '../fake-link';

interface Replica {
  role: string;
  link: string;
  offset: number;
  host?: string;
  stream?: string;
  copying?: string;
}

const DEAD = { host: '10.0.1.1', port: 6379, replicationId: 'r' };

/** A replica that takes over when it is asked to. */
function heir(node: string, replica: Replica, silent = false): { node: string; fake: FakeLink; link: FakeLink['link'] } {
  const fake = new FakeLink((command) => {
    if (silent) {
      throw new Error('no connection');
    }
    if (command === 'CLUSTER FAILOVER FORCE') {
      replica.role = 'master';
      return 'OK';
    }
    const { role, link, offset, host = DEAD.host, stream = 'r', copying = '0' } = replica;
    return `role:${role}\r\nmaster_host:${host}\r\nmaster_port:6379\r\nmaster_link_status:${link}\r\n`
      + `slave_repl_offset:${offset}\r\nmaster_replid:${stream}\r\nmaster_sync_in_progress:${copying}\r\n`;
  });
  return { node, fake, link: fake.link };
}

const asked = ({ fake }: { fake: FakeLink }): boolean => fake.calls.includes('CLUSTER FAILOVER FORCE');

test('R6: the most advanced replica is asked, and nobody else', async () => {
  const [a, b, c] = [heir('a', { role: 'slave', link: 'down', offset: 10 }), heir('b', { role: 'slave', link: 'down', offset: 20 }),
    heir('c', { role: 'slave', link: 'down', offset: 30 }, true)];
  expect(await replaceDead([a, b, c], DEAD, () => undefined)).toBe('b');
  expect([asked(a), asked(b)]).toEqual([false, true]);
});

test('R6: bytes that still arrive are waited for', async () => {
  let looks = 0;
  const moving = {
    role: 'slave',
    get link() { looks += 1; return looks > 2 ? 'down' : 'up'; },
    get offset() { return looks > 2 ? 40 : 10; },
  };
  const a = heir('a', moving);
  const b = heir('b', { role: 'slave', link: 'down', offset: 15 });
  expect(await replaceDead([a, b], DEAD, () => undefined)).toBe('a');
});

test('R6: where somebody leads already nobody is asked', async () => {
  const [a, b] = [heir('a', { role: 'slave', link: 'down', offset: 50 }), heir('b', { role: 'master', link: '', offset: 20 })];
  expect(await replaceDead([a, b], DEAD, () => undefined)).toBe('b');
  expect(asked(a)).toBe(false);
});

test('without a reachable replica nothing happens', async () => {
  expect(await replaceDead([heir('a', { role: 'slave', link: 'down', offset: 1 }, true)], DEAD, () => undefined)).toBeUndefined();
});

test('R6: a replica that has another stream, copies, or follows another one by now is not asked, however long its log', async () => {
  const strange = [{ stream: 'other' }, { copying: '1' }, { host: '10.0.1.3' }].map((over) =>
    heir('strange', { role: 'slave', link: 'down', offset: 90, ...over }));
  for (const each of strange) {
    expect(await replaceDead([each], DEAD, () => undefined)).toBeUndefined();
    expect(asked(each)).toBe(false);
  }
  const fit = heir('fit', { role: 'slave', link: 'down', offset: 10 });
  expect(await replaceDead([...strange, fit], DEAD, () => undefined)).toBe('fit');
});

test('R6: it is looked at once more right before it is asked', async () => {
  const replica: Replica = { role: 'slave', link: 'down', offset: 10 };
  const one = heir('one', replica);
  const seen = one.fake.call.bind(one.fake);
  let looks = 0;
  one.fake.call = (...words) => {
    looks += 1;
    replica.host = looks > 2 ? '10.0.1.3' : undefined;
    return seen(...words);
  };
  expect(await replaceDead([one], DEAD, () => undefined)).toBeUndefined();
  expect(asked(one)).toBe(false);
});
