/** What the command `create-passwords` reads: the Secret that is to exist, and who is to have a password in it. */
export interface PasswordsConfig {
  readonly secretName: string;
  /** Names of the users of the plan; the keys of the Secret. */
  readonly users: string[];
  /** Labels of the Secret, if it has to be made. */
  readonly labels: Record<string, string>;
}
