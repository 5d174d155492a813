import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Resource, runtime } from '@pulumi/pulumi';
import { MockMonitor } from '@pulumi/pulumi/runtime/mocks';
import * as debuggable from '@pulumi/pulumi/runtime/debuggable';
import { setMockOptions } from '@pulumi/pulumi/runtime/settings';

// The SDK takes stack traces, one for every property of every resource, in case the program never ends, and one for the resource.
// Jest maps each to the sources, which took most of the time of these tests.
Object.assign(debuggable, { debuggablePromise: (promise: unknown) => promise });
Object.assign(Resource, { callsites: () => [] });

/** In the place of a value that is not known yet, as in a preview. */
export const UNKNOWN = '<unknown>';

/** A resource as the engine would be told of it. */
export interface RecordedResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** False: a component. */
  readonly custom: boolean;
  /** Plain values: secrets unwrapped (see `secrets`), unknown ones as UNKNOWN. */
  readonly inputs: Record<string, any>;
  /** Paths of the inputs that are secret, such as `data.app` or `tags[0]`. */
  readonly secrets: string[];
  /** URN. */
  readonly parent?: string | undefined;
  /** URNs, those of its inputs and of `dependsOn`. */
  readonly dependencies: string[];
  readonly options: RecordedOptions;
  /** What a component registered when it was done; undefined until it did. */
  outputs?: Record<string, any>;
}

export interface RecordedOptions {
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly deleteBeforeReplace: boolean;
  readonly additionalSecretOutputs: string[];
  readonly ignoreChanges: string[];
  readonly replaceOnChanges: string[];
  /** Former names, types and URNs. */
  readonly aliases: Record<string, any>[];
  /** `<urn>::<id>` of the provider, empty for the default one. */
  readonly provider: string;
  readonly customTimeouts: Record<string, any>;
}

/** A program's run. */
export interface Recorded {
  readonly resources: RecordedResource[];
  readonly invokes: { readonly token: string; readonly inputs: Record<string, any> }[];
  /** What the program returned: plain, with UNKNOWN for what is not known. */
  readonly outputs: Record<string, any>;
  /** Paths of those outputs that are secret. */
  readonly secretOutputs: string[];
  /** What it logged as a warning or an error, in order. */
  readonly logged: string[];
  /** What it wrote into its folder, by path: plans are in `redis-ha.out/`. */
  readonly files: Record<string, string>;
  /** The only resource of that name. @throws Error that lists the names there are */
  named(name: string): RecordedResource;
  /** Those of a type token, in order of registration. */
  ofType(type: string): RecordedResource[];
}

export interface RecordedRun {
  /** As `pulumi preview`: ids, and outputs that are no inputs, are not known. @default false */
  readonly preview?: boolean;
  /** Outputs of a resource besides its inputs, as its provider would make them up; in a preview they are known, too. */
  readonly outputsOf?: (resource: { type: string; name: string; inputs: Record<string, any> }) => Record<string, any>;
  /** Answer of a provider's function; `provider` is `<urn>::<id>`, empty for the default one. @default - what it was asked */
  readonly answer?: (token: string, inputs: Record<string, any>, provider: string) => Record<string, any>;
  /** @default 'project' */
  readonly project?: string;
  /** @default 'stack' */
  readonly stack?: string;
}

/**
 * Runs a program under Pulumi's mocks and tells what it registered. The program may be asynchronous and may return outputs, as
 * the default export of a program does. One at a time in a process: the SDK keeps one monitor. The working directory is a new
 * one, gone afterwards.
 *
 * @throws what the program throws
 */
export async function recorded(program: () => unknown, run: RecordedRun = {}): Promise<Recorded> {
  const recording = new Recording(run);
  const { project = 'project', stack = 'stack', preview = false } = run;
  // The first call says what the monitor can do, the second one puts the recording in its place.
  await runtime.setMocks(recording.mocks, project, stack, preview);
  setMockOptions(recording, project, stack, preview);
  const heard = listening();
  const folder = mkdtempSync(join(tmpdir(), 'pulumi-program-'));
  const directory = jest.spyOn(process, 'cwd').mockReturnValue(folder);
  let failure: { readonly reason: unknown } | undefined;
  try {
    // A stack whose program throws rejects in places that nobody waits at, which is meant to end the process.
    await runtime.runInPulumiStack(async () => {
      try {
        return await program() as Record<string, any>;
      } catch (reason) {
        failure = { reason };
        return {};
      }
    });
    await runtime.disconnect();
    if (failure) {
      throw failure.reason;
    }
    return recording.told(heard.said, filesOf(folder));
  } finally {
    directory.mockRestore();
    rmSync(folder, { recursive: true, force: true });
    heard.end();
  }
}

class Recording extends MockMonitor {
  public readonly found: RecordedResource[] = [];
  public readonly invokes: Recorded['invokes'] = [];

