import type { Detour } from '../domain/conversation.js';
import { STRATEGY_CODES, type StrategyCode } from '../domain/strategy.js';
import type { ConditionContext } from '../language/condition.js';
import type { RandomStream } from '../random/stream.js';
import type { Scenario, Supply } from '../topics/scenario.js';
import type { SamplingSettings } from './settings.js';

/** What comes up in one dialogue, by id. It holds only what the scenario can supply under this cause, for this customer. */
export interface Path {
  /** Supporter lines planned. */
  lines: number;
  /** How many lines of each strategy are planned. */
  budget: Readonly<Record<StrategyCode, number>>;
  /** Strategies with a budget. */
  strategies: readonly StrategyCode[];
  /** Backbone of the cause: beats in order. */
  spine: readonly string[];
  /** Beats of the cause's backbone that are done without a word: they count as said once a later step is. */
  silent: readonly string[];
  /** Beats beyond the spine that the supporter has in store. */
  extras: readonly string[];
  /** What the customer will bring in, each once. */
  questions: readonly string[];
  worries: readonly string[];
  demand: { id: string; argued: boolean } | null;
  /** Digressions that have nothing to do with the matter. */
  tangents: number;
  /** Beats that the customer does not simply take, and how it strays: each at most once. */
  detours: Readonly<Record<string, Detour>>;
}

/** Beats of these strategies tell a cause's findings: in the backbone of one cause, they are out of place under another. */
export const ADVISING: ReadonlySet<StrategyCode> = new Set(['ID', 'PS', 'RI']);

const HURRIED_WEIGHT = 0.25;

/** A path while it is being chosen: what has been taken from the scenario, and how many lines of each strategy that makes. */
export class PathDraft {
  readonly budget = Object.fromEntries(STRATEGY_CODES.map((code) => [code, 0])) as Record<StrategyCode, number>;
  readonly exhausted = new Set<StrategyCode>();
  tangents = 0;
  private readonly chosen = new Set<string>();
  /** What will have been said is what has been chosen. */
  private readonly context: ConditionContext;
  private readonly usedTriggers = new Set<string>();
  private readonly extras: string[] = [];
  private readonly questions: string[] = [];
  private readonly worries: string[] = [];
  private readonly detours: Record<string, Detour> = {};
  private demand: Path['demand'] = null;
  private readonly byId: Map<string, Supply>;

  constructor(
    private readonly scenario: Scenario,
    private readonly wholeSpine: readonly string[],
    private readonly spine: readonly string[],
    context: ConditionContext,
  ) {
    this.context = { ...context, said: (id) => this.chosen.has(id) };
    this.byId = new Map(scenario.supplies.map((supply) => [supply.id, supply]));
    // A look-up that is done without a word is done; a question that is left out has not been asked.
    for (const id of wholeSpine) if (spine.includes(id) || !this.isQuestion(id)) this.chosen.add(id);
    for (const id of spine) {
      const code = this.byId.get(id)?.strategies[0];
      if (code) this.budget[code]++;
    }
  }

  get lines(): number {
    return STRATEGY_CODES.reduce((sum, code) => sum + this.budget[code], 0);
  }

  /** Picks one more supply of this strategy that can come up; false when there is none. */
  addSupply(code: StrategyCode, stream: RandomStream, weightOf: (supply: Supply) => number): boolean {
    const options = this.scenario.supplies.filter(
      (supply) => supply.kind !== 'demand' && supply.strategies.includes(code) && weightOf(supply) > 0 && this.isPossible(supply),
    );
    if (options.length === 0) return false;
    const supply = stream.weighted(options, (option) => weightOf(option) * (this.isHurried(option) ? HURRIED_WEIGHT : 1));
    this.take(supply, code);
    return true;
  }

