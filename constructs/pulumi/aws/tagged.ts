import * as pulumi from '@pulumi/pulumi';

/** Tags by name. */
export type Tags = pulumi.Input<Record<string, pulumi.Input<string>>>;

/** An object has room for ten, and is none that anybody looks for: plan and agent, by the digest of their content. */
const WITHOUT = 'aws:s3/bucketObjectv2:BucketObjectv2';

/**
 * Options of a component whose resources all get tags, and what they launch. A tag that a resource has already stays as it is:
 * nodes are found and let in by some of them.
 *
 * @param tags undefined: options as they were
 */
export function tagged(
  tags: Tags | undefined, opts: pulumi.ComponentResourceOptions | undefined,
): pulumi.ComponentResourceOptions | undefined {
  return tags === undefined ? opts : { ...opts, transformations: [...opts?.transformations ?? [], tagging(tags)] };
}

/** Of a resource's arguments, what is about tags. */
interface Tagged {
  readonly tags?: Tags | GroupTags;
  readonly tagSpecifications?: pulumi.Input<TagSpecification[] | undefined>;
}

function tagging(tags: Tags): pulumi.ResourceTransformation {
  return ({ type, props: given, opts }) => {
    const props = given as Tagged;
    // Every class of a resource that can have tags has the field, whether it was given or not.
    if (!('tags' in props) || type === WITHOUT) {
      return undefined;
    }
    switch (type) {
      case 'aws:autoscaling/group:Group':
        return { props: { ...props, tags: withGroupTags(tags, props.tags as GroupTags) }, opts };
      case 'aws:ec2/launchTemplate:LaunchTemplate':
        return {
          props: {
            ...props, tags: together(tags, props.tags as Tags), tagSpecifications: launched(tags, props.tagSpecifications),
          },
          opts,
        };
      default:
        return { props: { ...props, tags: together(tags, props.tags as Tags) }, opts };
    }
  };
}

function together(tags: Tags, own?: Tags): pulumi.Output<Record<string, string>> {
  return pulumi.all([tags, own]).apply(([more, given]) => ({ ...more, ...given }));
}

interface GroupTag {
  readonly key: string;
  readonly value: string;
  readonly propagateAtLaunch: boolean;
}

type GroupTags = pulumi.Input<GroupTag[] | undefined>;

/** Of the group alone: what it launches has those of its launch template. */
function withGroupTags(tags: Tags, own: GroupTags): pulumi.Output<GroupTag[]> {
  return pulumi.all([tags, own]).apply(([more, given = []]) => [...given, ...Object.entries(more)
    .filter(([key]) => !given.some((tag) => tag.key === key))
    .map(([key, value]) => ({ key, value, propagateAtLaunch: false }))]);
}

interface TagSpecification {
  readonly resourceType: string;
  readonly tags: Record<string, string>;
}

function launched(tags: Tags, own: pulumi.Input<TagSpecification[] | undefined>): pulumi.Output<TagSpecification[]> {
  return pulumi.all([tags, own]).apply(([more, given = []]) => given.map((of) => ({ ...of, tags: { ...more, ...of.tags } })));
}
