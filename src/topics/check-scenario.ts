import { parseCondition } from '../language/condition.js';
import type { LineSource } from '../language/line.js';
import { parseTemplate, slotsOf } from '../language/template.js';
import { bankConditionFaults } from './bank-conditions.js';
import type { Facts } from './fact-forms.js';
import { evaluate } from './facts.js';
import { CONDITION_FIELDS, type PersonaValues, valuesOfNobody } from './persona-values.js';
import { personaWithoutCause } from './persona-without-cause.js';
import type { FactSource, ScenarioSource } from './scenario-file.js';

/** Slots that every scenario may use. */
const BUILT_IN_SLOTS = new Set(['surname', 'title', 'name', 'card_tail', 'phone_tail', 'id_tail', 'today', 'resolution']);
const FLAGS = new Set(['hot', 'calm', 'satisfied']);
const FORMS = new Set(['written', 'spoken', 'value']);
/** What text must never hold (contract §3.6, §3.7); angle brackets are template marks here. */
const SLOT = /<[a-z][a-z0-9_.:]*>/g;
const FORBIDDEN = /[()（）{}`_]|[。，？！；]{2}|\d{11}|@/;

/**
 * Everything that is wrong with a scenario beyond its shape: references to nothing, slots without a fact, conditions and templates that do not parse.
 * @param commonRules ids of the rules in `data/policies/common.yaml`
 * @param personaValues what the personas of the default distribution can be
 * @returns one line per fault, empty when there is none
 */
export function findFaults(
  source: ScenarioSource,
  topic: string,
  fileName: string,
  commonRules: readonly string[],
  personaValues: PersonaValues,
): string[] {
  const faults: string[] = [];
  if (source.id !== fileName) faults.push(`id: "${source.id}" does not equal the file name "${fileName}"`);
  if (source.topic !== topic) faults.push(`topic: "${source.topic}" does not equal the folder "${topic}"`);

  const ids = new Set([
    ...Object.keys(source.beats),
    ...Object.keys(source.questions),
    ...Object.keys(source.worries),
    ...Object.keys(source.demands),
  ]);
  const total = [source.beats, source.questions, source.worries, source.demands].reduce((sum, map) => sum + Object.keys(map).length, 0);
  if (ids.size < total) faults.push('an id is used twice among beats, questions, worries and demands');

  const factScopes = [
    { path: 'facts', own: source.facts },
    ...Object.entries(source.causes).map(([id, cause]) => ({ path: `causes.${id}.facts`, own: cause.facts })),
  ];
  // Causes may define a fact of one name differently.
  const facts = new Map<string, FactSource[]>();
  for (const { own } of factScopes) for (const [name, fact] of Object.entries(own)) facts.set(name, [...(facts.get(name) ?? []), fact]);

  const checkCondition = (path: string, text: string | undefined): void => {
    if (text === undefined) return;
    try {
      const parsed = parseCondition(text);
      for (const flag of parsed.flags) if (!FLAGS.has(flag)) faults.push(`${path}: "${flag}" is no flag (${[...FLAGS].join(', ')})`);
      for (const id of parsed.said) if (!ids.has(id)) faults.push(`${path}: said.${id}: there is no such beat, question, worry or demand`);
      for (const { name, options } of parsed.values) {
        const [scope, field = ''] = name.split('.');
        if (name === 'cause') {
          for (const option of options) if (!(option in source.causes)) faults.push(`${path}: cause "${option}" does not exist`);
        } else if (scope === 'persona' && CONDITION_FIELDS.has(field)) {
          faults.push(...valuesOfNobody(field, options, personaValues).map((fault) => `${path}: ${fault}`));
        } else if (scope === 'fact' && facts.has(field)) continue;
        else if (name !== 'outcome') faults.push(`${path}: "${name}" is neither cause, outcome, persona.FIELD nor fact.NAME`);
      }
    } catch (error) {
      faults.push(`${path}: ${(error as Error).message}`);
    }
  };
  /** Nothing but the persona is known when a scenario and its cause are drawn. */
  const checkPersonaCondition = (path: string, text: string | undefined): void => {
    const before = faults.length;
    checkCondition(path, text);
    if (text === undefined || faults.length > before) return;
    const { flags, said, values } = parseCondition(text);
    const names = [...flags, ...said.map((id) => `said.${id}`), ...values.map(({ name }) => name)];
    const unknown = names.filter((name) => !name.startsWith('persona.'));
    faults.push(...unknown.map((name) => `${path}: "${name}" is not known yet when causes are drawn, only persona.FIELD is`));
  };
  const checkCauseConditions = (): void => {
    const before = faults.length;
    checkPersonaCondition('fits', source.fits);
    for (const [id, cause] of Object.entries(source.causes)) checkPersonaCondition(`causes.${id}.if`, cause.if);
    if (faults.length > before) return;
    const conditions = Object.values(source.causes).map((cause) => cause.if);
    const left = personaWithoutCause(source.fits, conditions);
    if (left !== null) faults.push(`causes: every cause has an if, and none holds for a persona that fits: ${left}`);
  };
  const checkText = (path: string, text: string): void => {
    const bad = FORBIDDEN.exec(text.replace(SLOT, 'x'));
    if (bad) faults.push(`${path}: "${text}" holds "${bad[0]}", which no utterance may hold`);
    if (text !== text.trim()) faults.push(`${path}: "${text}" begins or ends with a blank`);
    try {
      for (const slot of slotsOf(parseTemplate(text))) {
        const [name = '', form] = slot.split(/[.:]/);
        if (BUILT_IN_SLOTS.has(name) && form === undefined) continue;
        const definitions = facts.get(name);
        if (!definitions) faults.push(`${path}: <${slot}> is neither a fact nor a built-in slot`);
        else if (form !== undefined && !FORMS.has(form)) {
          const fields = definitions.every(
            (fact) => fact.type === 'choice' && fact.of.every((option) => typeof option !== 'string' && form in option),
          );
          if (!fields) faults.push(`${path}: <${slot}>: not every option of ${name} has "${form}"`);
        }
      }
    } catch (error) {
      faults.push(`${path}: ${(error as Error).message}`);
    }
  };
  /** Text that goes into lines as it stands, without slots. */
  const checkPlain = (path: string, text: string): void => {
    const bad = /[<>|]/.exec(text) ?? FORBIDDEN.exec(text);
    if (bad) faults.push(`${path}: "${text}" holds "${bad[0]}", which no utterance may hold`);
  };
  const checkLines = (path: string, lines: readonly LineSource[] | undefined): void => {
    const seen = new Set<string>();
    lines?.forEach((line, position) => {
      const text = typeof line === 'string' ? line : line.say;
      checkText(`${path}.${position}`, text);
      if (seen.has(text)) faults.push(`${path}.${position}: "${text}" stands twice`);
      seen.add(text);
      if (typeof line === 'string') return;
      checkCondition(`${path}.${position}.if`, line.if);
      for (const name of line.tells ?? []) if (!facts.has(name)) faults.push(`${path}.${position}.tells: "${name}" is no fact`);
    });
    // Conditions on facts or causes may cover all cases between them; conditions on mood alone never do.
    const moodOnly = (line: LineSource) => typeof line !== 'string' && line.if !== undefined && FLAGS.has(line.if);
    if (lines?.every(moodOnly)) faults.push(`${path}: needs at least one line that does not depend on mood`);
  };
  const checkReferences = (path: string, item: { after: string[]; until: string[]; upon: string[]; if?: string | undefined }): void => {
    for (const key of ['after', 'until', 'upon'] as const) {
      for (const id of item[key]) if (!ids.has(id)) faults.push(`${path}.${key}: there is no "${id}"`);
    }
    checkCondition(`${path}.if`, item.if);
  };

  for (const key of ['matter', 'description', 'goal'] as const) checkText(key, source[key]);
  source.knows.forEach((text, i) => {
    checkText(`knows.${i}`, text);
  });
  source.policy.forEach((rule, i) => {
    if (typeof rule === 'string') checkText(`policy.${i}`, rule);
    else if (!commonRules.includes(rule.use)) faults.push(`policy.${i}: no rule "${rule.use}" in data/policies/common.yaml`);
  });
  checkPlain('identity.for', source.identity.for);
  checkCauseConditions();
  checkLines('openings', source.openings);
  for (const [id, cause] of Object.entries(source.causes)) {
    cause.records.forEach((text, i) => {
      checkText(`causes.${id}.records.${i}`, text);
    });
    checkText(`causes.${id}.resolution`, cause.resolution);
    for (const beat of cause.spine) if (!(beat in source.beats)) faults.push(`causes.${id}.spine: there is no beat "${beat}"`);
  }
  for (const { path, own } of factScopes) {
    for (const [name, fact] of Object.entries(own)) {
      if (fact.type === 'choice') {
        for (const [i, option] of fact.of.entries()) {
          const at = `${path}.${name}.of.${i}`;
          if (typeof option === 'string') {
            checkPlain(at, option);
            continue;
          }
          const { if: when, weight: _, ...fields } = option;
          checkCondition(`${at}.if`, when);
          for (const [field, text] of Object.entries(fields)) checkPlain(`${at}.${field}`, text);
        }
      } else if (fact.type === 'computed') {
        const before = { ...(path === 'facts' ? {} : factsBefore(source.facts)), ...factsBefore(own, name) };
        try {
          evaluate(fact.expr, before);
        } catch (error) {
          faults.push(`${path}.${name}.expr: ${(error as Error).message}`);
        }
      }
    }
  }
  for (const [id, beat] of Object.entries(source.beats)) {
    checkReferences(`beats.${id}`, beat);
    if (beat.do !== 'PR' && beat.asks.length > 0) faults.push(`beats.${id}.asks: only a PR beat asks`);
    if ((beat.vague === undefined) !== (beat.again === undefined)) faults.push(`beats.${id}: vague and again belong together`);
    if ((beat.forget === undefined) !== (beat.recall === undefined)) faults.push(`beats.${id}: forget and recall belong together`);
    if (beat.mistaken !== undefined && beat.clearer === undefined) faults.push(`beats.${id}: mistaken needs clearer`);
    if (beat.do !== 'PR' && beat.forget !== undefined) faults.push(`beats.${id}.forget: only the answer to a PR beat can be forgotten`);
    if (!['ID', 'PS', 'RI'].includes(beat.do) && beat.clearer !== undefined)
      faults.push(`beats.${id}.clearer: only ID, PS and RI beats are said again in plainer words`);
    for (const key of ['say', 'reply', 'vague', 'again', 'forget', 'recall', 'mistaken', 'clearer'] as const)
      checkLines(`beats.${id}.${key}`, beat[key]);
  }
  for (const [id, question] of Object.entries(source.questions)) {
    checkReferences(`questions.${id}`, question);
    checkPlain(`questions.${id}.label`, question.label);
    checkLines(`questions.${id}.ask`, question.ask);
    for (const key of ['ID', 'PS', 'RI'] as const) checkLines(`questions.${id}.answer.${key}`, question.answer[key]);
    checkLines(`questions.${id}.reply`, question.reply);
  }
  for (const [id, worry] of Object.entries(source.worries)) {
    checkReferences(`worries.${id}`, worry);
    checkPlain(`worries.${id}.label`, worry.label);
    for (const key of ['voice', 'soothe', 'reply'] as const) checkLines(`worries.${id}.${key}`, worry[key]);
  }
  for (const [id, demand] of Object.entries(source.demands)) {
    checkReferences(`demands.${id}`, demand);
    checkText(`demands.${id}.text`, demand.text);
    for (const key of ['make', 'refuse', 'push', 'yield'] as const) checkLines(`demands.${id}.${key}`, demand[key]);
    for (const key of ['EM', 'ID'] as const) checkLines(`demands.${id}.hold.${key}`, demand.hold[key]);
  }
  for (const [id, tangent] of Object.entries(source.tangents)) {
    checkPlain(`tangents.${id}.label`, tangent.label);
    checkCondition(`tangents.${id}.if`, tangent.if);
    for (const key of ['voice', 'return', 'reply'] as const) checkLines(`tangents.${id}.${key}`, tangent[key]);
  }
  for (const key of ['settled', 'unsettled', 'feedback', 'follow', 'wishes'] as const) checkLines(key, source[key]);
  return [...faults, ...bankConditionFaults(source)];
}

/** Facts that are drawn before one of a scope, as far as arithmetic can use them. */
function factsBefore(scope: Readonly<Record<string, FactSource>>, name?: string): Facts {
  const all = Object.entries(scope);
  const end = name === undefined ? all.length : all.findIndex(([other]) => other === name);
  return Object.fromEntries(all.slice(0, end).flatMap(([other, fact]) => (isNumeric(fact) ? [[other, { value: '1' }]] : [])));
}

/** Whether arithmetic can use a fact; dates and times are counted in days and minutes. */
function isNumeric(fact: FactSource): boolean {
  return fact.type !== 'choice' || fact.of.every((option) => !Number.isNaN(Number(typeof option === 'string' ? option : option.value)));
}
