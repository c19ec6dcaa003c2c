import { type DialogueRecord, SPEAKERS, type SupporterUtterance } from '../domain/dialogue.js';
import { STAGES, STRATEGY_CODES, type Stage, type StrategyCode, type StrategyFramework } from '../domain/strategy.js';
import { Tally } from './tally.js';

/** Supporter lines of a dialogue are put into so many stretches of equal length, first to last. */
export const STRETCHES = 10;
/** Points at which the stage is read off, from the first supporter line to the last. */
export const FLOW_POINTS = 6;

/** A share of the dialogues goes from one stage to another between two neighbouring points. */
export interface StageStep {
  /** Point it starts from, 0 on. */
  point: number;
  from: Stage;
  to: Stage;
  share: number;
}

/** What stands where in a dialogue, and what follows what. Counted from a stream: memory does not grow with it. */
export class StrategyFlow {
  readonly #codes: ReadonlyMap<string, StrategyCode>;
  readonly #stretches = Array.from({ length: STRETCHES }, () => new Tally<StrategyCode>());
  readonly #next = new Map(STRATEGY_CODES.map((code) => [code, new Tally<StrategyCode>()]));
  readonly #steps = Array.from({ length: FLOW_POINTS - 1 }, () => new Tally<`${Stage}→${Stage}`>());

  constructor(framework: StrategyFramework) {
    this.#codes = new Map(STRATEGY_CODES.map((code) => [framework.strategies[code].label, code]));
  }

  add({ dialogue }: DialogueRecord): void {
    const lines = dialogue.filter((line): line is SupporterUtterance => line.speaker === SPEAKERS.supporter);
    let before: StrategyCode | undefined;
    for (const [place, { strategy }] of lines.entries()) {
      const code = this.#codes.get(strategy);
      if (code === undefined) continue;
      this.#stretches[Math.floor((place * STRETCHES) / lines.length)]?.add(code);
      if (before !== undefined) this.#next.get(before)?.add(code);
      before = code;
    }
    const stageAt = (point: number) => lines[Math.round((point * (lines.length - 1)) / (FLOW_POINTS - 1))]?.stage;
    for (const [point, steps] of this.#steps.entries()) {
      const [from, to] = [stageAt(point), stageAt(point + 1)];
      if (from !== undefined && to !== undefined) steps.add(`${from}→${to}`);
    }
  }

  /** Shares 0 to 1; null where there is nothing to count. */
  figures() {
    const pairs = STAGES.flatMap((from) => STAGES.map((to) => ({ from, to })));
    return {
      /** By strategy: its share in each stretch. */
      positions: Object.fromEntries(STRATEGY_CODES.map((code) => [code, this.#stretches.map((stretch) => stretch.share(code))])) as Record<
        StrategyCode,
        (number | null)[]
      >,
      /** By strategy: what the next supporter line is. */
      transitions: Object.fromEntries(
        STRATEGY_CODES.map((from) => [from, Object.fromEntries(STRATEGY_CODES.map((to) => [to, this.#next.get(from)?.share(to) ?? null]))]),
      ) as Record<StrategyCode, Record<StrategyCode, number | null>>,
      stage_flow: this.#steps.flatMap((steps, point) =>
        pairs.flatMap(({ from, to }): StageStep[] => {
          const share = steps.share(`${from}→${to}`);
          return share ? [{ point, from, to, share }] : [];
        }),
      ),
    };
  }
}
