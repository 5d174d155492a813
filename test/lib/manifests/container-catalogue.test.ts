import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ContainerCatalogue } from '../../../lib/manifests/container-catalogue';
import { Engine, InvalidInput } from '../../../lib/model';

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;
/** Host, path, tag and digest: what a kubelet, a mirror and a person who reads a manifest need. */
const COMPLETE = /^docker\.io\/[a-z]+\/[a-z]+:[\w.-]+@sha256:[0-9a-f]{64}$/;

const inCatalogue = Engine.all().filter((engine) => {
  try {
    return ContainerCatalogue.official().engineImage(engine) !== '';
  } catch {
    return false;
  }
});

describe('official images', () => {
  test('the engine a deployment has when nobody names one is there, of both families', () => {
    expect(inCatalogue.map(({ name }) => name)).toEqual(expect.arrayContaining(['redis-7.2', 'redis-8.0', 'valkey-8.1', 'valkey-9.0']));
  });

  test.each(inCatalogue)('$name: its own family and version, by digest, of the official repositories', (engine) => {
    const image = ContainerCatalogue.official().engineImage(engine);
    expect(image).toMatch(COMPLETE);
    const repository = engine.family === 'redis' ? 'library/redis' : 'valkey/valkey';
    expect(image.startsWith(`docker.io/${repository}:${engine.version}.`)).toBe(true);
  });

  test('F11: no image of a vendor that may withdraw it', () => {
    const catalogue = ContainerCatalogue.official();
    const images = [catalogue.nodeImage(), ...inCatalogue.map((engine) => catalogue.engineImage(engine))];
    expect(images.filter((image) => !/^docker\.io\/(library\/(redis|node)|valkey\/valkey):/.test(image))).toEqual([]);
    expect(images.join()).not.toMatch(/bitnami|:latest/);
  });

  test('no two engines share an image', () => {
    const digests = inCatalogue.map((engine) => ContainerCatalogue.official().engineImage(engine).split('@')[1]);
    expect(new Set(digests).size).toBe(digests.length);
  });

  test('Node.js is one the agent runs on', () => {
    const image = ContainerCatalogue.official().nodeImage();
    expect(image).toMatch(COMPLETE);
    expect(Number(/node:(\d+)\./.exec(image)![1])).toBeGreaterThanOrEqual(20);
  });

  test('the Dockerfile for an image of one\'s own begins with the same', () => {
    const dockerfile = readFileSync(path.join(__dirname, '../../../images/agent/Dockerfile'), 'utf8');
    expect(/^ARG NODE_IMAGE=(.*)$/m.exec(dockerfile)?.[1]).toBe(ContainerCatalogue.official().nodeImage());
  });

  test('docs/kubernetes.md names the engines that are there', () => {
    const page = readFileSync(path.join(__dirname, '../../../docs/kubernetes.md'), 'utf8').replace(/\s+/g, ' ');
    const [, sentence] = /has the official images of (.*?) and Node\.js/.exec(page)!;
    expect([...sentence!.matchAll(/\d+\.\d+/g)].map(([version]) => version)).toEqual(inCatalogue.map(({ version }) => version));
  });

  test('an engine without a confirmed digest is refused with what to write', () => {
    const absent = Engine.all().filter((engine) => !inCatalogue.includes(engine));
    expect(absent.length).toBeGreaterThan(0);
    for (const engine of absent) {
      expect(() => ContainerCatalogue.official().engineImage(engine)).toThrow(InvalidInput);
      expect(() => ContainerCatalogue.official().engineImage(engine)).toThrow(`engines: { '${engine.name}': '<image>:<tag>@sha256:<digest>' }`);
    }
  });
});

describe('images of the user\'s', () => {
  test('stand in for the official ones, engine by engine', () => {
    const catalogue = ContainerCatalogue.official({
      engines: { 'redis-7.0': `registry.example/redis:7.0.15@${DIGEST}` }, node: `registry.example/agent@${DIGEST}`,
    });
    expect(catalogue.engineImage(Engine.REDIS_7_0)).toBe(`registry.example/redis:7.0.15@${DIGEST}`);
    expect(catalogue.nodeImage()).toBe(`registry.example/agent@${DIGEST}`);
    expect(catalogue.engineImage(Engine.REDIS_8_0)).toBe(ContainerCatalogue.official().engineImage(Engine.REDIS_8_0));
  });

  test.each([
    'redis:8.0.6', 'redis:latest', 'redis', '', `redis:8.0.6@${DIGEST.slice(0, -1)}`, `redis:8.0.6@${DIGEST.toUpperCase()}`,
    `@${DIGEST}`, `redis:8.0.6 @${DIGEST}`, `redis:8.0.6@${DIGEST} `,
  ])('without a whole digest are refused: "%s"', (image) => {
    expect(() => ContainerCatalogue.official({ engines: { 'redis-8.0': image } })).toThrow(/^images\.engines\['redis-8\.0'\]: .*imagetools inspect/);
    expect(() => ContainerCatalogue.official({ node: image })).toThrow(/^images\.node: /);
  });

  test('of an engine nobody knows are refused', () => {
    expect(() => ContainerCatalogue.official({ engines: { 'redis-8': `redis@${DIGEST}` } })).toThrow('unknown engine "redis-8"');
  });
});

describe('mirrors', () => {
  test('of Docker Hub hold the same paths and digests; other registries are left alone', () => {
    const own = `registry.example/agent@${DIGEST}`;
    const catalogue = ContainerCatalogue.official({ node: own }).mirror('registry.example:5000/hub/');
    const official = ContainerCatalogue.official().engineImage(Engine.REDIS_8_0);
    expect(catalogue.engineImage(Engine.REDIS_8_0)).toBe(official.replace('docker.io/', 'registry.example:5000/hub/'));
    expect(catalogue.nodeImage()).toBe(own);
  });

  test('leave the catalogue they were made of as it was', () => {
    const catalogue = ContainerCatalogue.official();
    catalogue.mirror('registry.example');
    expect(catalogue.nodeImage()).toMatch(COMPLETE);
  });

  test.each(['https://registry.example', '', '/', 'Registry.Example', 'registry.example/hub:tag', 'registry.example//hub'])('refuse "%s"', (prefix) => {
    expect(() => ContainerCatalogue.official().mirror(prefix)).toThrow(/^images\.mirror: /);
  });
});

test('programs may be in an image of one\'s own, and are not in the official one', () => {
  const node = `registry.example/agent:1@sha256:${'c'.repeat(64)}`;
  expect(ContainerCatalogue.official({ node, programsInNodeImage: true }).mirror('registry.example/hub').programsDir()).toBe('/opt/redis-ha');
  expect(ContainerCatalogue.official({ node }).programsDir()).toBeUndefined();
  expect(() => ContainerCatalogue.official({ programsInNodeImage: true })).toThrow('images.programsInNodeImage');
});
