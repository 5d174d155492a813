import { execFileSync } from 'node:child_process';
import { closeSync, ftruncateSync, openSync, statSync } from 'node:fs';

/** A data volume: a sparse file behind a loop device, with the attachment rules of EBS. */
export class Volume {
  readonly device: string;
  /** The instance that holds it; EBS refuses a second one. */
  heldBy?: string;
  attachedAs?: string;

  constructor(readonly id: string, readonly sizeGib: number, readonly zone: string, file: string) {
    const descriptor = openSync(file, 'w');
    ftruncateSync(descriptor, sizeGib * 2 ** 30);
    closeSync(descriptor);
    this.device = execFileSync('losetup', ['--find', '--show', file], { encoding: 'utf8' }).trim();
  }

  get major(): number {
    return (statSync(this.device).rdev >> 8) & 0xfff;
  }

  get minor(): number {
    return statSync(this.device).rdev & 0xff;
  }

  /** UUID of the file system on it, empty when there is none: tells whether mkfs ran again. */
  fileSystem(): string {
    try {
      return execFileSync('blkid', ['--probe', '--output', 'value', '--match-tag', 'UUID', this.device], { encoding: 'utf8' }).trim();
    } catch {
      return '';
    }
  }

  detach(): void {
    execFileSync('losetup', ['--detach', this.device]);
  }
}
