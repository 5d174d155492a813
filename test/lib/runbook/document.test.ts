import { RegionStrategy, Topology } from '../../../lib/model';
import { dryRun, stepsOf, type PromotionPort } from '../../../lib/region/promotion';
import { runbookDocument, runbookMarkdown, runbookPermissions, type RunbookOptions } from '../../../lib/runbook';
import { FakeRegions, twoRegions } from '../region/promotion/fake-regions';

const OTHER = 'region-2';
const ARN = 'arn:aws:iam::111122223333:role/on-call';
const ALL: RunbookOptions = {
  deploymentTag: 'Stack-demo-1234', groups: [{ group: 'g1' }, { group: 'g2' }], approvers: [ARN],
  names: [
    { hostedZoneId: 'Z1', recordName: 'redis.example.com', target: 'r2.example.com' },
    { hostedZoneId: 'Z2', recordName: 'redis.example.org', target: 'r2.example.com' },
    { hostedZoneId: 'Z1', recordName: 'replicas.example.com', target: 'r3.example.com' },
  ],
};

interface Step {
  readonly name: string;
  readonly action: string;
  readonly description?: string;
  readonly inputs: any;
  readonly onFailure?: string;
  readonly isEnd?: boolean;
}

const made = (strategy: RegionStrategy, target = OTHER, options: RunbookOptions = {}): { document: any; steps: Step[] } => {
  const document: any = runbookDocument(twoRegions({ strategy }), target, options);
  return { document, steps: document.mainSteps };
};

test.each(Object.values(RegionStrategy).flatMap((strategy) => ['region-1', OTHER].map((target) => [strategy, target] as const)))(
  'command, Markdown and document have the same steps in the same order (%s, %s)', async (strategy, target) => {
    const plan = twoRegions({ strategy });
    const titles = stepsOf(plan, target).map(({ title }) => title);
    const world = new FakeRegions(plan);
    if (target === 'region-1') {
      world.records.set(2, { ...world.newest, epoch: 2, active: OTHER });
    }
    const port: PromotionPort = world.port();
    expect((await dryRun(target, port)).steps.map(({ title }) => title)).toEqual(titles);
    expect([...runbookMarkdown(plan, target).matchAll(/^\d+\. \*\*(.*?)\*\*/gm)].map(([, title]) => title)).toEqual(titles);
    expect(made(strategy, target, ALL).steps.flatMap(({ description }) => description ?? [])).toEqual(titles);
  });

test('each step runs, on a node that answers, the very command it has in the plan', () => {
  const plan = twoRegions();
  const { steps } = made(RegionStrategy.WARM);
  for (const { title, command } of stepsOf(plan, OTHER)) {
    const { inputs } = steps.find(({ description }) => description === title)!;
    expect(inputs.InstanceIds).toEqual(['{{ findNode.InstanceId }}']);
    const words = command.replace('redis-ha-agent ', '').replace(OTHER, '{{ TargetRegion }}');
    expect(inputs.Parameters.commands.at(-1)).toContain(`redis-ha-agent.js ${words} --config /etc/redis-ha/node.json`);
  }
});

test('the document is whole: names are unique and well formed, every jump has a place to go, every path ends', () => {
  for (const strategy of Object.values(RegionStrategy)) {
    for (const options of [{}, ALL]) {
      const { document, steps } = made(strategy, OTHER, options);
      const names = steps.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      names.forEach((name) => expect(name).toMatch(/^[a-zA-Z0-9_]{3,128}$/));
      const [choice] = steps.find(({ action }) => action === 'aws:branch')!.inputs.Choices;
      const jumps = [choice.NextStep, steps[1]!.inputs.Default, ...steps.flatMap(({ onFailure }) => onFailure?.split('step:')[1] ?? [])];
      jumps.forEach((jump) => expect(names).toContain(jump));
      expect(document.outputs.map((output: string) => output.split('.')[0]).filter((name: string) => !names.includes(name))).toEqual([]);
      // Whatever falls through to the next step does not fall into one that is only jumped to.
      expect(steps.filter(({ isEnd }) => isEnd).map(({ name }) => name)).toEqual(['dryRun', names.at(-2), 'takeBack']);
      expect(document.parameters.DryRun.default).toBe('true');
      expect(JSON.stringify(document)).not.toMatch(/undefined|null/);
    }
  }
});

test('evidence cannot become a command', () => {
  const { document, steps } = made(RegionStrategy.WARM);
  const pattern = new RegExp(document.parameters.Evidence.allowedPattern);
  expect(pattern.test('instances stopped, see ticket 12')).toBe(true);
  for (const bad of ['"; reboot', '$(reboot)', '`reboot`', 'a\nb', '\\']) {
    expect(pattern.test(bad)).toBe(false);
  }
  expect(JSON.stringify(steps)).not.toContain('--evidence {{');
});

test('what fails before the region is in charge gives the writes back; the activation and later steps do not', () => {
  const { steps } = made(RegionStrategy.WARM);
  expect(steps.filter(({ onFailure }) => onFailure).map(({ name }) => name)).toEqual(['announce', 'fence', 'catchUp', 'choose']);
});

test('a pilot light has its groups raised just before nodes are waited for, names are changed in their zone, and somebody approves', () => {
  const { steps } = made(RegionStrategy.PILOT_LIGHT, OTHER, ALL);
  const names = steps.map(({ name }) => name);
  expect(names.slice(names.indexOf('check'))).toEqual(
    ['check', 'approve', 'startNode1', 'startNode2', 'start', 'announce', 'fence', 'catchUp', 'choose', 'activate', 'verify',
      'names', 'names2', 'oldRegion', 'takeBack']);
  expect(steps.find(({ name }) => name === 'startNode2')!.inputs).toMatchObject({ AutoScalingGroupName: 'g2', DesiredCapacity: 1 });
  expect(steps.find(({ name }) => name === 'names')!.inputs).toMatchObject({
    Api: 'ChangeResourceRecordSets', HostedZoneId: 'Z1', ChangeBatch: { Changes: [{ Action: 'UPSERT' }, { Action: 'UPSERT' }] },
  });
  expect(steps.find(({ name }) => name === 'names2')!.inputs).toMatchObject({ HostedZoneId: 'Z2' });
  expect(steps.find(({ name }) => name === 'approve')!.inputs.Approvers).toEqual([ARN]);
  const apis = new Set(steps.flatMap(({ inputs }) => (inputs.Service ? [`${inputs.Service}:${inputs.Api}`] : [])));
  const allowed = runbookPermissions().flatMap(({ actions }) => actions);
  apis.forEach((api) => expect(allowed).toContain(api));
});

test('Markdown says what it costs by the plan, and that a Cluster is no different', () => {
  const plan = twoRegions({}, Topology.cluster({ shards: 3, replicas: 1 }));
  const text = runbookMarkdown(plan, OTHER);
  expect(text).toContain(`| **${plan.regionChange!.promise.rtoSeconds}** |`);
  expect(text).toContain('redis-ha region abort demo.redis-ha.json');
});