  addDemand(stream: RandomStream, settings: SamplingSettings): void {
    const options = this.scenario.supplies.filter(
      (supply) => supply.kind === 'demand' && !supply.condition?.flags.includes('hot') && this.isPossible(supply),
    );
    if (options.length === 0 || !stream.chance(settings.demandShare)) return;
    const supply = stream.pick(options);
    const argued = supply.hold.length > 0 && stream.chance(settings.arguedShare);
    this.demand = { id: supply.id, argued };
    this.take(supply, 'OT');
    if (argued) this.budget[stream.pick(supply.hold)]++;
  }

  addTangent(): void {
    this.tangents++;
    this.budget.OT++;
  }

  /** Lets the customer stray from a chosen beat; what is then asked or said once more is one more line of its strategy. */
  addDetour(detour: Detour, stream: RandomStream): boolean {
    const options = [...this.chosen].filter(
      (id) => this.byId.get(id)?.detours.includes(detour) && !(id in this.detours) && !this.isSilent(id),
    );
    if (options.length === 0) return false;
    const id = stream.pick(options);
    this.detours[id] = detour;
    const strategy = this.byId.get(id)?.strategies[0] as StrategyCode;
    if (detour !== 'forget') this.budget[detour === 'unclear' && strategy === 'RI' ? 'ID' : strategy]++;
    return true;
  }

  /** Gives up an extra PR beat for asking another one twice. */
  swapForEvasive(stream: RandomStream): void {
    const position = this.extras.findLastIndex((id) => this.byId.get(id)?.strategies[0] === 'PR');
    const id = this.extras[position];
    if (id === undefined || id in this.detours || this.isNeeded(id)) return;
    this.extras.splice(position, 1);
    this.chosen.delete(id);
    this.budget.PR--;
    if (!this.addDetour('evade', stream)) {
      this.extras.push(id);
      this.chosen.add(id);
      this.budget.PR++;
    }
  }

  finish(): Path {
    const { budget, extras, questions, worries, demand, tangents, detours } = this;
    const strategies = STRATEGY_CODES.filter((code) => budget[code] > 0);
    return {
      lines: this.lines,
      budget,
      strategies,
      spine: [...this.spine],
      silent: this.wholeSpine.filter((id) => this.isSilent(id) && !this.isQuestion(id)),
      extras,
      questions,
      worries,
      demand,
      tangents,
      detours,
    };
  }

  private isPossible(supply: Supply): boolean {
    if (this.chosen.has(supply.id) || (ADVISING.has(supply.strategies[0] ?? 'RP') && this.scenario.bank.spineBeats.has(supply.id)))
      return false;
    if (supply.condition && !supply.condition.holds(this.context)) return false;
    if (supply.after.some((id) => !this.chosen.has(id))) return false;
    return supply.upon.length === 0 || supply.upon.some((id) => this.isTrigger(id));
  }

  /** Whether something can follow directly upon this: it is said aloud, and nothing else follows upon it. */
  private isTrigger(id: string): boolean {
    return this.chosen.has(id) && !this.isSilent(id) && !this.usedTriggers.has(id);
  }

  private isQuestion(id: string): boolean {
    return this.byId.get(id)?.strategies[0] === 'PR';
  }

  /** A step of the backbone that is not said aloud. */
  private isSilent(id: string): boolean {
    return this.wholeSpine.includes(id) && !this.spine.includes(id);
  }

  /** What the customer must bring in before the backbone passes a certain step may come too late. */
  private isHurried({ kind, until }: Supply): boolean {
    return kind !== 'beat' && until.some((id) => this.spine.includes(id));
  }

  private isNeeded(id: string): boolean {
    return [...this.chosen].some((other) => {
      const supply = this.byId.get(other);
      return supply !== undefined && (supply.after.includes(id) || supply.upon.includes(id));
    });
  }

  private take(supply: Supply, code: StrategyCode): void {
    this.chosen.add(supply.id);
    const trigger = supply.upon.find((id) => this.isTrigger(id));
    if (trigger !== undefined) this.usedTriggers.add(trigger);
    this.budget[code]++;
    if (supply.kind === 'question') this.questions.push(supply.id);
    else if (supply.kind === 'worry') this.worries.push(supply.id);
    else if (supply.kind === 'beat') this.extras.push(supply.id);
  }
}
