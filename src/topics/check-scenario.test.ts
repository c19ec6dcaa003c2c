import { beforeAll, describe, expect, it } from 'vitest';
import { TOPIC_IDS } from '../domain/topic.js';
import { parseTemplate, slotsOf } from '../language/template.js';
import { aScenarioSource, COMMON_RULES, versions } from '../testing/a-scenario.js';
import { DATA_DIR } from '../testing/tunables.js';
import { findFaults } from './check-scenario.js';
import { readCommonRules, readScenarioSources } from './load-topics.js';
import { type PersonaValues, readPersonaValues } from './persona-values.js';
import type { ScenarioSource } from './scenario-file.js';

const PERSONA_VALUES: PersonaValues = new Map([['occupation', { values: ['会计', '教师'], shownPath: 'data/personas/occupations.yaml' }]]);
const faultsOf = (source: ScenarioSource) => findFaults(source, 'other', 'small-case', Object.keys(COMMON_RULES), PERSONA_VALUES);

/** The sound scenario with one part replaced: `beats.look-up.say` and the like. */
function withPart(path: string, part: unknown): ScenarioSource {
  const whole = structuredClone(aScenarioSource()) as unknown as Record<string, unknown>;
  const keys = path.split('/');
  const last = keys.pop() as string;
  const holder = keys.reduce((object, key) => object[key] as Record<string, unknown>, whole);
  if (part === undefined) delete holder[last];
  else holder[last] = part;
  return aScenarioSource(whole);
}

const TEXTS = versions('一句话。');

describe('a sound scenario', () => {
  it('has no fault', () => {
    expect(faultsOf(aScenarioSource())).toEqual([]);
  });
});

