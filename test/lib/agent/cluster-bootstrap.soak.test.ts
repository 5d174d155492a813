import { FAULTS, formed } from './cluster-bootstrap';

describe('R4: a Cluster is formed, whoever dies or loses its volume at whatever step', () => {
  test.each(FAULTS)('agent of %s killed at %s', async (node, failpoint) => {
    await formed(node, failpoint, false);
  }, 120_000);

  test.each(FAULTS)('%s killed and emptied at %s', async (node, failpoint) => {
    await formed(node, failpoint, true);
  }, 120_000);
});
