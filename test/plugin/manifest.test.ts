import { readFileSync } from 'node:fs';
import path from 'node:path';

const read = (file: string): any => JSON.parse(readFileSync(path.join(__dirname, '../..', file), 'utf8'));

test('the plugin is of this version, and runs with what this version is developed with', () => {
  const [own, plugin] = [read('package.json'), read('plugin/package.json')];
  const { typescript, ...frameworks } = plugin.dependencies;
  expect(frameworks).toEqual({
    ...Object.fromEntries(['@pulumi/aws', '@pulumi/kubernetes', '@pulumi/pulumi'].map((name) => [name, own.devDependencies[name]])),
    'redis-ha-constructs': own.version,
  });
  expect(plugin.version).toBe(own.version);
  // Pulumi reads the sources of the components with its API, which newer major versions do not have.
  expect(typescript).toMatch(/^5\./);
});
