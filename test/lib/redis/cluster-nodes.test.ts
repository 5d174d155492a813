import { countSlots, parseClusterNodes } from '../../../lib/redis';

const [A, B, C] = ['a', 'b', 'c'].map((letter) => letter.repeat(40)) as [string, string, string];
const TEXT = [
  `${A} 127.0.0.1:6379@16379,host-a myself,master - 0 1700000000000 3 connected 0-5460 6000 [93->-${B}] [94-<-${C}]`,
  `${B} 127.0.0.2:6379@16379 master,fail? - 1 2 2 connected 5461-5999 6001-16383`,
  `${C} :0@0 slave,noaddr ${A} 0 1 3 disconnected`,
  '',
].join('\n');

test('every member of a Cluster, with and without host names', () => {
  const [a, b, c] = parseClusterNodes(TEXT);
  expect(a).toEqual({
    id: A, host: '127.0.0.1', port: 6379, flags: ['myself', 'master'], primaryId: undefined, configEpoch: 3, connected: true,
    slots: [{ from: 0, to: 5460 }, { from: 6000, to: 6000 }], migrating: { 93: B }, importing: { 94: C },
  });
  expect(b).toMatchObject({ host: '127.0.0.2', flags: ['master', 'fail?'], slots: [{ from: 5461, to: 5999 }, { from: 6001, to: 16383 }] });
  expect(c).toMatchObject({ host: '', port: 0, primaryId: A, connected: false, slots: [] });
});

test('slots are counted with both ends', () => {
  expect(countSlots([{ from: 0, to: 5460 }, { from: 6000, to: 6000 }])).toBe(5462);
  expect(countSlots([])).toBe(0);
});
