import { provenMsAgo, type Answer } from '../../../../lib/agent/region/proof';
import { peer } from '../situations';
import { FIRST, MOVING } from './region-situations';

const others = ['r2-node-1', 'r2-node-2', 'r2-node-3'];
const says = (askedMsAgo: number, over: object = { region: FIRST }): Answer => ({ state: peer(over), askedMsAgo });

test('R14: nobody has said anything: no proof', () => {
  expect(provenMsAgo(FIRST, { answers: {}, others })).toBeUndefined();
});

test('R14: what the witness said dates from when it was asked, and only for the record it said it of', () => {
  expect(provenMsAgo(FIRST, { reading: { epoch: 1, askedMsAgo: 300 }, answers: {}, others })).toBe(300);
  expect(provenMsAgo(MOVING, { reading: { epoch: 1, askedMsAgo: 300 }, answers: {}, others })).toBeUndefined();
});

test('R14: an agent that asked the witness tells so; both spans count', () => {
  const told = { 'node-2': says(200, { region: FIRST, regionReadMsAgo: 700 }) };
  expect(provenMsAgo(FIRST, { answers: told, others })).toBe(900);
  expect(provenMsAgo(MOVING, { answers: told, others })).toBeUndefined();
});

test('R14: a majority of the other region, from the moment the last of it was asked; some of it is not enough', () => {
  expect(provenMsAgo(FIRST, { answers: { 'r2-node-1': says(100), 'r2-node-3': says(400) }, others })).toBe(400);
  expect(provenMsAgo(FIRST, { answers: { 'r2-node-1': says(100), 'r2-node-2': says(250), 'r2-node-3': says(400) }, others })).toBe(250);
  expect(provenMsAgo(FIRST, { answers: { 'r2-node-1': says(100) }, others })).toBeUndefined();
});

test('R14: this region\'s own nodes prove nothing by not knowing, nor does one that knows more, nor one that has forgotten everything', () => {
  expect(provenMsAgo(FIRST, { answers: { 'node-2': says(1), 'node-3': says(1) }, others })).toBeUndefined();
  expect(provenMsAgo(FIRST, { answers: { 'r2-node-1': says(1), 'r2-node-2': says(1, { region: MOVING }) }, others })).toBeUndefined();
  expect(provenMsAgo(FIRST, { answers: { 'r2-node-1': says(1), 'r2-node-2': says(1, {}) }, others })).toBeUndefined();
});

test('R14: where no agent of the other region runs, only the witness is left', () => {
  expect(provenMsAgo(FIRST, { answers: { 'r2-node-1': says(1) }, others: [] })).toBeUndefined();
});

test('R14: who knows another record of the same epoch confirms nothing: the witness was emptied between the two', () => {
  const another = { region: { ...FIRST, active: 'region-2' }, regionReadMsAgo: 1 };
  expect(provenMsAgo(FIRST, { answers: { 'r2-node-1': says(1, another), 'r2-node-2': says(1, another), 'node-2': says(1, another) }, others })).toBeUndefined();
});
