import type { Detour } from '../domain/conversation.js';
import type { StrategyCode } from '../domain/strategy.js';
import { parseCondition } from '../language/condition.js';
import { compilePool, type LineSource, type Pool } from '../language/line.js';
import { parseTemplate, slotsOf } from '../language/template.js';
import { defineFact } from './facts.js';
import type { AnswerStrategy, BankBeat, Scenario, Supply, Timing } from './scenario.js';
import { type BeatSource, IDENTITY_ITEMS, type ScenarioSource } from './scenario-file.js';

/** Any call may end with the hotline being named. */
const RULE_OF_EVERY_CALL = 'hotline-hours';
/** Strategies whose beats disclose or operate, and so wait for the identity check unless the file says `open`. */
const NEEDS_IDENTITY = new Set<BeatSource['do']>(['ID', 'RI', 'PS']);

/**
 * Turns an authored scenario into its three books and its outline.
 * @param common rules of the bank that scenarios quote by id (`data/policies/common.yaml`)
 * @throws SyntaxError when a template or condition does not parse; RangeError when a rule id is unknown
 */
export function compileScenario(source: ScenarioSource, common: Readonly<Record<string, string>>): Scenario {
  const pool = (path: string, lines: readonly LineSource[]): Pool => compilePool(`${source.id}/${path}`, lines);
  const optionalPool = (path: string, lines: readonly LineSource[] | undefined) => (lines === undefined ? null : pool(path, lines));
  const beats = Object.entries(source.beats);
  const questions = Object.entries(source.questions);
  const worries = Object.entries(source.worries);
  const demands = Object.entries(source.demands);
  const tangents = Object.entries(source.tangents);

  const bankBeats = new Map<string, BankBeat>(
    beats.map(([id, beat]) => [
      id,
      {
        id,
        strategy: beat.do,
        asks: beat.asks,
        open: beat.open ?? !NEEDS_IDENTITY.has(beat.do),
        essential: beat.essential ?? false,
        finds: beat.do === 'RI' && (beat.finds ?? !beat.essential),
        leadsToOperation: (beat.do === 'PS' || beat.do === 'PR') && operationRestsOn(id, source),
        say: pool(`beats/${id}/say`, beat.say),
        again: optionalPool(`beats/${id}/again`, beat.again),
        clearer: optionalPool(`beats/${id}/clearer`, beat.clearer),
        ...timingOf(beat),
      },
    ]),
  );

  return {
    truth: {
      id: source.id,
      topic: source.topic,
      title: source.title,
      weight: source.weight,
      fits: source.fits === undefined ? null : parseCondition(source.fits),
      description: parseTemplate(source.description),
      goal: parseTemplate(source.goal),
      knows: source.knows.map(parseTemplate),
      facts: factList(source.facts),
      causes: Object.entries(source.causes).map(([id, cause]) => ({
        id,
        weight: cause.weight,
        condition: cause.if === undefined ? null : parseCondition(cause.if),
        facts: factList(cause.facts),
        recorded: factsIn(cause.records),
      })),
      derived: derivedFacts(source),
      known: factsIn([...source.knows, ...ownWords(source)]),
    },
    bank: {
      id: source.id,
      matter: parseTemplate(source.matter),
      policy: [
        ...new Set([
          ...source.policy.map((rule) => (typeof rule === 'string' ? rule : commonRule(common, rule.use))),
          commonRule(common, RULE_OF_EVERY_CALL),
        ]),
      ],
      identity: { purpose: source.identity.for, asks: IDENTITY_ITEMS.filter((item) => source.identity.asks.includes(item)) },
      causes: new Map(
        Object.entries(source.causes).map(([id, cause]) => [
          id,
          {
            outcome: cause.outcome,
            records: cause.records.map(parseTemplate),
            spine: cause.spine,
            resolution: parseTemplate(cause.resolution),
          },
        ]),
      ),
      beats: bankBeats,
      spineBeats: new Set(Object.values(source.causes).flatMap((cause) => cause.spine)),
      answers: new Map(
        questions.map(([id, question]) => [
          id,
          {
            open: question.open,
            label: question.label,
            say: new Map(answersOf(question.answer).map(([strategy, lines]) => [strategy, pool(`questions/${id}/${strategy}`, lines)])),
          },
        ]),
      ),
      soothing: new Map(worries.map(([id, worry]) => [id, pool(`worries/${id}/soothe`, worry.soothe)])),
      refusals: new Map(
        demands.map(([id, demand]) => [
          id,
          {
            refuse: pool(`demands/${id}/refuse`, demand.refuse),
            hold: new Map(holdsOf(demand.hold).map(([strategy, lines]) => [strategy, pool(`demands/${id}/hold/${strategy}`, lines)])),
          },
        ]),
      ),
      returns: new Map(tangents.map(([id, tangent]) => [id, pool(`tangents/${id}/return`, tangent.return)])),
      feedback: pool('feedback', source.feedback),
      follow: pool('follow', source.follow),
      wishes: pool('wishes', source.wishes),
    },
    customer: {
      id: source.id,
      emotion: source.emotion,
      openings: pool('openings', source.openings),
      replies: new Map(
        beats.map(([id, beat]) => [
          id,
          {
            asks: beat.asks,
            until: beat.until,
            now: beat.now ?? false,
            reply: pool(`beats/${id}/reply`, beat.reply),
            vague: optionalPool(`beats/${id}/vague`, beat.vague),
            forget: optionalPool(`beats/${id}/forget`, beat.forget),
            recall: optionalPool(`beats/${id}/recall`, beat.recall),
            mistaken: optionalPool(`beats/${id}/mistaken`, beat.mistaken),
          },
        ]),
      ),
      questions: new Map(
        questions.map(([id, question]) => [
          id,
          {
            id,
            label: question.label,
            ask: pool(`questions/${id}/ask`, question.ask),
            reply: optionalPool(`questions/${id}/reply`, question.reply),
            ...timingOf(question),
          },
        ]),
      ),
      worries: new Map(
        worries.map(([id, worry]) => [
          id,
          {
            id,
            label: worry.label,
            voice: pool(`worries/${id}/voice`, worry.voice),
            reply: optionalPool(`worries/${id}/reply`, worry.reply),
            ...timingOf(worry),
          },
        ]),
      ),
      demands: new Map(
        demands.map(([id, demand]) => [
          id,
          {
            id,
            text: parseTemplate(demand.text),
            make: pool(`demands/${id}/make`, demand.make),
            push: pool(`demands/${id}/push`, demand.push),
            yield: pool(`demands/${id}/yield`, demand.yield),
            ...timingOf(demand),
          },
        ]),
      ),
      tangents: tangents.map(([id, tangent]) => ({
        id,
        label: tangent.label,
        condition: tangent.if === undefined ? null : parseCondition(tangent.if),
        voice: pool(`tangents/${id}/voice`, tangent.voice),
        reply: pool(`tangents/${id}/reply`, tangent.reply),
      })),
      settled: optionalPool('settled', source.settled),
      unsettled: optionalPool('unsettled', source.unsettled),
    },
    supplies: outlineOf(source),
    spines: new Map(Object.entries(source.causes).map(([id, cause]) => [id, cause.spine])),
  };
}

