import { STRATEGY_CODES, type StrategyCode, type StrategyFramework } from '../domain/strategy.js';
import type { ConditionContext } from '../language/condition.js';
import type { RandomStream } from '../random/stream.js';
import type { Scenario, Supply } from '../topics/scenario.js';
import { roundSystematically } from './quota.js';
import { normalQuantile, type SamplingSettings } from './settings.js';

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
  /** PR beats that the customer answers evasively at first. */
  evasive: readonly string[];
}

export interface PathRequest {
  scenario: Scenario;
  cause: string;
  framework: StrategyFramework;
  settings: SamplingSettings;
  maxUtterances: number;
  /** In [0, 1): where in the length distribution this dialogue stands. */
  lengthPoint: number;
  /** In [0, 1): how fractional strategy shares are rounded. */
  strategyPoint: number;
  context: ConditionContext;
  stream: RandomStream;
}

/** Lines of these strategies come from pools that are always there. */
const ALWAYS_SUPPLIED = { FR: 1, RC: 1, IV: 2 } as const;

/** Beats of these strategies tell a cause's findings: in the backbone of one cause, they are out of place under another. */
const ADVISING: ReadonlySet<StrategyCode> = new Set(['ID', 'PS', 'RI']);

/** Draws length and strategies jointly, then picks from the scenario what supplies them. */
export function choosePath(request: PathRequest): Path {
  const { scenario, cause, settings, framework, stream } = request;
  const lines = drawLines(request);
  const targets = drawTargets(request, lines);
  const whole = scenario.spines.get(cause) ?? [];
  const draft = new PathDraft(scenario, whole, leanSpine(scenario, whole, targets), request.context);

  const required = new Set(framework.required);
  for (const code of ['GT', 'AC'] as const) draft.budget[code] = required.has(code) ? 1 : 0;
  const most = mostLines(request);
  draft.budget.IV = 1;
  for (const [code, limit] of Object.entries(ALWAYS_SUPPLIED) as ['FR' | 'RC' | 'IV', number][]) {
    while (draft.budget[code] < Math.min(targets[code], limit) && draft.lines < most) draft.budget[code]++;
  }
  const want = (code: StrategyCode) => (draft.lines < most ? targets[code] - draft.budget[code] : 0);

  if (want('OT') > 0) draft.addDemand(stream, settings);
  while (want('OT') > 0 && draft.tangents === 0) draft.addTangent();

  while (want('PR') > 0 && (draft.addSupply('PR', stream, preferring(1, 0)) || draft.addEvasive(stream)));
  if (want('PR') === 0 && stream.chance(settings.evasiveShare) && draft.budget.PR > 1) draft.swapForEvasive(stream);
  while (want('RP') > 0 && draft.addSupply('RP', stream, preferring(1, 0)));
  if (want('EM') > 0 && stream.chance(settings.unvoicedSoothingShare)) draft.addSupply('EM', stream, preferring(1, 0));
  while (want('EM') > 0 && draft.addSupply('EM', stream, preferring(0.2, 1)));

  // ID, PS and RI in turns, largest need first, so that one does not take the triggers of the others.
  const needy = () =>
    (['ID', 'PS', 'RI'] as const).filter((code) => want(code) > 0 && !draft.exhausted.has(code)).sort((a, b) => want(b) - want(a));
  for (let [code] = needy(); code !== undefined; [code] = needy()) {
    if (!draft.addSupply(code, stream, preferring(1, settings.questionPreference))) draft.exhausted.add(code);
  }
  // What could not be supplied as planned is made up for by what can, nearest to its share.
  const fillers = ['ID', 'PS', 'EM', 'RP', 'PR', 'RI'] as const;
  while (draft.lines < lines) {
    const open = fillers.filter((code) => !draft.exhausted.has(code)).sort((a, b) => want(b) - want(a));
    const [code] = open;
    if (code === undefined) break;
    if (!draft.addSupply(code, stream, preferring(1, settings.questionPreference))) draft.exhausted.add(code);
  }
  return draft.finish();
}

/**
 * The backbone without surplus beyond the plan: a look-up need not be announced to be done (an RI right before what it found), and a question
 * on which no later step rests may be left unasked. Real operations stay.
 */