describe('one breach', () => {
  it.each([
    ['id', 'id', 'big-case', 'id: "big-case" does not equal the file name "small-case"'],
    ['topic', 'topic', 'others', 'topic: "others" does not equal the folder "other"'],
    [
      'an id twice',
      'worries/how-long',
      { label: '久', voice: TEXTS, soothe: TEXTS },
      'an id is used twice among beats, questions, worries and demands',
    ],
    [
      'an unknown flag',
      'openings',
      [...TEXTS, { say: '另一句话。', if: 'angry' }],
      'openings.6.if: "angry" is no flag (hot, calm, satisfied)',
    ],
    [
      'said of nothing',
      'beats/look-up/if',
      'said.nothing',
      'beats.look-up.if: said.nothing: there is no such beat, question, worry or demand',
    ],
    ['an unknown cause', 'questions/what-now/if', 'cause=never', 'questions.what-now.if: cause "never" does not exist'],
    ['an unknown field', 'fits', 'persona.shoe=42', 'fits: "persona.shoe" is neither cause, outcome, persona.FIELD nor fact.NAME'],
    [
      'an unknown fact',
      'worries/lost-face/if',
      'fact.none=1',
      'worries.lost-face.if: "fact.none" is neither cause, outcome, persona.FIELD nor fact.NAME',
    ],
    [
      'an occupation nobody has',
      'fits',
      'persona.occupation in 会计/飞行员',
      'fits: no persona has occupation "飞行员" (see data/personas/occupations.yaml)',
    ],
    [
      'a scenario for a cause',
      'fits',
      'persona.age>30 & cause=late',
      'fits: "cause" is not known yet when causes are drawn, only persona.FIELD is',
    ],
    [
      'a cause for a mood',
      'causes/late/if',
      'hot & persona.age>30',
      'causes.late.if: "hot" is not known yet when causes are drawn, only persona.FIELD is',
    ],
    [
      'a cause for nobody',
      'causes/late/if',
      'persona.children=小学',
      'causes.late.if: no persona has children "小学" (无, 学龄前, 上学, 成年)',
    ],
    ['a value nobody has', 'fits', 'persona.gender=他', 'fits: no persona has gender "他" (男, 女)'],
    ['a condition that does not parse', 'demands/pay-first/if', 'hot &', 'demands.pay-first.if: condition "hot &" ends too early'],
    [
      'a condition of a choice',
      'facts/purpose',
      { type: 'choice', of: ['甲', { value: '乙', if: 'mad' }] },
      'facts.purpose.of.1.if: "mad" is no flag (hot, calm, satisfied)',
    ],
    [
      'a condition of a choice of one cause',
      'causes/late/facts',
      { place: { type: 'choice', of: [{ value: '乙', if: 'mad' }] } },
      'causes.late.facts.place.of.0.if: "mad" is no flag (hot, calm, satisfied)',
    ],
    [
      'a round bracket',
      'beats/look-up/say',
      [...TEXTS, '我查（一下）。'],
      'beats.look-up.say.6: "我查（一下）。" holds "（", which no utterance may hold',
    ],
    ['two stops side by side', 'goal', '弄清楚。，', 'goal: "弄清楚。，" holds "。，", which no utterance may hold'],
    ['eleven digits', 'policy', ['打电话12345678901'], 'policy.0: "打电话12345678901" holds "12345678901", which no utterance may hold'],
    ['an underscore', 'follow', [...TEXTS, '会发_短信。'], 'follow.6: "会发_短信。" holds "_", which no utterance may hold'],
    ['a blank at the end', 'wishes', [...TEXTS, '祝好 '], 'wishes.6: "祝好 " begins or ends with a blank'],
    ['an unknown slot', 'knows', ['给<whom>转了钱'], 'knows.0: <whom> is neither a fact nor a built-in slot'],
    ['an unknown form', 'description', '转了<amount:loud>。', 'description: <amount:loud>: not every option of amount has "loud"'],
    ['a field that not every option has', 'goal', '从<channel.use>转', 'goal: <channel.use>: not every option of channel has "use"'],
    [
      'a template that does not parse',
      'questions/what-now/ask',
      [...TEXTS, '怎<办'],
      'questions.what-now.ask.6: "<" is not closed in "怎<办"',
    ],
    ['the same line twice', 'feedback', [...TEXTS, '甲一句话。'], 'feedback.6: "甲一句话。" stands twice'],
    ['telling what is no fact', 'openings', [...TEXTS, { say: '另一句话。', tells: ['none'] }], 'openings.6.tells: "none" is no fact'],
    [
      'nothing to say to the calm',
      'worries/lost-face/voice',
      [{ say: '急死了。', if: 'hot' }],
      'worries.lost-face.voice: needs at least one line that does not depend on mood',
    ],
    ['after nothing', 'beats/tell-fee/after', ['none'], 'beats.tell-fee.after: there is no "none"'],
    ['until nothing', 'beats/restate-case/until', ['none'], 'beats.restate-case.until: there is no "none"'],
    ['upon nothing', 'questions/call-them/upon', ['none'], 'questions.call-them.upon: there is no "none"'],
    ['a common rule that is none', 'policy', [{ use: 'none' }], 'policy.0: no rule "none" in data/policies/common.yaml'],
    ['a spine of nothing', 'causes/late/spine', ['look-up', 'none'], 'causes.late.spine: there is no beat "none"'],
    [
      'a record with an unknown slot',
      'causes/late/records',
      ['收费<none>'],
      'causes.late.records.0: <none> is neither a fact nor a built-in slot',
    ],
    [
      'a resolution with a bracket',
      'causes/lost/resolution',
      '登记(了)',
      'causes.lost.resolution: "登记(了)" holds "(", which no utterance may hold',
    ],
    ['asking without PR', 'beats/look-up/asks', ['amount'], 'beats.look-up.asks: only a PR beat asks'],
    ['vague without again', 'beats/ask-channel/again', undefined, 'beats.ask-channel: vague and again belong together'],
    [
      'arithmetic over nothing',
      'facts/doubled/expr',
      'none * 2',
      'facts.doubled.expr: expression "none * 2": "none" is no numeric fact drawn before',
    ],
    [
      'arithmetic over words',
      'facts/doubled/expr',
      'channel * 2',
      'facts.doubled.expr: expression "channel * 2": "channel" is no numeric fact drawn before',
    ],
    ['arithmetic that does not parse', 'facts/doubled/expr', 'fee *', 'facts.doubled.expr: expression "fee *": an operand is missing'],
    [
      'a slot in a label',
      'questions/what-now/label',
      '还有<amount>吗',
      'questions.what-now.label: "还有<amount>吗" holds "<", which no utterance may hold',
    ],
    [
      'a bracket in a label',
      'worries/lost-face/label',
      '没法交代（急）',
      'worries.lost-face.label: "没法交代（急）" holds "（", which no utterance may hold',
    ],
    [
      'a slot in the purpose of the check',
      'identity/for',
      '查<amount>',
      'identity.for: "查<amount>" holds "<", which no utterance may hold',
    ],
    [
      'a demand with a brace',
      'demands/pay-first/text',
      '要求{垫付}',
      'demands.pay-first.text: "要求{垫付}" holds "{", which no utterance may hold',
    ],
  ])('%s gives exactly one fault, with place and value', (_name, path, part, fault) => {
    expect(faultsOf(withPart(path, part))).toEqual([fault]);
  });

  it('is a persona whom the scenario fits and no cause does', () => {
    const { late, lost } = aScenarioSource().causes;
    const causes = { late: { ...late, if: 'persona.products=理财' }, lost: { ...lost, if: 'persona.age>=40' } };
    expect(faultsOf(aScenarioSource({ causes, fits: 'persona.age>=30' }))).toEqual([
      'causes: every cause has an if, and none holds for a persona that fits: age 30, products another',
    ]);
    expect(faultsOf(aScenarioSource({ causes, fits: 'persona.age>=40' }))).toEqual([]);
  });

  it('is each found when there are several', () => {
    const source = withPart('goal', '弄清楚（吗）');
    expect(faultsOf({ ...source, matter: '<none>' })).toEqual([
      'matter: <none> is neither a fact nor a built-in slot',
      'goal: "弄清楚（吗）" holds "（", which no utterance may hold',
    ]);
  });

  it('is none where a computed fact of a cause uses what stands before it', () => {
    const facts = { share: { type: 'computed', as: 'money', expr: 'amount / parts' }, parts: { type: 'number', min: 2, max: 3 } };
    expect(faultsOf(withPart('causes/late/facts', facts))).toEqual([
      'causes.late.facts.share.expr: expression "amount / parts": "parts" is no numeric fact drawn before',
    ]);
    expect(faultsOf(withPart('causes/late/facts', { parts: facts.parts, share: facts.share }))).toEqual([]);
  });
});

