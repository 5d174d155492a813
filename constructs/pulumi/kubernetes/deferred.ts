import * as pulumi from '@pulumi/pulumi';
import { hashedName, type KubernetesObject, type NamedObject } from '../../../lib/manifests';

/*
 * Manifests are rendered from plain strings, and a namespace or a bucket may be an output of another resource, not known before
 * that is made. So outputs go in as marks, which are names as good as any, and come out of the rendered objects as outputs again,
 * wherever they stand, also in the middle of a file in a ConfigMap. That way objects, their number and their names are the same
 * whether or not anything is known, a preview shows all of them, and nothing is made inside an `apply`.
 */

/** The same type, with every string in it an input. */
export type WithInputs<T> =
  T extends string ? pulumi.Input<T>
    : T extends (infer Member)[] ? WithInputs<Member>[]
      : T extends object ? { readonly [Key in keyof T]: WithInputs<T[Key]> }
        : T;

const OUTPUTS: pulumi.Output<string>[] = [];
const PLACES = new WeakMap<object, number>();
const MARK = /(?:\$\{Token\[)?redis-ha-output-(\d+)-x(?:\]\})?/;

/** A string that stands for an input: itself, or the mark of an output. */
export function markOf(input: pulumi.Input<string>): string {
  if (typeof input === 'string') {
    return input;
  }
  const place = PLACES.get(input) ?? OUTPUTS.push(pulumi.output(input)) - 1;
  PLACES.set(input, place);
  return `redis-ha-output-${place}-x`;
}

/** A mark for what is checked more closely than a name: in the dress of a value that only the CDK knows, which is not checked. */
export function dressedMarkOf(input: pulumi.Input<string>): string {
  return typeof input === 'string' ? input : `\${Token[${markOf(input)}]}`;
}

/** Whether it has a mark. */
export function isMarked(value: unknown): boolean {
  return MARK.test(JSON.stringify(value) ?? '');
}

/** A value with marks in the place of its outputs. */
export function marked<T>(value: WithInputs<T> | undefined): T {
  if (pulumi.Output.isInstance(value) || value instanceof Promise) {
    return markOf(value as pulumi.Input<string>) as T;
  }
  if (Array.isArray(value)) {
    return value.map((member) => marked<unknown>(member)) as T;
  }
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, marked(member)])) as T;
  }
  return value as T;
}

/** A string with the outputs in the place of their marks; itself without any. */
export function unmarked(text: string): pulumi.Input<string> {
  return replaced(text, new Map());
}

/** Every string with the outputs in the place of their marks. */
export function unmarkedObjects(objects: NamedObject[]): { readonly id: string; readonly object: pulumi.Inputs }[] {
  const names = contentNames(objects);
  return objects.map(({ id, object }) => ({ id, object: deeply(object, names) as pulumi.Inputs }));
}

/**
 * Names that say a content with marks, and what they are once it is known: another value is another name, as it would be in a
 * manifest. One that is in the content of another comes before it, as the objects do.
 */
function contentNames(objects: NamedObject[]): Map<string, pulumi.Output<string>> {
  const names = new Map<string, pulumi.Output<string>>();
  for (const { object } of objects) {
    const { prefix, content } = contentOf(object) ?? {};
    if (prefix !== undefined && (isMarked(content) || mentions(content, names))) {
      const resolved: pulumi.Output<unknown> = pulumi.output(deeply(content, names) as pulumi.Inputs);
      names.set(object.metadata.name, resolved.apply((known) => hashedName(prefix, known)));
    }
  }
  return names;
}

/** What an object's name says of its content, where it says anything. */
function contentOf(
  { metadata: { name }, data, spec }: KubernetesObject,
): { readonly prefix: string; readonly content: unknown } | undefined {
  const prefix = /^(.+)-[0-9a-f]{10}$/.exec(name)?.[1];
  const content = [data, spec, (spec as { template?: unknown } | undefined)?.template]
    .find((candidate) => prefix !== undefined && candidate !== undefined && hashedName(prefix, candidate) === name);
  return prefix === undefined || content === undefined ? undefined : { prefix, content };
}

function mentions(content: unknown, names: Map<string, unknown>): boolean {
  const text = JSON.stringify(content);
  return [...names.keys()].some((name) => text.includes(name));
}

function deeply(value: unknown, names: Map<string, pulumi.Output<string>>): unknown {
  if (typeof value === 'string') {
    return replaced(value, names);
  }
  if (Array.isArray(value)) {
    return value.map((member) => deeply(member, names));
  }
  return value === null || typeof value !== 'object' ? value
    : Object.fromEntries(Object.entries(value).map(([key, member]) => [key, deeply(member, names)]));
}

function replaced(text: string, names: Map<string, pulumi.Output<string>>): pulumi.Input<string> {
  const found = [...text.matchAll(new RegExp([MARK.source, ...names.keys()].join('|'), 'g'))];
  if (found.length === 0) {
    return text;
  }
  const written = isJson(text) ? (output: pulumi.Output<string>) => output.apply((known) => JSON.stringify(known).slice(1, -1))
    : (output: pulumi.Output<string>) => output;
  let end = 0;
  const parts: pulumi.Input<string>[] = [];
  for (const match of found) {
    parts.push(text.slice(end, match.index), written(names.get(match[0]) ?? OUTPUTS[Number(match[1])]!));
    end = match.index + match[0].length;
  }
  return pulumi.concat(...parts, text.slice(end));
}

/** In a file of JSON a value is part of a string there. */
function isJson(text: string): boolean {
  return /^\s*[[{]/.test(text);
}
