// The control groups of nodes, which are the machine's: no namespace takes them along.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = '/sys/fs/cgroup';
const unified = () => existsSync(path.join(ROOT, 'cgroup.controllers'));
const hierarchies = () => (unified() ? [ROOT]
  : readdirSync(ROOT, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => path.join(ROOT, name)));

export function addControlGroups(name) {
  for (const hierarchy of hierarchies()) {
    if (hierarchy.endsWith('/unified')) continue;
    const group = path.join(hierarchy, name);
    mkdirSync(group, { recursive: true });
    // Version 1: a group without processors and memory nodes takes no process.
    for (const file of ['cpuset.cpus', 'cpuset.mems']) {
      const whole = path.join(hierarchy, file);
      if (existsSync(whole) && !unified()) writeFileSync(path.join(group, file), readFileSync(whole));
    }
  }
}

/** Removes the groups whose name begins so; the last processes in them may still be on their way out. */
export async function removeControlGroups(prefix) {
  for (let tries = 0; tries < 50; tries += 1) {
    const left = hierarchies().flatMap((hierarchy) => readdirSync(hierarchy, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name.startsWith(prefix)).map(({ name }) => path.join(hierarchy, name)))
      .filter((group) => !removed(group));
    if (left.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function removed(group) {
  const inner = readdirSync(group, { withFileTypes: true }).filter((entry) => entry.isDirectory())
    .map(({ name }) => path.join(group, name));
  const gone = inner.map(removed).every(Boolean);
  try {
    if (gone) rmdirSync(group);
    return gone;
  } catch {
    return false;
  }
}
