import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, Testing, type Chart, type ChartProps } from 'cdk8s';
import type { Construct } from 'constructs';

export interface ExampleChart {
  readonly objects: Record<string, any>[];
  readonly chart: Chart;
  named(kind: string, name: string): Record<string, any>;
  /** Path of the plan beside the manifests. */
  readonly planFile: string;
}

/** Synthesizes the chart of an example as its app.ts does, without a word on standard error. */
export function exampleChart(type: new (scope: Construct, id: string, props?: ChartProps) => Chart): ExampleChart {
  const app = new App({ outdir: mkdtempSync(path.join(tmpdir(), 'redis-ha-example-')) });
  const chart = new type(app, 'example', { namespace: 'redis' });
  const quiet = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const objects = Testing.synth(chart) as Record<string, any>[];
  quiet.mockRestore();
  return {
    objects,
    chart,
    named: (kind, name) => objects.find((object) => object.kind === kind && object.metadata.name === name)!,
    planFile: chart.node.findAll().map((construct) => (construct as { planFile?: string }).planFile).find(Boolean)!,
  };
}