describe('the scenarios as they are', () => {
  let all: { source: ScenarioSource; topic: string; name: string }[];
  beforeAll(() => {
    all = TOPIC_IDS.flatMap((topic) =>
      readScenarioSources(DATA_DIR, topic).map(({ source, shownPath }) => ({
        source,
        topic,
        name: shownPath.replace(/^.*\/|\.yaml$/g, ''),
      })),
    );
  });

  it('have no fault', () => {
    const rules = Object.keys(readCommonRules(DATA_DIR));
    const personaValues = readPersonaValues(DATA_DIR);
    expect(
      all.flatMap(({ source, topic, name }) => findFaults(source, topic, name, rules, personaValues).map((fault) => `${name}: ${fault}`)),
    ).toEqual([]);
  });

  it('bear each id once', () => {
    const ids = all.map(({ source }) => source.id);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  });

  it('say in a resolution only what the records of its cause show, or what follows from them', () => {
    const always = ['surname', 'title', 'name', 'card_tail', 'phone_tail', 'id_tail', 'today'];
    const namesIn = (text: string) => slotsOf(parseTemplate(text)).map((slot) => slot.split(/[.:]/)[0] as string);
    const unrecorded = all.flatMap(({ source }) =>
      Object.entries(source.causes).flatMap(([id, cause]) => {
        const shown = new Set([...always, ...cause.records.flatMap(namesIn)]);
        for (const [name, fact] of Object.entries({ ...source.facts, ...cause.facts })) {
          if (fact.type === 'computed' && [...fact.expr.matchAll(/[a-z][a-z0-9_]*/g)].every(([input]) => shown.has(input))) shown.add(name);
        }
        return namesIn(cause.resolution).flatMap((name) => (shown.has(name) ? [] : [`${source.id}/${id}: ${name}`]));
      }),
    );
    expect(unrecorded).toEqual([]);
  });
});
