import { lossOfDomain } from '../../../../lib/drill/scenarios/domains';
import { Engine, Topology } from '../../../../lib/model';
import { review, type DeploymentPlan } from '../../../../lib/plan';

function planned(topology: Topology, failureDomains: number): DeploymentPlan {
  return review({ name: 'demo', engine: Engine.REDIS_7_0, topology, failureDomains, objectives: { rpoSeconds: 5, rtoSeconds: 60 } });
}

function unsafe(deployment: DeploymentPlan): (string | undefined)[] {
  return deployment.failureDomains.map((domain) => lossOfDomain(deployment, domain));
}

describe('the loss of a domain is survived', () => {
  test.each([
    ['replication', Topology.replication({ replicas: 2 })],
    ['Sentinel', Topology.sentinel()],
    ['Cluster', Topology.cluster()],
  ])('over three domains: %s', (_, topology) => {
    expect(unsafe(planned(topology, 3))).toEqual([undefined, undefined, undefined]);
  });

  test('not where it takes a majority of the Sentinels with it', () => {
    expect(unsafe(planned(Topology.sentinel(), 2)).filter(Boolean)).toEqual([expect.stringMatching(/has 2 of 3 Sentinels/)]);
  });

  test('not where it takes every copy with it', () => {
    expect(unsafe(planned(Topology.replication(), 1))).toEqual([expect.stringMatching(/every copy of the data is in/)]);
    const bare = planned(Topology.cluster({ replicas: 0 }), 3);
    expect(unsafe(bare).every((why) => /every copy of shard \d is in/.test(why ?? ''))).toBe(true);
  });
});
