import { FENCE } from '../../../../lib/config';
import { FenceSeen } from '../../../../lib/agent/region/fence-seen';
import { primary } from '../situations';
import { leading, MOVING, PROMOTED, region } from './region-situations';

const closed = primary({ minReplicas: FENCE, offset: 500 });
const moving = region({ record: MOVING, mayWrite: false });

function after(...situations: Parameters<typeof leading>[0][]) {
  const seen = new FenceSeen();
  situations.forEach((over) => seen.look(leading(over)));
  return seen.get();
}

test('R14: nothing to confirm while this region may write', () => {
  expect(after({}, {})).toBeUndefined();
});

test('R14: confirmed only when the offset was read after the fence had been seen', () => {
  expect(after({ region: moving })).toEqual({ epoch: 2, confirmed: false, offset: 200 });
  expect(after({ region: moving }, { region: moving, redis: closed })).toEqual({ epoch: 2, confirmed: false, offset: 500 });
  expect(after({ region: moving, redis: closed }, { region: moving, redis: { ...closed,
    offset: 510 } })).toEqual({ epoch: 2, confirmed: true, offset: 510 });
});

test('R14: a process or a role that is another one begins anew, and a silent one confirms nothing', () => {
  expect(after({ region: moving, redis: closed }, { region: moving, redis: { ...closed, runId: 'other' } })?.confirmed).toBe(false);
  expect(after({ region: moving, redis: { ...closed, role: 'replica' } }, { region: moving, redis: closed })?.confirmed).toBe(false);
  expect(after({ region: moving, redis: closed }, { region: moving, redis: undefined })).toEqual({ epoch: 2,
    confirmed: false, offset: 0 });
});

test('R14: a node without data has nothing to stop; a region that was replaced goes on confirming', () => {
  expect(after({ region: moving, hasData: false, redis: undefined })).toMatchObject({ confirmed: true });
  const replaced = region({ record: PROMOTED, mayWrite: false });
  expect(after({ region: replaced, redis: closed }, { region: replaced, redis: closed })).toEqual({ epoch: 3,
    confirmed: true, offset: 500 });
});
