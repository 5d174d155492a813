import { converted, refuseRest } from '../../../plugin/shared/inputs';

test('what nobody takes is named', () => {
  const { known: _known, ...rest }: any = { known: 1, replicaRegion: {}, misspelt: 2, absent: undefined };
  expect(() => refuseRest(rest)).toThrow('replicaRegion, misspelt: no such input');
  expect(() => refuseRest({})).not.toThrow();
});

test('refusals begin with the component, once', () => {
  const refusing = (message: string) => () => converted('cache', () => { throw new Error(message); });
  expect(refusing('tls: got nothing')).toThrow(/^cache: tls: got nothing$/);
  expect(refusing('cache: objectives.rpo: is tight')).toThrow(/^cache: objectives.rpo: is tight$/);
  expect(converted('cache', () => 1)).toBe(1);
});
