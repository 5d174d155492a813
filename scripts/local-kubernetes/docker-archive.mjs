// Writes container images as an archive that every engine loads (`ctr images import`, `docker load`), without any engine:
// each image is one layer, the tar of its root file system.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, linkSync, mkdirSync, writeFileSync } from 'node:fs';
import { arch } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

/** So that the same packages make the same bytes. */
const CREATED = '1970-01-01T00:00:00Z';
const ARCHITECTURES = { x64: 'amd64', arm64: 'arm64' };

export class DockerArchive {
  #folder;
  #images = [];

  /** @param folder an empty folder on the file system that the layers are on */
  constructor(folder) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  /** @param config `User`, `Env`, `Entrypoint`... as the image specification has them */
  async add(tag, layer, config) {
    const hash = createHash('sha256');
    await pipeline(createReadStream(layer), hash);
    const digest = hash.digest('hex');
    linkSync(layer, path.join(this.#folder, `${digest}.tar`));
    const text = JSON.stringify({
      architecture: ARCHITECTURES[arch()], os: 'linux', created: CREATED, config,
      rootfs: { type: 'layers', diff_ids: [`sha256:${digest}`] }, history: [{ created: CREATED, created_by: 'debian packages' }],
    });
    const name = `${createHash('sha256').update(text).digest('hex')}.json`;
    writeFileSync(path.join(this.#folder, name), text);
    this.#images.push({ Config: name, RepoTags: [tag], Layers: [`${digest}.tar`] });
  }

  write(file) {
    writeFileSync(path.join(this.#folder, 'manifest.json'), JSON.stringify(this.#images));
    execFileSync('tar', ['--create', '--file', file, '--directory', this.#folder, '.', '--transform', 's:^\\./::']);
  }
}
