import { transported } from '../../../bin/commands/transport-option';
import { Transport } from '../../../lib/model';
import { plan } from '../../../lib/plan';
import { demoSpec } from '../../lib/plan/specs';
import { demo } from './invoked';

test('a plan is run as it is, or with the transport that is asked for', () => {
  expect(transported(demo, undefined)).toBe(demo);
  expect(transported(demo, 'tls')).toEqual(plan(demoSpec({ transport: Transport.TLS })));
  expect(() => transported(demo, 'TLS')).toThrow('--transport: got "TLS"; use one of plaintext, both, tls');
});
