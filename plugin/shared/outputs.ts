import type { ComponentResource } from '@pulumi/pulumi';

/** What a component declares besides what every component has. */
export type OutputsOf<Component> = { readonly [Name in Exclude<keyof Component, keyof ComponentResource>]: Component[Name] };

/**
 * Gives a component its outputs, every one that it declares. The declarations themselves are in each class: Pulumi reads the
 * schema from them, and no class above.
 *
 * @returns the same, to be registered
 */
export function given<Component extends ComponentResource>(
  component: Component, outputs: OutputsOf<Component>,
): OutputsOf<Component> {
  Object.assign(component, outputs);
  return outputs;
}
