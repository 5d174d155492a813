import { Topology } from '../../../lib/model';
import type { Finding } from '../../../lib/plan';
import { replicationFindings } from '../../../lib/plan/findings-replication';
import { reviewed } from './reviewed';
import { demoSpec } from './specs';

const objectives = { rpoSeconds: 60, rtoSeconds: 600 };
const replication = (replicas: number, cascaded: number): Finding[] =>
  replicationFindings(reviewed(demoSpec({ topology: Topology.replication({ replicas, cascaded }), objectives })));

test('that a person has to act is always said, with the time it takes from then on', () => {
  const made = reviewed(demoSpec({ topology: Topology.replication(), objectives }));
  expect(replicationFindings({ ...made, promise: { ...made.promise, rto: { ...made.promise.rto,
    hangSeconds: 12.25 } } })).toEqual([{
    severity: 'warning', id: 'no-automatic-failover', field: 'topology',
    reason: expect.stringContaining('`redis-ha failover` is called, and 12.25 s from then on'), fix: expect.stringContaining('Topology.sentinel'),
  }]);
});

test('copies of copies have a price, and it is another with one or several to copy from', () => {
  expect(replication(3, 0)).toHaveLength(1);
  expect(replication(3, 2)[1]).toMatchObject({
    severity: 'warning', id: 'cascaded', field: 'topology.cascaded', fix: expect.stringMatching(/^use one less/),
    reason: expect.stringMatching(/^2 of 3 replicas copy from the only one that copies from the primary: /),
  });
  expect(replication(3, 1)[1]).toMatchObject({
    id: 'cascaded', fix: expect.stringMatching(/^keep it/), reason: expect.stringMatching(/^1 of 3 replicas copy from 2 that copy from the primary: /),
  });
});
