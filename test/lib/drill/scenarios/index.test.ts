import { scenarioNamed, SCENARIOS, whyUnsuitable } from '../../../../lib/drill/scenarios';
import { Engine, Topology } from '../../../../lib/model';
import { plan, type DeploymentPlan } from '../../../../lib/plan';

test('the scenarios that cut the network say so, so that it is known before a lab starts whether it can be', () => {
  const cutting = SCENARIOS.filter((scenario) => scenario.link !== undefined || /\.cut(Regions)?\(/.test(scenario.run.toString()));
  expect(cutting.map(({ name }) => name)).toContain('partition-primary');
  expect(SCENARIOS.filter(({ cutsNetwork }) => cutsNetwork)).toEqual(cutting);
});

describe('a scenario says what it does not suit', () => {
  const planned = (topology: Topology, rtoSeconds = 5): DeploymentPlan =>
    plan({ name: 'demo', engine: Engine.REDIS_7_0, topology, failureDomains: 3, objectives: { rpoSeconds: 5, rtoSeconds } });
  const why = (name: string, deployment: DeploymentPlan): string | undefined => whyUnsuitable(scenarioNamed(name), deployment);

  test('a topology', () => {
    expect(why('scale-out', planned(Topology.sentinel()))).toBe('it is for cluster, the plan is of sentinel');
    expect(why('scale-out', planned(Topology.cluster()))).toBeUndefined();
    expect(why('drift-and-balance', planned(Topology.replication(), 60))).toMatch(/it is for cluster and sentinel/);
    expect(why('drift-and-balance', planned(Topology.sentinel()))).toMatch(/no preferred domain/);
  });

  test('too few nodes, of each shard', () => {
    expect(why('kill-primary-and-best-replica', planned(Topology.cluster()))).toBe('it needs 3 data nodes in each shard, the plan has 2');
    expect(why('kill-primary-and-best-replica', planned(Topology.cluster({ replicas: 2 })))).toBeUndefined();
  });
});
