import type { CustomResourceOptions, Resource } from '@pulumi/pulumi';

/** What resources of a component are made with. */
export interface ChildOptions {
  readonly parent: Resource;
  /** Besides, for those that hold data. */
  readonly kept: Pick<CustomResourceOptions, 'protect' | 'retainOnDelete'>;
}
