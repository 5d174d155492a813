import { FAULTS, formed } from './cluster-bootstrap';

/** The steps at which the most is half done; `npm run test:soak` has all of them. */
const TELLING = ['cluster:addslotsrange:after', 'cluster:meet:after', 'claim:after', 'cluster:replicate:after'];
const CASES = FAULTS.filter(([node, step]) => TELLING.includes(step!) && (node === 'shard-1-1' || step === 'cluster:replicate:after'));

describe('R4: a Cluster is formed, whoever dies or loses its volume', () => {
  test.each(CASES)('agent of %s killed at %s', async (node, failpoint) => {
    await formed(node, failpoint, false);
  }, 120_000);

  test.each(CASES.slice(0, 2))('%s killed and emptied at %s', async (node, failpoint) => {
    await formed(node, failpoint, true);
  }, 120_000);
});
