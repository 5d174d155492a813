import { gzipSync } from 'node:zlib';
import path from 'node:path';
import { NEVER_PRUNED, POD_PATHS } from '../config';
import type { DeploymentInput } from './deployment-input';
import type { NamedObject, ObjectContext } from './kubernetes-object';
import { namedObject, why } from './named-object';
import { hashedName, idOf } from './names';

/** A piece of a program that fits into one ConfigMap. */
export interface ProgramPart {
  readonly id: string;
  /** ConfigMap. */
  readonly name: string;
  /** Key in it, which says the program and the order. */
  readonly key: string;
  readonly base64: string;
}

/**
 * Longest piece in base64. `kubectl apply` keeps the whole object in an annotation, and annotations end at 262,144 bytes.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.33.0/staging/src/k8s.io/apimachinery/pkg/api/validation/objectmeta.go
 */
export const LONGEST_PART = 180_000;

const PIECE = (LONGEST_PART / 4) * 3;

/** The byte of a gzip header that names the system it was made on. @see https://www.rfc-editor.org/rfc/rfc1952 */
const GZIP_SYSTEM = 9;
const UNKNOWN_SYSTEM = 255;

/** A program that pods run, and what its file is called in them. */
export interface Program {
  readonly file: string;
  readonly text: Buffer;
}

/** Programs of a deployment's nodes; none where their image has them. */
export function programParts(input: DeploymentInput): ProgramPart[] {
  if (input.images.programsDir !== undefined) {
    return [];
  }
  const programs = [{ file: path.basename(POD_PATHS.agent), text: input.agentProgram }];
  if (input.restore) {
    programs.push({ file: path.basename(POD_PATHS.seed), text: input.restore.seedProgram });
  }
  return partsOf(input.plan.name, programs);
}

/** The program that issues certificates, for Jobs of its own; nothing where nothing is issued, or the image has it. */
export function issuerParts({ plan, images, certificates }: DeploymentInput): ProgramPart[] {
  return certificates?.kind !== 'generated' || images.programsDir !== undefined ? []
    : partsOf(plan.name, [{ file: path.basename(POD_PATHS.issuer), text: certificates.issuerProgram }]);
}

/** Programs, compressed and cut. Names are made of content, so a ConfigMap never changes. */
export function partsOf(deployment: string, programs: Program[]): ProgramPart[] {
  return programs.flatMap(({ file, text }) => piecesOf(compressed(text)).map((piece, index): ProgramPart => {
    const number = String(index).padStart(2, '0');
    const stem = file.replace(/^redis-ha-/, '').replace(/\.js$/, '');
    const base64 = piece.toString('base64');
    return {
      id: `${idOf(stem)}Part${index + 1}`,
      name: hashedName(`${deployment}-${stem}-${number}`, base64),
      key: `${file}.gz.${number}`,
      base64,
    };
  }));
}

/** Every StatefulSet of every deployment asks for the same, and it takes most of the time of making manifests. */
const COMPRESSED = new WeakMap<Buffer, Buffer>();

/** The same bytes on every system: no time, no name of the system. */
function compressed(text: Buffer): Buffer {
  const known = COMPRESSED.get(text);
  if (known) {
    return known;
  }
  const result = gzipSync(text, { level: 9 });
  result[GZIP_SYSTEM] = UNKNOWN_SYSTEM;
  COMPRESSED.set(text, result);
  return result;
}

function piecesOf(bytes: Buffer): Buffer[] {
  const starts = Array.from({ length: Math.ceil(bytes.length / PIECE) }, (_, index) => index * PIECE);
  return starts.map((start) => bytes.subarray(start, start + PIECE));
}

export function programConfigMaps(input: DeploymentInput): NamedObject[] {
  return partConfigMaps(input, programParts(input));
}

/** A ConfigMap for each part. */
export function partConfigMaps(input: ObjectContext, parts: ProgramPart[]): NamedObject[] {
  return parts.map((part) => namedObject(input, {
    id: part.id, apiVersion: 'v1', kind: 'ConfigMap', name: part.name,
    annotations: { ...NEVER_PRUNED, [why('kept')]: KEPT },
    body: { immutable: true, binaryData: { [part.key]: part.base64 } },
  }));
}

/** Why tools must leave an older one where it is. */
export const KEPT = 'Pods of an older revision read it until they are replaced, and a rollback would. '
  + 'Delete it once nothing mounts it.';

/**
 * Script of `node -e`: joins and unpacks every program from the folder of its first argument into that of its second, or
 * copies those that are whole, then runs the rest as a command of Node.js and ends as that does.
 */
export const UNPACK = `
const { readdirSync, readFileSync, writeFileSync } = require('node:fs');
const { spawnSync } = require('node:child_process');
const { gunzipSync } = require('node:zlib');
const [from, to, ...command] = process.argv.slice(1);
const programs = {};
for (const name of readdirSync(from).sort()) {
  const match = /^(.+)\\.gz\\.\\d+$/.exec(name);
  if (match) (programs[match[1]] ??= []).push(readFileSync(from + '/' + name));
  else if (name.endsWith('.js')) writeFileSync(to + '/' + name, readFileSync(from + '/' + name));
}
for (const [name, pieces] of Object.entries(programs)) {
  writeFileSync(to + '/' + name, gunzipSync(Buffer.concat(pieces)));
}
const { status, signal, error } = spawnSync(process.execPath, command, { stdio: 'inherit' });
if (error || signal) console.error(String(error ?? signal));
process.exit(status ?? 1);
`.trim();

/**
 * Command of a container that unpacks the programs and then runs one of them.
 *
 * @param from folder of the programs or their parts
 */
export function unpackCommand(from: string, ...command: string[]): string[] {
  return ['node', '-e', UNPACK, from, POD_PATHS.runDir, ...command];
}

/** Where a node's pod finds its programs. */
export function programsFrom({ images }: DeploymentInput): string {
  return images.programsDir ?? POD_PATHS.partsDir;
}
