/** A promotion that must not go on as things are. What was changed until then is said in the message. */
export class PromotionRefused extends Error {
  /**
   * @param id stable identifier, for example `no-candidate`
   * @param reason what stands against it
   * @param fix what to do about it
   */
  constructor(public readonly id: string, public readonly reason: string, public readonly fix: string) {
    super(`${reason}: ${fix}`);
    this.name = 'PromotionRefused';
  }
}