function outlineOf(source: ScenarioSource): Supply[] {
  const plain = { hold: [], detours: [] };
  return [
    ...Object.entries(source.beats).map(
      ([id, beat]): Supply => ({
        ...plain,
        id,
        kind: 'beat',
        strategies: [beat.do],
        detours: detoursOf(beat),
        ...timingOf(beat),
      }),
    ),
    ...Object.entries(source.questions).map(
      ([id, question]): Supply => ({
        ...plain,
        id,
        kind: 'question',
        strategies: answersOf(question.answer).map(([strategy]) => strategy),
        ...timingOf(question),
      }),
    ),
    ...Object.entries(source.worries).map(
      ([id, worry]): Supply => ({ ...plain, id, kind: 'worry', strategies: ['EM'], ...timingOf(worry) }),
    ),
    ...Object.entries(source.demands).map(
      ([id, demand]): Supply => ({
        ...plain,
        id,
        kind: 'demand',
        strategies: ['OT'],
        hold: holdsOf(demand.hold).map(([strategy]): StrategyCode => strategy),
        ...timingOf(demand),
      }),
    ),
  ];
}

function detoursOf(beat: BeatSource): Detour[] {
  return [
    ...(beat.vague && beat.again ? (['evade'] as const) : []),
    ...(beat.forget && beat.recall ? (['forget'] as const) : []),
    ...(beat.clearer ? (['unclear'] as const) : []),
  ];
}

