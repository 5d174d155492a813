/** The server answered, and the answer was no. */
export class ReplicationRefused extends Error {
  constructor(
    /** First word of its answer, for example `NOPERM`, or `UNSUPPORTED` for a server that is too old. */
    public readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'ReplicationRefused';
  }
}

/**
 * What an error reply of the handshake means for people.
 *
 * @param step the command it answers, for example `PSYNC`
 */
export function refused(server: string, step: string, reply: string, username: string | undefined): ReplicationRefused {
  const said = reply.replace(/^-/, '');
  const code = /^[A-Z]+/.exec(said)?.[0] ?? 'ERR';
  const because = (text: string): ReplicationRefused => new ReplicationRefused(code, `${server} ${text} (it said: ${said})`);
  const user = username ?? 'default';
  if (/Unrecognized REPLCONF option/i.test(said)) {
    return new ReplicationRefused('UNSUPPORTED',
      `${server} does not know REPLCONF rdb-only, which takes Redis 7.0 or Valkey: an older one would buffer every write until it cuts the backup off (it said: ${said})`);
  }
  switch (code) {
    case 'NOAUTH':
      return because('wants a password and none was given: name the user and the password');
    case 'WRONGPASS':
      return because(`refuses the password of user ${user}, or knows no such user`);
    case 'NOPERM':
      return because(`does not let user ${user} run ${step}: a backup takes \`ACL SETUSER ${user} +psync +replconf +info +ping\``);
    case 'LOADING':
      return because('is still loading its data: try again when it has finished, or take another node');
    case 'MASTERDOWN':
    case 'NOMASTERLINK':
      return because('is a replica that has lost its primary: take another node, or wait until its link is up');
    default:
      return because(step === 'AUTH' ? `refuses to log user ${user} in` : `refuses ${step}`);
  }
}