function leanSpine(scenario: Scenario, spine: readonly string[], targets: Record<StrategyCode, number>): string[] {
  const beatOf = (id: string | undefined) => (id === undefined ? undefined : scenario.bank.beats.get(id));
  const isDispensable = (id: string, place: number): boolean => {
    if (beatOf(id)?.strategy === 'RI') return beatOf(spine[place + 1])?.strategy === 'ID';
    return beatOf(id)?.strategy === 'PR' && !spine.some((other) => beatOf(other)?.after.includes(id));
  };
  let kept = [...spine];
  for (const code of ['PR', 'RI'] as const) {
    const floor = Math.max(1, targets[code]);
    for (const [place, id] of spine.entries()) {
      const surplus = kept.filter((other) => beatOf(other)?.strategy === code).length > floor;
      if (surplus && beatOf(id)?.strategy === code && isDispensable(id, place)) kept = kept.filter((other) => other !== id);
    }
  }
  return kept;
}

function preferring(beats: number, customer: number): (supply: Supply) => number {
  return (supply) => (supply.kind === 'beat' ? beats : customer);
}

function drawLines({ settings, maxUtterances, lengthPoint }: PathRequest): number {
  const { mean, deviation, min, max } = settings.lines;
  const cap = mostLines({ maxUtterances });
  const drawn = Math.round(mean + deviation * normalQuantile(lengthPoint));
  return Math.max(Math.min(min, cap), Math.min(max, cap, drawn));
}

/** Supporter lines that fit under the cap, the goodbye included; one is kept for what the talk adds. */
function mostLines({ maxUtterances }: Pick<PathRequest, 'maxUtterances'>): number {
  return Math.floor((maxUtterances + 1) / 2) - 1;
}

function drawTargets({ settings, framework, strategyPoint, stream }: PathRequest, lines: number): Record<StrategyCode, number> {
  const order = [...STRATEGY_CODES];
  // A random order decides which strategies share a rounding boundary.
  for (let i = order.length - 1; i > 0; i--) {
    const j = stream.int(i + 1);
    [order[i], order[j]] = [order[j] as StrategyCode, order[i] as StrategyCode];
  }
  // Supporters differ: around the planned shares each dialogue has its own leaning, with mean 1.
  const leaning = (code: StrategyCode) => {
    const share = settings.plannedShares[code] ?? 0;
    const { shareSpread: spread } = settings;
    return framework.required.includes(code) ? share : share * Math.exp(spread * normalQuantile(stream.next()) - spread ** 2 / 2);
  };
  const shares = order.map(leaning);
  const sum = shares.reduce((total, share) => total + share, 0);
  const rounded = roundSystematically(
    shares.map((share) => (share / sum) * lines),
    strategyPoint,
  );
  return Object.fromEntries(order.map((code, position) => [code, rounded[position] ?? 0])) as Record<StrategyCode, number>;
}

/** A path while it is being chosen. */
class PathDraft {
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
  private readonly evasive: string[] = [];
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
    for (const id of wholeSpine) this.chosen.add(id);
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
    const supply = stream.weighted(options, weightOf);
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

  /** Lets a chosen PR beat be answered evasively, so that it is asked once more. */
  addEvasive(stream: RandomStream): boolean {
    const options = [...this.chosen].filter((id) => this.byId.get(id)?.repeatable && !this.evasive.includes(id));
    if (options.length === 0) return false;
    this.evasive.push(stream.pick(options));
    this.budget.PR++;
    return true;
  }

  /** Gives up an extra PR beat for asking another one twice. */
  swapForEvasive(stream: RandomStream): void {
    const position = this.extras.findLastIndex((id) => this.byId.get(id)?.strategies[0] === 'PR');
    const id = this.extras[position];
    if (id === undefined || this.isNeeded(id)) return;
    this.extras.splice(position, 1);
    this.chosen.delete(id);
    this.budget.PR--;
    if (!this.addEvasive(stream)) {
      this.extras.push(id);
      this.chosen.add(id);
      this.budget.PR++;
    }
  }

  finish(): Path {
    const { budget, extras, questions, worries, demand, tangents, evasive } = this;
    const strategies = STRATEGY_CODES.filter((code) => budget[code] > 0);
    return {
      lines: this.lines,
      budget,
      strategies,
      spine: [...this.spine],
      silent: this.wholeSpine.filter((id) => !this.spine.includes(id)),
      extras,
      questions,
      worries,
      demand,
      tangents,
      evasive,
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
    const silent = this.wholeSpine.includes(id) && !this.spine.includes(id);
    return this.chosen.has(id) && !silent && !this.usedTriggers.has(id);
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
