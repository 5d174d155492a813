import { now, until } from '../clock';
import { fillLink, replicationRate, standbyLag } from '../regions/lag';
import { HOME, needsRegions, OTHER } from '../regions/region-drill';
import { targetOf } from '../target';
import { inSeconds } from '../verdict';
import { reader } from '../verify';
import { nothingLost } from './expectations';
import type { Scenario, ScenarioContext } from './scenario';

const DELAY_MS = 10;
/** What the link carries of what is written, so that the lag grows by more than half a second a second. */
const CARRIED = 0.4;
const RATE_OVER_MS = 2000;
const PATIENCE_MS = 90_000;
const LOOK_MS = 250;
const ONE_WRITE_MS = 3000;

/** The link carries less than is written: the alarm about the declared RPO must come, and go again when the link is wide. */
export const lag: Scenario = {
  name: 'lag',
  summary: 'the link between the regions carries less than is written until the declared RPO is exceeded: the alarm must say so, and stop',
  from: 'formed',
  rto: 'none',
  cutsNetwork: true,
  link: () => ({ delayMs: DELAY_MS }),
  recoveryMs: 120_000,
  unsuitable: needsRegions,
  expectation: nothingLost,
  async run(context) {
    const { lab, plan } = context;
    const { rpoSeconds } = plan.regionChange!.objectives;
    // Silence is neither.
    const exceeds = async (yes: boolean): Promise<boolean> => {
      const seconds = await standbyLag(lab);
      return seconds !== undefined && seconds > rpoSeconds === yes;
    };
    if (await exceeds(true)) {
      context.violation('the alarm stands before anything happened');
    }
    const client = reader(targetOf(lab));
    client.on('error', () => undefined);
    const filler = fillLink(client);
    try {
      await context.wait(500);
      const rate = await replicationRate(lab, RATE_OVER_MS);
      const bytesPerSecond = Math.max(1000, Math.round(rate * CARRIED));
      await context.fault(`${Math.round(rate)} bytes a second are written, the link carries ${bytesPerSecond}`, undefined,
        () => lab.link({ delayMs: DELAY_MS, bytesPerSecond }));
      await expectAlarm(context, `exceeds the declared RPO of ${rpoSeconds} s`, () => exceeds(true));
      if (!await context.load.acknowledgedSince(now(), ONE_WRITE_MS)) {
        context.violation(`${HOME} stopped taking writes because ${OTHER} is behind`);
      }
    } finally {
      filler.stop();
    }
    await lab.link({ delayMs: DELAY_MS });
    context.recovered('the link is wide again');
    await expectAlarm(context, `is within ${rpoSeconds} s again`, () => exceeds(false));
  },
};

async function expectAlarm(context: ScenarioContext, what: string, condition: () => Promise<boolean>): Promise<void> {
  const began = now();
  const seen = await until(condition, PATIENCE_MS, LOOK_MS);
  const took = inSeconds(now() - began);
  context.check({
    id: 'lag-alarm', title: `The lag of ${OTHER} ${what}`, measured: seen ? `after ${took}` : `never in ${took}`, ok: seen === true,
    reason: seen ? '' : `nobody said within ${took} that the lag of ${OTHER} ${what}: ${await standbyLag(context.lab) ?? 'no agent tells a lag'} s`,
  });
}
