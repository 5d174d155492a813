/** Rests between two looks, unless something happened that nobody should wait for. */
export class Pacer {
  private nudged = false;
  private wake?: () => void;

  /** Ends the rest, or the next one before it begins. */
  public nudge(): void {
    this.nudged = true;
    this.wake?.();
  }

  public async rest(milliseconds: number): Promise<void> {
    if (!this.nudged) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        this.wake = () => { clearTimeout(timer); resolve(); };
      });
    }
    this.wake = undefined;
    this.nudged = false;
  }
}