function timingOf(item: { after: readonly string[]; until: readonly string[]; upon: readonly string[]; if?: string | undefined }): Timing {
  return { after: item.after, until: item.until, upon: item.upon, condition: item.if === undefined ? null : parseCondition(item.if) };
}

function answersOf(answer: ScenarioSource['questions'][string]['answer']): [AnswerStrategy, LineSource[]][] {
  return (['ID', 'PS', 'RI'] as const).flatMap((strategy) => (answer[strategy] ? [[strategy, answer[strategy]]] : []));
}

function holdsOf(hold: ScenarioSource['demands'][string]['hold']): ['EM' | 'ID', LineSource[]][] {
  return (['EM', 'ID'] as const).flatMap((strategy) => (hold[strategy] ? [[strategy, hold[strategy]]] : []));
}

/** Whether an operation comes up only after this beat, or directly follows it in a backbone. */
function operationRestsOn(beat: string, { beats, causes }: ScenarioSource): boolean {
  const operates = (id: string | undefined) => id !== undefined && beats[id]?.do === 'RI';
  return (
    Object.values(beats).some(({ do: strategy, after, upon }) => strategy === 'RI' && [...after, ...upon].includes(beat)) ||
    Object.values(causes).some(({ spine }) => spine.some((id, place) => id === beat && operates(spine[place + 1])))
  );
}

function derivedFacts(source: ScenarioSource): Record<string, string[]> {
  const all = [source.facts, ...Object.values(source.causes).map((cause) => cause.facts)].flatMap((facts) => Object.entries(facts));
  return Object.fromEntries(
    all.flatMap(([name, fact]) =>
      fact.type === 'computed' ? [[name, [...fact.expr.matchAll(/[a-z][a-z0-9_]*/g)].map(([input]) => input)]] : [],
    ),
  );
}

/** What the customer can say before anything is disclosed: openings and answers to questions, with the facts that decide between them. */
function ownWords(source: ScenarioSource): string[] {
  const answers = Object.values(source.beats).flatMap((beat) =>
    beat.do === 'PR' ? [...beat.reply, ...(beat.vague ?? []), ...(beat.recall ?? [])] : [],
  );
  return [...source.openings, ...answers].flatMap((line) => {
    if (typeof line === 'string') return [line];
    const deciding = line.if === undefined ? [] : parseCondition(line.if).values.map(({ name }) => name);
    return [line.say, ...deciding.filter((name) => name.startsWith('fact.')).map((name) => `<${name.slice('fact.'.length)}>`)];
  });
}

/** Names of the facts that texts mention. */
function factsIn(texts: readonly string[]): string[] {
  return [...new Set(texts.flatMap((text) => slotsOf(parseTemplate(text))).map((slot) => slot.split(/[.:]/)[0] as string))];
}

function factList(facts: ScenarioSource['facts']) {
  return Object.entries(facts).map(([name, source]) => defineFact(name, source));
}

function commonRule(common: Readonly<Record<string, string>>, id: string): string {
  const rule = common[id];
  if (rule === undefined)
    throw new RangeError(`policy: no rule "${id}" in data/policies/common.yaml (known: ${Object.keys(common).join(', ')})`);
  return rule;
}
