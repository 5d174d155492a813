import * as pulumi from '@pulumi/pulumi';
import { showFindings } from '../../../../constructs/pulumi/shared';
import { Severity, type Finding } from '../../../../lib/plan';
import { recorded } from '../recorded';

const finding = (severity: Severity, id: string): Finding => ({ severity, id, field: `field-${id}`, reason: 'reason', fix: 'fix' });

function shown(...findings: Finding[]) {
  return recorded(() => showFindings('cache', new pulumi.ComponentResource('test:index:Any', 'cache'), findings));
}

test('warnings are in the log', async () => {
  const { logged } = await shown(finding(Severity.WARNING, 'w'));
  expect(logged).toEqual([expect.stringContaining('w: field-w: reason; fix')]);
});

test('every error is said, and ends the program', async () => {
  await expect(shown(finding(Severity.ERROR, 'a'), finding(Severity.ERROR, 'b')))
    .rejects.toThrow('cache: field-a: reason; fix\ncache: field-b: reason; fix');
});
