import { AppendFsync } from '../../../lib/model';
import { MAX_MEMORY_POLICIES, requireSettingNumber, requireSettingWords } from '../../../lib/plan/setting-values';
import { demoSpec, withOverrides } from './specs';

test('fractions pass where the engine takes milliseconds, and only there', () => {
  expect(requireSettingNumber('downAfterSeconds', 0.25, 0.1)).toBe(0.25);
  expect(() => requireSettingNumber('replTimeoutSeconds', 5.5, 5)).toThrow('overrides.replTimeoutSeconds: got 5.5; give a whole number from 5');
});

test('every policy and both fsync modes pass', () => {
  for (const maxMemoryPolicy of MAX_MEMORY_POLICIES) {
    expect(() => requireSettingWords(withOverrides({ maxMemoryPolicy }))).not.toThrow();
  }
  for (const appendfsync of Object.values(AppendFsync)) {
    expect(() => requireSettingWords(demoSpec({ persistence: { appendfsync, save: ['3600 1', '60 1000'] } }))).not.toThrow();
  }
});
