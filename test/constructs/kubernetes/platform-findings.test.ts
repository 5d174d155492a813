import { App } from 'cdk8s';
import { Construct } from 'constructs';
import { showFindings } from '../../../constructs/kubernetes/platform-findings';
import { Severity, type Finding } from '../../../lib/plan';
import { anApp, saying } from './charts';

const finding = (severity: Severity, id: string): Finding => ({ severity, id, field: 'placement.zones', reason: 'there is one', fix: 'use three' });

function shown(app: App, findings: Finding[]): { construct: Construct; said: string[] } {
  const construct = new Construct(app, 'Redis');
  showFindings(construct, () => findings);
  return { construct, said: saying(() => app.synth()) };
}

test('a warning is a line and an entry in the metadata, in the words of the props', () => {
  const { construct, said } = shown(anApp(), [finding(Severity.WARNING, 'few-zones')]);
  expect(said).toEqual(['[redis-ha] Redis: few-zones: scheduling.zones: there is one; use three']);
  expect(construct.node.metadata).toMatchObject([{ type: 'redis-ha-finding', data: 'few-zones: scheduling.zones: there is one; use three' }]);
});

test('an error keeps the app from being synthesized, each time', () => {
  const app = anApp();
  expect(() => shown(app, [finding(Severity.ERROR, 'no-zones')])).toThrow(/\[Redis\] scheduling\.zones: there is one; use three/);
  expect(() => app.synth()).toThrow(/\[Redis\] scheduling\.zones/);
});
