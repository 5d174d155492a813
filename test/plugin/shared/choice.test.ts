import { output } from '@pulumi/pulumi';
import { chosen } from '../../../plugin/shared/choice';

interface Tls {
  fromSecret?: { arn: string };
  plaintext?: boolean;
}

const tls = (choice: Tls | undefined): string | undefined =>
  chosen('tls', choice, { fromSecret: ({ arn }) => arn, plaintext: () => 'plaintext' });

test('the one that is given is made, and nothing of nothing', () => {
  expect(tls({ fromSecret: { arn: 'arn:1' } })).toBe('arn:1');
  expect(tls({ plaintext: true, fromSecret: undefined })).toBe('plaintext');
  expect(tls(undefined)).toBeUndefined();
});

test.each<[any, string]>([
  [{}, 'tls: got none of its fields; give exactly one of fromSecret, plaintext'],
  [{ plaintext: false }, 'tls: got none of its fields'],
  [{ plaintext: true, fromSecret: { arn: 'arn:1' } }, 'tls: got plaintext and fromSecret; give exactly one'],
  [{ letsEncrypt: {} }, 'tls: got letsEncrypt; give exactly one of fromSecret, plaintext'],
  [{ toString: {} }, 'tls: got toString; give exactly one'],
  [output({ plaintext: true }), 'tls: is an output as a whole'],
])('%j is refused', (choice, message) => {
  expect(() => tls(choice)).toThrow(message);
});
