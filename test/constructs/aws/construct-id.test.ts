import { constructId } from '../../../constructs/aws/construct-id';

test.each([['node-1', 'Node1'], ['shard-2-1', 'Shard21'], ['sentinel-10', 'Sentinel10'], ['agent', 'Agent']])('%s is %s', (name, id) => {
  expect(constructId(name)).toBe(id);
});
