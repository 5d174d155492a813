import * as pulumi from '@pulumi/pulumi';
import { keptBy } from '../../../../constructs/pulumi/shared';

test('data is kept and protected unless somebody says otherwise', () => {
  expect(keptBy({})).toEqual({ protect: true, retainOnDelete: true });
  expect(keptBy({ protect: false })).toEqual({ protect: false, retainOnDelete: true });
  expect(keptBy({ removalPolicy: 'destroy' })).toEqual({ protect: false, retainOnDelete: false });
  expect(keptBy({ removalPolicy: 'destroy', protect: true })).toEqual({ protect: true, retainOnDelete: false });
});

test('another policy, or one that is not known yet, is refused', () => {
  expect(() => keptBy({ removalPolicy: 'snapshot' as 'retain' })).toThrow(/removalPolicy: got "snapshot"/);
  expect(() => keptBy({ protect: pulumi.output(true) as unknown as boolean })).toThrow(/protect: is an output/);
});
