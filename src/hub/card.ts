import { stringify } from 'yaml';
import { figureRows, strategyRows } from '../analysis/figure-rows.js';
import type { CardContent, CardTexts } from './card-content.js';
import { frontMatterOf } from './card-front-matter.js';
import { fillTemplate, markdownTable } from './markdown.js';

/** `README.md` of a dataset: front matter for the Hub, then what a reader must know. */
export function writeCard(content: CardContent, texts: CardTexts): string {
  const { facts, figures, framework, splits } = content;
  const { templates } = texts;
  const engines = [...facts.engines].sort();
  const models = [...facts.models].sort().join(', ');
  const perEngine = (part: 'engine' | 'limits') =>
    engines.map((engine) => fillTemplate(templates[`${part}-${engine}`], { models }).trim()).join('\n');
  const body = fillTemplate(templates.card, {
    title: texts.title,
    repository: texts.repository,
    licence: texts.licence,
    dialogues: count(facts.dialogues),
    splits: countTable('split', splits),
    topics: countTable('source', Object.fromEntries(facts.topics)),
    outcomes: countTable('outcome', Object.fromEntries(facts.outcomes)),
    versions: [...facts.versions].join(', '),
    seeds: [...facts.seeds].join(', '),
    engine: perEngine('engine'),
    judged:
      facts.judged === 0 ? 'No judge model read the dialogues.' : `A judge model read ${count(facts.judged)} of them (\`quality.judge\`).`,
    flagged:
      facts.flagged === 0
        ? 'All of them passed every check.'
        : `${count(facts.flagged)} of them were kept although a check failed (\`quality.gates\`): the run rejected on the contract alone.`,
    personas: count(facts.personas.size),
    figures: markdownTable([['figure', 'here', 'target', 'humans', 'standing'], ...figureRows(figures, texts.baselines)]),
    strategies: markdownTable([['strategy', 'here', 'target', 'standing'], ...strategyRows(figures, framework)]),
    limits: perEngine('limits'),
    topicCount: count(facts.topics.size),
  });
  return `---\n${stringify(frontMatterOf(content, texts), { lineWidth: 0 })}---\n\n${body}`;
}

function countTable(name: string, counts: Readonly<Record<string, number>>): string {
  return markdownTable([[name, 'dialogues'], ...Object.entries(counts).map(([value, dialogues]) => [value, count(dialogues)])]);
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