  constructor(run: RecordedRun) {
    super({
      newResource: ({ type, name, inputs, custom }) => ({
        id: run.preview || !custom ? undefined : `${name}-id`,
        state: { ...inputs, ...run.outputsOf?.({ type, name: name, inputs }) },
      }),
      call: ({ token, inputs, provider }) => run.answer?.(token, inputs, provider ?? '') ?? inputs,
    });
  }

  public override async registerResource(request: any, answer: (error: any, response: any) => void): Promise<void> {
    return super.registerResource(request, (error: any, response: any) => {
      if (!error) {
        this.found.push(resourceOf(request, response.getUrn()));
      }
      answer(error, response);
    });
  }

  public override async invoke(request: any, answer: (error: any, response: any) => void): Promise<void> {
    this.invokes.push({ token: request.getTok(), inputs: plain(request.getArgs()?.toJavaScript() ?? {}).value });
    return super.invoke(request, answer);
  }

  public override registerResourceOutputs(request: any, answer: (error: any, response: any) => void): void {
    const resource = this.found.find(({ urn }) => urn === request.getUrn());
    if (resource) {
      resource.outputs = request.getOutputs()?.toJavaScript() ?? {};
    }
    super.registerResourceOutputs(request, answer);
  }

  public told(logged: string[], files: Record<string, string>): Recorded {
    const raw = this.found.find(({ type }) => type === 'pulumi:pulumi:Stack')?.outputs ?? {};
    const { value: outputs, secrets: secretOutputs } = plain(raw);
    const resources = this.found.filter(({ type }) => type !== 'pulumi:pulumi:Stack')
      .map((resource) => (resource.outputs ? { ...resource, outputs: plain(resource.outputs).value } : resource));
    return {
      resources, invokes: this.invokes, outputs, secretOutputs, logged, files,
      named: (name) => {
        const of = resources.filter((resource) => resource.name === name);
        if (of.length !== 1) {
          throw new Error(`${of.length} resources are named ${name}; there are: ${resources.map((resource) => resource.name).join(', ')}`);
        }
        return of[0]!;
      },
      ofType: (type) => resources.filter((resource) => resource.type === type),
    };
  }
}

function resourceOf(request: any, urn: string): RecordedResource {
  const { value: inputs, secrets } = plain(request.getObject()?.toJavaScript() ?? {});
  return {
    urn, inputs, secrets,
    type: request.getType(),
    name: request.getName(),
    custom: request.getCustom(),
    parent: request.getParent() || undefined,
    dependencies: request.getDependenciesList(),
    options: {
      protect: request.getProtect() ?? false,
      retainOnDelete: request.getRetainondelete() ?? false,
      deleteBeforeReplace: request.getDeletebeforereplace() ?? false,
      additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
      ignoreChanges: request.getIgnorechangesList(),
      replaceOnChanges: request.getReplaceonchangesList(),
      aliases: request.getAliasesList().map((alias: any) => alias.toObject()),
      provider: request.getProvider(),
      customTimeouts: request.getCustomtimeouts()?.toObject() ?? {},
    },
  };
}

/** Marks of the wire format, as in `@pulumi/pulumi/runtime/rpc`. */
export const UNKNOWN_MARK = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';
const SIGNATURE = '4dabf18193072939515e22adb298388d';
const SECRET = '1b47061264138c4ac30d75fd1eb44270';

/** A value of the wire format as its user would write it, and where its secrets are. */
export function plain(value: any): { value: any; secrets: string[] } {
  const secrets: string[] = [];
  const visit = (member: any, path: string): any => {
    if (member === UNKNOWN_MARK) {
      return UNKNOWN;
    }
    if (Array.isArray(member)) {
      return member.map((element, index) => visit(element, `${path}[${index}]`));
    }
    if (member === null || typeof member !== 'object') {
      return member;
    }
    if (member[SIGNATURE] === SECRET) {
      secrets.push(path);
      return visit(member.value, path);
    }
    return Object.fromEntries(Object.entries(member).map(([key, inner]) => [key, visit(inner, path === '' ? key : `${path}.${key}`)]));
  };
  return { value: visit(value, ''), secrets };
}

function filesOf(folder: string): Record<string, string> {
  return Object.fromEntries(readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name)).sort()
    .map((file) => [file.slice(folder.length + 1), readFileSync(file, 'utf8')]));
}

/** Without an engine the SDK's log goes to the console. */
function listening(): { readonly said: string[]; end(): void } {
  const said: string[] = [];
  const spies = (['warn', 'error'] as const).map((level) => jest.spyOn(console, level).mockImplementation((...words: unknown[]) => {
    said.push(words.map(String).join(' '));
  }));
  return { said, end: () => spies.forEach((spy) => spy.mockRestore()) };
}
