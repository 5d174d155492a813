import * as pulumi from '@pulumi/pulumi';
import { objectivesOf } from '../../../../constructs/pulumi/shared';

test('objectives are spans of time', () => {
  expect(objectivesOf('objectives', { rpo: '5s', rto: '1m' })).toEqual({ rpoSeconds: 5, rtoSeconds: 60 });
});

test('the one that is none is named', () => {
  expect(() => objectivesOf('objectives', { rpo: '5s', rto: 'soon' })).toThrow(/^objectives\.rto: got "soon"/);
  expect(() => objectivesOf('objectives', pulumi.output({ rpo: '5s', rto: '1m' }) as never)).toThrow(/^objectives: is an output/);
});
