import { readFileSync } from 'node:fs';
import { templates, twoRegions } from './regions';
import { anApp } from './stacks';

test('one plan: the same bytes beside both stacks, with the nodes of both regions', () => {
  const { redis, replica } = twoRegions();
  const [home, other] = [(redis as unknown as { planFile: string }).planFile, replica.planFile].map((file) => readFileSync(file, 'utf8'));
  expect(other).toBe(home);
  expect(JSON.parse(home!)).toMatchObject({
    nodes: [{ name: 'node-1' }, { name: 'node-2' }, { name: 'node-3' }],
    regions: [{ name: 'region-1', role: 'primary' }, { name: 'region-2', role: 'replica', nodes: [{ name: 'r2-node-1' }, { name: 'r2-node-2' }, { name: 'r2-node-3' }] }],
  });
});

test.each(['strong', 'weak'])('references across regions, %s: neither region\'s stack needs the other, and there is no cycle', (mode) => {
  const { app } = twoRegions({ app: anApp({ context: { '@aws-cdk/core:defaultCrossStackReferences': mode } }) });
  const all = templates(app);
  for (const name of ['Home', 'Replica', 'Witness']) {
    expect(JSON.stringify(all[name])).not.toMatch(/GetStackOutput|cdk\/exports\/(Home|Replica)/);
  }
  expect(JSON.stringify(all.Link)).toContain(mode === 'weak' ? 'Fn::GetStackOutput' : '/cdk/exports/');
});
