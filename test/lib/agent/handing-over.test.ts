import type { CommandResult } from '../../../lib/agent/command-result';
import { HandingOver } from '../../../lib/agent/handing-over';

const DONE: CommandResult = { ok: true, to: 'node-2', detail: 'handed over' };
const BUSY = { ok: false, detail: 'a handover is already under way' };

test('a second one is refused while the first is carried out, and until what came of it has been looked at', async () => {
  const handing = new HandingOver();
  let end = (_: CommandResult): void => undefined;
  const first = handing.once(() => new Promise((resolve) => { end = resolve; }));
  const began = handing.looks();
  expect([handing.underWay, handing.over]).toEqual([true, false]);
  expect(await handing.once(async () => DONE)).toEqual(BUSY);
  end(DONE);
  expect(await first).toEqual(DONE);
  // This look began while the role was still here.
  began();
  expect([handing.underWay, handing.over]).toEqual([false, false]);
  expect(await handing.once(async () => DONE)).toEqual(BUSY);
  handing.looks()();
  expect(handing.over).toBe(true);
  expect(await handing.once(async () => DONE)).toEqual(DONE);
});

test('one that fails is over as well, and says why', async () => {
  const handing = new HandingOver();
  expect(await handing.once(() => Promise.reject(new Error('no answer')))).toEqual({ ok: false, detail: 'no answer' });
  handing.looks()();
  expect(handing.over).toBe(true);
});
