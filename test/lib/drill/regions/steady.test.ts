import { staysSteady } from '../../../../lib/drill/regions/steady';
import { Ledger } from '../../../../lib/drill/ledger';
import type { Check } from '../../../../lib/drill/result';
import { plan } from '../../../../lib/plan';
import { demoSpec } from '../../plan/specs';
import { write } from '../synthetic';

const THERE = { name: 'region-2', nodes: ['r2-node-1'] };

/** Writes of the old region until 1 s, of the new one from 9 s on, once a second; none of the new one in between. */
function checked(silentFrom: number, silentTo: number): Check {
  const ledger = new Ledger('test');
  ledger.addWriter('w0');
  write(ledger, 0, 1000, { writer: 0 });
  for (let at = 9000; at <= 60_000; at += 1000) {
    if (at < silentFrom || at >= silentTo) {
      write(ledger, at, at + 1, { writer: 0, node: 'r2-node-1' });
    }
  }
  const checks: Check[] = [];
  const context = { plan: plan(demoSpec()), load: { stoppedAt: 60_000 }, check: (check: Check) => checks.push(check) };
  staysSteady(context as never, ledger, THERE);
  return checks[0]!;
}

test('the time before the new region took its first write does not count', () => {
  expect(checked(0, 0)).toMatchObject({ ok: true, measured: '1.00 s' });
});

test('an interruption after it is held against the deployment\'s own recovery time, also one that never ends', () => {
  const interrupted = checked(20_000, 50_000);
  expect(interrupted).toMatchObject({ ok: false, measured: '31.00 s' });
  expect(interrupted.reason).toContain('region-2 took over and then');
  expect(checked(20_000, 61_000)).toMatchObject({ ok: false, measured: '41.00 s' });
});
