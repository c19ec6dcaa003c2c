import type { LineSource } from '../language/line.js';
import { parseTemplate, renderTemplate, type Template } from '../language/template.js';
import { createStream } from '../random/stream.js';
import type { Facts } from './fact-forms.js';
import { fillFact } from './facts.js';
import type { ScenarioSource } from './scenario-file.js';

/**
 * What a scenario lets the two sides say to each other, as it will be heard: every alternative at least once. Any line of a group may be
 * answered by any line of the group under it.
 * @param cases facts that fill the slots, in turn
 */
export function exchangeSheet(source: ScenarioSource, cases: readonly Facts[]): string[] {
  const out = [`# ${source.topic}/${source.id} ${source.title}`, source.description, `policy: ${JSON.stringify(source.policy)}`];
  out.push(`knows: ${JSON.stringify(source.knows)}`);
  const group = (who: '客服' | '客户', what: string, lines: readonly LineSource[] | undefined) => {
    if (!lines) return;
    out.push(`  ${who} ${what}`);
    for (const line of lines) out.push(...versionsOf(line, cases).map((text) => `    ${text}`));
  };
  group('客户', 'opening', source.openings);
  for (const [id, cause] of Object.entries(source.causes))
    out.push(
      '',
      `## cause ${id}: ${cause.outcome}; ${cause.if ? `if ${cause.if}; ` : ''}${cause.spine.join(' → ')}; records: ${cause.records.join(' / ')}`,
    );
  for (const [id, beat] of Object.entries(source.beats)) {
    out.push('', `## beat ${id}: ${beat.do}${beat.asks.length > 0 ? ` asks ${beat.asks.join(' ')}` : ''}${timing(beat)}`);
    group('客服', 'say', beat.say);
    group('客户', 'reply', beat.reply);
    group('客户', 'vague', beat.vague);
    group('客服', 'again', beat.again);
    group('客户', 'forget', beat.forget);
    group('客户', 'recall, later, after anything', beat.recall);
    group('客户', 'mistaken', beat.mistaken);
    group(
      '客服',
      beat.do === 'RI' ? 'clearer (also after a mere 没听懂)' : 'clearer (after mistaken; after a mere 没听懂 another say)',
      beat.clearer,
    );
  }
  for (const [id, question] of Object.entries(source.questions)) {
    out.push('', `## question ${id}: ${question.label}${timing(question)}`);
    group('客户', 'ask', question.ask);
    for (const [strategy, lines] of Object.entries(question.answer)) group('客服', `answer ${strategy}`, lines);
    group('客户', 'reply', question.reply);
  }
  for (const [id, worry] of Object.entries(source.worries)) {
    out.push('', `## worry ${id}: ${worry.label}${timing(worry)}`);
    group('客户', 'voice', worry.voice);
    group('客服', 'soothe', worry.soothe);
    group('客户', 'reply', worry.reply);
  }
  for (const [id, demand] of Object.entries(source.demands)) {
    out.push('', `## demand ${id}: ${demand.text}${timing(demand)}`);
    group('客户', 'make', demand.make);
    group('客服', 'refuse', demand.refuse);
    group('客户', 'push', demand.push);
    for (const [strategy, lines] of Object.entries(demand.hold)) group('客服', `hold ${strategy}`, lines);
    group('客户', 'yield', demand.yield);
  }
  for (const [id, tangent] of Object.entries(source.tangents)) {
    out.push('', `## tangent ${id}: ${tangent.label}${tangent.if ? ` if ${tangent.if}` : ''}`);
    group('客户', 'voice', tangent.voice);
    group('客服', 'return', tangent.return);
    group('客户', 'reply', tangent.reply);
  }
  out.push('', '## ending');
  group('客服', 'feedback', source.feedback);
  group('客户', 'settled', source.settled);
  group('客户', 'unsettled', source.unsettled);
  group('客服', 'follow', source.follow);
  group('客服', 'wish: 谢谢您来电，…', source.wishes);
  return out;
}

function timing({ after, until, upon, if: when }: { after: string[]; until: string[]; upon: string[]; if?: string | undefined }): string {
  const parts = [
    ...(upon.length > 0 ? [`upon ${upon.join(' or ')}`] : []),
    ...(after.length > 0 ? [`after ${after.join(', ')}`] : []),
    ...(until.length > 0 ? [`until ${until.join(', ')}`] : []),
    ...(when ? [`if ${when}`] : []),
  ];
  return parts.length > 0 ? `; ${parts.join('; ')}` : '';
}

/** A line as it may be heard: so often that every alternative comes up. */
function versionsOf(source: LineSource, cases: readonly Facts[]): string[] {
  const { say, if: when } = typeof source === 'string' ? { say: source, if: undefined } : source;
  const template = parseTemplate(say);
  const texts = Array.from({ length: widthOf(template) }, (_, version) => {
    const facts = cases[version % cases.length] ?? {};
    const offsets = createStream(say); // the same for every version, so that each option of a place comes up
    const fill = (slot: string) => fillFact(facts, slot) ?? cases.map((other) => fillFact(other, slot)).find((text) => text) ?? `<${slot}>`;
    return renderTemplate(template, fill, (count) => (version + offsets.int(count)) % count);
  });
  return [...new Set(texts)].map((text) => (when ? `[${when}] ${text}` : text));
}

function widthOf(template: Template): number {
  return Math.max(
    1,
    ...template.map((segment) => (typeof segment === 'object' && 'options' in segment ? optionsWidth(segment.options) : 1)),
  );
}

function optionsWidth(options: readonly Template[]): number {
  return options.length * Math.max(1, ...options.map(widthOf));
}
