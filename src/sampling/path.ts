import { STRATEGY_CODES, type StrategyCode, type StrategyFramework } from '../domain/strategy.js';
import type { ConditionContext } from '../language/condition.js';
import type { RandomStream } from '../random/stream.js';
import type { Scenario, Supply } from '../topics/scenario.js';
import { ADVISING, type Path, PathDraft } from './path-draft.js';
import { roundSystematically } from './quota.js';
import { normalQuantile, type SamplingSettings } from './settings.js';

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

/** Beyond this comfort wears out. */
const MOST_COMFORTS = 3;
/** More often than this nobody plays back what it has heard: the talk would stand still. */
const MOST_RESTATEMENTS = 2;

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

  while (want('PR') > 0 && (draft.addSupply('PR', stream, preferring(1, 0)) || draft.addDetour('evade', stream)));
  if (want('PR') === 0 && stream.chance(settings.detours.evade) && draft.budget.PR > 1) draft.swapForEvasive(stream);
  if (stream.chance(settings.detours.forget)) draft.addDetour('forget', stream);
  while (want('RP') > 0 && draft.budget.RP < MOST_RESTATEMENTS && draft.addSupply('RP', stream, beforeHelp(scenario)));
  if (want('EM') > 0 && stream.chance(settings.unvoicedSoothingShare)) draft.addSupply('EM', stream, beforeHelp(scenario));
  while (want('EM') > 0 && draft.budget.EM < MOST_COMFORTS && draft.addSupply('EM', stream, preferring(0, 1)));

  if (draft.lines < most && stream.chance(settings.detours.unclear)) draft.addDetour('unclear', stream);

  // ID, PS and RI in turns, largest need first, so that one does not take the triggers of the others.
  const needy = () =>
    (['ID', 'PS', 'RI'] as const).filter((code) => want(code) > 0 && !draft.exhausted.has(code)).sort((a, b) => want(b) - want(a));
  for (let [code] = needy(); code !== undefined; [code] = needy()) {
    if (!draft.addSupply(code, stream, preferring(1, settings.questionPreference))) draft.exhausted.add(code);
  }
  // What could not be supplied as planned is made up for by what can, nearest to its share.
  if (draft.budget.EM >= MOST_COMFORTS) draft.exhausted.add('EM');
  const fillers = ['ID', 'PS', 'EM', 'PR', 'RI'] as const;
  while (draft.lines < lines) {
    const open = fillers.filter((code) => !draft.exhausted.has(code)).sort((a, b) => want(b) - want(a));
    const [code] = open;
    if (code === undefined) break;
    if (!draft.addSupply(code, stream, preferring(code === 'EM' ? 0 : 1, settings.questionPreference))) draft.exhausted.add(code);
  }
  return draft.finish();
}

/**
 * The backbone without surplus beyond the plan: a look-up need not be announced to be done (an RI right before what it found), and a question
 * on which no later step rests may be left unasked. Real operations stay: those before something told are marked `essential`.
 */
function leanSpine(scenario: Scenario, spine: readonly string[], targets: Record<StrategyCode, number>): string[] {
  const beatOf = (id: string | undefined) => (id === undefined ? undefined : scenario.bank.beats.get(id));
  const isDispensable = (id: string, place: number): boolean => {
    if (beatOf(id)?.essential) return false;
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

/** Beats of the beginning: they wait for nothing that is found, advised or done, and for no mood that may not come. */
function beforeHelp({ supplies }: Scenario): (supply: Supply) => number {
  const helping = new Set(supplies.filter(({ strategies }) => strategies.some((code) => ADVISING.has(code))).map(({ id }) => id));
  return ({ kind, after, upon, condition }) =>
    kind === 'beat' && ![...after, ...upon].some((id) => helping.has(id)) && !condition?.flags.includes('hot') ? 1 : 0;
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
