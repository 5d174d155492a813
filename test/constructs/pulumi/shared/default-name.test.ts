import { defaultDeploymentName } from '../../../../constructs/pulumi/shared';

test.each([
  ['cache', 'cache'], ['My_Cache', 'my-cache'], ['7up', 'r-7up'], [`${'a'.repeat(37)}-b`, 'a'.repeat(37)], ['-x-', 'x'],
])('%s makes %s', (component, name) => {
  expect(defaultDeploymentName(component)).toBe(name);
});
