import { sameMarker, tellOf } from '../../../../lib/agent/replication/announce';
import type { CommandResult } from '../../../../lib/agent/command-result';

const marker = { primary: 'node-2', epoch: 5, previous: 'node-1', changedAt: 'then', by: 'node-3' };
const news = { from: 'node-3', marker, released: true };

type Answer = CommandResult | 'never';
function scene(answers: Record<string, Answer>) {
  const told: unknown[][] = [];
  const order = (...words: unknown[]): Promise<CommandResult> => {
    told.push(words);
    const answer = answers[String(words[0])]!;
    return answer === 'never' ? new Promise(() => undefined) : Promise.resolve(answer);
  };
  return { told, tell: tellOf({ order }, Object.keys(answers)) };
}
const ok = { ok: true, detail: 'fenced' };
const no = { ok: false, detail: 'Command timed out' };

test('everybody is told the same, within a bound', async () => {
  const { told, tell } = scene({ 'node-1': ok, 'node-2': ok });
  await tell(news, 'node-1');
  expect(told).toEqual(['node-1', 'node-2'].map((name) => [name, 'role', JSON.stringify(news), 1500]));
});

test('only the one that matters is waited for, and its answer counts', async () => {
  expect(await scene({ 'node-1': ok, 'node-2': 'never' }).tell(news, 'node-1')).toBe(true);
  expect(await scene({ 'node-1': no, 'node-2': ok }).tell(news, 'node-1')).toBe(false);
  expect(await scene({ 'node-1': no, 'node-2': ok }).tell(news, 'node-2')).toBe(true);
});

test('one that is not among them has not heard', async () => {
  const { told, tell } = scene({ 'node-2': ok });
  expect(await tell(news, 'node-1')).toBe(false);
  expect(told).toHaveLength(1);
});

test('a claim was won when what stands is what was claimed, by the same one at the same moment', () => {
  expect(sameMarker(marker, { ...marker, previous: undefined })).toBe(true);
  for (const other of [{ epoch: 6 }, { primary: 'node-1' }, { changedAt: 'later' }, { by: 'node-1' }]) {
    expect(sameMarker(marker, { ...marker, ...other })).toBe(false);
  }
});
