import { clusterObservation } from '../../../lib/doctor/collect-cluster';
import { Topology } from '../../../lib/model';
import { planOf } from './observed';

const plan = planOf(Topology.cluster());
const addresses = Object.fromEntries(plan.nodes.map(({ name }, index) => [name, `127.0.9.${index + 1}`]));
const id = (letter: string): string => letter.repeat(40);
const line = (letter: string, host: string, rest: string): string => `${id(letter)} ${host}:6379@16379 ${rest}`;

test('members are told by the plan\'s names, and what is no node of it is a stranger', () => {
  expect(clusterObservation(plan, addresses, { cluster_state: 'ok', cluster_slots_assigned: '16384' }, [
    line('a', '127.0.9.1', `myself,master - 0 0 1 connected 0-5460 [5->-${id('b')}]`),
    line('b', '127.0.9.3', 'master,fail? - 0 0 2 connected 5461-10922'),
    line('c', '127.0.9.5', 'master - 0 0 3 connected 10923-16383'),
    line('d', '127.0.9.2', `slave ${id('a')} 0 0 1 connected`),
    line('e', '127.0.9.4', 'handshake - 0 0 0 connected'),
    line('f', '127.0.9.99', 'master - 0 0 0 connected'),
  ].join('\n'))).toEqual({
    ok: true, slotsAssigned: 16384, slots: 5461, replicates: '', failing: ['shard-2-1'], moving: 1,
    strangers: [`${id('e')} (handshake)`, `${id('f')} (master)`], missing: ['shard-2-2', 'shard-3-2'],
  });
});

test('a replica says whose', () => {
  expect(clusterObservation(plan, addresses, { cluster_state: 'fail', cluster_slots_assigned: '0' }, [
    line('a', '127.0.9.1', 'master - 0 0 1 connected 0-5460'),
    line('d', '127.0.9.2', `myself,slave ${id('a')} 0 0 1 connected`),
  ].join('\n'))).toMatchObject({ ok: false, slots: 0, replicates: 'shard-1-1' });
});
