import { EMOTION_LEVELS } from '../../analysis/emotion-paths.js';
import { STRETCHES } from '../../analysis/strategy-flow.js';
import { Outcome } from '../../domain/dialogue.js';
import { lengthLines } from '../charts/length-lines.js';
import { renderChart } from '../charts/render-chart.js';
import { stackedColumns, stackedRows } from '../charts/stacked-columns.js';
import { html, type Markup } from '../markup.js';
import { difference, percent, plain, points } from '../numbers.js';
import type { ReportContext } from '../report-context.js';
import { same, term, termOr } from '../terms.js';
import { changes } from './changes.js';
import { figureTable, folded, legend, section, subheading, table } from './parts.js';
import { stretchTable } from './strategies.js';

const LENGTHS = [
  { key: 'utterances', color: 'var(--accent)' },
  { key: 'supporter', color: 'var(--stage-4)' },
  { key: 'customer', color: 'var(--stage-3)' },
] as const;

const COURSES_LISTED = 12;

export function lengths(context: ReportContext): Markup {
  const { words, now, before } = context;
  const charts = LENGTHS.map(({ key, color }) => {
    const title = term(words, `lengths.${key}`);
    return html`${subheading(context, `lengths.${key}`)}${renderChart(title, (_, format) =>
      lengthLines(now.lengths[key], { before: before?.lengths[key], color, format }),
    )}${folded(
      context,
      figureTable(context, {
        head: [term(words, 'lengths.from')],
        unit: 'share',
        rows: now.lengths[key].map(({ from, share }) => ({
          name: String(from),
          now: share,
          before: before?.lengths[key].find((bin) => bin.from === from)?.share ?? 0,
        })),
      }),
    )}`;
  });
  return section(context, 'lengths', charts);
}

export function outcomes(context: ReportContext): Markup {
  const { words, now, before } = context;
  const topics = Object.keys(now.outcomes);
  const chart = renderChart(term(words, 'outcomes'), (language, format) =>
    stackedRows(
      topics.map((topic) => termOr(words, `topic.${topic}`, topic)[language]),
      Outcome.options.map((outcome) => ({
        color: `var(--${outcome})`,
        shares: topics.map((topic) => now.outcomes[topic]?.shares[outcome] ?? null),
      })),
      format === 'wide' ? 170 : 96,
    ),
  );
  const entries = Outcome.options.map((outcome) => ({ color: `var(--${outcome})`, name: term(words, `outcome.${outcome}`) }));
  const numbers = table(
    ['', term(words, 'tile.dialogues'), ...Outcome.options.map((outcome) => term(words, `outcome.${outcome}`))],
    topics.flatMap((topic) => {
      const [here, there] = [now.outcomes[topic], before?.outcomes[topic]];
      const moved = Outcome.options.map((outcome) => points(difference(here?.shares[outcome], there?.shares[outcome])));
      return [
        [
          termOr(words, `topic.${topic}`, topic),
          plain(here?.dialogues ?? null),
          ...Outcome.options.map((outcome) => percent(here?.shares[outcome] ?? null)),
        ],
        ...(before ? [['Δ', '', ...moved]] : []),
      ];
    }),
  );
  const sharesOf = ({ outcomes }: typeof now) => topics.map((topic) => Outcome.options.map((outcome) => outcomes[topic]?.shares[outcome]));
  const moved = changes(context, { now: sharesOf(now), before: before ? sharesOf(before) : undefined }, (language, format) => ({
    rows: topics.map((topic) => termOr(words, `topic.${topic}`, topic)[language]),
    columns: Outcome.options.map((outcome) => term(words, `outcome.${outcome}`)[language]),
    labelWidth: format === 'wide' ? 170 : 96,
  }));
  return section(context, 'outcomes', html`${legend(entries)}${chart}${moved}${folded(context, numbers)}`);
}

export function emotions(context: ReportContext): Markup {
  const { words, now, before } = context;
  const tenths = Array.from({ length: STRETCHES }, (_, place) => String(place + 1));
  const chart = renderChart(term(words, 'emotions'), (_, format) =>
    stackedColumns(
      tenths,
      EMOTION_LEVELS.map((level) => ({ color: `var(--emotion-${level})`, shares: now.emotions.levels[level] ?? [] })),
      format === 'wide' ? 280 : 230,
    ),
  );
  const entries = EMOTION_LEVELS.map((level) => ({ color: `var(--emotion-${level})`, name: term(words, `emotion.${level}`) }));
  const levels = stretchTable(
    ['', ...tenths],
    EMOTION_LEVELS.map((level) => ({
      name: term(words, `emotion.${level}`),
      now: now.emotions.levels[level] ?? [],
      before: before?.emotions.levels[level],
    })),
  );
  const courses = figureTable(context, {
    head: [term(words, 'emotions.courses')],
    unit: 'share',
    rows: now.emotions.courses.slice(0, COURSES_LISTED).map(({ key, share }) => ({
      name: same(key.replaceAll('→', ' → ')),
      now: share,
      before: before?.emotions.courses.find((course) => course.key === key)?.share ?? 0,
    })),
  });
  const moved = changes(context, { now: now.emotions.levels, before: before?.emotions.levels }, (language) => ({
    rows: EMOTION_LEVELS.map((level) => term(words, `emotion.${level}`)[language]),
    columns: tenths,
    labelWidth: language === 'zh' ? 32 : 76,
  }));
  return section(context, 'emotions', html`${legend(entries)}${chart}${moved}${folded(context, levels)}${courses}`);
}
