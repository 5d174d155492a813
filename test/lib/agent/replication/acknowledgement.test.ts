import { nextAcknowledgement } from '../../../../lib/agent/replication/acknowledgement';
import { FakeLink } from '../fake-link';

const line = (offset: number): string => `role:master\r\nslave0:ip=10.0.0.2,port=6379,state=online,offset=${offset},lag=0`;

test('returns when the acknowledged offset moves', async () => {
  let asked = 0;
  const link = new FakeLink(() => { asked += 1; return line(asked < 4 ? 100 : 200); });
  const began = Date.now();
  expect(await nextAcknowledgement(link.link, '10.0.0.2', 1000)).toBeGreaterThanOrEqual(began);
  expect(asked).toBe(4);
});

test('gives up on a replica that the primary does not know, and on one that stays silent', async () => {
  expect(await nextAcknowledgement(new FakeLink(() => line(100)).link, '10.0.0.9', 1000)).toBeUndefined();
  expect(await nextAcknowledgement(new FakeLink(() => line(100)).link, '10.0.0.2', 60)).toBeUndefined();
});
