import { drillReport } from '../../../lib/drill/report';
import { markersOf, placeLabels } from '../../../lib/drill/report-markers';
import { drillTable } from '../../../lib/drill/table';
import { drillResult, measurement } from './synthetic';

describe('drillReport', () => {
  const page = drillReport(drillResult({ measured: measurement({ lostWrites: 2 }) }));

  test('loads nothing from anywhere', () => {
    expect(page).not.toMatch(/https?:|src=|@import|url\(|<script|<link/);
  });

  test('plots throughput by node, the gap, the fault, the role change and the lost writes', () => {
    const plot = /<svg[\s\S]*<\/svg>/.exec(page)![0];
    expect(plot.match(/<polygon/g)).toHaveLength(2);
    expect(plot).toContain('writes acknowledged by node-2');
    expect(plot).toMatch(/<rect class="gap"[^>]*\/><text[^>]*>1\.50 s<\/text>/);
    expect(plot).toContain('kill -9 of Redis on node-1');
    expect(plot).toContain('node-2: become=primary');
    expect(plot).toContain('2 acknowledged writes lost');
    expect(plot).not.toContain('NaN');
    expect(plot).toMatch(/role="img" aria-labelledby/);
  });

  test('draws what took its time as a bar of its own line, and what failed in another colour', () => {
    const activities = [
      { lane: 'backup', title: 'backup <1>', fromMs: 500, toMs: 1500, failed: false },
      { lane: 'backup', title: 'backup 2', fromMs: 1600, toMs: 1800, failed: true },
      { lane: 'restore', title: 'load', fromMs: 2000, toMs: 4000, failed: false },
    ];
    const height = (plot: string): number => Number(/viewBox="0 0 \d+ (\d+)"/.exec(plot)![1]);
    const plot = /<svg[\s\S]*<\/svg>/.exec(drillReport(drillResult({ activities })))![0];
    expect(plot).toMatch(/<rect class="activity" [^>]*><title>backup &lt;1&gt;: 1\.00 s<\/title>/);
    expect(plot).toMatch(/<rect class="activity broke" [^>]*><title>backup 2, failed: 0\.20 s<\/title>/);
    expect(plot.match(/>(backup|restore)<\/text>/g)).toHaveLength(2);
    expect(height(plot)).toBeGreaterThan(height(page));
  });

  test('names declared, promised and measured, and the reasons of a failure', () => {
    expect(page).toMatch(/Recovery time \(RTO\)<\/th><td>5 s<\/td><td>4 s<\/td><td>1\.50 s<\/td>/);
    expect(page).toContain('>Passed<');
    const failed = drillReport(drillResult({ verdict: 'fail', reasons: ['too <slow> & late'] }));
    expect(failed).toContain('>Failed<');
    expect(failed).toContain('too &lt;slow&gt; &amp; late');
    expect(failed).not.toContain('<slow>');
  });

  test('survives a run without a single write', () => {
    const empty = drillReport(drillResult({
      durationMs: 0, gaps: [], events: [], fault: undefined, series: { bucketMs: 50, acknowledged: {}, failed: [0], lost: [0] },
    }));
    expect(empty).toContain('<svg');
    expect(empty).not.toContain('NaN');
  });
});

describe('placeLabels', () => {
  test('no label runs into another in its row', () => {
    const events = Array.from({ length: 12 }, (_, at) => ({ atMs: at * 40, source: 'fault', message: `fault number ${at}` }));
    const placed = placeLabels(markersOf(drillResult({ events })), (atMs) => atMs / 4, 1000);
    expect(placed).toHaveLength(12);
    expect(new Set(placed.map((marker) => `${marker.row}`)).size).toBeGreaterThan(5);
  });
});

describe('drillTable', () => {
  test('shows declared against promised against measured, and how to repeat', () => {
    const table = drillTable(drillResult());
    expect(table).toMatch(/Recovery time \(RTO\) +5 s +4 s +1\.50 s +ok/);
    expect(table).toMatch(/Steady again after +- +- +1\.50 s$/m);
    expect(table).toContain('--seed 42');
  });

  test('what was drilled names the transport where it is not the usual one', () => {
    expect(drillTable(drillResult())).toMatch(/: redis-7\.0, /);
    expect(drillTable(drillResult({ transport: 'tls' }))).toMatch(/: redis-7\.0 \(tls\), /);
  });

  test('a failure is named in the row and explained below', () => {
    const checks = [{ id: 'rto', title: 'Recovery', measured: '9 s', promised: '4 s', ok: false, reason: 'late' }];
    const table = drillTable(drillResult({ checks, verdict: 'fail', reasons: ['late'] }));
    expect(table).toMatch(/Recovery .*FAIL/);
    expect(table).toContain('  - late');
  });
});
