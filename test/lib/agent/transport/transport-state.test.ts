import { agreedOn, everybody, type TransportState } from '../../../../lib/agent/transport/transport-state';

const state = (changes: Partial<TransportState> = {}): TransportState =>
  ({ to: 'tls', open: true, agreed: false, moved: false, done: false, ...changes });

test.each([
  ['everybody is open', [state(), state()], true],
  ['one is not open yet', [state(), state({ open: false })], false],
  ['one has another plan', [state(), state({ to: 'both' })], false],
  ['one is not heard of', [state(), undefined], false],
  ['one came up as the plan wants and waits for the others', [state(), state({ open: false, moved: true })], true],
  ['one has heard that everybody was open and one is silent since', [state({ agreed: true }), undefined], true],
  ['one agreed on something else', [state({ to: 'both', agreed: true }), undefined], false],
])('%s', (_, others, agreed) => {
  expect(agreedOn('tls', others)).toBe(agreed);
});

test('nothing is closed before the last node has gone over to the same transport', () => {
  expect(everybody('tls', [state({ done: true }), state({ done: true })], 'done')).toBe(true);
  expect(everybody('tls', [state({ done: true }), state()], 'done')).toBe(false);
  expect(everybody('tls', [state({ done: true }), state({ to: 'both', done: true })], 'done')).toBe(false);
  expect(everybody('tls', [state({ done: true }), undefined], 'done')).toBe(false);
});
